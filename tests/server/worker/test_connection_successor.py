"""A connection outlives the process that reads it: the next one goes on at the very question where that one stopped."""

import socket
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlib.core import commands, events
from chatlib.dialects.detection import DIALECTS
from chatlib.dialects.mamushi import Mamushi
from chatlib.dialects.token import Token
from chatlib.server.worker.connection import LINES_AT_ONCE, Connection
from chatlib.server.worker.inlet import PEEKS

pytestmark = pytest.mark.skipif(not PEEKS, reason="bytes that were read are gone with who read them")

TALKS = {
    "pm": ["", "ani", "halo semua", "", "pm budi hé😀", "whoami", "exitgrup", "exit"],
    "sendto": [
        "login ani salah",
        "login ani r4hasia",
        "sendall halo",
        "list",
        "logout",
        "regist Änne x",
        "apa",
        "list",
    ],
    "mamushi": [
        '{"FLAG":"PING"}',
        "{FLAG=GUEST, CONTENT=“ani”}",
        "apa",
        "{'FLAG':'SEND','RECEIVER':'x','CONTENT':'y'}",
    ],
    "token": ["list", "auth ani salah", "inbox", "auth ani r4hasia", "send budi hé😀", "apa", "register x y"],
    "undetected": ["", "whoami", "", "ani", "halo"],
    "login at last": ["help", "dua kata", "tiga kata ya", "/login ani r4hasia", "list", "sendto budi hé"],
    "ten names": ["dua kata"] * 10 + ["never read"],
    "web": ["POST / HTTP/1.1", "never read"],
    "irc": ["NICK ani", "never read"],
    "too many tries": ["pm", "whoami", "exit", "never read"],
}


class Wire:
    """A client's end in `client`; of the other one each process that looks after it gets a descriptor."""

    def __init__(self, sent=b""):
        self.ours, self.client = socket.socketpair()
        self.client.sendall(sent)

    def connection(self, pinned="", specialists=()):
        return Connection(1, self.ours, "127.0.0.1", pinned, frozenset(specialists))

    def successor(self, predecessor, pinned=""):
        """As a worker makes one that knows what was written down when an answer was given last."""
        before, self.ours = self.ours, self.ours.dup()
        before.close()
        conn = self.connection(pinned)
        conn.inlet.consume(predecessor.answered - predecessor.consumed)
        conn.consumed = conn.answered = predecessor.answered
        conn.speaks(*predecessor.memory)
        return conn


@contextmanager
def wired(sent=b""):
    wire = Wire(sent)
    try:
        yield wire
    finally:
        wire.ours.close()
        wire.client.close()


@pytest.fixture
def wire():
    with wired() as wire:
        yield wire


def reply(conn, ask):
    """What the state would answer, as far as the dialect remembers it."""
    command, event = ask.command, events.Done(1)
    command = getattr(command, "enter", None) or command
    if isinstance(command, commands.Enter | commands.Guest):
        refused = ask.password == "salah" or " " in command.name
        event = events.Refused(1) if refused else events.Welcome(1, uid=7, name=command.name)
    elif isinstance(command, commands.Exit):
        event = events.Parted(1, conn.dialect.user, 1)
    elif isinstance(command, commands.Send):
        event = events.Message(1, to=3, receiver="budi")
    elif isinstance(command, commands.ListUsers):
        event = events.Names(1, names=["ani"])
    elif isinstance(command, commands.Inbox):
        event = events.Page(1)
    return event, conn.dialect.reply(event, ask.context)


def give(conn, ask):
    """As a worker does it: answers, and remembers for a successor."""
    conn.answer()
    event, data = reply(conn, ask)
    conn.unsettled = conn.unsettled or not isinstance(event, events.Message)
    conn.waits = False
    if conn.unsettled:
        conn.settle()
    return data


class Worker:
    """Reads and answers; `asked` and `said` are all questions and all answers up to now."""

    def __init__(self, conn, asked=(), said=()):
        self.conn = conn
        self.asked = [*asked]
        self.said = [*said]

    def run(self, most):
        """Until it has given so many answers and dies in the middle of a turn: how many more were to come in that."""
        conn = self.conn
        while not (conn.dialect.closing and not conn.waits):
            asks = conn.read(0.0, conn.inlet.look())
            if not conn.taken:
                return 0
            for number, ask in enumerate(asks):
                if len(self.said) == most:
                    return len(asks) - number
                self.asked.append((ask.command, ask.password))
                self.said.append(give(conn, ask))
            conn.commit()
        return 0

    def recall(self, many):
        """Gives answers that its predecessor has asked for and not heard."""
        for _ in range(many):
            ask = self.conn.next_question()
            self.asked.append((ask.command, ask.password))
            self.said.append(give(self.conn, ask))
        self.conn.commit()


def whole(data, pinned):
    with wired(data) as wire:
        worker = Worker(wire.connection(pinned))
        worker.run(1000)
        return worker.asked, worker.said


