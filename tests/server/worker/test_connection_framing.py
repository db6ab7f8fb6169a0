"""Line ends, lines without an end, and connections that end."""

import socket
from contextlib import contextmanager

import pytest

from chatlib.core import commands
from chatlib.dialects import LONGEST_LINE
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.inlet import PeekingInlet, ReadingInlet

INLETS = [PeekingInlet, ReadingInlet]
ERROR = "[Error] baris terlalu panjang"


@contextmanager
def connected(inlet, pinned="pm"):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8 * LONGEST_LINE)
        theirs.settimeout(10)
        conn = Connection(1, ours, "127.0.0.1", pinned)
        conn.inlet = inlet(ours)
        yield conn, theirs


def end(conn, client):
    """The client ends; of a peeking inlet the poller tells it."""
    client.shutdown(socket.SHUT_WR)
    if type(conn.inlet) is PeekingInlet:
        conn.inlet.ended = True


def commands_of(asks):
    return [ask.command for ask in asks]


# ------------------------------------------------------------------------------- line ends


@pytest.mark.parametrize("inlet", INLETS)
@pytest.mark.parametrize(
    ("data", "eol", "name"),
    [
        (b"ani\n", b"\n", "ani"),
        (b"ani\r\n", b"\r\n", "ani"),
        (b"a\ri\n", b"\n", "a\ri"),
        (b"ani\r\r\n", b"\r\n", "ani"),
    ],
)
def test_the_first_line_end_is_the_one_to_answer_with(inlet, data, eol, name):
    with connected(inlet) as (conn, client):
        client.sendall(data)
        assert commands_of(conn.read(0.0, conn.inlet.look())) == [commands.Guest(name=name)]
        assert conn.dialect.eol == eol


@pytest.mark.parametrize("inlet", INLETS)
@pytest.mark.parametrize("eol", [b"\n", b"\r\n"])
def test_an_empty_first_line_gets_help_in_its_own_line_end(inlet, eol):
    with connected(inlet, "") as (conn, client):
        client.sendall(eol)
        (ask,) = conn.read(0.0, conn.inlet.look())
        assert ask.context.endswith(eol)
        assert ask.context.count(b"\r") == eol.count(b"\r")


@pytest.mark.parametrize("inlet", INLETS)
def test_empty_lines_are_taken_although_they_ask_for_nothing(inlet):
    with connected(inlet) as (conn, client):
        client.sendall(b"\n\r\n\n")
        assert conn.read(0.0, conn.inlet.look()) == []
        assert conn.taken == 4


# --------------------------------------------------------------------------------- too long


@pytest.mark.parametrize("inlet", INLETS)
@pytest.mark.parametrize("before", [b"", b"ani\n"])
def test_a_line_of_the_greatest_length_is_read(inlet, before):
    with connected(inlet, "token") as (conn, client):
        client.sendall(before)
        client.sendall(b"auth ani " + b"x" * (LONGEST_LINE - 10) + b"\n")
        asks = []
        while not any(ask.password for ask in asks):
            asks += conn.read(0.0, conn.inlet.look())
            conn.commit()
        assert len(asks[-1].password) == LONGEST_LINE - 10
        assert not conn.dialect.closing


@pytest.mark.parametrize("inlet", INLETS)
@pytest.mark.parametrize("before", [b"", b"ani\n"])
@pytest.mark.parametrize("after", [b"\n", b"\r\nhalo\n", b"x" * 99])
def test_a_line_that_is_too_long_gets_one_error_and_closes(inlet, before, after):
    with connected(inlet) as (conn, client):
        client.sendall(before)
        client.sendall(b"x" * LONGEST_LINE + after)
        asks = []
        while not conn.dialect.closing:
            asks += conn.read(0.0, conn.inlet.look())
            conn.commit()
        answers = [ask.context for ask in asks if isinstance(ask.context, bytes)]
        assert [answer.rstrip(b"\r\n") for answer in answers] == [ERROR.encode()]
        assert len(asks) == len(answers) + bool(before)


@pytest.mark.parametrize("inlet", INLETS)
def test_a_line_whose_end_cannot_come_in_time_is_too_long_already(inlet):
    with connected(inlet) as (conn, client):
        client.sendall(b"ani\n")
        conn.read(0.0, conn.inlet.look())
        conn.commit()
        client.sendall(b"x" * (LONGEST_LINE - 1))
        assert conn.read(0.0, conn.inlet.look()) == []
        client.sendall(b"x")
        assert [ask.context for ask in conn.read(0.0, conn.inlet.look())] == [ERROR.encode() + b"\n"]


# ---------------------------------------------------------------------------------- the end


@pytest.mark.parametrize("inlet", INLETS)
def test_the_end_of_the_stream(inlet):
    with connected(inlet) as (conn, client):
        assert conn.read(0.0, conn.inlet.look()) == []
        end(conn, client)
        assert conn.read(0.0, conn.inlet.look()) is None


@pytest.mark.parametrize("inlet", INLETS)
@pytest.mark.parametrize("half", [b"", b"half"])
def test_what_came_before_the_end_is_still_read_but_no_half_line(inlet, half):
    with connected(inlet, "token") as (conn, client):
        client.sendall(b"inbox\nlist\n" + half)
        end(conn, client)
        assert commands_of(conn.read(0.0, conn.inlet.look())) == [commands.Inbox(), commands.ListUsers(by_login=True)]
        conn.commit()
        if half and inlet is ReadingInlet:
            conn.read(0.0, conn.inlet.look())
        assert conn.read(0.0, conn.inlet.look()) is None
