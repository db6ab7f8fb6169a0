"""When it is told again."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.server.command_line.replay.said import Said
from chatlib.server.command_line.replay.timeline import timeline, written

TIMES = st.lists(st.floats(0, 4e9), max_size=20)
SPEEDS = st.floats(0.01, 1000)
IDLES = st.floats(0.01, 1000)


def at(times: list[float]) -> list[Said]:
    return [Said(time, "ani", str(number)) for number, time in enumerate(times)]


@given(TIMES, SPEEDS, IDLES)
def test_all_is_told_once_and_in_order(times: list[float], speed: float, idle: float) -> None:
    assert [one for _, one in timeline(at(times), speed, idle)] == at(times)


@given(TIMES, SPEEDS, IDLES)
def test_no_pause_is_longer_than_said_nor_is_there_one_before_the_first(
    times: list[float], speed: float, idle: float
) -> None:
    pauses = [pause for pause, _ in timeline(at(times), speed, idle)]
    assert pauses[:1] in ([], [0.0])
    assert all(0 <= pause <= idle for pause in pauses)


@given(TIMES.map(sorted), SPEEDS)
def test_pauses_are_those_that_there_were_divided_by_the_speed(times: list[float], speed: float) -> None:
    pauses = [pause for pause, _ in timeline(at(times), speed, float("inf"))]
    assert sum(pauses) * speed == pytest.approx(times[-1] - times[0] if times else 0.0)


def test_days_have_a_line_of_their_own() -> None:
    noon = time.mktime((2026, 11, 30, 12, 0, 0, 0, 0, -1))
    told = timeline(
        [Said(noon, "ani", "halo\nlagi"), Said(noon + 1, "budi", "hai"), Said(noon + 86400, "ani", "x")], 1, 5
    )
    assert list(written(told)) == [
        (0.0, ["2026-11-30", "12:00:00 ani: halo", "12:00:00 ani: lagi"]),
        (1.0, ["12:00:01 budi: hai"]),
        (5.0, ["2026-12-01", "12:00:00 ani: x"]),
    ]
