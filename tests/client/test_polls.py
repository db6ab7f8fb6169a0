"""A poll as it is shown: in a window with bars, in plain lines when it begins and when it ends."""

import time

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from chatlib.client.conversations.polls import ShownPoll
from chatlib.client.entries import Bar, Entry, plain
from chatlib.client.session.events import Poll
from chatlib.client.view import bars
from chatlib.client.view.appearance import rows
from chatlib.client.view.history import History
from chatlib.client.view.layout import columns
from chatlib.client.words.texts import Words

EN, ID = Words("en"), Words("id")
BEGUN = Poll("kelas", "guru", "paham?", ["ya", "belum\nsama"], [0, 0])


def drawn(poll: Poll, width: int = 60, words: Words = EN) -> list[str]:
    entry = ShownPoll(1, poll).entry("ani", words)
    return ["".join(span.text for span in row).rstrip() for row in rows(entry, width, "ani", words)]


def test_as_it_stands_in_a_window() -> None:
    assert drawn(BEGUN) == ["▸ guru asks: paham?   (/vote NUMBER)", "    1) ya          0", "    2) belum sama  0"]
    voted = msgspec.structs.replace(BEGUN, who="", counts=[8, 4], vote=1)
    assert drawn(voted, words=ID) == [
        "▸ ditanyakan di sini: paham?   (/vote ANGKA)",
        "  ▸ 1) ya          ████████ 8",
        "    2) belum sama  ████ 4",
    ]
    assert drawn(msgspec.structs.replace(voted, open=False))[0] == "▸ paham?   (ended, 12 voted)"


def test_in_plain_lines() -> None:
    assert plain("kelas", ShownPoll(1, BEGUN).entry("ani", EN)) == (
        "[kelas] * guru asks: paham?   (/vote NUMBER)  1) ya  2) belum sama"
    )
    ended = msgspec.structs.replace(BEGUN, counts=[1, 0], open=False)
    assert ShownPoll(1, ended).result(EN) == "the poll has ended: paham? — ya 1, belum sama 0"


counted = st.builds(Bar, st.text(max_size=20), st.integers(0, 100_000), st.booleans())


@given(st.lists(counted, min_size=2, max_size=10), st.integers(20, 200))
def test_bars_fit_and_are_as_long_as_their_counts(found: list[Bar], width: int) -> None:
    lines = bars.rows(found, width)
    lengths = [sum(span.text.count("█") for span in row if span.style == "class:own") for row in lines]
    assert all(columns(row) <= width for row in lines)
    assert all(str(bar.count) == row[-1].text for bar, row in zip(found, lines, strict=True))
    assert all(bool(bar.count) == bool(length) for bar, length in zip(found, lengths, strict=True))
    assert [length for _, length in sorted(zip([bar.count for bar in found], lengths, strict=True))] == sorted(lengths)


def test_it_changes_where_it_stands_and_is_not_selected() -> None:
    history = History("ani", EN)
    history.add(Entry("message", "halo", time.time(), "budi", seq=1))
    history.add(ShownPoll(1, BEGUN).entry("ani", EN))
    history.change(ShownPoll(1, msgspec.structs.replace(BEGUN, counts=[2, 0])).entry("ani", EN))
    shown = ["".join(span.text for span in row).rstrip() for row in history.view(60, 10).rows]
    assert shown[0].endswith("budi: halo")
    assert shown[1:] == ["▸ guru asks: paham?   (/vote NUMBER)", "    1) ya          ██ 2", "    2) belum sama  0"]
    history.select(-1, 60, 10)
    assert history.selected.text == "halo"
