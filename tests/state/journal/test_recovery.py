"""What was applied is there after the same files are opened again: in order, once."""

import pytest

from chatlib.core import commands, events
from chatlib.core.rules import Conversation
from chatlib.core.rules.sessions import RETURN_WITHIN


def texts(house) -> list[str]:
    return [m.text for m in house.call(lambda: house.journal.history.conversation(Conversation(0, None, -1, -1, 200)))]


@pytest.fixture(params=["stopped", "killed"])
def reopened(request, open_house):
    """Ends a house in an orderly way or not, and opens what is left of it."""

    def again(house):
        if request.param == "killed":
            return open_house(house.killed())
        house.stop()
        return open_house(house.data)

    return again


@pytest.fixture
def lived_in(house, worker):
    """Ana and Budi, a guest, rooms and messages, all connections open."""
    house.register("Ana", "Budi")
    worker.enter(1, "Ana")
    worker.ask(commands.Guest(2, name="Gita", worker=1, session="s2"))
    worker.ask(commands.CreateRoom(1, room="Tim", open=False, invite=["Budi", "Gita"]))
    worker.ask(commands.CreateRoom(1, room="Kelas"), commands.JoinRoom(2, room="Kelas"))
    for i in range(20):
        worker.ask(commands.Send(1, to="lobby", text=f"m{i}", id=f"id{i}"))
    worker.ask(commands.Send(1, to="Budi", text="secret"))
    offered = worker.reply(commands.Offer(1, to="Budi", name="f", size=1, sha256="0f"))
    worker.ask(commands.Arrived(1, fid=offered.fid), commands.Offer(1, to="Budi", name="g", size=1, sha256="0e"))
    return house


def test_accounts_rooms_and_invitations_are_there_again(lived_in, reopened):
    chat = reopened(lived_in).chat
    assert sorted(user.name for user in chat.state.users.values()) == ["Ana", "Budi", "Gita"]
    assert chat.user("ana").secret == "hash"
    assert {room.name: (room.open, chat.shown(room.members)) for room in chat.state.rooms.values()} == {
        "Tim": (False, ["Ana"]),
        "Kelas": (True, ["Ana", "Gita"]),
    }
    assert set(chat.room("Tim").invited) == {chat.user("Budi").uid, chat.user("Gita").uid}


def test_messages_are_there_in_order_and_once(lived_in, reopened):
    assert texts(reopened(lived_in)) == [f"m{i}" for i in range(20)]


def test_all_connections_are_gone_and_guests_are_waited_for(lived_in, reopened, clock):
    house = reopened(lived_in)
    state = house.chat.state
    assert not state.sessions
    assert not state.online
    clock[0] += RETURN_WITHIN
    house.look_around()
    assert sorted(user.name for user in state.users.values()) == ["Ana", "Budi"]


def test_numbers_go_on_where_they_were(lived_in, reopened):
    seq = lived_in.call(lambda: lived_in.chat.state.seq)
    house = reopened(lived_in)
    assert house.chat.state.seq >= seq
    before = house.chat.state.seq
    worker = house.worker(1)
    worker.enter(10, "Ana")
    (message,) = worker.ask(commands.Send(10, to="lobby", text="new"))
    assert message.seq > before
    assert texts(house)[-1] == "new"


def test_a_message_sent_again_is_not_doubled(lived_in, reopened):
    house = reopened(lived_in)
    worker = house.worker(1)
    worker.enter(10, "Ana")
    (answer,) = worker.ask(commands.Send(10, to="lobby", text="m19", id="id19"))
    assert isinstance(answer, events.Sent)
    assert texts(house) == [f"m{i}" for i in range(20)]


def test_what_waited_still_waits_and_is_given_once(lived_in, reopened):
    house = reopened(lived_in)
    worker = house.worker(1)
    _, missed, _ = worker.enter(10, "Budi")
    assert [message.text for message in missed.messages] == ["secret", "f"]
    assert [invitation.room for invitation in missed.invitations] == ["Tim"]
    (inbox,) = worker.ask(commands.Inbox(10))
    assert [message.text for message in inbox.messages] == ["secret"]
    again = reopened(house).worker(1)
    again.enter(20, "Budi")
    assert again.ask(commands.Inbox(20))[0].messages == []
    assert again.ask(commands.ReceiveFiles(20))[0].files[0].file.sha256 == "0f"
    assert again.ask(commands.ReceiveFiles(20))[0].files == []


def test_a_session_can_be_resumed(lived_in, reopened):
    seq = lived_in.call(lambda: lived_in.chat.state.seq) - 5
    worker = reopened(lived_in).worker(1)
    welcome, missed, came, *_ = worker.ask(commands.Resume(10, session="s2", seq=seq, worker=1))
    assert (welcome.name, came.name) == ("Gita", "Gita")
    assert [message.text for message in missed.messages] == ["m19"]


def test_what_the_kernel_took_before_the_end_is_not_pushed_again(lived_in, reopened):
    worker = lived_in.workers[0]
    worker.enter(3, "Budi")
    (first,) = worker.ask(commands.Send(1, to="Budi", text="taken"))
    worker.ask(commands.Send(1, to="Budi", text="not taken"))
    lived_in.call(lambda: lived_in.acknowledged.worker(1, first.seq))
    _, missed, _ = reopened(lived_in).worker(1).enter(10, "Budi")
    assert [message.text for message in missed.messages] == ["not taken"]


def test_opening_again_and_again_changes_nothing_more(lived_in, reopened):
    house = reopened(lived_in)
    state = house.chat.state
    again = reopened(house)
    assert again.chat.state == state
    assert reopened(again).chat.state == state


def test_what_was_done_between_two_kills_is_there(house, worker, open_house):
    house.register("Ana")
    for i in range(5):
        worker = house.worker(1)
        worker.enter(i * 10 + 1, "Ana")
        worker.ask(commands.Send(i * 10 + 1, to="lobby", text=f"life {i}"))
        house = open_house(house.killed())
    assert texts(house) == [f"life {i}" for i in range(5)]
