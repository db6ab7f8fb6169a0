"""How entries look in plain lines; nothing that a terminal could take for a command is ever in them."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.client.entries import Entry, clock, one_line, plain, printable
from chatlib.core.text import clean

NOON = time.mktime((*time.localtime()[:3], 12, 34, 0, 0, 0, -1))
KINDS = ("message", "notice", "presence", "call", "poll", "info", "error")
HOSTILE = "a\x1b[2J\x1b]0;judul\x07b\x9b31m\x00c\x7f\rd\x08\x85"

ENTRIES = [
    ("", Entry("message", "halo", NOON, "ani"), "12:34 ani: halo"),
    ("", Entry("message", "halo", NOON, "ani", mine=True), "12:34 ani: halo"),
    ("kelas", Entry("message", "halo", NOON, "ani"), "12:34 [kelas] ani: halo"),
    ("", Entry("notice", "budi ada di sini"), "* budi ada di sini"),
    ("", Entry("presence", "budi masuk", sender="budi", change="came"), "* budi masuk"),
    ("", Entry("call", "terima?"), "* terima?"),
    ("kelas", Entry("notice", "budi ada di sini"), "[kelas] * budi ada di sini"),
    ("", Entry("info", "Kamu adalah ani"), "Kamu adalah ani"),
    ("", Entry("error", "tidak ada"), "! tidak ada"),
    ("budi", Entry("error", "tidak ada"), "[budi] ! tidak ada"),
]


@pytest.mark.parametrize(("where", "entry", "line"), ENTRIES, ids=[line for _, _, line in ENTRIES])
def test_plain(where: str, entry: Entry, line: str) -> None:
    assert plain(where, entry) == line


def controls(text: str) -> set[str]:
    return {c for c in text if unicodedata.category(c) in ("Cc", "Cs")} - set("\t\n")


@pytest.mark.parametrize("kind", KINDS)
def test_control_characters_never_pass(kind: str) -> None:
    shown = plain(HOSTILE, Entry(kind, HOSTILE, NOON, HOSTILE))
    assert controls(shown) == set()
    # What is left of it can be read, and does nothing.
    assert "a[2J]0;judulb31mcd" in shown


@given(st.sampled_from(KINDS), st.text(), st.text(), st.text())
def test_no_text_name_or_place_is_a_command_for_the_terminal(kind: str, text: str, sender: str, where: str) -> None:
    assert controls(plain(where, Entry(kind, text, NOON, sender))) == set()


FORGED = "halo\n12:35 budi: aku setuju\r\n* budi masuk"
EYES = ["\u2028", "\u2029", "\u202e", "\u202a", "\u2066", "\u2069", "\U000e0041", "a" + "\u0301" * 60]
"""What makes a line, turns text round, cannot be seen, or hides what stands above and below."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_line_of_a_text_says_whose_it_is(kind: str) -> None:
    one, many = (plain("kelas", Entry(kind, text, NOON, "ani")) for text in ("halo", FORGED))
    prefix = one.removesuffix("halo")
    assert prefix
    assert many.splitlines() == [prefix + line for line in ("halo", "12:35 budi: aku setuju", "* budi masuk")]


def test_a_name_or_a_place_makes_no_line() -> None:
    assert len(plain(FORGED, Entry("message", "halo", NOON, FORGED)).splitlines()) == 1


@pytest.mark.parametrize("text", EYES, ids=ascii)
def test_what_is_shown_is_what_may_stand_in_a_message(text: str) -> None:
    """Whoever sent it, whenever: histories are older than rules."""
    shown = plain(text, Entry("message", text, NOON, text))
    assert shown == f"12:34 [{clean(text)}] {clean(text)}: {clean(text)}"


@given(st.text() | st.text("\n\ra\u2028\u202e\u0301\x1b"))
def test_one_line_is_one_and_lines_stay_lines(text: str) -> None:
    assert "\n" not in one_line(text)
    assert clean(one_line(text)) == one_line(text)
    assert printable(text).count("\n") == text.count("\n")


def test_the_time_of_another_day_has_its_date() -> None:
    assert clock(NOON) == "12:34"
    assert clock(NOON - 400 * 86400).endswith(time.strftime(" %H:%M", time.localtime(NOON - 400 * 86400)))
    assert clock(0.0) == time.strftime("%Y-%m-%d %H:%M", time.localtime(0))
