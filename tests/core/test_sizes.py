"""Numbers of bytes, as people write and read them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.core.formats import sizes


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (1234567, "1.2 MiB"),
        (2 << 30, "2.0 GiB"),
        (5000 << 40, "5000.0 TiB"),
    ],
)
def test_a_size_is_shown_in_the_unit_that_fits(size, shown):
    assert sizes.shown(size) == shown
    assert sizes.shown(size, ",") == shown.replace(".", ",")


@pytest.mark.parametrize(
    ("text", "size"),
    [("0", 0), ("17", 17), ("17B", 17), ("2GiB", 2 << 30), ("2 gib", 2 << 30), ("5M", 5 << 20), ("1KB", 1024)],
)
def test_a_size_is_read_as_people_write_it(text, size):
    assert sizes.read(text) == size


@pytest.mark.parametrize("text", ["", "-1", "1.5G", "GiB", "1 2", "1X", "1GiBB", "\u0663", "9" * 16])
def test_what_is_no_size(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        sizes.read(text)


@given(st.text(max_size=20))
def test_any_text_is_a_size_or_is_not(text):
    try:
        assert sizes.read(text) >= 0
    except ValueError:
        pass
