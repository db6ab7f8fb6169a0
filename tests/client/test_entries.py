"""How entries look, plain and in colour; nothing that a terminal could take for a command is ever in them."""

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.client.entries import COLOURS, Entry, clock, colour, one_line, plain, printable, styled
from chatlib.core.text import clean

NOON = time.mktime((*time.localtime()[:3], 12, 34, 0, 0, 0, -1))
KINDS = ("message", "notice", "info", "error")
HOSTILE = "a\x1b[2J\x1b]0;judul\x07b\x9b31m\x00c\x7f\rd\x08\x85"


def together(entry: Entry) -> str:
    return "".join(text for _, text in styled(entry))


ENTRIES = [
    (Entry("message", "halo", NOON, "ani"), "12:34 ani: halo"),
    (Entry("message", "halo", NOON, "ani", mine=True), "12:34 ani: halo"),
    (Entry("message", "halo", NOON, "ani", where="kelas"), "12:34 [kelas] ani: halo"),
    (Entry("notice", "budi ada di sini"), "* budi ada di sini"),
    (Entry("notice", "budi ada di sini", where="kelas"), "[kelas] * budi ada di sini"),
    (Entry("info", "Kamu adalah ani"), "Kamu adalah ani"),
    (Entry("error", "tidak ada"), "! tidak ada"),
    (Entry("error", "tidak ada", where="budi"), "[budi] ! tidak ada"),
]


@pytest.mark.parametrize(("entry", "line"), ENTRIES, ids=[line for _, line in ENTRIES])
def test_plain(entry: Entry, line: str) -> None:
    assert plain(entry) == line


@pytest.mark.parametrize("entry", [entry for entry, _ in ENTRIES], ids=[line for _, line in ENTRIES])
def test_styled_says_the_same_and_ends_its_line(entry: Entry) -> None:
    # Where it belongs stands in front of what it is, or after the time.
    assert sorted(together(entry).split()) == sorted(plain(entry).split())
    assert together(entry).count("\n") == 1
    assert together(entry).endswith("\n")


def test_ones_own_name_is_not_bold() -> None:
    def style(entry: Entry) -> str:
        return next(style for style, text in styled(entry) if text == "ani")

    theirs, mine = Entry("message", "halo", NOON, "ani"), Entry("message", "halo", NOON, "ani", mine=True)
    assert style(theirs) == colour("ani") + " bold"
    assert style(mine) == colour("ani")


def controls(text: str) -> set[str]:
    return {c for c in text if unicodedata.category(c) in ("Cc", "Cs")} - set("\t\n")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("show", [plain, together])
def test_control_characters_never_pass(kind: str, show: Callable[[Entry], str]) -> None:
    shown = show(Entry(kind, HOSTILE, NOON, HOSTILE, where=HOSTILE))
    assert controls(shown) == set()
    # What is left of it can be read, and does nothing.
    assert "a[2J]0;judulb31mcd" in shown


@given(st.sampled_from(KINDS), st.text(), st.text(), st.text())
def test_no_text_name_or_place_is_a_command_for_the_terminal(kind: str, text: str, sender: str, where: str) -> None:
    entry = Entry(kind, text, NOON, sender, where=where)
    assert controls(plain(entry) + together(entry)) == set()


FORGED = "halo\n12:35 budi: aku setuju\r\n* budi masuk"
EYES = ["\u2028", "\u2029", "\u202e", "\u202a", "\u2066", "\u2069", "\U000e0041", "a" + "\u0301" * 60]
"""What makes a line, turns text round, cannot be seen, or hides what stands above and below."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("show", [plain, together])
def test_every_line_of_a_text_says_whose_it_is(kind: str, show: Callable[[Entry], str]) -> None:
    one, many = Entry(kind, "halo", NOON, "ani", where="kelas"), Entry(kind, FORGED, NOON, "ani", where="kelas")
    prefix = show(one).rstrip("\n").removesuffix("halo")
    assert prefix
    assert show(many).splitlines() == [prefix + line for line in ("halo", "12:35 budi: aku setuju", "* budi masuk")]


@pytest.mark.parametrize("show", [plain, together])
def test_a_name_or_a_place_makes_no_line(show: Callable[[Entry], str]) -> None:
    shown = show(Entry("message", "halo", NOON, FORGED, where=FORGED))
    assert len(shown.splitlines()) == 1


@pytest.mark.parametrize("text", EYES, ids=ascii)
def test_what_is_shown_is_what_may_stand_in_a_message(text: str) -> None:
    """Whoever sent it, whenever: histories are older than rules."""
    for show in (plain, together):
        shown = show(Entry("message", text, NOON, text, where=text))
        assert shown.rstrip("\n") == f"12:34 [{clean(text)}] {clean(text)}: {clean(text)}"
        assert show(Entry("error", text)).rstrip("\n") == f"! {clean(text)}"


@given(st.text() | st.text("\n\ra\u2028\u202e\u0301\x1b"))
def test_one_line_is_one_and_lines_stay_lines(text: str) -> None:
    assert "\n" not in one_line(text)
    assert clean(one_line(text)) == one_line(text)
    assert printable(text).count("\n") == text.count("\n")


@given(st.text())
def test_a_name_has_one_colour_in_any_case(name: str) -> None:
    assert colour(name) in COLOURS
    assert colour(name) == colour(name.casefold())


def test_colours_are_the_same_on_every_machine() -> None:
    """They may not hang on anything that differs between processes, as `hash` does."""
    assert [COLOURS.index(colour(name)) for name in ("ani", "budi", "citra")] == [8, 2, 3]


def test_not_everybody_has_the_same_colour() -> None:
    assert len({colour(f"user{number}") for number in range(200)}) == len(COLOURS)


def test_the_time_of_another_day_has_its_date() -> None:
    assert clock(NOON) == "12:34"
    assert clock(NOON - 400 * 86400).endswith(time.strftime(" %H:%M", time.localtime(NOON - 400 * 86400)))
    assert clock(0.0) == time.strftime("%Y-%m-%d %H:%M", time.localtime(0))
