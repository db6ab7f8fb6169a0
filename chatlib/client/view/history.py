"""What was said in a conversation, as far as it can be scrolled back on a screen. Pure: no terminal in it."""

import time
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from chatlib.client.entries import Entry, one_line
from chatlib.client.view.appearance import rows
from chatlib.client.view.layout import Row
from chatlib.client.words.texts import Words

KEPT = 3000
"""Entries: what is older is fetched with /history. About 6 MB with long lines."""

MOST_GATHERED = 200
"""Comings and goings in one line; then another one begins."""

MOST_NAMED = 12
"""Names in one line of comings and goings; the others are counted."""


@dataclass(eq=False)
class _Item:
    entry: Entry
    changes: dict[str, str] = field(default_factory=dict)  # of a line of comings and goings: what each one did last
    fixed: list[Row] | None = None
    width: int = 0
    rows: list[Row] = field(default_factory=list)


class View(NamedTuple):
    """Rows from top to bottom, and how many messages have come below them since it stands still."""

    rows: list[Row]
    below: int


class History:
    """Follows what comes, until it is scrolled up; then it stands still, whatever comes."""

    def __init__(self, me: str, words: Words) -> None:
        self.me = me
        self._words = words
        self._items: deque[_Item] = deque()
        self._first = 0  # the number of the first item that is kept
        self._day: tuple[int, ...] = ()
        self._last: tuple[int, int] | None = None  # the item and its row at the bottom; None: whatever is last
        self._marked = False
        self._below = 0
        self._selected: _Item | None = None
        self._followed = False  # before one was selected

    @property
    def selected(self) -> Entry | None:
        """The message that stands out, if there is one."""
        return self._selected.entry if self._selected else None

    @property
    def following(self) -> bool:
        return self._last is None

    def add(self, entry: Entry) -> None:
        if entry.kind == "presence" and self._items and 0 < len(self._items[-1].changes) < MOST_GATHERED:
            self._gather(self._items[-1], entry)
            return
        day = time.localtime(entry.at or time.time())[:3]
        if entry.kind == "message" and day != self._day:
            if self._day or day != time.localtime()[:3]:
                self._append(_Item(Entry("day", "", entry.at)))
            self._day = day
        self._marked = self._marked or entry.kind == "new"
        self._below += entry.kind in ("message", "poll") and not self.following
        item = _Item(entry)
        if entry.kind == "presence":
            self._gather(item, entry)
        self._append(item)

    def add_rows(self, fixed: list[Row]) -> None:
        """As they are, whatever the width: a picture."""
        self._append(_Item(Entry("picture", ""), fixed=fixed))

    def change(self, entry: Entry) -> None:
        """A message or a poll looks otherwise from now on, wherever it stands."""
        for item in self._items:
            if item.entry.is_same(entry):
                item.entry, item.width = entry, 0
        if self._selected and self._selected.entry.gone:
            self.unselect()

    def clear(self) -> None:
        self._first += len(self._items)
        self._items.clear()
        self._selected = None
        self.end()

    def mark(self) -> None:
        """What comes from now on is new to whoever does not look: a line says where it begins, unless there is one."""
        if self._marked:
            return
        self._marked = True
        for number, item in enumerate(self._items, self._first):
            if item.entry.kind == "new":
                del self._items[number - self._first]
                if self._last and number <= self._last[0]:
                    self._last = max((self._last[0] - 1, self._last[1]), (self._first, 0))
                break
        self._append(_Item(Entry("new", "")))

    def seen(self) -> None:
        """Somebody looks: the next mark is a new one."""
        self._marked = False

    # ------------------------------------------------------------------- scroll

    def scroll(self, count: int, width: int, height: int) -> None:
        """By so many rows, down if positive. Never further than the first row at the top."""
        if not self._items:
            return
        number, row = self._last or self._bottom(width)
        row += count
        while row < 0 and number > self._first:
            number -= 1
            row += len(self._rows(number, width))
        while number < self._first + len(self._items) - 1 and row >= len(self._rows(number, width)):
            row -= len(self._rows(number, width))
            number += 1
        last = self._bottom(width)
        lowest = self._at_the_top(width, height)
        self._last = max((number, max(row, 0)), lowest)
        if self._last >= last and self.selected is None:
            self.end()

    def begin(self, width: int, height: int) -> None:
        """To the first row that is kept."""
        if self._items:
            top = self._at_the_top(width, height)
            self._last = top if top < self._bottom(width) else None

    def end(self) -> None:
        """To the last row, and stays there."""
        self._last, self._below = None, 0

    # ------------------------------------------------------------------- select

    def select(self, step: int, width: int, height: int) -> None:
        """The next message up (-1) or down (1) from the one that is selected, else from the bottom of what is shown.
        Behind the last one is none. As long as one is selected it stands still, whatever comes.
        """
        if not self._items:
            return
        if self._selected:
            start = self._first + self._items.index(self._selected)
        else:
            start = (self._last or self._bottom(width))[0] + 1
            self._followed = self.following
        end = self._first - 1 if step < 0 else self._first + len(self._items)
        for number in range(start + step, end, step):
            entry = self._items[number - self._first].entry
            if entry.kind == "message" and entry.seq and not entry.gone:
                self._selected = self._items[number - self._first]
                self._bring(number, width, height)
                return
        if step > 0:
            self._selected = None
            self.end()

    def unselect(self) -> None:
        """It goes on as before one was selected."""
        if self._selected and self._followed:
            self.end()
        self._selected = None

    def _bring(self, number: int, width: int, height: int) -> None:
        """Scrolls until an item can be seen; of a long one its beginning."""
        bottom = self._last or self._bottom(width)
        rows = len(self._rows(number, width))
        if number >= bottom[0]:
            self._last = max(bottom, (number, rows - 1))
        else:
            self._last = min(bottom, self._under(number, width, height))

    def view(self, width: int, height: int) -> View:
        if not self._items or height < 1:
            return View([], 0)
        number, row = self._last or self._bottom(width)
        if number < self._first:
            number, row = self._at_the_top(width, height)
        shown = self._drawn(number, width)[: row + 1]
        while len(shown) < height and number > self._first:
            number -= 1
            shown = self._drawn(number, width) + shown
        return View(shown[-height:], 0 if self.following else self._below)

    # ------------------------------------------------------------------ in here

    def _append(self, item: _Item) -> None:
        self._items.append(item)
        if len(self._items) > KEPT:
            if self._items.popleft() is self._selected:
                self._selected = None
            self._first += 1

    def _gather(self, item: _Item, entry: Entry) -> None:
        """Comings and goings behind one another are one line, whose names say what each one did last."""
        item.changes.pop(entry.sender, None)
        item.changes[entry.sender] = entry.change
        parts = []
        for change in dict.fromkeys(item.changes.values()):
            names = [one_line(name) for name, what in item.changes.items() if what == change]
            more = len(names) - MOST_NAMED
            shown = ", ".join(names[:MOST_NAMED]) + (f" … +{more}" if more > 0 else "")
            parts.append(self._words(f"{change}_many", names=shown))
        item.entry = Entry("presence", " · ".join(parts), entry.at)
        item.width = 0

    def _drawn(self, number: int, width: int) -> list[Row]:
        """As on the screen, where a selected message stands out."""
        drawn = self._rows(number, width)
        if self._items[number - self._first] is not self._selected:
            return drawn
        return [[span._replace(style=f"{span.style} reverse") for span in row] for row in drawn]

    def _rows(self, number: int, width: int) -> list[Row]:
        item = self._items[number - self._first]
        if item.fixed:
            return item.fixed
        if item.width != width:
            item.width, item.rows = width, rows(item.entry, width, self.me, self._words)
        return item.rows

    def _bottom(self, width: int) -> tuple[int, int]:
        number = self._first + len(self._items) - 1
        return number, len(self._rows(number, width)) - 1

    def _at_the_top(self, width: int, height: int) -> tuple[int, int]:
        """Where the bottom is when the first row is at the top."""
        return self._under(self._first, width, height)

    def _under(self, first: int, width: int, height: int) -> tuple[int, int]:
        """Where the bottom is when the first row of that item is at the top."""
        left = height
        for number in range(first, self._first + len(self._items)):
            count = len(self._rows(number, width))
            if count >= left:
                return number, left - 1
            left -= count
        return self._bottom(width)
