"""Things to do later."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.server.ipc.timers import Timers


def test_calls_are_made_when_their_time_has_come_in_the_order_of_their_times():
    timers, called = Timers(), []
    for when in (3.0, 1.0, 2.0):
        timers.at(when, lambda when=when: called.append(when))
    timers.run(0.9)
    assert called == []
    timers.run(2.0)
    assert called == [1.0, 2.0]
    timers.run(2.5)
    assert called == [1.0, 2.0]
    timers.run(99.0)
    assert called == [1.0, 2.0, 3.0]


def test_at_the_same_time_in_the_order_they_were_set():
    timers, called = Timers(), []
    for number in range(20):
        timers.at(1.0, lambda number=number: called.append(number))
    timers.run(1.0)
    assert called == list(range(20))


def test_a_call_may_set_the_next_one():
    timers, called = Timers(), []

    def again():
        called.append(len(called))
        timers.at(float(len(called)), again)

    timers.at(0.0, again)
    timers.run(3.5)
    assert called == [0, 1, 2, 3]
    assert timers.wait(3.5, 10.0) == 0.5


@pytest.mark.parametrize(
    ("now", "longest", "wait"),
    [(0.0, 10.0, 5.0), (4.0, 10.0, 1.0), (5.0, 10.0, 0.0), (6.0, 10.0, 0.0), (0.0, 3.0, 3.0)],
)
def test_how_long_to_wait_for_the_next_one(now, longest, wait):
    timers = Timers()
    assert timers.wait(now, longest) == longest
    timers.at(7.0, list)
    timers.at(5.0, list)
    assert timers.wait(now, longest) == wait


@given(st.lists(st.integers(0, 50)), st.lists(st.integers(0, 60)))
def test_every_call_is_made_once_at_the_first_run_after_its_time(times, runs):
    """Whenever it is run, exactly the calls whose time has come since the last run are made, in order."""
    timers, called = Timers(), []
    for when in times:
        timers.at(float(when), lambda when=when: called.append(when))
    for now in sorted(runs):
        timers.run(float(now))
        assert called == sorted(when for when in times if when <= now)
