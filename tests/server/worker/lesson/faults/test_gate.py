"""A gate on a real connection: what is behind it is exactly what passed, at every step."""

import random
import select

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.server.worker.lesson.faults.schedules import Delayed, Gathered, Limited, Open, Shut

from .conftest import Line

KINDS = {
    "open": Open,
    "shut": Shut,
    "delayed": lambda: Delayed(0.5, 0.25, random.Random(7).random),
    "limited": lambda: Limited(400),
    "split": lambda: Limited(1000, at_once=1),
    "gathered": lambda: Gathered(0.5),
}

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(1, 9000)),
        st.tuples(st.just("wait"), st.integers(1, 64)),
        st.tuples(st.just("take"), st.integers(1, 9000)),
        st.tuples(st.just("gate"), st.sampled_from(sorted(KINDS))),
        st.tuples(st.just("open"), st.none()),
    ),
    max_size=30,
)


def text(size: int, seed: int) -> bytes:
    return random.Random(seed).randbytes(size)


class Written:
    """What goes out over a line, and what must be true of it at any time."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.gate = None
        self.data = b""
        self.read = 0

    def do(self, what: str, value: int | str | None) -> None:
        line, outlet = self.line, self.line.conn.outlet
        if what == "write":
            fresh = text(value, len(self.data))
            self.data += fresh
            outlet.write(fresh, len(self.data))
        elif what == "wait":
            line.clock.now += value / 64
        elif what == "take" and (count := min(value, len(line.taken) - self.read)):
            assert line.read(count) == self.data[self.read : self.read + count]
            self.read += count
        elif what == "gate":
            self.open()
            self.gate = line.gate(outgoing=KINDS[value]())
        elif what == "open":
            self.open()
        self.move()
        self.check()

    def open(self) -> None:
        if self.gate:
            self.gate.remove()
        self.gate = None

    def move(self) -> None:
        """As it is done while there is a gate, or the kernel says that it takes more."""
        outlet = self.line.conn.outlet
        if self.gate is None or self.gate.may_write:
            outlet.flush()

    def check(self) -> None:
        outlet = self.line.conn.outlet
        assert outlet.given == len(self.data)
        assert outlet.given - outlet.size == len(self.line.taken)
        assert self.data.startswith(bytes(self.line.taken))
        assert outlet.waiting == (len(self.line.taken) < len(self.data))

    def finish(self) -> None:
        self.open()
        while self.line.conn.outlet.waiting or self.read < len(self.data):
            self.do("take", 1 << 16)
            if self.line.conn.outlet.waiting and self.read == len(self.line.taken):
                assert select.select([], [self.line.conn.sock], [], 10)[1], "the kernel takes nothing any more"
        assert bytes(self.line.taken) == self.data


@given(steps=STEPS)
def test_what_the_kernel_got_is_known_at_every_step(steps: list) -> None:
    """On it a successor relies. And whatever gates there were: once they are gone, all of it comes."""
    line = Line()
    try:
        written = Written(line)
        for what, value in steps:
            written.do(what, value)
        written.finish()
    finally:
        line.close()


def test_what_waited_before_the_gate_is_behind_it(line: Line) -> None:
    written = Written(line)
    written.do("write", 200_000)
    assert line.conn.outlet.waiting
    written.do("gate", "shut")
    got = len(line.taken)
    written.do("take", 1 << 20)
    written.do("write", 10)
    assert len(line.taken) == got
    written.finish()


def test_what_is_late_waits_as_with_a_slow_network(line: Line) -> None:
    outlet, gate = line.conn.outlet, line.gate(outgoing=Delayed(0.5, 0, lambda: 0.0))
    outlet.write(b"satu\n", 1)
    line.clock.now += 0.25
    outlet.write(b"dua\n", 2)
    assert outlet.waiting
    assert not gate.may_write
    line.clock.now += 0.25
    assert gate.may_write
    outlet.flush()
    assert (line.taken, outlet.written) == (b"satu\n", 1)
    assert not gate.may_write
    line.clock.now += 0.25
    assert gate.may_write
    outlet.flush()
    assert (line.taken, outlet.waiting) == (b"satu\ndua\n", False)


def test_bytes_are_sent_one_by_one(line: Line) -> None:
    outlet, gate = line.conn.outlet, line.gate(outgoing=Limited(1000, at_once=1))
    outlet.write(b"halo\r\n", 1)
    while outlet.waiting:
        line.clock.now += 0.125
        while gate.may_write:
            outlet.flush()
    assert line.pieces == [1] * 6
    assert line.read(6) == b"halo\r\n"


# --------------------------------------------------------------------------- what comes in


def test_what_comes_in_is_hidden_until_it_has_passed(line: Line) -> None:
    gate = line.gate(incoming=Delayed(0.5, 0, lambda: 0.0))
    inlet = line.conn.inlet
    assert inlet.look() is None
    assert not gate.may_read
    line.send(b"satu\n")
    assert inlet.look() is None
    assert gate.may_read
    line.clock.now += 0.25
    line.send(b"dua\n")
    assert inlet.look() is None
    line.clock.now += 0.25
    assert inlet.look() == b"satu\n"
    assert gate.may_read
    line.consume(5)
    assert inlet.look() is None
    line.clock.now += 0.25
    assert inlet.look() == b"dua\n"
    assert not gate.may_read


def test_the_end_is_seen_behind_all_that_came(line: Line) -> None:
    line.gate(incoming=Delayed(0.5, 0, lambda: 0.0))
    inlet = line.conn.inlet
    line.send(b"satu\n")
    line.end()
    inlet.ended = True  # as the poller tells
    assert inlet.look() is None
    assert not inlet.ended
    line.clock.now += 0.5
    assert inlet.look() == b"satu\n"
    assert inlet.ended
    line.consume(5)
    assert inlet.look() == b""


def test_what_is_shut_shows_no_end(line: Line) -> None:
    gate = line.gate(incoming=Shut())
    line.send(b"satu\n")
    line.end()
    line.conn.inlet.ended = True
    assert line.conn.inlet.look() is None
    gate.remove()
    assert line.conn.inlet.ended
    assert line.conn.inlet.look() == b"satu\n"
    line.consume(5)
    gate = line.gate(incoming=Shut())
    assert line.conn.inlet.look() is None
    assert not line.conn.inlet.ended
    gate.remove()
    assert line.conn.inlet.look() == b""


@pytest.mark.parametrize("schedule", [Shut, lambda: Delayed(0.5, 0, lambda: 0.0), lambda: Limited(64)])
def test_what_was_taken_before_the_gate_is_consumed_without_it(line: Line, schedule) -> None:
    """A worker that has asked what it read does not let go of it before it is answered, and meanwhile more comes."""
    line.send(b"satu\n")
    assert line.conn.inlet.look() == b"satu\n"
    line.conn.taken = 5
    gate = line.gate(incoming=schedule())
    line.send(b"dua dua\n")
    line.consume(5)
    assert line.conn.inlet.look() is None
    if isinstance(schedule(), Shut):
        gate.remove()
    line.clock.now += 0.5
    assert line.conn.inlet.look() == b"dua dua\n"[: 4 if isinstance(schedule(), Limited) else 8]
    line.clock.now += 0.5
    assert line.conn.inlet.look() == b"dua dua\n"


@given(
    kind=st.sampled_from(sorted(KINDS)),
    steps=st.lists(
        st.tuples(st.sampled_from(["send", "wait", "look", "consume", "gate", "open"]), st.integers(1, 300)),
        max_size=40,
    ),
)
def test_only_prefixes_are_shown_and_all_of_it_in_the_end(kind: str, steps: list[tuple[str, int]]) -> None:
    line = Line()
    try:
        data, consumed, shown, gate = b"", 0, b"", None
        for what, value in [*steps, ("open", 0), ("look", 0)]:
            inlet = line.conn.inlet
            if what == "send":
                fresh = text(value, len(data))
                data += fresh
                line.send(fresh)
            elif what == "wait":
                line.clock.now += value / 64
            elif what == "look":
                before, shown = shown, inlet.look() or b""
                assert data[consumed:].startswith(shown)
                assert len(shown) >= len(before), "what was shown is there until it is consumed"
                if gate:
                    assert gate.may_read == (
                        len(shown) < len(data) - consumed or (kind == "shut" and consumed < len(data))
                    )
            elif what == "consume" and (count := min(value, len(shown))):
                line.consume(count)
                consumed, shown = consumed + count, shown[count:]
            elif what in ("gate", "open"):
                if gate:
                    gate.remove()
                gate, shown = line.gate(incoming=KINDS[kind]()) if what == "gate" else None, b""
        assert shown == data[consumed:]
    finally:
        line.close()
