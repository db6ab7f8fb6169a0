"""Moments, as they are written for machines."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlib.core.formats.timestamps import read, written


@pytest.mark.parametrize(
    ("at", "spelled"),
    [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1_800_000_000.5, "2027-01-15T08:00:00.500Z"),
        (1_800_000_000.0629, "2027-01-15T08:00:00.062Z"),
    ],
)
def test_times_are_written_in_milliseconds(at, spelled):
    assert written(at) == spelled


@given(st.integers(0, 4_000_000_000_000))
@settings(max_examples=60)
def test_a_time_that_was_written_is_read_so_again(thousandths):
    at = (thousandths + 0.5) / 1000
    assert read(written(at)) == pytest.approx(thousandths / 1000, abs=1e-6)


@pytest.mark.parametrize("text", ["", "kemarin", "2027-01-15", "2027-01-15T08:00:00", "2027-13-01T00:00:00.000Z"])
def test_what_is_no_time_with_its_zone_is_none(text):
    assert read(text) is None


@given(st.text(max_size=30))
@settings(max_examples=60)
def test_no_text_makes_reading_a_time_stumble(text):
    assert read(text) is None or read(text) >= 0.0
