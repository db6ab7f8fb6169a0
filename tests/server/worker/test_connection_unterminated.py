"""Clients of the first kind: what rests without a line end is a message."""

import socket
from contextlib import contextmanager

import pytest

from chatlib.core import commands, events
from chatlib.server.worker.connection import REST, Connection
from chatlib.server.worker.inlet import PeekingInlet, ReadingInlet

INLETS = [PeekingInlet, ReadingInlet]


@contextmanager
def connected(inlet):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.settimeout(10)
        conn = Connection(1, ours, "127.0.0.1", "pm")
        conn.inlet = inlet(ours)
        yield conn, theirs


def end(conn, client):
    """The client ends; of a peeking inlet the poller tells it."""
    client.shutdown(socket.SHUT_WR)
    if type(conn.inlet) is PeekingInlet:
        conn.inlet.ended = True


def commands_of(asks):
    return [ask.command for ask in asks]


@pytest.mark.parametrize("inlet", INLETS)
def test_bytes_that_rest_are_a_message(inlet):
    with connected(inlet) as (conn, client):
        client.sendall(b"ani")
        assert conn.read(10.0, conn.inlet.look()) == []
        assert conn.resting == 3
        assert conn.rested_at == pytest.approx(10.2)
        assert conn.read(10.1, conn.inlet.look()) == []
        assert commands_of(conn.read(conn.rested_at, conn.inlet.look())) == [commands.Guest(name="ani")]
        assert conn.dialect.bare
        assert conn.waits
        assert (conn.taken, conn.resting) == (3, 0)
        conn.commit()
        assert conn.read(conn.rested_at, conn.inlet.look()) == []


@pytest.mark.parametrize("inlet", INLETS)
def test_every_new_byte_disturbs_the_rest(inlet):
    with connected(inlet) as (conn, client):
        client.sendall(b"a")
        assert conn.read(10.0, conn.inlet.look()) == []
        client.sendall(b"ni")
        assert conn.read(10.0 + REST, conn.inlet.look()) == []
        assert commands_of(conn.read(10.0 + 2 * REST, conn.inlet.look())) == [commands.Guest(name="ani")]


@pytest.mark.parametrize("inlet", INLETS)
def test_one_send_after_the_other_is_one_message_after_the_other(inlet):
    with connected(inlet) as (conn, client):
        asks = []
        for number, text in enumerate((b"ani", b"halo", b"pm budi hai")):
            client.sendall(text)
            assert conn.read(float(number), conn.inlet.look()) == []
            asks += conn.read(number + REST, conn.inlet.look())
            conn.commit()
            if not number:
                assert conn.dialect.reply(events.Welcome(1, uid=7, name="ani"), asks[0].context) == b"true"
        assert commands_of(asks[1:]) == [
            commands.Send(to="lobby", text="halo"),
            commands.Send(to="budi", text="hai", kind="user"),
        ]
        assert not conn.terminated


@pytest.mark.parametrize("inlet", INLETS)
def test_blanks_that_rest_are_taken_and_ask_for_nothing(inlet):
    with connected(inlet) as (conn, client):
        client.sendall(b"  ")
        assert conn.read(0.0, conn.inlet.look()) == []
        assert conn.read(REST, conn.inlet.look()) == []
        assert conn.taken == 2


@pytest.mark.parametrize("inlet", INLETS)
def test_a_line_end_within_the_rest_makes_a_line_of_it(inlet):
    with connected(inlet) as (conn, client):
        client.sendall(b"an")
        assert conn.read(0.0, conn.inlet.look()) == []
        client.sendall(b"i\r\nha")
        assert commands_of(conn.read(REST / 2, conn.inlet.look())) == [commands.Guest(name="ani")]
        assert conn.terminated
        assert not conn.dialect.bare
        assert conn.dialect.eol == b"\r\n"
        assert conn.resting == 0


@pytest.mark.parametrize("inlet", INLETS)
def test_who_once_sent_a_line_end_must_go_on_so(inlet):
    with connected(inlet) as (conn, client):
        client.sendall(b"ani\n")
        conn.read(0.0, conn.inlet.look())
        conn.commit()
        client.sendall(b"halo")
        for now in (1.0, 2.0, 1000.0):
            assert conn.read(now, conn.inlet.look()) == []
            assert conn.taken == 0


@pytest.mark.parametrize("inlet", INLETS)
def test_at_the_end_nothing_need_rest(inlet):
    with connected(inlet) as (conn, client):
        client.sendall(b"ani")
        assert conn.read(0.0, conn.inlet.look()) == []
        end(conn, client)
        asks = conn.read(0.0, conn.inlet.look())
        asks = asks or conn.read(0.0, conn.inlet.look())
        assert commands_of(asks) == [commands.Guest(name="ani")]
        conn.commit()
        assert conn.read(0.0, conn.inlet.look()) is None
