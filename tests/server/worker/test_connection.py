"""A client's bytes become the same Asks however they arrive."""

import socket
from contextlib import contextmanager
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.core import commands, events
from chatlib.dialects.base import Ask
from chatlib.server.worker.connection import LINES_AT_ONCE, Connection
from chatlib.server.worker.inlet import PeekingInlet, ReadingInlet

INLETS = [PeekingInlet, ReadingInlet]
GOLDEN = {
    "pm": [
        ("ani", commands.Guest(name="ani")),
        ("halo semua", commands.Send(to="lobby", text="halo semua")),
        ("", None),
        ("pm budi hé😀", commands.Send(to="budi", text="hé😀", kind="user")),
        ("creategrup kelas adduser budi", commands.CreateRoom(room="kelas", open=False, invite=["budi"])),
        ("listuser", commands.ListUsers()),
        ("exit", commands.Exit()),
    ],
    "sendto": [
        ("login ani r4hasia", commands.Enter(name="ani")),
        ("sendall halo", commands.Send(to="lobby", text="halo")),
        ("logout", commands.Exit()),
        ("regist Änne r4hasia", commands.Register(name="Änne", enter=commands.Enter(name="Änne"))),
        ("apa", commands.Pass()),
        ("list", commands.ListUsers()),
    ],
    "mamushi": [
        ('{"FLAG":"GUEST","CONTENT":"ani"}', commands.Guest(name="ani")),
        ("{FLAG=SEND, RECEIVER=“budi”, CONTENT=“hé😀”}", commands.Send(to="budi", text="hé😀")),
        ("apa", commands.Pass()),
        ("{'FLAG': 'LOGOUT'}", commands.Exit()),
        ("{'FLAG': 'PING'}", commands.Pass()),
    ],
    "token": [
        ("register ani r4hasia", commands.Register(name="ani")),
        ("auth ani r4hasia", commands.Enter(name="ani", pushes=False, lingers=True)),
        ("send budi hé😀", commands.Send(to="budi", text="hé😀", kind="user")),
        ("inbox", commands.Inbox()),
        ("apa", commands.Pass()),
    ],
}


