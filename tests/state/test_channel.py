import os
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.core import commands, events
from chatlib.state.channel import MOST_WAITING, Channel, Overfull
from chatlib.state.frames import Batch, Hello, Resumed, Told, decode_from_state, decode_from_worker, decode_told, encode


@pytest.fixture
def pipe():
    """A channel and the bare connection at its other end."""
    ours, theirs = Pipe(duplex=True)
    channel = Channel(ours)
    yield channel, theirs
    channel.close()
    theirs.close()


@pytest.fixture
def pair():
    ours, theirs = map(Channel, Pipe(duplex=True))
    yield ours, theirs
    ours.close()
    theirs.close()


def write(connection: Connection, data: bytes) -> None:
    assert os.write(connection.fileno(), data) == len(data)


def frame(payload: bytes) -> bytes:
    return len(payload).to_bytes(4, "big") + payload


def test_payloads_arrive_whole_in_order_and_once(pair):
    ours, theirs = pair
    for payload in (b"one", b"", b"\x00" * 1000):
        ours.send(payload)
    assert theirs.receive() == [b"one", b"", b"\x00" * 1000]
    assert theirs.receive() == []
    assert ours.receive() == []


def test_both_directions_are_independent(pair):
    ours, theirs = pair
    ours.send(b"there")
    theirs.send(b"back")
    assert (theirs.receive(), ours.receive()) == ([b"there"], [b"back"])


def test_a_frame_that_arrives_byte_by_byte_is_given_at_its_last_byte(pipe):
    channel, connection = pipe
    data = frame(b"hello")
    for i in range(len(data) - 1):
        write(connection, data[i : i + 1])
        assert channel.receive() == []
    write(connection, data[-1:])
    assert channel.receive() == [b"hello"]


@given(st.lists(st.binary(max_size=20), max_size=8), st.integers(1, 40))
def test_frames_cut_anywhere_are_put_together(payloads, size):
    ours, theirs = Pipe(duplex=True)
    channel = Channel(ours)
    data = b"".join(map(frame, payloads))
    received = []
    for start in range(0, len(data), size):
        write(theirs, data[start : start + size])
        received += channel.receive()
    assert received == payloads
    channel.close()
    theirs.close()


def test_what_the_pipe_does_not_take_waits_and_follows_in_order(pair):
    ours, theirs = pair
    payloads = [bytes([i]) * 100_000 for i in range(40)]
    for payload in payloads:
        ours.send(payload)
    assert ours.waiting
    received = []
    while len(received) < len(payloads):
        received += theirs.receive()
        ours.flush()
    assert received == payloads
    assert not ours.waiting


def test_a_payload_larger_than_the_pipe_arrives_whole(pair):
    ours, theirs = pair
    payload = bytes(range(256)) * 8192
    ours.send(payload)
    received = []
    while not received:
        ours.flush()
        received = theirs.receive()
    assert received == [payload]


def test_flushing_with_nothing_waiting_is_fine(pair):
    pair[0].flush()
    assert not pair[0].waiting


def test_what_waits_is_bounded(pair):
    ours, _ = pair
    chunk = bytes(MOST_WAITING // 4)
    for _ in range(4):
        ours.send(chunk)
    with pytest.raises(Overfull):
        ours.send(chunk)


def test_what_was_sent_before_the_end_is_given_before_it(pipe):
    channel, connection = pipe
    write(connection, frame(b"last words") + frame(b"cut off")[:6])
    connection.close()
    assert channel.receive() == [b"last words"]
    with pytest.raises(EOFError):
        channel.receive()


def test_an_end_with_something_unread_on_the_other_side_is_an_end(pipe):
    channel, connection = pipe
    channel.send(b"never read")
    connection.close()
    with pytest.raises(EOFError):
        channel.receive()


def test_writing_to_nobody_says_so(pipe):
    channel, connection = pipe
    connection.close()
    with pytest.raises(OSError):  # noqa: PT011
        channel.send(b"x")


def test_it_can_be_waited_for(pair):
    assert pair[0].fileno() != pair[1].fileno()


def test_what_workers_and_state_say_to_each_other_survives_the_pipe():
    batch = Batch(7, 3, [commands.Send(1, to="lobby", text="h\u00e9"), commands.Restart(written={3: 4})])
    for frame in (Hello(3, [1, 2]), batch):
        assert decode_from_worker(encode(frame)) == frame
    file = events.Message(text="f", file=events.Attachment(1, 2, "0f"))
    told = Told(5, 7, 9, [events.Message(1, seq=9, text="h\u00e9"), events.Files(2, [file])])
    for frame in (Resumed(7, 5), told):
        assert decode_from_state(encode(frame)) == frame
    assert decode_told(encode(told)) == told


@pytest.mark.parametrize("decode", [decode_from_worker, decode_from_state, decode_told])
@pytest.mark.parametrize("payload", [b"\xc1", b"", encode(["somebody", 1, 2])])
def test_garbage_is_refused_not_guessed(decode, payload):
    with pytest.raises(msgspec.DecodeError):
        decode(payload)


def test_nobody_hears_what_is_meant_for_the_other_side():
    with pytest.raises(msgspec.DecodeError):
        decode_from_worker(encode(Resumed(1, 1)))
    with pytest.raises(msgspec.DecodeError):
        decode_from_state(encode(Hello(1, [])))
