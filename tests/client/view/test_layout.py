"""How text becomes rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.utils import get_cwidth

from chatlib.client.view.layout import Row, Span, columns, cut, steady, wrap


def lines(rows: list[Row]) -> list[str]:
    return ["".join(span.text for span in row) for row in rows]


@pytest.mark.parametrize(
    ("text", "width", "indent", "rows"),
    [
        ("satu dua tiga", 80, 2, ["satu dua tiga"]),
        ("satu dua tiga", 8, 0, ["satu dua", "tiga"]),
        ("satu dua tiga", 8, 2, ["satu dua", "  tiga"]),
        ("satu  dua", 8, 0, ["satu", "dua"]),
        ("satu\ndua", 80, 2, ["satu", "  dua"]),
        ("satu\n\ndua", 80, 0, ["satu", "", "dua"]),
        ("  satu", 80, 0, ["  satu"]),
        ("abcdefghij", 4, 0, ["abcd", "efgh", "ij"]),
        ("ab cdefghij", 5, 1, ["ab", " cdef", " ghij"]),
        ("你好世界", 5, 0, ["你好", "世界"]),
        ("", 80, 2, [""]),
    ],
)
def test_rows(text: str, width: int, indent: int, rows: list[str]) -> None:
    assert lines(wrap([Span("", text)], width, indent)) == rows


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from(" \n\u0301你🙂"))


@given(st.lists(texts, max_size=4), st.integers(4, 60), st.integers(0, 20))
def test_no_row_is_too_long_and_no_character_is_lost(parts: list[str], width: int, indent: int) -> None:
    rows = wrap([Span(str(number), text) for number, text in enumerate(parts)], width, indent)
    assert all(columns(row) <= width for row in rows)
    shown = "".join("".join(lines(rows)).split())
    assert shown == "".join(steady("".join(parts)).split())
    for number, text in enumerate(parts):
        kept = "".join(span.text for row in rows for span in row if span.style == str(number))
        assert "".join(kept.split()) == "".join(steady(text).split())


@given(texts, st.integers(4, 60), st.integers(1, 20))
def test_every_row_but_the_first_is_indented(text: str, width: int, indent: int) -> None:
    for row in lines(wrap([Span("", text)], width, indent))[1:]:
        assert row.startswith(" ")


@given(texts.map(lambda text: text.replace("\n", "")), st.integers(1, 40))
def test_what_is_cut_fits(text: str, width: int) -> None:
    assert get_cwidth(cut(text, width)) <= width
    if get_cwidth(steady(text)) <= width:
        assert cut(text, width) == steady(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("❤\ufe0f", "❤"),
        ("👍🏽", "👍"),
        ("👩\u200d👧", "👩👧"),
        ("1\ufe0f\u20e3", "1"),
        ("a\u00adb", "ab"),
        ("\t", "    "),
    ],
)
def test_what_terminals_count_differently_is_not_shown(text: str, shown: str) -> None:
    assert steady(text) == shown
