"""Who is spoken to."""

import pytest

from chatlib.core.mentions import mentions


@pytest.mark.parametrize(
    "text",
    ["@ani lihat", "coba tanya @Ani.", "ani, sudah?", "  ANI: sudah?", "satu\n@ani dua", "(@ani)", "ani", "@ani!"],
)
def test_who_is_called(text):
    assert mentions(text, "ani")


@pytest.mark.parametrize(
    "text", ["", "kata ani begitu", "anita, sudah?", "@anita", "ani-ani", "x@ani.id", "@@ani_2", "@ani-2"]
)
def test_who_is_only_spoken_of(text):
    assert not mentions(text, "ani")


def test_signs_in_a_name_are_no_pattern():
    assert mentions("@a.b ya", "a.b")
    assert not mentions("@axb ya", "a.b")
    assert not mentions("@ ya", "")
