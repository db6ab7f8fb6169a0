"""Open rooms: made, joined, left, deleted."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason


@pytest.fixture
def ana(house) -> int:
    return house.account("Ana")


@pytest.fixture
def budi(house, ana) -> int:
    return house.account("Budi")


def test_the_maker_of_a_room_is_in_it(house, ana):
    joined, answer = house.do(commands.CreateRoom(ana, room="Kelas"))
    assert joined == events.Joined(
        0, house.state.seq, 1, "Kelas", 1, "Ana", events.Person("Ana", account="Ana", status="@")
    )
    assert answer == events.Invites(ana, "Kelas")
    assert house.members("kelas") == ["Ana"]


def test_a_room_can_be_made_without_joining_it(house, ana):
    assert house.do(commands.CreateRoom(ana, room="Kelas", join=False)) == [events.Invites(ana, "Kelas")]
    assert house.members("Kelas") == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("lobby", Reason.BAD_NAME),
        ("12", Reason.BAD_NAME),
        ("a b", Reason.BAD_NAME),
        ("sendALL", Reason.BAD_NAME),
        ("ANA", Reason.NAME_IS_USER),
        ("gita", Reason.NAME_IS_USER),
        ("kelas", Reason.NAME_IS_ROOM),
        ("tim", Reason.NAME_IS_ROOM),
    ],
)
def test_a_room_needs_a_free_name(house, ana, name, reason):
    house.guest("Gita")
    house.do(commands.CreateRoom(ana, room="Kelas"))
    house.do(commands.CreateRoom(ana, room="Tim", open=False))
    assert house.refusal(commands.CreateRoom(ana, room=name)) is reason


def test_anyone_joins_an_open_room_once(house, ana, budi):
    house.do(commands.CreateRoom(ana, room="Kelas"))
    done, joined = house.do(commands.JoinRoom(budi, room="KELAS"))
    assert done == events.Done(budi, "Kelas")
    assert joined == events.Joined(0, house.state.seq, 1, "Kelas", 2, "Budi", events.Person("Budi", account="Budi"))
    refused = house.refused(commands.JoinRoom(budi, room="Kelas"))
    assert refused == events.Refused(budi, Reason.ALREADY_MEMBER, "Budi")


@pytest.mark.parametrize("kind", [commands.JoinRoom, commands.LeaveRoom, commands.DeleteRoom, commands.Invite])
@pytest.mark.parametrize("name", ["nothing", "Ana", "lobby", "", "x" * 100])
def test_what_is_no_room_is_unknown(house, ana, kind, name):
    refused = house.refused(kind(ana, room=name))
    assert refused == events.Refused(ana, Reason.UNKNOWN_ROOM, name[:32])


def test_leaving_is_told_to_the_room(house, ana, budi):
    house.do(commands.CreateRoom(ana, room="Kelas"))
    house.do(commands.JoinRoom(budi, room="Kelas"))
    done, left = house.do(commands.LeaveRoom(budi, room="kelas"))
    assert done == events.Done(budi, "Kelas")
    assert left == events.Left(0, house.state.seq, 1, "Kelas", 2, "Budi")
    assert house.members("Kelas") == ["Ana"]
    assert house.refused(commands.LeaveRoom(budi, room="kelas")) == events.Refused(budi, Reason.NOT_MEMBER, "Kelas")


def test_an_open_room_stays_when_its_last_member_leaves(house, ana, budi):
    house.do(commands.CreateRoom(ana, room="Kelas"))
    house.do(commands.LeaveRoom(ana, room="Kelas"))
    assert house.members("Kelas") == []
    assert house.reply(commands.JoinRoom(budi, room="Kelas")) == events.Done(budi, "Kelas")


def test_its_creator_deletes_a_room_member_or_not(house, ana, budi):
    house.do(commands.CreateRoom(ana, room="Kelas", join=False))
    house.do(commands.JoinRoom(budi, room="Kelas"))
    assert house.refused(commands.DeleteRoom(budi, room="Kelas")).reason is Reason.NOT_CREATOR
    done, deleted = house.do(commands.DeleteRoom(ana, room="kelas"))
    assert done == events.Done(ana, "Kelas")
    assert deleted == events.Deleted(0, house.state.seq, 1, "Kelas", 1, "Ana", ["Budi"])
    assert house.refusal(commands.JoinRoom(budi, room="Kelas")) is Reason.UNKNOWN_ROOM
    assert house.state.users[2].rooms == {}


def test_the_name_of_a_deleted_room_is_free_but_its_number_is_not(house, ana):
    house.do(commands.CreateRoom(ana, room="Kelas"))
    house.do(commands.DeleteRoom(ana, room="Kelas"))
    house.do(commands.CreateRoom(ana, room="Kelas"))
    assert house.chat.room("Kelas").rid == 2


def test_nobody_deletes_a_room_by_invitation(house, ana):
    house.do(commands.CreateRoom(ana, room="Tim", open=False))
    refused = house.refused(commands.DeleteRoom(ana, room="tim"))
    assert refused == events.Refused(ana, Reason.NOT_CREATOR, "Tim")


def test_nobody_joins_a_room_by_invitation_uninvited(house, ana, budi):
    house.do(commands.CreateRoom(ana, room="Tim", open=False))
    refused = house.refused(commands.JoinRoom(budi, room="tim"))
    assert refused == events.Refused(budi, Reason.NOT_INVITED, "Tim")


def test_a_room_by_invitation_vanishes_with_its_last_member_and_its_invitations_too(house, ana, budi):
    house.do(commands.CreateRoom(ana, room="Tim", open=False, invite=["Budi"]))
    assert [type(e) for e in house.do(commands.LeaveRoom(ana, room="Tim"))] == [events.Done, events.Left]
    assert house.refusal(commands.Answer(budi, room="Tim")) is Reason.UNKNOWN_ROOM
    house.register("Tim")


def test_rejoining_counts_what_is_unread_from_the_new_beginning(house, ana, budi):
    house.do(commands.CreateRoom(ana, room="Kelas"))
    house.do(commands.JoinRoom(budi, room="Kelas"))
    house.do(commands.LeaveRoom(budi, room="Kelas"))
    house.do(commands.Send(ana, to="Kelas", text="secret"))
    house.do(commands.JoinRoom(budi, room="Kelas"))
    assert house.state.users[2].rooms == {1: house.state.seq}


@pytest.mark.parametrize("open_", [True, False])
def test_who_says_the_key_joins_uninvited(house, open_):
    ani, budi, citra = house.guest("ani"), house.guest("budi"), house.guest("citra")
    house.do(commands.CreateRoom(ani, room="lab", open=open_, key="sesam"))
    assert house.refusal(commands.JoinRoom(budi, room="lab")) is Reason.WRONG_KEY
    assert house.refusal(commands.JoinRoom(budi, room="lab", key="Sesam")) is Reason.WRONG_KEY
    house.do(commands.JoinRoom(budi, room="lab", key="sesam"))
    house.do(commands.Invite(ani, room="lab", users=["citra"]))
    house.do(commands.JoinRoom(citra, room="lab"))
    assert house.members("lab") == ["ani", "budi", "citra"]


def test_a_key_that_nobody_asked_for_does_not_matter(house):
    ani, budi = house.guest("ani"), house.guest("budi")
    house.do(commands.CreateRoom(ani, room="lab"))
    house.do(commands.JoinRoom(budi, room="lab", key="apa"))
    assert house.members("lab") == ["ani", "budi"]
