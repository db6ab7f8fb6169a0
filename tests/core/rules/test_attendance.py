"""Connections that hear the rooms which they have entered."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.rules import Entry, Fetch

ENTERS = commands.Details(enters=True)


@pytest.fixture
def ana(house) -> int:
    """On a connection that enters rooms."""
    return house.account("Ana", details=ENTERS)


@pytest.fixture
def budi(house, ana) -> int:
    """As Ana."""
    return house.account("Budi", details=ENTERS)


def heard(house, cid: int) -> set[int]:
    """The rooms that this connection has entered."""
    return set(house.state.sessions[cid].entered)


def modes(*changes: tuple[bool, str, str]) -> dict[str, object]:
    return {"room": "Kelas", "changes": list(changes)}


def test_who_enters_rooms_is_given_none_at_login_and_does_not_hear_the_lobby(house):
    house.do(commands.CreateRoom(house.account("Ana"), room="Kelas"))
    missed = house.missed(house.begun(commands.Enter(99, name="Ana", details=ENTERS)))
    assert (missed.rooms, missed.lobby) == ({}, False)
    assert heard(house, 99) == set()


def test_who_attends_a_room_that_is_not_there_makes_it_and_runs_it(house, ana):
    joined, entered = house.do(commands.Attend(ana, room="Kelas"))
    assert (joined.rid, joined.name, joined.again) == (1, "Ana", False)
    assert (entered.cid, entered.room, entered.modes, entered.made) == (ana, "Kelas", "nt", house.now)
    assert (entered.members, entered.member, entered.already) == ([("Ana", "@")], True, False)
    assert entered.person.name == "Ana"
    assert heard(house, ana) == {1}


def test_such_a_room_goes_with_its_last_member(house, ana, budi):
    house.do(commands.Attend(ana, room="Kelas"))
    house.do(commands.Attend(budi, room="kelas"))
    house.do(commands.Depart(ana, room="Kelas"))
    assert house.members("Kelas") == ["Budi"]
    house.do(commands.Depart(budi, room="Kelas"))
    assert house.refusal(commands.Survey(ana, room="Kelas")) is Reason.UNKNOWN_ROOM


def test_who_attends_a_room_that_is_there_joins_it_and_others_are_told(house, ana, budi):
    house.do(commands.Attend(ana, room="Kelas"))
    joined, entered = house.do(commands.Attend(budi, room="KELAS"))
    assert joined == events.Joined(0, house.state.seq, 1, "Kelas", 2, "Budi", entered.person)
    assert entered.members == [("Ana", "@"), ("Budi", "")]


def test_attending_once_more_changes_nothing(house, ana):
    house.do(commands.Attend(ana, room="Kelas"))
    kept = len(house.changes)
    (entered,) = house.do(commands.Attend(ana, room="Kelas"))
    assert (entered.already, len(house.changes)) == (True, kept)


def test_each_connection_of_an_account_enters_for_itself(house, ana):
    phone = house.enter("Ana", details=ENTERS)
    house.do(commands.Attend(ana, room="Kelas"))
    assert (heard(house, ana), heard(house, phone)) == ({1}, set())
    assert not house.told(commands.Attend(phone, room="Kelas"))
    assert (heard(house, phone), house.members("Kelas")) == ({1}, ["Ana"])


def test_who_departs_is_no_member_any_more_and_no_connection_of_hers_hears_the_room(house, ana, budi):
    phone = house.enter("Ana", details=ENTERS)
    for cid in (ana, phone, budi):
        house.do(commands.Attend(cid, room="Kelas"))
    (left,) = house.do(commands.Depart(phone, room="kelas", reason="bye"))
    assert left == events.Left(phone, house.state.seq, 1, "Kelas", 1, "Ana", "bye")
    assert (heard(house, ana), heard(house, phone), house.members("Kelas")) == (set(), set(), ["Budi"])
    assert house.refused(commands.Depart(ana, room="Kelas")) == events.Refused(ana, Reason.NOT_MEMBER, "Kelas")


def test_the_lobby_is_heard_by_who_enters_it_until_it_departs(house, ana):
    assert house.refusal(commands.Depart(ana, room="lobby")) is Reason.NOT_MEMBER
    entered = house.reply(commands.Attend(ana, room="LOBBY"))
    assert (entered.rid, entered.room, entered.members) == (events.LOBBY_ID, "lobby", [("Ana", "")])
    assert house.reply(commands.Attend(ana, room="lobby")).already
    assert house.do(commands.Depart(ana, room="Lobby")) == [
        events.Left(ana, house.state.seq, events.LOBBY_ID, "lobby", 1, "Ana")
    ]
    assert heard(house, ana) == set()


@pytest.mark.parametrize("kind", [commands.Attend, commands.Depart])
def test_a_connection_that_hears_everything_enters_nothing(house, kind):
    cid = house.account("Ana")
    house.do(commands.CreateRoom(cid, room="Kelas"))
    assert house.refusal(kind(cid, room="Kelas")) is Reason.NOT_HERE


@pytest.mark.parametrize("end", ["put out", "deleted"])
def test_a_room_that_one_is_not_in_any_more_is_not_heard(house, ana, end):
    maker = house.account("Citra")
    house.do(commands.CreateRoom(maker, room="Kelas"))
    house.do(commands.Attend(ana, room="Kelas"))
    if end == "put out":
        house.do(commands.Kick(maker, room="Kelas", user="Ana"))
    else:
        house.do(commands.DeleteRoom(maker, room="Kelas"))
    assert heard(house, ana) == set()


@pytest.mark.parametrize("name", ["", "a b", "12", "join", "x" * 33])
def test_a_room_needs_a_possible_name_to_be_made(house, ana, name):
    assert house.refusal(commands.Attend(ana, room=name)) is Reason.BAD_NAME


@pytest.mark.parametrize("limit", ["rooms", "rooms_of_user"])
def test_attending_makes_no_more_rooms_than_there_may_be(new_house, limit):
    house = new_house(**{limit: 1})
    ana = house.account("Ana", details=ENTERS)
    house.do(commands.Attend(ana, room="Kelas"))
    assert house.refused(commands.Attend(ana, room="Tim")) == events.Refused(ana, Reason.TOO_MANY_ROOMS, "Tim")


def test_a_restart_and_what_was_kept_lead_to_the_same_state(house, ana, budi):
    for command in (
        commands.Attend(ana, room="Kelas"),
        commands.Attend(budi, room="Kelas"),
        commands.Attend(budi, room="lobby"),
        commands.SetTopic(ana, room="Kelas", text="Bab 1"),
        commands.SetModes(ana, **modes((True, "o", "Budi"), (True, "b", "citra"), (True, "l", "5"))),
        commands.Describe(budi, away="makan"),
        commands.MarkRead(budi, target="Kelas", at="1"),
        commands.Rename(budi, name="bee"),
        commands.Kick(ana, room="Kelas", user="bee"),
        commands.Depart(ana, room="Kelas"),
    ):
        house.do(command)
    assert house.replayed().state == house.state


# ------------------------------------------------------ a name that a user has


def test_where_a_user_has_the_name_the_room_has_a_hash(house, ana, budi):
    assert house.do(commands.Attend(ana, room="budi"))[-1].room == "#budi"
    assert house.do(commands.Attend(budi, room="Budi"))[-1].rid == 1
    assert house.reply(commands.Send(ana, to="Budi", kind="room", text="hi")).rid == 1
    assert house.reply(commands.Send(ana, to="Budi", kind="user", text="hi")).to == 2


def test_a_user_with_the_longest_name_leaves_no_room_for_the_hash(house, ana):
    name = "b" * 32
    house.account(name)
    assert house.refused(commands.Attend(ana, room=name)) == events.Refused(ana, Reason.NAME_IS_USER, name)


def test_there_is_no_second_room_of_the_same_name_when_the_user_has_gone(house, ana):
    guest = house.guest("gita")
    house.do(commands.Attend(ana, room="gita"))
    house.do(commands.Drop(guest))
    assert house.refused(commands.CreateRoom(ana, room="gita")) == events.Refused(ana, Reason.NAME_IS_ROOM, "#gita")
    assert house.reply(commands.Attend(ana, room="gita")).already


# --------------------------------------------------------------- who may come in


@pytest.fixture
def kelas(house, ana) -> str:
    house.do(commands.Attend(ana, room="Kelas"))
    return "Kelas"


def closed(house, ana: int, *changes: tuple[bool, str, str]) -> None:
    assert not house.reply(commands.SetModes(ana, **modes(*changes))).refused


@pytest.mark.parametrize("kind", [commands.Attend, commands.JoinRoom])
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ([(True, "b", "budi")], Reason.BANNED),
        ([(True, "b", "*!b?di@ruang")], Reason.BANNED),
        ([(True, "k", "sesam")], Reason.WRONG_KEY),
        ([(True, "i", "")], Reason.NOT_INVITED),
        ([(True, "l", "1")], Reason.ROOM_FULL),
        ([(True, "b", "*"), (True, "k", "sesam"), (True, "i", ""), (True, "l", "1")], Reason.BANNED),
    ],
)
def test_a_room_lets_in_whom_it_will_and_an_invitation_is_good_for_everything(
    house, ana, kelas, budi, kind, changes, reason
):
    closed(house, ana, *changes)
    refused = house.refused(kind(budi, room=kelas, key="Sesam"))
    assert (refused.reason, refused.subject) == (reason, kelas)
    house.do(commands.Invite(ana, room=kelas, users=["Budi"]))
    house.do(kind(budi, room=kelas))
    assert house.members(kelas) == ["Ana", "Budi"]


@pytest.mark.parametrize(
    "changes",
    [
        [(True, "b", "*"), (True, "e", "budi")],
        [(True, "i", ""), (True, "I", "b*!*@*")],
        [(True, "i", ""), (True, "k", "sesam")],
        [(True, "l", "1"), (True, "l", "2")],
        [(True, "b", "citra"), (True, "k", "sesam")],
    ],
)
def test_exceptions_and_keys_open_a_room(house, ana, kelas, budi, changes):
    closed(house, ana, *changes)
    house.do(commands.Attend(budi, room=kelas, key="sesam"))
    assert house.members(kelas) == ["Ana", "Budi"]


def test_a_room_is_closed_and_opened_again_by_its_operator(house, ana, kelas):
    told = house.reply(commands.SetModes(ana, **modes((True, "i", ""), (True, "i", ""), (False, "i", ""))))
    assert told.changes == [(True, "i", ""), (False, "i", "")]


def test_an_exception_from_invitations_does_not_open_a_room_with_a_key(house, ana, kelas, budi):
    closed(house, ana, (True, "k", "sesam"), (True, "I", "budi"))
    assert house.refusal(commands.Attend(budi, room=kelas)) is Reason.WRONG_KEY


def test_into_a_closed_room_only_its_operators_invite(house, ana, kelas, budi):
    citra = house.account("Citra")
    house.do(commands.Attend(budi, room=kelas))
    closed(house, ana, (True, "i", ""))
    refused = house.refused(commands.Invite(budi, room=kelas, users=["Citra"]))
    assert refused == events.Refused(budi, Reason.NOT_OPERATOR, kelas)
    house.do(commands.Invite(ana, room=kelas, users=["Citra"]))
    assert house.reply(commands.ListInvitations(citra)).names == [kelas]


# --------------------------------------------------------------- what was missed


def test_what_was_said_while_no_connection_heard_a_room_comes_when_one_enters_it(house, ana, kelas, budi):
    house.do(commands.Attend(budi, room=kelas))
    house.do(commands.Drop(ana, written=house.state.seq))
    seen = house.state.seq
    again = house.enter("Ana", details=ENTERS)
    house.do(commands.Send(budi, to=kelas, text="hi"))
    (fetch,) = house.do(commands.Attend(again, room=kelas))
    assert isinstance(fetch, Fetch)
    assert isinstance(fetch.wanted, Entry)
    assert (fetch.cid, fetch.wanted.rid, fetch.wanted.uid) == (again, 1, 1)
    assert fetch.wanted.after < seen
    assert fetch.wanted.entered.members == [("Ana", "@"), ("Budi", "")]


def test_what_another_connection_heard_does_not_come_again(house, budi):
    full, citra = house.account("Citra"), house.enter("Citra", details=ENTERS)
    house.do(commands.CreateRoom(full, room="Tim"))
    house.do(commands.Attend(budi, room="Tim"))
    house.do(commands.Send(budi, to="Tim", text="hi"))
    assert isinstance(house.reply(commands.Attend(citra, room="Tim")), events.Entered)


def test_up_to_where_a_room_was_read_is_told_at_login_and_on_entry(house, ana, kelas):
    house.do(commands.MarkRead(ana, target="KELAS", at="2026"))
    welcome = house.begun(commands.Enter(99, name="Ana", details=ENTERS))[0]
    assert welcome.read == {kelas: "2026"}
    assert house.do(commands.Attend(ana, room=kelas))[0].read == "2026"


# ----------------------------------------------------- left by another device


def test_whoever_leaves_by_one_device_does_not_hear_the_room_on_any(house, ana, kelas, budi):
    full = house.enter("Ana")
    house.do(commands.Attend(budi, room=kelas))
    house.do(commands.LeaveRoom(full, room=kelas))
    assert (heard(house, ana), heard(house, budi)) == (set(), {1})
    joined, entered = house.do(commands.Attend(ana, room=kelas))
    assert (joined.name, entered.already, house.members(kelas)) == ("Ana", False, ["Ana", "Budi"])


def test_whoever_left_by_another_device_takes_another_name_without_that_room(house, ana, kelas, budi):
    full = house.enter("Ana")
    house.do(commands.Attend(budi, room=kelas))
    house.do(commands.LeaveRoom(full, room=kelas))
    moved, came = house.do(commands.Rename(ana, name="gita"))
    assert (moved.new, came.name, house.members(kelas)) == ("gita", "gita", ["Budi"])


def test_in_a_room_removed_by_the_server_nobody_is_any_more(house, ana, kelas):
    house.do(commands.RemoveRoom(7, room=kelas))
    assert (heard(house, ana), house.chat.user("Ana").rooms) == (set(), {})
    assert house.do(commands.Rename(ana, name="gita"))[0].rooms == []


# ----------------------------------------------------------------- the lobby


@pytest.mark.parametrize(
    "command", [commands.Send(to="lobby", text="hi"), commands.Tag(to="lobby", tags={"+typing": "active"})]
)
def test_in_the_lobby_nobody_speaks_who_enters_rooms_and_has_not_entered_it(house, ana, command):
    command.cid = ana
    assert house.refused(command) == events.Refused(ana, Reason.NOT_MEMBER, "lobby")
    house.do(commands.Attend(ana, room="lobby"))
    assert house.reply(command).rid == events.LOBBY_ID
    house.do(commands.Depart(ana, room="lobby"))
    assert house.refusal(command) is Reason.NOT_MEMBER


def test_other_devices_speak_in_the_lobby_without_entering_it(house, ana):
    full = house.enter("Ana")
    _, token = house.poll("Ana")
    assert house.reply(commands.Send(full, to="lobby", text="hi")).rid == events.LOBBY_ID
    assert house.reply(commands.Send(token=token, to="lobby", text="hi")).rid == events.LOBBY_ID


# ------------------------------------------- a room and a user of the same name


def test_what_is_meant_for_the_room_is_not_for_the_user_of_the_same_name(house, ana, budi):
    house.do(commands.Attend(ana, room="budi"))
    history = house.reply(commands.History(ana, peer="budi", kind="room"))
    assert (history.about, history.wanted.rid, history.wanted.pair) == ("#budi", 1, None)
    history = house.reply(commands.History(ana, peer="budi"))
    assert (history.about, history.wanted.pair) == ("Budi", (1, 2))
    assert house.refusal(commands.History(budi, peer="Budi", kind="room")) is Reason.NOT_MEMBER


def test_up_to_where_a_room_was_read_is_not_up_to_where_the_user_was(house, ana, budi):
    house.do(commands.Attend(ana, room="budi"))
    assert house.reply(commands.MarkRead(ana, target="budi", at="2025")).is_room is False
    assert house.reply(commands.Attend(ana, room="budi")).read == ""
    marked = house.reply(commands.MarkRead(ana, target="BUDI", at="2026", kind="room"))
    assert (marked.is_room, marked.at) == (True, "2026")
    assert house.reply(commands.Attend(ana, room="budi")).read == "2026"
    assert house.reply(commands.MarkRead(ana, target="budi")).at == "2025"


@pytest.mark.parametrize("name", ["budi", "BUDI"])
def test_such_a_room_is_listed_by_the_name_without_the_hash(house, ana, budi, name):
    house.do(commands.Attend(ana, room="budi"))
    house.do(commands.Attend(ana, room="Tim"))
    assert house.reply(commands.ListChannels(budi, names=[name])).rooms == [("#budi", 1, "")]
