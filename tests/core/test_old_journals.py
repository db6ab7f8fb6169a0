"""A journal of an earlier version is played again by the rules of its time: nobody loses what was acknowledged."""

import msgspec
import pytest

from chatlib.core import commands, events
from chatlib.core.chat import Chat
from chatlib.core.limits import Limits
from chatlib.core.model import RULES_VERSION, State

SMALL = Limits(rooms=3, rooms_of_user=2, members=2, invitations=1, invitations_by=1, tokens=1)


@pytest.fixture
def old():
    """A chat under the first rules, and what its journal keeps."""
    chat, kept = Chat(State()), []

    def do(command: commands.Command) -> list:
        out = chat.apply(command, 1.0)
        assert not any(isinstance(event, events.Refused) for event in out), out
        kept.extend(chat.take_changes())
        return out

    return chat, kept, do


def again(kept: list, limits: Limits = SMALL) -> Chat:
    chat = Chat(State(), limits)
    for change in kept:
        chat.replay(change)
    return chat


def guest(cid: int, name: str, session: str = "") -> commands.Guest:
    return commands.Guest(cid, name=name, worker=1, session=session)


def test_bounds_that_came_later_refuse_nothing_that_was_allowed(old):
    chat, kept, do = old
    for cid, name in enumerate(("ana", "budi", "citra", "dewi"), 1):
        do(guest(cid, name, session=f"s{cid}"))
    for number in range(8):
        do(commands.CreateRoom(1, room=f"r{number}", open=False, invite=["budi", "citra", "dewi"], join=True))
    for cid in (2, 3, 4):
        do(commands.Answer(cid, room="r7", accept=True))
    do(commands.CreateRoom(4, room="last"))
    assert msgspec.msgpack.encode(again(kept).state) == msgspec.msgpack.encode(chat.state)


def test_an_open_room_outlives_its_maker_as_long_as_the_first_rules_are_in_force(old):
    chat, kept, do = old
    do(guest(1, "tamu"))
    do(commands.CreateRoom(1, room="kelas"))
    do(commands.Drop(1))
    do(commands.Register(name="budi", secret="hash"))
    do(commands.Enter(2, name="budi", worker=1))
    do(commands.JoinRoom(2, room="kelas"))
    do(commands.CreateRoom(2, room="next"))
    replayed = again(kept)
    assert msgspec.msgpack.encode(replayed.state) == msgspec.msgpack.encode(chat.state)
    replayed.apply(commands.Restart(rules=RULES_VERSION), 2.0)
    assert replayed.room("kelas").members
    replayed.apply(commands.Enter(3, name="budi", worker=1), 2.0)
    replayed.apply(commands.LeaveRoom(3, room="kelas"), 2.0)
    assert "kelas" not in replayed.names


def test_new_bounds_hold_from_the_restart_on_and_not_before(old):
    _, kept, do = old
    for cid, name in enumerate(("ana", "budi"), 1):
        do(commands.Register(name=name, secret="hash"))
        do(commands.Enter(cid, name=name, worker=1))
    for number in range(3):
        do(commands.CreateRoom(1, room=f"r{number}", open=False, invite=["budi"], join=True))
    chat = again(kept)
    chat.apply(commands.Restart(rules=RULES_VERSION), 2.0)
    assert chat.state.rules == RULES_VERSION
    assert len(chat.invitations_of(chat.user("budi"))) == 3
    before = chat.state.seq
    chat.apply(commands.Restart(rules=RULES_VERSION), 3.0)
    assert chat.state.seq == before


def test_what_was_waiting_for_another_realm_is_counted_from_nothing():
    chat = Chat(State(realm="a", peers=["b"]))
    chat.put_out("b", object())
    assert chat.state.waiting == {"b": 1}