@contextmanager
def connected(inlet, pinned=""):
    """A connection and its client. The bytes of a socket pair have arrived once they are sent."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.settimeout(10)
        conn = Connection(1, ours, "127.0.0.1", pinned)
        conn.inlet = inlet(ours)
        yield conn, theirs


def take(conn, now=0.0):
    """Everything that can be read now, each Ask that the next line depends on being answered at once."""
    asks = []
    while not conn.dialect.closing:
        data = conn.inlet.look()
        messages = conn.messages(data) if data else []
        got = [Ask(*message) for message in messages] or conn.read(now, data)
        asks += got
        if not conn.taken:
            break
        conn.commit()
        for ask in got:
            answer(conn, ask)
        conn.waits = False
    return asks


def answer(conn, ask):
    command = ask.command
    if isinstance(command, commands.Enter | commands.Guest) or getattr(command, "enter", None):
        conn.dialect.reply(events.Welcome(1, uid=7, name=command.name), ask.context)
    elif isinstance(command, commands.Exit):
        conn.dialect.reply(events.Parted(1, conn.dialect.user, 1), ask.context)


def written(name, eol):
    return b"".join(line.encode() + eol for line, _ in GOLDEN[name])


@pytest.mark.parametrize("inlet", INLETS)
@pytest.mark.parametrize("eol", [b"\n", b"\r\n"])
@pytest.mark.parametrize("name", GOLDEN)
def test_a_conversation_in_one_piece(name, eol, inlet):
    with connected(inlet) as (conn, client):
        client.sendall(written(name, eol))
        asks = take(conn)
        assert [ask.command for ask in asks] == [command for _, command in GOLDEN[name] if command]
        assert conn.dialect.name == name
        assert conn.dialect.eol == eol


def asks_of(inlet, pieces):
    with connected(inlet) as (conn, client):
        asks = []
        for piece in pieces:
            client.sendall(piece)
            asks += take(conn)
        return asks


@pytest.mark.parametrize("inlet", INLETS)
@pytest.mark.parametrize("eol", [b"\n", b"\r\n"])
@pytest.mark.parametrize("name", GOLDEN)
def test_byte_by_byte(name, eol, inlet):
    data = written(name, eol)
    assert asks_of(inlet, [data[i : i + 1] for i in range(len(data))]) == asks_of(inlet, [data])


@pytest.mark.parametrize("inlet", INLETS)
@given(st.sampled_from(list(GOLDEN)), st.sampled_from([b"\n", b"\r\n"]), st.lists(st.integers(0, 400)))
def test_split_anywhere(inlet, name, eol, cuts):
    """However a conversation is cut into pieces, it asks for the same."""
    data = written(name, eol)
    ends = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    pieces = [data[start:end] for start, end in pairwise(ends)]
    assert asks_of(inlet, [piece for piece in pieces if piece]) == asks_of(inlet, [data])


@pytest.mark.parametrize("inlet", INLETS)
def test_the_beginning_of_a_next_line_waits_for_its_end(inlet):
    with connected(inlet) as (conn, client):
        client.sendall(written("sendto", b"\n") + b"sendall ha")
        assert len(take(conn)) == len(GOLDEN["sendto"])
        assert take(conn, now=1000.0) == []
        client.sendall(b"lo\nsend")
        assert [ask.command for ask in take(conn)] == [commands.Send(to="lobby", text="halo")]


@pytest.mark.parametrize("inlet", INLETS)
def test_what_a_line_means_may_wait_for_the_answer_to_the_one_before(inlet):
    with connected(inlet) as (conn, client):
        client.sendall(b"ani\nhalo\n")
        asks = conn.read(0.0, conn.inlet.look())
        assert [ask.command for ask in asks] == [commands.Guest(name="ani")]
        assert conn.waits
        assert conn.dirty
        assert conn.taken == len(b"ani\n")
        answer(conn, asks[0])
        conn.commit()
        assert [ask.command for ask in conn.read(0.0, conn.inlet.look())] == [commands.Send(to="lobby", text="halo")]


@pytest.mark.parametrize("inlet", INLETS)
def test_until_they_are_committed_the_same_bytes_are_read_again(inlet):
    with connected(inlet, "token") as (conn, client):
        client.sendall(b"inbox\nlist\n")
        first = conn.read(0.0, conn.inlet.look())
        assert conn.read(0.0, conn.inlet.look()) == first
        conn.commit()
        assert conn.read(0.0, conn.inlet.look()) == []


@pytest.mark.parametrize("inlet", INLETS)
def test_no_more_than_so_many_lines_are_read_at_once(inlet):
    with connected(inlet, "token") as (conn, client):
        client.sendall(b"inbox\n" * (LINES_AT_ONCE * 2 + 1))
        for expected, dirty in ((LINES_AT_ONCE, True), (LINES_AT_ONCE, True), (1, False)):
            conn.dirty = False
            assert len(conn.read(0.0, conn.inlet.look())) == expected
            assert conn.dirty is dirty
            conn.commit()


@pytest.mark.parametrize("inlet", INLETS)
def test_after_a_line_that_closes_nothing_is_read(inlet):
    with connected(inlet) as (conn, client):
        client.sendall(b"login budi\nregist budi r4hasia\n")
        assert [ask.context for ask in conn.read(0.0, conn.inlet.look())] == [b"[Error] perintah salah\n"]
        assert conn.dialect.closing


@pytest.mark.parametrize("inlet", INLETS)
def test_bytes_that_are_no_utf_8_are_replaced(inlet):
    with connected(inlet, "pm") as (conn, client):
        client.sendall(b"a\xff\xc3\n")
        assert conn.read(0.0, conn.inlet.look())[0].command == commands.Guest(name="a\ufffd\ufffd")


@pytest.mark.parametrize("inlet", INLETS)
def test_a_pinned_dialect_needs_no_telling(inlet):
    with connected(inlet, "token") as (conn, client):
        client.sendall(b"budi\r\n")
        assert (
            conn.read(0.0, conn.inlet.look())[0].context
            == b'{"status":"ERROR","message":"Protocol Tidak Benar"}\r\n\r\n'
        )