@given(
    st.sampled_from(list(TALKS)),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=4),
)
@settings(max_examples=3 * settings.default.max_examples)
def test_whenever_it_changes_hands_the_same_is_asked_and_answered(name, eol, pin, lives):
    """Each life gives some answers that its predecessor was waiting for, then some of its own, and ends in a turn."""
    pinned = name if pin and name in DIALECTS else ""
    data = "".join(line + eol for line in TALKS[name]).encode()
    with wired(data) as wire:
        worker = Worker(wire.connection(pinned))
        for own, recalled in lives:
            asked = worker.run(len(worker.said) + own)
            worker = Worker(wire.successor(worker.conn, pinned), worker.asked, worker.said)
            worker.recall(min(recalled, asked))
        worker.run(1000)
        assert (worker.asked, worker.said) == whole(data, pinned)


# ----------------------------------------------------------------------- single cases


def commands_of(*asks):
    return [ask.command for ask in asks]


def test_there_is_no_question_where_nothing_was_sent(wire):
    assert wire.connection("token").next_question() is None


def test_there_is_none_in_half_a_line(wire):
    conn = wire.connection("token")
    conn.speaks("token", True, Token().remember())
    wire.client.sendall(b"inb")
    assert conn.next_question() is None
    wire.client.sendall(b"ox\n")
    assert commands_of(conn.next_question()) == [commands.Inbox()]


def test_one_question_after_the_other_over_lines_that_ask_nothing(wire):
    conn = wire.connection("token")
    wire.client.sendall(b"\n\ninbox\n\nlist\n\n")
    assert commands_of(conn.next_question()) == [commands.Inbox()]
    assert conn.taken == len(b"\n\ninbox\n")
    assert commands_of(conn.next_question()) == [commands.ListUsers(by_login=True)]
    assert conn.next_question() is None
    conn.answer()
    assert conn.answered == len(b"\n\ninbox\n")
    conn.answer()
    assert conn.answered == len(b"\n\ninbox\n\nlist\n")


def test_as_many_as_a_turn_may_have_asked(wire):
    conn = wire.connection("token")
    wire.client.sendall(b"inbox\n" * LINES_AT_ONCE)
    assert all(conn.next_question() for _ in range(LINES_AT_ONCE))
    assert conn.next_question() is None


def test_what_was_sent_without_an_end_was_one_question_up_to_the_cut(wire):
    """More of it has come since; it waits for its own rest."""
    wire.client.sendall(b"anihalo")
    conn = wire.connection()
    conn.cut = 3
    assert commands_of(conn.next_question()) == [commands.Guest(name="ani")]
    assert conn.taken == 3
    conn.waits = False
    conn.commit()
    assert conn.dirty
    assert conn.read(1.0, conn.inlet.look()) == []
    assert conn.resting == 4


def test_a_cut_that_nobody_has_answered_is_read_at_once(wire):
    wire.client.sendall(b"anihalo")
    conn = wire.connection()
    conn.cut = 3
    assert commands_of(*conn.read(0.0, conn.inlet.look())) == [commands.Guest(name="ani")]
    assert conn.taken == 3
    assert conn.dirty


def test_a_cut_that_was_answered_is_one_no_more(wire):
    wire.client.sendall(b"halo")
    conn = wire.connection()
    conn.consumed, conn.cut = 3, 3
    assert conn.read(0.0, conn.inlet.look()) == []
    assert conn.resting == 4


def test_a_message_without_an_end_that_nobody_cut_is_all_there_is(wire):
    wire.client.sendall(b"ani")
    assert commands_of(wire.connection().next_question()) == [commands.Guest(name="ani")]


def test_what_a_line_decides_is_remembered_with_its_answer(wire):
    wire.client.sendall(b"login ani r4hasia\n")
    conn = wire.connection()
    before = conn.memory
    (ask,) = conn.read(0.0, conn.inlet.look())
    conn.unsettled = True
    conn.settle()
    assert conn.memory == before
    assert conn.unsettled
    conn.answer()
    reply(conn, ask)
    conn.waits = False
    conn.settle()
    assert conn.memory[:2] == ("sendto", True)
    assert not conn.unsettled
    next_one = wire.successor(conn)
    assert (next_one.dialect.user, next_one.dialect.eol, next_one.terminated) == ("ani", b"\n", True)
    assert next_one.memory == conn.memory


def test_who_is_known_to_chat_is_not_passed_on_any_more(wire):
    conn = wire.connection(specialists={"transfers"})
    conn.consumed = conn.answered = 20
    conn.speaks("mamushi", True, Mamushi().remember())
    wire.client.sendall(b'{"FLAG":"UPLOAD"}\n')
    assert len(conn.read(0.0, conn.inlet.look())) == 1
    assert conn.passed_to == ""


@pytest.mark.parametrize("since", [b"dua\n", b"\n", b"dua\r\ntiga"])
def test_the_cut_counts_although_a_line_end_has_come_since(wire, since):
    wire.client.sendall(b"satu" + since)
    conn = wire.connection()
    conn.speaks("token", False, Token().remember())
    conn.cut = 4
    ask = conn.next_question()
    assert conn.taken == 4
    assert ask.context == conn.dialect.receive("satu").context
    assert not conn.terminated


def test_there_is_no_question_where_nothing_was_sent_in_no_dialect(wire):
    assert wire.connection().next_question() is None
