"""Bytes are looked at as often as one likes and taken once, over a real connection."""

import select
import socket
import struct

import pytest

from chatlib.core import commands
from chatlib.dialects import LONGEST_LINE
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.inlet import PeekingInlet, ReadingInlet

INLETS = [PeekingInlet, ReadingInlet]


@pytest.fixture
def wire():
    """Both ends of a TCP connection: ours, which does not block, and the client's."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        client = socket.create_connection(listening.getsockname(), timeout=10)
        ours, _ = listening.accept()
    with ours, client:
        ours.setblocking(False)
        yield ours, client


def arrived(ours, count):
    """Waits until so many bytes are there to be read."""
    ours.settimeout(10)
    assert len(ours.recv(count, socket.MSG_PEEK | socket.MSG_WAITALL)) == count
    ours.setblocking(False)


def ended(ours):
    """Waits until the end, or a reset, can be seen behind all that was taken."""
    ours.settimeout(10)
    assert ours.recv(1, socket.MSG_PEEK) == b""
    ours.setblocking(False)


@pytest.mark.parametrize("make", INLETS)
def test_what_was_looked_at_can_be_looked_at_again_and_stays(wire, make):
    ours, client = wire
    inlet = make(ours)
    client.sendall(b"satu\ndua\n")
    arrived(ours, 9)
    assert inlet.look() == b"satu\ndua\n"
    assert inlet.look_again(5) == b"satu\n"
    inlet.consume(5)
    assert inlet.look_again(4) == b"dua\n"
    assert inlet.look() == b"dua\n"


@pytest.mark.parametrize("inlet", INLETS)
def test_nothing_yet_is_not_the_end(wire, inlet):
    ours, _ = wire
    assert inlet(ours).look() is None


@pytest.mark.parametrize("inlet", INLETS)
def test_looking_takes_nothing_and_consuming_takes_only_so_much(wire, inlet):
    ours, client = wire
    looked = inlet(ours)
    client.sendall(b"satu dua")
    arrived(ours, 8)
    assert looked.look() == looked.look() == b"satu dua"
    looked.consume(5)
    assert looked.look() == b"dua"
    client.sendall(b" tiga")
    looked.consume(3)
    arrived(ours, 5)
    assert looked.look() == b" tiga"
    looked.consume(5)
    assert looked.look() is None


@pytest.mark.parametrize("inlet", INLETS)
def test_consuming_nothing_takes_nothing(wire, inlet):
    ours, client = wire
    looked = inlet(ours)
    client.sendall(b"satu")
    arrived(ours, 4)
    looked.look()
    looked.consume(0)
    assert looked.look() == b"satu"


@pytest.mark.parametrize("inlet", INLETS)
def test_one_look_is_a_longest_line_and_one_byte(wire, inlet):
    ours, client = wire
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 * LONGEST_LINE)
    looked = inlet(ours)
    data = bytes(range(256)) * 260
    client.sendall(data)
    arrived(ours, LONGEST_LINE + 1)
    seen = looked.look()
    assert seen == data[: LONGEST_LINE + 1]
    assert looked.look() == seen
    looked.consume(len(seen))
    arrived(ours, len(data) - len(seen))
    assert looked.look() == data[len(seen) :]


@pytest.mark.parametrize("inlet", INLETS)
def test_the_end_is_seen_behind_everything_else(wire, inlet):
    ours, client = wire
    looked = inlet(ours)
    client.sendall(b"satu")
    client.shutdown(socket.SHUT_WR)
    arrived(ours, 4)
    assert looked.look() == b"satu"
    looked.consume(4)
    ended(ours)
    assert looked.look() == b""
    assert looked.look() == b""


def test_the_reading_inlet_knows_the_end_while_bytes_are_still_waiting(wire):
    ours, client = wire
    looked = ReadingInlet(ours)
    client.sendall(b"satu")
    client.shutdown(socket.SHUT_WR)
    arrived(ours, 4)
    assert looked.look() == b"satu"
    ended(ours)
    assert looked.look() == b"satu"
    assert looked.ended


@pytest.mark.parametrize("inlet", INLETS)
def test_draining_throws_away_what_has_come(wire, inlet):
    ours, client = wire
    looked = inlet(ours)
    client.sendall(b"x" * 1000)
    arrived(ours, 1000)
    assert looked.drain() is False
    assert looked.look() is None
    client.shutdown(socket.SHUT_WR)
    ended(ours)
    assert looked.drain() is True


def reset(client):
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


@pytest.mark.parametrize("inlet", INLETS)
def test_a_reset_connection_is_an_error_to_read_and_drained_at_once(wire, inlet):
    ours, client = wire
    conn = Connection(1, ours, "127.0.0.1")
    conn.inlet = inlet(ours)
    reset(client)
    assert select.select([ours], [], [], 10)[0]
    with pytest.raises(ConnectionResetError):
        conn.read(0.0, conn.inlet.look())
    assert conn.inlet.drain() is True


def test_what_a_peeking_inlet_has_not_consumed_is_left_to_the_next_process(wire):
    ours, client = wire
    client.sendall(b"inbox\nlist\nlog")
    arrived(ours, 14)
    dies = Connection(1, ours, "127.0.0.1", "token")
    dies.inlet = PeekingInlet(ours)
    assert len(dies.read(0.0, dies.inlet.look())) == 2
    lives = Connection(1, ours, "127.0.0.1", "token")
    lives.inlet = PeekingInlet(ours)
    assert [ask.command for ask in lives.read(0.0, lives.inlet.look())] == [
        commands.Inbox(),
        commands.ListUsers(by_login=True),
    ]
    lives.commit()
    client.sendall(b"out\n")
    arrived(ours, 7)
    assert [ask.command for ask in lives.read(0.0, lives.inlet.look())] == [commands.Exit()]
