"""How far a connection was read and written is asked of the kernel: over real connections, by whoever holds them."""

import select
import socket
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlib.server.worker.inlet import PEEKS, PeekingInlet
from chatlib.server.worker.takeover.kernel_counters import consumed, written

pytestmark = pytest.mark.skipif(not PEEKS, reason="only Linux counts the bytes of a connection")


@contextmanager
def connected():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        client = socket.create_connection(listening.getsockname(), timeout=10)
        ours, _ = listening.accept()
    with ours, client:
        ours.setblocking(False)
        yield ours, client


@pytest.fixture
def wire():
    with connected() as wire:
        yield wire


def arrived(ours, count):
    """Waits until so many bytes are there to be read."""
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, max(count, 1))
    assert not count or select.select([ours], [], [], 10)[0]


def read(client, count):
    found = b""
    while len(found) < count:
        found += client.recv(count - len(found))
    return found


def test_of_a_new_connection_nothing_was_read_or_written(wire):
    assert (consumed(wire[0]), written(wire[0])) == (0, 0)


def test_what_was_looked_at_is_not_consumed(wire):
    ours, client = wire
    client.sendall(b"satu dua")
    arrived(ours, 8)
    inlet = PeekingInlet(ours)
    assert inlet.look() == b"satu dua"
    assert consumed(ours) == 0
    inlet.consume(5)
    assert consumed(ours) == 5
    assert inlet.look() == b"dua"
    inlet.consume(3)
    assert consumed(ours) == 8


@pytest.mark.parametrize("left", [0, 3])
def test_the_end_of_the_stream_is_no_byte_of_it(wire, left):
    ours, client = wire
    client.sendall(b"satu dua")
    client.shutdown(socket.SHUT_WR)
    arrived(ours, 8)
    PeekingInlet(ours).consume(8 - left)
    if not left:
        ours.settimeout(10)
        assert ours.recv(1, socket.MSG_PEEK) == b""
    assert consumed(ours) == 8 - left
    ours.sendall(b"masih ada")
    assert read(client, 9) == b"masih ada"
    assert (consumed(ours), written(ours)) == (8 - left, 9)


def test_what_the_kernel_took_is_written_whether_the_client_read_it_or_not(wire):
    ours, client = wire
    assert ours.send(b"halo") == 4
    assert written(ours) == 4
    assert read(client, 4) == b"halo"
    assert written(ours) == 4


def test_of_more_than_the_kernel_takes_the_rest_is_not_written(wire):
    ours, client = wire
    taken = ours.send(bytes(1 << 26))
    assert taken < 1 << 26
    assert written(ours) == taken
    read(client, taken)
    assert written(ours) == taken


def test_another_descriptor_of_the_connection_knows_the_same(wire):
    ours, client = wire
    client.sendall(b"satu dua")
    arrived(ours, 8)
    PeekingInlet(ours).consume(5)
    ours.send(b"halo")
    with ours.dup() as successor:
        ours.close()
        assert (consumed(successor), written(successor)) == (5, 4)
        assert successor.recv(10) == b"dua"


@given(st.lists(st.tuples(st.sampled_from(["say", "take", "tell", "hear"]), st.integers(1, 5000)), max_size=30))
@settings(max_examples=50)
def test_the_counts_are_those_of_a_plain_model(steps):
    """Client and server send and read in turns, in any pieces."""
    said = took = told = heard = 0
    with connected() as (ours, client):
        for step, count in steps:
            if step == "say":
                client.sendall(bytes(count))
                said += count
            elif step == "take":
                count = min(count, said - took)
                arrived(ours, count)
                PeekingInlet(ours).consume(count)
                took += count
            elif step == "tell":
                told += ours.send(bytes(count))
            else:
                heard += len(read(client, min(count, told - heard)))
            assert (consumed(ours), written(ours)) == (took, told)
