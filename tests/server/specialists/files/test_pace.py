"""The least rate: whoever keeps it has all the time there is."""

from hypothesis import given
from hypothesis import strategies as st

from chatlib.server.specialists.files.pace import LEAST, WINDOW, Pace


def kept(steps):
    """Whether (seconds, bytes), one after the other, are quick enough to the end."""
    now, there, pace = 100.0, 0, Pace(100.0)
    for seconds, count in steps:
        left = pace.left(now, there)
        if seconds >= left:
            return False
        now, there = now + seconds, there + count
    return True


def test_whoever_sends_nothing_has_one_window():
    pace = Pace(100.0)
    assert pace.left(100.0, 0) == WINDOW
    assert pace.left(100.0 + WINDOW / 2, 0) == WINDOW / 2
    assert pace.left(100.0 + WINDOW, 0) == 0
    assert pace.left(500.0, 0) == 0


def test_a_byte_now_and_then_is_not_enough():
    assert not kept([(1.0, 1)] * 1000)
    assert not kept([(1.0, LEAST * 9 // 10)] * 1000)


def test_the_least_rate_is_enough_for_ever():
    assert kept([(1.0, LEAST + LEAST // 10)] * 10_000)


def test_what_came_quickly_before_does_not_pay_for_what_does_not_come():
    assert kept([(0.1, 100 << 20), (WINDOW - 1, 0)])
    assert not kept([(0.1, 100 << 20), (WINDOW - 1, 0), (2.0, 0)])


def test_what_the_kernel_still_had_at_the_beginning_does_not_count():
    assert Pace(0.0).left(1.0, -500) == WINDOW - 1


@given(st.lists(st.tuples(st.floats(0, WINDOW / 3), st.integers(0, LEAST * 30)), max_size=200))
def test_who_is_given_up_was_slower_than_the_least_rate_for_a_window(steps):
    now, there, pace, times = 0.0, 0, Pace(0.0), [(0.0, 0)]
    for seconds, count in steps:
        now, there = now + seconds, there + count
        if not pace.left(now, there):
            since = [then for then in times if now - then[0] >= WINDOW][-1]
            assert times[-1][1] - since[1] < LEAST * WINDOW
            return
        times.append((now, there))
