"""What entries look like on the screen; nothing that a terminal could take for a command is ever in them."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.client.entries import Entry
from chatlib.client.view.appearance import rows
from chatlib.client.view.layout import Span
from chatlib.client.words.texts import Words

NOON = time.mktime((*time.localtime()[:3], 12, 34, 0, 0, 0, -1))
KINDS = ("message", "notice", "presence", "call", "poll", "info", "error", "day", "new")
HOSTILE = "a\x1b[2J\x1b]0;judul\x07b\x9b31m\x00c\x7f\rd\x08\x85"


def lines(entry: Entry, width: int = 80, me: str = "ani") -> list[str]:
    return ["".join(span.text for span in row) for row in rows(entry, width, me, Words("en"))]


def spans(entry: Entry) -> list[Span]:
    return [span for row in rows(entry, 80, "ani", Words("en")) for span in row]


def test_a_message_hangs_under_its_beginning() -> None:
    text = "kalau select() dan poll() saja sudah membingungkan"
    assert lines(Entry("message", text, NOON, "citra"), 40) == [
        "12:34 citra: kalau select() dan poll()",
        "             saja sudah membingungkan",
    ]


def test_where_the_name_takes_all_the_room_the_text_begins_further_left() -> None:
    found = lines(Entry("message", "kalau select() dan poll() saja", NOON, "bartholomeus-van-der-berg"), 36)
    assert found[1:] == ["  kalau select() dan poll() saja"]


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("halo @ani", True),
        ("halo ani", False),
        ("@Ani!", True),
        ("ANI: ya", True),
        ("aniani", False),
        ("ani-2 ya", False),
        ("x@ani.id", False),
    ],
)
def test_ones_own_name_is_marked(text: str, called: bool) -> None:
    found = spans(Entry("message", text, NOON, "budi"))
    assert any(span.style == "class:mention" for span in found) == called
    assert not any(span.style == "class:mention" for span in spans(Entry("message", text, NOON, "ani", mine=True)))


def test_what_somebody_does() -> None:
    assert lines(Entry("message", "*melambai*", NOON, "budi")) == ["12:34 * budi melambai"]
    assert lines(Entry("message", "2 * 3 * 4", NOON, "budi")) == ["12:34 budi: 2 * 3 * 4"]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("lihat https://example.org/a-b?c=d#e.", "https://example.org/a-b?c=d#e"),
        ("(http://example.org)", "http://example.org"),
        ("ftp://example.org", ""),
        ("https://", ""),
    ],
)
def test_links(text: str, url: str) -> None:
    assert "".join(span.url for span in spans(Entry("message", text, NOON, "budi"))) == url


def test_a_table_hangs_under_its_second_column() -> None:
    text = "  /pm USER TEXT    a private message; its window opens by itself"
    assert lines(Entry("info", text), 50) == [
        "  /pm USER TEXT    a private message; its window",
        "                   opens by itself",
    ]


def test_what_is_answered_stands_above_and_what_became_of_it_behind() -> None:
    entry = Entry("message", "ya", NOON, "ani", seq=8, quote="budi: jam berapa " + "x" * 99, tail="(edited)  👍 2")
    quote, text = lines(entry, 40)
    assert quote.startswith("      ┌ budi: jam berapa xx")
    assert quote.endswith("…")
    assert text == "12:34 ani: ya  (edited)  👍 2"


def test_what_was_deleted_says_so_in_its_place() -> None:
    gone = Entry("message", "(deleted by ani)", NOON, "budi", seq=7, gone=True)
    assert lines(gone) == ["12:34 budi: (deleted by ani)"]
    assert not any(span.style == "class:mention" for span in spans(gone))


@given(st.sampled_from(KINDS), st.text(), st.text(), st.integers(4, 100))
def test_no_text_and_no_name_is_a_command_for_the_terminal(kind: str, text: str, sender: str, width: int) -> None:
    for one in (text, HOSTILE + text):
        entry = Entry(kind, one, NOON, sender + HOSTILE, quote=one + HOSTILE, tail=one + HOSTILE)
        shown = "".join(lines(entry, width))
        assert not {c for c in shown if unicodedata.category(c) in ("Cc", "Cs")}


@given(st.text(), st.integers(20, 100))
def test_no_text_makes_a_row_that_could_be_somebody_elses(text: str, width: int) -> None:
    for row in lines(Entry("message", f"halo\n12:35 budi: aku setuju\n{text}", NOON, "citra"), width)[1:]:
        assert row.startswith("  ")


def test_no_url_carries_what_a_terminal_would_obey() -> None:
    found = spans(Entry("message", "https://a.id/\x1b]8;;https://b.id\x1b\\x", NOON, "budi"))
    assert not any("\x1b" in span.url or "\x07" in span.url for span in found)
