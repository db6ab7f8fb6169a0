"""What a client sends is seen as often as one likes and taken once, however it is taken."""

import socket
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.dialects import LONGEST_LINE
from chatlib.server.worker.inlet import MOST_LEFT, PEEKS, PeekingInlet, ReadingInlet

INLETS = [PeekingInlet, ReadingInlet] if PEEKS else [ReadingInlet]

SIZES = st.sampled_from([1, 2, 40, MOST_LEFT - 1, MOST_LEFT, MOST_LEFT + 1, 4095, 4096, 5000])
STEPS = st.lists(
    st.tuples(st.sampled_from(["send", "look", "consume", "let go"]), SIZES) | st.just(("end", 0)), max_size=25
)


@pytest.mark.parametrize("make", INLETS)
@given(steps=STEPS)
def test_it_is_a_stream_of_bytes_whatever_is_left_in_the_kernel(make, steps):
    ours, client = socket.socketpair()
    with closing(ours), closing(client):
        ours.setblocking(False)
        inlet = make(ours)
        there, taken, ended = b"", 0, False
        for step, size in steps:
            match step:
                case "send" if not ended and len(there) + size <= LONGEST_LINE:
                    more = bytes(at % 251 for at in range(taken + len(there), taken + len(there) + size))
                    client.sendall(more)
                    there += more
                case "end":
                    client.shutdown(socket.SHUT_WR)
                    ended = True
                case "consume" | "let go":
                    looked = inlet.look() or b""
                    count = min(size, len(looked))
                    inlet.consume(count) if step == "consume" else inlet.let_go(count)
                    there, taken = there[count:], taken + count
            assert inlet.look() == (there if there or ended else None)


@pytest.mark.skipif(not PEEKS, reason="nothing stays in the kernel")
def test_what_was_let_go_goes_before_it_is_much():
    ours, client = socket.socketpair()
    with closing(ours), closing(client):
        inlet = PeekingInlet(ours)
        for _ in range(100):
            client.sendall(b"x" * 40)
            assert inlet.look() == b"x" * 40
            inlet.let_go(40)
            left = ours.recv(1 << 16, socket.MSG_PEEK | socket.MSG_DONTWAIT) if inlet._left else b""
            assert len(left) <= MOST_LEFT
