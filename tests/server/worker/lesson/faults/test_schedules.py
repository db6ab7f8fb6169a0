"""Whatever comes, and whenever one looks: nothing passes before it came, and all of it does in the end."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.server.worker.lesson.faults.schedules import Delayed, Gathered, Limited, Open, Shut

MOMENT = 1 / 64
"""Seconds; sums of these are exact."""

LOOKS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 200)), min_size=1, max_size=60)
"""Moments since the last look, and the bytes that have come meanwhile."""

DRAWS = st.floats(-1, 1)


class Look(NamedTuple):
    """What had come in all, and passed in all, at a time."""

    at: float
    came: int
    passed: int


class Stream:
    """One direction of a connection."""

    def __init__(self, schedule: Open) -> None:
        self.schedule = schedule
        self.looks = [Look(100.0, 0, 0)]

    def look(self, moments: int, fresh: int, room: int = 1 << 20) -> Look:
        """After so many moments, in which so much has come; there is `room` for so much behind it."""
        at, came, passed = self.looks[-1]
        at, came = at + moments * MOMENT, came + fresh
        self.schedule.note(came, at)
        allowed = self.schedule.allowed(at)
        assert allowed >= 0
        count = min(allowed, self.schedule.at_once, came - passed, room)
        if count:
            self.schedule.passed(count)
        self.looks.append(Look(at, came, passed + count))
        return self.looks[-1]

    def came_at(self, byte: int) -> float:
        return next(look.at for look in self.looks if look.came > byte)

    def passed_at(self, byte: int) -> float:
        return next(look.at for look in self.looks if look.passed > byte)


SCHEDULES: dict[str, Callable[[st.DataObject], Open]] = {
    "open": lambda _: Open(),
    "delayed": lambda data: Delayed(1.0, 0.5, lambda: data.draw(DRAWS)),
    "limited": lambda data: Limited(data.draw(st.integers(1, 2000))),
    "split": lambda _: Limited(1000, at_once=1),
    "gathered": lambda _: Gathered(0.5),
}


@pytest.mark.parametrize("kind", SCHEDULES)
@given(data=st.data(), looks=LOOKS, rooms=st.lists(st.integers(0, 100), min_size=1))
def test_what_came_passes_once_and_all_of_it_in_the_end(
    kind: str, data: st.DataObject, looks, rooms: list[int]
) -> None:
    stream = Stream(SCHEDULES[kind](data))
    for number, (moments, fresh) in enumerate(looks):
        before, look = stream.looks[-1], stream.look(moments, fresh, rooms[number % len(rooms)])
        assert before.passed <= look.passed <= look.came
    (_, came, passed), quiet = stream.looks[-1], 0
    while passed < came:
        before, passed = passed, stream.look(128, 0).passed
        quiet = 0 if passed > before else quiet + 1
        assert quiet < 3, "nothing passes any more"


@given(looks=LOOKS)
def test_nothing_passes_what_is_shut(looks) -> None:
    stream = Stream(Shut())
    for moments, fresh in looks:
        assert stream.look(moments, fresh).passed == 0


@given(looks=LOOKS, draws=st.data(), jitter=st.sampled_from([0.0, 0.25, 1.0]))
def test_each_byte_is_late_by_the_delay_and_the_jitter_at_most(looks, draws: st.DataObject, jitter: float) -> None:
    """The jitter of what came before may hold it back, but no longer than its own could."""
    stream = Stream(Delayed(1.0, jitter, lambda: draws.draw(DRAWS)))
    for moments, fresh in looks:
        stream.look(moments, fresh)
    for _ in range(4 * 64):
        stream.look(1, 0)
    assert stream.looks[-1].passed == stream.looks[-1].came
    looked = [look.at for look in stream.looks]
    for byte in range(0, stream.looks[-1].came, 7):
        came, passed = stream.came_at(byte), stream.passed_at(byte)
        assert passed >= came + 1.0 - jitter
        assert not any(came + 1.0 + jitter <= at < passed for at in looked), "it could have passed before"


def test_later_ones_never_overtake() -> None:
    draws = iter([1.0, -1.0])
    schedule = Delayed(1.0, 0.5, lambda: next(draws))
    schedule.note(10, 0.0)  # until 1.5
    schedule.note(20, 0.5)  # until 1.0 if nobody were before
    assert schedule.allowed(1.25) == 0
    assert schedule.allowed(1.5) == 20


def test_a_jitter_never_makes_it_early() -> None:
    schedule = Delayed(0.5, 2.0, lambda: -1.0)
    schedule.note(10, 3.0)
    assert schedule.allowed(3.0) == 10


@given(looks=LOOKS, rate=st.integers(1, 5000))
def test_never_more_passes_in_any_time_than_the_rate_and_its_burst(looks, rate: int) -> None:
    stream = Stream(Limited(rate))
    for moments, fresh in looks:
        stream.look(moments, fresh)
    burst = 1 + rate / 20
    for number, first in enumerate(stream.looks):
        for last in stream.looks[number + 1 :]:
            assert last.passed - first.passed <= burst + rate * (last.at - first.at) + 1e-6


@given(rate=st.integers(1, 5000), seconds=st.integers(1, 10))
def test_who_looks_often_gets_the_whole_rate(rate: int, seconds: int) -> None:
    stream = Stream(Limited(rate))
    stream.look(0, 1 << 20)
    for _ in range(seconds * 64):
        stream.look(1, 0)
    assert rate * seconds - 1 <= stream.looks[-1].passed <= rate * seconds


def test_bytes_one_by_one_are_one_in_each_piece() -> None:
    assert Limited(1000, at_once=1).at_once == 1


@given(looks=LOOKS)
def test_what_is_gathered_passes_together(looks) -> None:
    """All that came up to so long after the first byte; what comes later begins the next piece."""
    stream, seconds = Stream(Gathered(0.5)), 0.5
    for moments, fresh in looks:
        stream.look(moments, fresh)
    for _ in range(64):
        stream.look(1, 0)
    first = 0
    while first < stream.looks[-1].came:
        until = stream.came_at(first) + seconds
        # The look in which the time is over takes what it finds for the next piece.
        last = max(look.came for look in stream.looks if look.at < until)
        passed = stream.passed_at(first)
        assert passed >= until
        assert {stream.passed_at(byte) for byte in range(first, last)} == {passed}
        first = last


def test_five_at_short_intervals_are_one_piece() -> None:
    schedule = Gathered(0.5)
    for number in range(5):
        schedule.note(10 * (number + 1), number * 0.1)
        assert schedule.allowed(number * 0.1) == 0
    assert schedule.allowed(0.5) == 50
