"""The list of conversations: beside them where there is room, else in a line above. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from chatlib.client.entries import one_line
from chatlib.client.view.layout import Row, Span, columns, columns_of, cut

WIDTH = 22
"""Columns of the list."""


class Place(NamedTuple):
    """A conversation in the list. `mentions` are among the `unread`; `window`: it has one of its own."""

    where: str
    unread: int = 0
    mentions: int = 0
    window: bool = False


def beside(places: Sequence[Place], current: str, height: int) -> list[Row]:
    """One row for each, the current one always among them."""
    return [_row(place, place.where == current) for place in shown(places, current, height)]


def shown(places: Sequence[Place], current: str, height: int) -> Sequence[Place]:
    """Those of them for which there are rows."""
    first = max(0, min(_index(places, current) - height // 2, len(places) - height))
    return places[first : first + height]


def _row(place: Place, here: bool) -> Row:
    count = _count(place)
    room = WIDTH - 3 - (columns_of(count[0].text) if count else 0)
    name = cut(one_line(place.where), room)
    mark = "▸" if here else "□" if place.window else " "
    style = "class:here" if here else "bold" if place.unread else ""
    gap = " " * (WIDTH - 2 - columns_of(name) - columns(count))
    return [Span("class:faint", mark), Span(style, name), Span("", gap), *count]


def above(places: Sequence[Place], current: str, width: int) -> Row:
    """As many names as there is room for around the current one; what is left out at a side is counted there."""
    index = _index(places, current)
    first = last = index
    row = _names(places[first : last + 1], current)
    while True:
        grown = [(first - 1, last), (first, last + 1)]
        fits = [
            (a, b)
            for a, b in grown
            if a >= 0
            and b < len(places)
            and columns(_names(places[a : b + 1], current)) + _edges(places, a, b) <= width
        ]
        if not fits:
            break
        first, last = min(fits, key=lambda ends: abs(ends[0] + ends[1] - 2 * index))
        row = _names(places[first : last + 1], current)
    left, right = _hidden(places[:first], "‹"), _hidden(places[last + 1 :], "›")
    return [*left, *row, *right] if columns([*left, *row, *right]) <= width else row


def _names(places: Sequence[Place], current: str) -> Row:
    row: Row = []
    for place in places:
        style = "class:here" if place.where == current else "bold" if place.unread else ""
        row += [Span(style, f" {one_line(place.where)} "), *_count(place), Span("", " ")]
    return row


def _count(place: Place) -> Row:
    if place.mentions:
        return [Span("class:count", f"@{place.unread}")]
    return [Span("class:count", str(place.unread))] if place.unread else []


def _hidden(places: Sequence[Place], mark: str) -> Row:
    if not places:
        return []
    unread = sum(place.unread for place in places)
    return [
        Span("class:count" if unread else "class:faint", f"{mark}{len(places)}" + (f" ({unread})" if unread else ""))
    ]


def _edges(places: Sequence[Place], first: int, last: int) -> int:
    return columns([*_hidden(places[:first], "‹"), *_hidden(places[last + 1 :], "›")])


def _index(places: Sequence[Place], current: str) -> int:
    return next((number for number, place in enumerate(places) if place.where == current), 0)
