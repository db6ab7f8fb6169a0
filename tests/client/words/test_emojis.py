"""Short names of emoji."""

import pytest

from chatlib.client.words.emojis import MOST, beginning_with, replaced


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("halo :smile:", "halo 😄"),
        (":+1: :-1:", "👍 👎"),
        ("pukul 10:30:45", "pukul 10:30:45"),
        ("a:b:c", "a:b:c"),
        (":tidak_ada:", ":tidak_ada:"),
        ("x = {a:b, c::d}", "x = {a:b, c::d}"),
        ("", ""),
    ],
)
def test_they_become_pictures_where_they_stand_alone(text: str, shown: str) -> None:
    assert replaced(text) == shown


def test_names_that_begin_so() -> None:
    assert (":smile:", "😄") in list(beginning_with(":smi"))
    assert len(list(beginning_with(":fa"))) <= MOST
    assert [list(beginning_with(begun)) for begun in (":", "smile", ":1", "")] == [[], [], [], []]
