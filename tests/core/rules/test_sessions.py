"""Login, guests, logout, and connections that end."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.rules import Fetch
from chatlib.core.rules.sessions import RETURN_WITHIN


def test_a_login_is_welcomed_given_what_it_missed_and_announced(house):
    house.register("Ana")
    outcome = house.begun(commands.Enter(7, name="ana", dialect="sendto", worker=1, session="s"))
    uid = house.chat.user("Ana").uid
    assert outcome[0] == events.Welcome(7, uid, "Ana", True)
    assert outcome[1].cid == 7
    assert house.missed(outcome).uid == uid
    assert outcome[2:] == [
        events.Came(0, house.state.seq, uid=uid, name="Ana", person=events.Person("Ana", account="Ana"))
    ]


def test_a_polling_login_is_given_nothing_unasked(house):
    house.register("Ana")
    outcome = house.begun(commands.Enter(7, name="ana", pushes=False, lingers=True, session="s"))
    assert [type(event) for event in outcome] == [events.Welcome, events.Came]
    assert outcome[0].pushes is False


def test_a_login_needs_an_account(house):
    assert house.refused(commands.Enter(7, name="Ana")) == events.Refused(7, Reason.UNKNOWN_USER, "Ana")


def test_everyone_who_logged_in_is_in_the_lobby_once(house):
    house.account("Ana")
    house.enter("Ana")
    house.guest("gita")
    assert house.online() == ["Ana", "gita"]
    assert house.reply(commands.Members(house.guest("Budi"), room="LOBBY")).names == ["Ana", "Budi", "gita"]


def test_a_second_device_is_not_announced_and_its_end_neither(house):
    house.account("Ana")
    second = house.begun(commands.Enter(7, name="Ana", session="s7"))
    assert not [event for event in second if isinstance(event, events.Came)]
    assert house.do(commands.Drop(7)) == []
    assert house.online() == ["Ana"]


def test_a_single_login_is_refused_while_the_account_has_a_live_connection_of_any_dialect(house):
    first = house.account("Ana", pushes=False, lingers=True)
    refused = house.refused(commands.Enter(7, name="ANA", single=True))
    assert refused == events.Refused(7, Reason.ALREADY_LOGGED_IN, "Ana")
    assert house.refusal(commands.Enter(first, name="ANA", single=True)) is Reason.ALREADY_LOGGED_IN
    house.do(commands.Drop(first))
    house.begun(commands.Enter(7, name="Ana", single=True))


def test_the_connection_ends_the_user_is_gone_and_it_is_told_once(house):
    first = house.account("Ana")
    second = house.enter("Ana")
    uid = house.chat.user("Ana").uid
    assert house.do(commands.Drop(first)) == []
    assert house.do(commands.Drop(second)) == [events.Went(0, house.state.seq, uid=uid, name="Ana")]
    assert house.do(commands.Drop(second)) == []
    assert house.online() == []


def test_a_connection_that_never_logged_in_ends_without_a_trace(house):
    assert house.do(commands.Drop(99)) == []
    assert house.state.seq == 0


def test_logging_in_anew_on_the_same_connection_ends_its_first_session(house):
    cid = house.account("Ana")
    house.register("Budi")
    outcome = house.do(commands.Enter(cid, name="Budi", session="new"))
    assert [e.name for e in outcome if isinstance(e, events.Went)] == ["Ana"]
    assert [e.name for e in outcome if isinstance(e, events.Came)] == ["Budi"]
    assert house.online() == ["Budi"]
    assert len(house.state.sessions) == 1


def test_logging_out_ends_the_session_and_kills_its_token(house):
    cid = house.account("Ana")
    uid = house.chat.user("Ana").uid
    outcome = house.do(commands.Exit(cid))
    assert outcome == [events.Parted(cid, "Ana", cid, 1), events.Went(0, house.state.seq, uid=uid, name="Ana")]
    assert house.refusal(commands.Resume(99, session=f"s{cid}")) is Reason.NO_SESSION
    assert house.refusal(commands.Exit(cid)) is Reason.NO_SESSION


def test_after_logging_out_the_connection_can_log_in_again(house):
    cid = house.account("Ana")
    house.do(commands.Exit(cid))
    house.begun(commands.Enter(cid, name="Ana", session="again"))
    assert house.online() == ["Ana"]


def test_a_restart_ends_all_sessions(house):
    house.account("Ana")
    house.enter("Ana")
    house.guest("Gita")
    went = house.do(commands.Restart())
    assert sorted(event.name for event in went) == ["Ana", "Gita"]
    assert house.online() == []
    assert not house.state.sessions


@pytest.fixture
def returning(house) -> str:
    """The token of a guest in two rooms, of which one would vanish with her; then the server was gone."""
    guest, ana = house.guest("Gita"), house.account("Ana")
    house.do(commands.CreateRoom(guest, room="Tim", open=False))
    house.do(commands.CreateRoom(ana, room="Kelas"))
    house.do(commands.JoinRoom(guest, room="Kelas"))
    house.do(commands.Restart())
    return f"s{guest}"


def test_a_guest_who_comes_back_after_a_restart_is_in_her_rooms(house, returning):
    ana = house.enter("Ana")
    assert house.online() == ["Ana"]
    message = house.reply(commands.Send(ana, to="Kelas", text="hi"))
    cid = house.cid()
    outcome = house.do(commands.Resume(cid, session=returning, seq=message.seq - 1))
    assert [type(event) for event in outcome] == [events.Welcome, Fetch, events.Came, events.Joined, events.Joined]
    assert all(event.again for event in outcome[3:])
    assert set(outcome[1].wanted.rooms) == {events.LOBBY_ID, *house.chat.user("Gita").rooms}
    assert house.members("Tim") == ["Gita"]
    house.now += 2 * RETURN_WITHIN
    assert house.tick() == []


def test_a_guest_who_does_not_come_back_after_a_restart_is_gone(house, returning):
    house.now += RETURN_WITHIN
    vanish = commands.Vanish(uid=house.chat.user("Gita").uid)
    left = house.do(vanish)
    assert sorted(event.room for event in left) == ["Kelas", "Tim"]
    assert house.do(vanish) == []
    assert house.members("Kelas") == ["Ana"]
    assert house.begun(commands.Resume(house.cid(), session=returning))[0].name == "Gita"
    assert house.members("Kelas") == ["Ana"]


@pytest.mark.parametrize("kind", [commands.Guest, commands.Register])
def test_a_guest_who_is_only_waited_for_makes_way(house, returning, kind):
    outcome = house.do(kind(house.cid(), name="gita"))
    assert sorted(event.room for event in outcome if isinstance(event, events.Left)) == ["Kelas", "Tim"]
    assert house.refusal(commands.Resume(house.cid(), session=returning)) is Reason.NAME_IS_USER


def test_a_guest_without_a_token_is_not_waited_for(house):
    house.do(commands.Guest(house.cid(), name="Gita"))
    house.do(commands.Restart())
    assert not house.state.users


def test_a_restart_without_sessions_changes_nothing(house):
    assert house.do(commands.Restart()) == []
    assert house.state.seq == 0


# --------------------------------------------------------------------- guests


@pytest.mark.parametrize("name", ["Ana", "ANA", "gita", "GITA", "Kelas", "KELAS"])
def test_a_guest_takes_no_name_that_somebody_or_something_has(house, name):
    house.register("Ana")
    house.do(commands.CreateRoom(house.guest("gita"), room="Kelas"))
    reason = Reason.NAME_IS_ROOM if name.lower() == "kelas" else Reason.NAME_IS_USER
    assert house.refusal(commands.Guest(99, name=name)) is reason


def test_a_guest_may_try_again_on_the_same_connection(house):
    assert house.refusal(commands.Guest(7, name="lobby")) is Reason.BAD_NAME
    house.begun(commands.Guest(7, name="Gita"))


def test_a_guest_has_one_name(house):
    cid = house.guest("Gita")
    assert house.refusal(commands.Guest(cid, name="Other")) is Reason.ALREADY_LOGGED_IN


@pytest.mark.parametrize("end", [commands.Drop, commands.Exit])
def test_a_guests_name_is_free_again_when_it_is_gone(house, end):
    house.do(end(house.guest("Gita")))
    assert house.online() == []
    house.register("gita")


def test_a_guest_leaves_its_rooms_and_a_room_by_invitation_vanishes_with_it(house):
    guest, ana = house.guest("Gita"), house.account("Ana")
    house.do(commands.CreateRoom(guest, room="Tim", open=False))
    house.do(commands.CreateRoom(ana, room="Kelas"))
    house.do(commands.JoinRoom(guest, room="Kelas"))
    outcome = house.do(commands.Drop(guest))
    assert [type(event) for event in outcome] == [events.Went, events.Left, events.Left]
    assert {event.room for event in outcome[1:]} == {"Tim", "Kelas"}
    assert house.members("Kelas") == ["Ana"]
    assert house.refusal(commands.Members(ana, room="Tim")) is Reason.UNKNOWN_ROOM


def test_a_guests_invitations_go_with_it(house):
    ana, guest = house.account("Ana"), house.guest("Gita")
    house.do(commands.CreateRoom(ana, room="Tim", open=False, invite=["gita"]))
    house.do(commands.Drop(guest))
    again = house.guest("Gita")
    assert house.refusal(commands.JoinRoom(again, room="Tim")) is Reason.NOT_INVITED
    assert house.reply(commands.Invite(ana, room="Tim", users=["Gita"])).invited == ["Gita"]


def test_an_account_stays_a_member_while_it_is_offline(house):
    ana = house.account("Ana")
    house.do(commands.CreateRoom(ana, room="Tim", open=False))
    house.do(commands.Drop(ana))
    assert house.members("tim") == ["Ana"]
