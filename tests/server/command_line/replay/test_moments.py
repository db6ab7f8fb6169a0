"""Times as people write them."""

from datetime import date, datetime

import pytest

from chatlib.server.command_line.replay.moments import begin, end, read

TODAY = date(2026, 12, 24)


def at(*parts: int) -> float:
    return datetime(*parts).timestamp()


@pytest.mark.parametrize(
    "text", ["2026-11-30T09:00", "2026-11-30 09:00", " 2026-11-30 9:00", "20261130T0900", "2026-W49-1 09:00:00"]
)
def test_a_day_with_a_time(text: str) -> None:
    assert begin(read(text), TODAY) == end(read(text), TODAY) == at(2026, 11, 30, 9)


@pytest.mark.parametrize("text", ["09:00", "9:00", "T09:00", "09:00:00"])
def test_a_time_alone_is_of_the_day_that_is_meant(text: str) -> None:
    assert begin(read(text), TODAY) == end(read(text), TODAY) == at(2026, 12, 24, 9)


@pytest.mark.parametrize("text", ["2026-11-30", "20261130", "2026-W49-1"])
def test_a_day_alone_is_all_of_it(text: str) -> None:
    assert begin(read(text), TODAY) == at(2026, 11, 30)
    assert end(read(text), TODAY) == at(2026, 12, 1)


def test_a_zone_counts() -> None:
    assert begin(read("2026-11-30T09:00+07:00"), TODAY) == begin(read("2026-11-30T02:00Z"), TODAY)


@pytest.mark.parametrize(
    "text",
    ["", "x", "9", "0900", "25:00", "2026-02-30", "30-11-2026", "2026-11", "0001-01-01", "9999-12-31", "09:00 monday"],
)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        read(text)
