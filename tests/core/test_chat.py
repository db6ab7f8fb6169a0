"""The one way of a command: who asks, what is kept, how it is refused, and that it can be played again."""

import pytest

from chatlib.core import commands, events
from chatlib.core.chat import Chat
from chatlib.core.errors import Reason
from chatlib.core.limits import Limits
from chatlib.core.model import User

MINUTE = 60.0


def busy(house) -> None:
    """A bit of everything."""
    ana, budi, gita = house.account("Ana"), house.account("Budi"), house.guest("Gita")
    house.do(commands.CreateRoom(ana, room="Tim", open=False, invite=["budi", "gita"]))
    house.do(commands.CreateRoom(budi, room="Kelas"))
    house.do(commands.CreateRoom(budi, room="Gone"))
    house.do(commands.Send(ana, to="lobby", text="hi", id="m1"))
    house.do(commands.Send(ana, to="Budi", text="hi", id="m2"))
    house.do(commands.JoinRoom(budi, room="Tim"))
    house.do(commands.Answer(gita, room="Tim", accept=False))
    house.do(commands.DeleteRoom(budi, room="Gone"))
    fid = house.reply(commands.Offer(ana, to="Budi", name="f", size=1, sha256="0" * 64)).fid
    house.do(commands.Arrived(fid=fid))
    house.do(commands.Offer(ana, to="Kelas", name="g", size=1, sha256="0" * 64))
    house.do(commands.Fetched(uid=2, what="inbox", upto=9))
    house.do(commands.Drop(ana, written=5))
    house.do(commands.Resume(50, session=f"s{ana}", seq=4))
    house.do(commands.Exit(budi))
    house.do(commands.Drop(gita))


def test_every_change_has_the_next_number_and_is_given_out_once(house):
    busy(house)
    assert [change.seq for change in house.changes] == list(range(1, house.state.seq + 1))
    assert house.chat.take_changes() == []


def test_a_refusal_is_an_answer_and_nothing_else(house):
    ana = house.account("Ana")
    refused = house.refused(commands.JoinRoom(ana, room="nothing"))
    assert refused == events.Refused(ana, Reason.UNKNOWN_ROOM, "nothing")


def test_a_change_is_kept_with_its_time(house):
    house.now = 1234.5
    house.register("Ana")
    assert house.changes[-1].at == 1234.5


def test_the_time_of_a_message_is_that_of_its_arrival(house):
    ana = house.account("Ana")
    house.now += 7
    assert house.reply(commands.Send(ana, to="lobby", text="hi")).at == house.now


def test_names_are_found_in_a_state_that_was_there_before(house):
    busy(house)
    chat = Chat(house.state)
    assert chat.user("ana").name == "Ana"
    assert chat.room("kelas").name == "Kelas"
    assert chat.names == house.chat.names


# ---------------------------------------------------------------- play it again


def test_what_was_kept_leads_to_the_same_state(house):
    busy(house)
    chat = house.replayed()
    assert chat.state.seq == house.state.seq
    assert chat.state.rooms == house.state.rooms
    assert chat.state.online == house.state.online
    assert [(u.uid, u.name, u.secret, u.rooms, u.sent, u.pushed, u.fetched) for u in chat.state.users.values()] == [
        (u.uid, u.name, u.secret, u.rooms, u.sent, u.pushed, u.fetched) for u in house.state.users.values()
    ]
    assert chat.names.keys() == house.chat.names.keys()


def test_a_replay_keeps_nothing_again(house):
    busy(house)
    assert house.replayed().take_changes() == []


def test_a_replay_goes_on_from_any_state_on_the_way(house):
    house.account("Ana")
    half = house.replayed()
    done = len(house.changes)
    busy_room = commands.CreateRoom(1, room="Kelas")
    house.do(busy_room)
    for change in house.changes[done:]:
        half.replay(change)
    assert half.state.rooms == house.state.rooms
    assert half.state.seq == house.state.seq


def test_what_was_allowed_is_allowed_again_whatever_the_limits_are_now(house):
    for i in range(5):
        house.register(f"user{i}", "10.0.0.1")
    chat = Chat(limits=Limits(accounts_an_hour=1, message=1))
    for change in house.changes:
        chat.replay(change)
    assert len(chat.state.users) == 5
    (refused,) = chat.apply(commands.Register(9, name="one-more", secret="x", address="10.0.0.1"), house.now)
    assert refused.reason is Reason.TOO_MANY_ACCOUNTS


def test_messages_played_again_are_not_delivered_again(house):
    ana = house.account("Ana")
    house.do(commands.Send(ana, to="lobby", text="hi", id="m1"))
    chat = Chat()
    assert {chat.replay(change) for change in house.changes} == {None}


def test_who_was_online_by_a_token_is_so_after_a_replay(house):
    cid, _ = house.poll_new("Ana")
    house.now += 10 * MINUTE
    house.do(commands.WhoAmI(cid))
    house.do(commands.Drop(cid))
    assert house.online() == ["Ana"]
    assert house.replayed().state.online == house.state.online


def test_after_a_replay_a_room_is_read_from_the_same_message_on(house):
    cid, token = house.poll_new("Ana")
    house.do(commands.CreateRoom(house.account("Budi"), room="Kelas"))
    house.now += 10 * MINUTE
    house.do(commands.WhoAmI(cid))
    house.do(commands.Drop(cid))
    house.do(commands.JoinRoom(99, token, "Kelas"))
    assert house.replayed().state.users[1].rooms == house.state.users[1].rooms


def test_a_token_that_was_in_use_is_alive_after_a_replay(house):
    cid, token = house.poll_new("Ana")
    house.do(commands.Drop(cid))
    for _ in range(13):
        house.now += 60 * MINUTE
        house.do(commands.Send(99, token, "lobby", "hi"))
    (answer,) = [e for e in house.replayed().apply(commands.WhoAmI(99, token), house.now) if e.cid == 99]
    assert answer == events.Done(99, "Ana")


@pytest.mark.parametrize("name", ["Ana", "kelas", "nobody"])
def test_looking_for_a_user_finds_users_only(house, name):
    house.do(commands.CreateRoom(house.account("Ana"), room="Kelas"))
    refused = house.do(commands.Lookup(9, name=name))[0]
    assert isinstance(refused, events.Credentials) == isinstance(house.chat.names.get(name.casefold()), User)
