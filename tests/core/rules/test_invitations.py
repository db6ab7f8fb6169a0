"""Rooms by invitation: who may be invited, by whom, and what becomes of it."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason


@pytest.fixture
def ana(house) -> int:
    return house.account("Ana")


@pytest.fixture
def budi(house, ana) -> int:
    return house.account("Budi")


@pytest.fixture
def citra(house, budi) -> int:
    return house.account("Citra")


@pytest.fixture
def tim(house, ana, citra) -> str:
    """Ana's room; Budi is invited."""
    house.do(commands.CreateRoom(ana, room="Tim", open=False, invite=["budi"]))
    return "Tim"


def test_a_room_is_made_and_all_are_invited_who_can_be(house, ana, citra):
    users = ["budi", "nobody", "ANA", "Citra", "BUDI", "lobby"]
    joined, answer, *notices = house.do(commands.CreateRoom(ana, room="Tim", open=False, invite=users))
    seq = house.state.seq
    assert isinstance(joined, events.Joined)
    assert answer == events.Invites(
        ana,
        "Tim",
        ["Budi", "Citra"],
        [
            (Reason.UNKNOWN_USER, "nobody"),
            (Reason.ALREADY_MEMBER, "Ana"),
            (Reason.ALREADY_INVITED, "Budi"),
            (Reason.UNKNOWN_USER, "lobby"),
        ],
    )
    assert notices == [
        events.Invitation(0, seq, 2, "Ana", "Tim", ["Ana"], "Budi", "Ana"),
        events.Invited(0, seq, 1, "Tim", 1, "Ana", "Budi"),
        events.Invitation(0, seq, 3, "Ana", "Tim", ["Ana"], "Citra", "Ana"),
        events.Invited(0, seq, 1, "Tim", 1, "Ana", "Citra"),
    ]


def test_any_member_may_invite_and_nobody_else(house, tim, budi, citra):
    assert house.refusal(commands.Invite(budi, room=tim, users=["Citra"])) is Reason.NOT_MEMBER
    house.do(commands.Answer(budi, room=tim))
    assert house.reply(commands.Invite(budi, room=tim, users=["Citra"])).invited == ["Citra"]


def test_an_invitation_names_the_members(house, tim, ana, budi):
    house.do(commands.Answer(budi, room=tim))
    invitation, invited = house.told(commands.Invite(ana, room=tim, users=["citra"]))
    assert invitation == events.Invitation(0, house.state.seq, 3, "Ana", "Tim", ["Ana", "Budi"], "Citra", "Ana")
    assert invited.whom == "Citra"


@pytest.mark.parametrize(
    ("user", "reason", "subject"),
    [
        ("nobody", Reason.UNKNOWN_USER, "nobody"),
        ("Tim", Reason.UNKNOWN_USER, "Tim"),
        ("ana", Reason.ALREADY_MEMBER, "Ana"),
        ("BUDI", Reason.ALREADY_INVITED, "Budi"),
    ],
)
def test_each_who_cannot_be_invited_is_told_with_the_reason_and_nothing_happens(house, tim, ana, user, reason, subject):
    seq = house.state.seq
    assert house.do(commands.Invite(ana, room=tim, users=[user])) == [
        events.Invites(ana, "Tim", [], [(reason, subject)])
    ]
    assert house.state.seq == seq
    assert house.chat.take_changes() == []


def test_an_account_is_invited_while_it_is_offline(house, tim, ana, citra):
    house.do(commands.Drop(citra))
    assert house.reply(commands.Invite(ana, room=tim, users=["Citra"])).invited == ["Citra"]


@pytest.mark.parametrize("accept", [commands.JoinRoom, commands.Answer])
def test_an_invitation_is_accepted_by_joining_or_by_an_answer(house, tim, budi, accept):
    done, joined = house.do(accept(budi, room="tim"))
    assert done == events.Done(budi, "Tim")
    assert joined == events.Joined(0, house.state.seq, 1, "Tim", 2, "Budi", events.Person("Budi", account="Budi"))
    assert house.members("Tim") == ["Ana", "Budi"]
    assert not house.chat.room("Tim").invited


def test_declining_is_told_and_ends_the_invitation(house, tim, budi):
    done, declined = house.do(commands.Answer(budi, room="TIM", accept=False))
    assert done == events.Done(budi, "Tim")
    assert declined == events.Declined(0, house.state.seq, 1, "Tim", 2, "Budi")
    assert house.refusal(commands.JoinRoom(budi, room=tim)) is Reason.NOT_INVITED
    assert house.refusal(commands.Answer(budi, room=tim, accept=False)) is Reason.NOT_INVITED


def test_who_declined_may_be_invited_again(house, tim, ana, budi):
    house.do(commands.Answer(budi, room=tim, accept=False))
    assert house.reply(commands.Invite(ana, room=tim, users=["Budi"])).invited == ["Budi"]
    assert house.reply(commands.Answer(budi, room=tim)) == events.Done(budi, "Tim")


def test_who_left_may_be_invited_again_and_must_be(house, tim, ana, budi):
    house.do(commands.Answer(budi, room=tim))
    house.do(commands.LeaveRoom(budi, room=tim))
    assert house.refusal(commands.JoinRoom(budi, room=tim)) is Reason.NOT_INVITED
    assert house.reply(commands.Invite(ana, room=tim, users=["Budi"])).invited == ["Budi"]


@pytest.mark.parametrize("accept", [True, False])
def test_only_the_invited_have_something_to_answer(house, tim, ana, citra, accept):
    refused = house.refused(commands.Answer(citra, room="tim", accept=accept))
    assert refused == events.Refused(citra, Reason.NOT_INVITED, "Tim")
    assert house.refusal(commands.Answer(ana, room=tim, accept=accept)) is Reason.ALREADY_MEMBER
    assert house.refusal(commands.Answer(ana, room="nothing", accept=accept)) is Reason.UNKNOWN_ROOM


def test_one_may_be_invited_to_an_open_room_and_joining_it_settles_that(house, ana, budi):
    house.do(commands.CreateRoom(ana, room="Kelas", invite=["Budi"]))
    house.do(commands.JoinRoom(budi, room="Kelas"))
    assert not house.chat.room("Kelas").invited


def test_an_invitation_outlives_its_sender_in_the_room(house, tim, ana, budi, citra):
    house.do(commands.Invite(ana, room=tim, users=["Citra"]))
    house.do(commands.Answer(citra, room=tim))
    house.do(commands.LeaveRoom(ana, room=tim))
    assert house.reply(commands.Answer(budi, room=tim)) == events.Done(budi, "Tim")
