"""The line above what is typed, and the list of conversations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.client.view import roll
from chatlib.client.view.layout import Row, columns
from chatlib.client.view.roll import Place
from chatlib.client.view.status import Status, line
from chatlib.client.words.texts import Words

EN = Words("en")


def text(row: Row) -> str:
    return "".join(span.text for span in row)


@pytest.mark.parametrize(
    ("status", "below", "width", "shown"),
    [
        (Status("kelas", "ujian", 12), 0, 60, " kelas · 12 people · connected · ujian"),
        (Status("budi", here=True), 0, 60, " budi · here · connected"),
        (Status("kelas", members=3, writing=("budi",)), 0, 60, " kelas · budi is writing … · 3 people · connected"),
        (Status("kelas", members=3, writing=("budi", "eko")), 0, 60, " kelas · 2 are writing … · 3 people · connected"),
        (Status("kelas", members=3, hands=("budi",)), 0, 60, " kelas · hand up: budi · 3 people · connected"),
        (Status("kelas", members=3, hands=("a", "b")), 0, 60, " kelas · 2 hands up, next: a · 3 people · connected"),
        (Status("budi", here=True, away="makan siang"), 0, 60, " budi · away: makan siang · connected"),
        (Status("budi", here=False), 3, 60, " budi · 3 new below · not here · connected"),
        (Status("lobby", members=1), 0, 60, " lobby · 1 person · connected"),
        (Status("kelas", connected=False, waiting=2, members=12), 0, 36, " kelas · no connection · 2 not sent"),
        (Status("kelas", "sebuah topik yang panjang sekali", 12), 0, 42, " kelas · 12 people · connected · sebuah …"),
        (Status("kelas", "ujian", 12), 0, 8, " kelas"),
    ],
)
def test_the_line_says_what_there_is_room_for(status: Status, below: int, width: int, shown: str) -> None:
    row = line(status, below, width, EN)
    assert text(row).rstrip() == shown
    assert columns(row) == width


def test_an_outage_looks_otherwise() -> None:
    assert line(Status("kelas"), 0, 40, EN)[0].style != line(Status("kelas", connected=False), 0, 40, EN)[0].style


statuses = st.builds(Status, st.text(), st.text(), st.integers(0, 9999), st.sampled_from([None, True, False]))


@given(statuses, st.integers(0, 999), st.integers(1, 200))
def test_it_is_as_wide_as_the_screen(status: Status, below: int, width: int) -> None:
    assert columns(line(status, below, width, EN)) == width


names = st.lists(st.from_regex(r"[a-z]{1,30}", fullmatch=True), min_size=1, max_size=40, unique=True)


@given(names, st.data(), st.integers(2, 50))
def test_the_current_one_is_always_in_the_list(listed: list[str], data: st.DataObject, height: int) -> None:
    current = data.draw(st.sampled_from(listed))
    places = [Place(name, data.draw(st.integers(0, 2000))) for name in listed]
    shown = roll.shown(places, current, height)
    assert current in [place.where for place in shown]
    assert len(shown) == min(height, len(places))
    rows = roll.beside(places, current, height)
    assert len(rows) == len(shown)
    assert all(columns(row) <= roll.WIDTH for row in rows)


@given(names, st.data(), st.integers(40, 200))
def test_the_current_one_is_always_in_the_line(listed: list[str], data: st.DataObject, width: int) -> None:
    current = data.draw(st.sampled_from(listed))
    places = [Place(name, data.draw(st.integers(0, 2000))) for name in listed]
    row = roll.above(places, current, width)
    assert f" {current} " in text(row)
    assert columns(row) <= width


def test_what_is_left_out_of_the_line_is_counted_at_its_side() -> None:
    places = [Place(f"ruang-{number}", unread=number % 2) for number in range(9)]
    shown = text(roll.above(places, "ruang-4", 40))
    assert "ruang-4" in shown
    assert shown.startswith("‹3 (1)")
    assert shown.endswith("›4 (2)")


def test_mentions_and_windows_are_marked() -> None:
    rows = [text(row) for row in roll.beside([Place("lobby"), Place("budi", 3, 1, True)], "lobby", 5)]
    assert rows == ["▸lobby               ", "□budi              @3"]
