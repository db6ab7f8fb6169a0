"""A client that reads slowly gets everything, in order, and its SEQ says how far it got."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.server.worker.outlet import MOST_WAITING, Outlet


def pair():
    ours, client = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    ours.setblocking(False)
    client.setblocking(False)
    return ours, client


@pytest.fixture
def wire():
    ours, client = pair()
    with ours, client:
        yield ours, client


def read(client, most=1 << 20):
    found = b""
    while len(found) < most:
        try:
            data = client.recv(most - len(found))
        except BlockingIOError:
            break
        if not data:
            break
        found += data
    return found


def test_what_the_kernel_takes_does_not_wait(wire):
    ours, client = wire
    outlet = Outlet(ours)
    outlet.write(b"halo\n", 7)
    assert not outlet.waiting
    assert not outlet.overfull
    assert read(client) == b"halo\n"


def test_what_it_does_not_take_waits_in_order(wire):
    ours, client = wire
    outlet = Outlet(ours)
    first, second = b"1" * 100_000, b"2" * 10
    outlet.write(first, 5)
    assert outlet.waiting
    assert outlet.written == 0
    outlet.write(second, 6)
    found = b""
    while outlet.waiting:
        data = read(client)
        assert data
        found += data
        outlet.flush()
        assert outlet.written in ((0, 5) if outlet.waiting else (6,))
    assert found + read(client) == first + second


def test_a_chunk_counts_once_all_of_it_is_written(wire):
    ours, client = wire
    outlet = Outlet(ours)
    outlet.write(b"x" * 1_000_000, 5)
    read(client, 1000)
    outlet.flush()
    assert outlet.waiting
    assert outlet.written == 0


def test_flushing_changes_nothing_while_the_client_does_not_read(wire):
    ours, client = wire
    outlet = Outlet(ours)
    outlet.write(b"x" * 1_000_000, 5)
    outlet.flush()
    outlet.flush()
    assert outlet.waiting
    assert set(read(client)) == {ord("x")}


def test_who_lets_too_much_pile_up_is_overfull_until_it_reads(wire):
    ours, client = wire
    outlet = Outlet(ours)
    chunk = b"x" * (MOST_WAITING // 4)
    for _ in range(4):
        outlet.write(chunk, 5)
        assert not outlet.overfull
    outlet.write(chunk, 6)
    assert outlet.overfull
    while outlet.overfull:
        assert read(client)
        outlet.flush()
    assert outlet.waiting


def test_a_broken_connection_is_an_error(wire):
    ours, client = wire
    outlet = Outlet(ours)
    outlet.write(b"x" * 1_000_000, 5)
    client.close()
    with pytest.raises(OSError, match="Broken pipe"):
        outlet.flush()
    with pytest.raises(OSError, match="Broken pipe"):
        Outlet(ours).write(b"x", 5)


def rest(outlet):
    """What waits, without what was written of its first chunk."""
    return b"".join(outlet.chunks())[outlet._written_of_first :]


def test_what_is_held_is_given_to_nobody_before_it_is_flushed(wire):
    ours, client = wire
    outlet = Outlet(ours)
    outlet.hold(b"satu\n", 5)
    outlet.hold(b"dua\n", 6)
    assert read(client) == b""
    assert (outlet.waiting, outlet.given, rest(outlet)) == (True, 9, b"satu\ndua\n")
    outlet.write(b"tiga\n", 7)
    assert read(client) == b""
    outlet.flush()
    assert (outlet.waiting, outlet.given, rest(outlet), outlet.written) == (False, 14, b"", 7)
    assert read(client) == b"satu\ndua\ntiga\n"


def test_another_one_goes_on_in_its_place(wire):
    """With the same connection, or a descriptor of it."""
    ours, client = wire
    first = Outlet(ours)
    first.write(b"1" * 100_000, 5)
    first.write(b"2" * 10, 6)
    left = rest(first)
    assert first.given == 100_010
    second = Outlet(ours)
    second.go_on(first.given, [left[:1000], left[1000:]], 6, 4)
    assert (second.given, second.written, rest(second)) == (100_010, 4, left)
    second.hold(b"3" * 10, 7)
    assert second.given == 100_020
    found = b""
    while second.waiting:
        assert second.written in (4, 6)
        found += read(client)
        second.flush()
    assert found + read(client) == b"1" * 100_000 + b"2" * 10 + b"3" * 10
    assert second.written == 7


def test_one_that_left_nothing_leaves_nothing_to_wait_for(wire):
    outlet = Outlet(wire[0])
    outlet.go_on(1000, [], 6, 4)
    assert (outlet.waiting, outlet.given, outlet.written) == (False, 1000, 4)


def test_what_piled_up_while_nothing_could_be_offered_is_nobodys_fault_until_it_is_written(wire):
    ours, client = wire
    outlet = Outlet(ours)
    outlet.go_on(MOST_WAITING, [b"x" * MOST_WAITING], 5, 4)
    for _ in range(3):
        outlet.hold(b"x" * MOST_WAITING, 5)
    outlet.write(b"x" * MOST_WAITING, 6)
    assert not outlet.overfull
    while outlet.waiting:
        read(client)
        outlet.flush()
        assert not outlet.overfull
    while not outlet.overfull:
        outlet.write(b"x" * (MOST_WAITING // 4), 7)
    assert len(rest(outlet)) < 2 * MOST_WAITING


def test_there_is_an_end_to_what_is_excused(wire, monkeypatch):
    monkeypatch.setattr("chatlib.server.worker.outlet.MOST_EXCUSED", MOST_WAITING)
    outlet = Outlet(wire[0])
    outlet.hold(b"x" * (2 * MOST_WAITING), 5)
    assert not outlet.overfull
    outlet.hold(b"x", 5)
    assert outlet.overfull


@given(st.lists(st.tuples(st.binary(max_size=8), st.integers(1, 3000), st.integers(0, 20_000)), max_size=20))
def test_everything_arrives_in_order_however_slowly_the_client_reads(steps):
    """Whatever is written and read in turns, the client has got a beginning of it, and in the end all."""
    ours, client = pair()
    with ours, client:
        outlet = Outlet(ours)
        written = found = b""
        ends = {}
        for seq, (piece, times, most) in enumerate(steps, 1):
            outlet.write(piece * times, seq)
            written += piece * times
            ends[seq] = len(written)
            found += read(client, most)
            outlet.flush()
            assert written.startswith(found)
            assert outlet.given == len(written)
            assert written.endswith(rest(outlet))
            if outlet.waiting:
                assert ends.get(outlet.written, 0) < len(written)
        while outlet.waiting:
            found += read(client)
            outlet.flush()
        assert found + read(client) == written
