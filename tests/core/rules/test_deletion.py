"""An account is deleted."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason, Refusal
from chatlib.core.names import check
from chatlib.core.rules.deletion import DELETED


@pytest.fixture
def full(house):
    """Ana in rooms of both kinds, invited, inviting, with tokens; then she leaves."""
    ana, budi = house.account("Ana"), house.account("Budi")
    house.register("Citra")
    house.do(commands.CreateRoom(ana, room="Tim", open=False, invite=["Budi", "Citra"]))
    house.do(commands.CreateRoom(ana, room="Kelas", invite=["Citra"]))
    house.do(commands.CreateRoom(budi, room="Klub", open=False, invite=["Ana", "Citra"]))
    house.do(commands.JoinRoom(budi, room="Kelas"))
    house.poll("Ana")
    for session in [s for s in house.state.sessions.values() if s.uid == house.chat.user("Ana").uid]:
        house.do(commands.Drop(session.cid))
    return house


def delete(house, name="ana"):
    return house.do(commands.DeleteUser(7, name=name))


def test_nothing_of_it_is_left(full):
    uid = full.chat.user("Ana").uid
    done, *told = delete(full)
    assert done == events.Done(7, "Ana")
    state = full.state
    assert uid not in state.users
    assert uid not in state.online
    assert not [token for token in state.tokens.values() if token.uid == uid]
    assert not [room for room in state.rooms.values() if uid in room.members or uid in room.invited]
    assert "Ana" not in [by for room in state.rooms.values() for by, _ in room.invited.values()]
    # The room by invitation had no other member; an open one stays, and who made it does not matter any more.
    assert sorted(room.name for room in state.rooms.values()) == ["Kelas", "Klub"]
    assert full.members("Kelas") == ["Budi"]
    assert [type(event) for event in told] == [events.Went, events.Left, events.Left]
    assert {event.name for event in told} == {"Ana"}


def test_what_others_have_stays(full):
    delete(full)
    assert [by for by, _ in full.chat.room("Klub").invited.values()] == ["Budi"]
    assert full.online() == ["Budi"]


def test_it_is_kept(full):
    delete(full)
    replayed = full.replayed().state
    assert (replayed.seq, replayed.users, replayed.rooms) == (full.state.seq, full.state.users, full.state.rooms)
    assert set(replayed.tokens) == set(full.state.tokens)


def test_the_name_is_free_and_the_new_one_is_somebody_else(full):
    before = full.chat.user("Ana").uid
    delete(full)
    full.register("ANA")
    assert full.chat.user("ana").uid != before
    assert full.chat.user("ana").rooms == {}


def test_nobody_can_delete_who_is_logged_in(house):
    house.account("Ana")
    assert house.refused(commands.DeleteUser(7, name="Ana")) == events.Refused(7, Reason.ALREADY_LOGGED_IN, "Ana")


@pytest.mark.parametrize("name", ["nobody", "Tamu", "Kelas", ""])
def test_only_accounts_can_be_deleted(house, name):
    house.guest("Tamu")
    house.do(commands.CreateRoom(house.account("Budi"), room="Kelas"))
    assert house.refusal(commands.DeleteUser(7, name=name)) is Reason.UNKNOWN_USER


def test_nobody_can_be_called_as_the_deleted_are():
    with pytest.raises(Refusal):
        check(DELETED)
