"""What can be scrolled, against a plain list of rows."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chatlib.client.entries import Entry
from chatlib.client.view import history as module
from chatlib.client.view.history import History
from chatlib.client.words.texts import Words

NOW = time.time()
DAY = 86400.0


def message(text: str, at: float = NOW, sender: str = "budi", mine: bool = False) -> Entry:
    return Entry("message", text, at, sender, mine)


def shown(history: History, width: int = 40, height: int = 1000) -> list[str]:
    return ["".join(span.text for span in row).rstrip() for row in history.view(width, height).rows]


def fresh() -> History:
    return History("ani", Words("en"))


class Scrolled(RuleBasedStateMachine):
    """All rows, the one at the bottom, and whether it is followed."""

    def __init__(self) -> None:
        super().__init__()
        self.history = fresh()
        self.width, self.height, self.count = 20, 5, 0

    def all(self) -> list[str]:
        other = fresh()
        for item in self.history._items:
            other._items.append(module._Item(item.entry))
        return shown(other, self.width)

    @rule(words=st.integers(1, 12))
    def add(self, words: int) -> None:
        before = None if self.history.following else shown(self.history, self.width, self.height)
        self.count += 1
        self.history.add(message(" ".join(f"kata{self.count}" for _ in range(words))))
        if before is not None:
            assert shown(self.history, self.width, self.height) == before, "it stands still"

    @rule(rows=st.integers(-30, 30))
    def scroll(self, rows: int) -> None:
        everything, height = self.all(), self.height
        before = self.position(everything)
        self.history.scroll(rows, self.width, height)
        if everything:
            lowest = min(height, len(everything))
            assert self.position(everything) == max(lowest, min(before + rows, len(everything)))

    @rule()
    def begin(self) -> None:
        self.history.begin(self.width, self.height)
        assert shown(self.history, self.width, self.height) == self.all()[: self.height]

    @rule()
    def end(self) -> None:
        self.history.end()
        assert self.history.following

    @rule(width=st.integers(10, 60), height=st.integers(1, 12))
    def resize(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        if not self.history.following:
            self.history.scroll(0, width, height)

    @precondition(lambda self: self.count)
    @rule()
    def clear(self) -> None:
        self.history.clear()
        assert shown(self.history) == []

    def position(self, everything: list[str]) -> int:
        """The number of the row at the bottom, from one on."""
        if self.history._last is None:
            return len(everything)
        number, row = self.history._last
        first = self.history._first
        return sum(len(self.history._rows(n, self.width)) for n in range(first, number)) + row + 1

    @invariant()
    def what_is_shown_is_a_piece_of_all(self) -> None:
        everything = self.all()
        found = shown(self.history, self.width, self.height)
        bottom = self.position(everything)
        assert found == everything[max(0, bottom - self.height) : bottom]


TestScrolled = Scrolled.TestCase
TestScrolled.settings = settings(max_examples=settings.default.max_examples // 3)


def test_how_much_is_new_below() -> None:
    history = fresh()
    for number in range(20):
        history.add(message(f"nomor {number}"))
    assert history.view(40, 5).below == 0
    history.scroll(-3, 40, 5)
    assert history.view(40, 5).below == 0
    history.add(message("lagi"))
    history.add(Entry("notice", "sesuatu"))
    assert history.view(40, 5).below == 1
    history.end()
    assert history.view(40, 5).below == 0


def test_what_is_old_is_let_go_and_what_is_looked_at_moves_along() -> None:
    history = fresh()
    for number in range(module.KEPT):
        history.add(message(f"nomor {number}"))
    history.begin(40, 5)
    for number in range(module.KEPT, module.KEPT + 100):
        history.add(message(f"nomor {number}"))
    assert shown(history, 40, 5)[0].endswith("nomor 100")
    assert len(history._items) == module.KEPT


def test_comings_and_goings_behind_one_another_are_one_line() -> None:
    history = fresh()
    for change, name in [("came", "budi"), ("came", "citra"), ("went", "budi"), ("joined", "dewi")]:
        history.add(Entry("presence", "x", NOW, sender=name, change=change))
    assert shown(history, 80) == ["  citra came in · budi left · dewi joined"]
    history.add(message("halo"))
    history.add(Entry("presence", "x", NOW, sender="eko", change="came"))
    assert shown(history, 80)[-1] == "  eko came in"


@given(st.lists(st.tuples(st.sampled_from(["came", "went"]), st.integers(0, 300)), min_size=1))
def test_however_many_come_the_line_is_short(changes: list[tuple[str, int]]) -> None:
    history = fresh()
    for change, number in changes:
        history.add(Entry("presence", "x", NOW, sender=f"u{number}", change=change))
    (row,) = shown(history, 4000)
    assert len(row) < 2 * (module.MOST_NAMED * 6 + 40)


def test_a_new_day_has_a_line_of_its_own() -> None:
    history = fresh()
    history.add(message("kemarin", NOW - 2 * DAY))
    history.add(message("kemarin juga", NOW - 2 * DAY))
    history.add(message("hari ini"))
    dates = [row for row in shown(history) if row.startswith("──")]
    for at, row in zip((NOW - 2 * DAY, NOW), dates, strict=True):
        assert time.strftime("%Y-%m-%d", time.localtime(at)) in row


def test_whoever_has_scrolled_up_stays_where_he_is_when_something_new_is_marked() -> None:
    history = fresh()
    history.mark()
    for number in range(40):
        history.add(message(f"nomor {number}"))
    history.seen()
    history.scroll(-20, 40, 5)
    before = shown(history, 40, 5)
    history.mark()
    history.add(message("baru"))
    assert shown(history, 40, 5) == before
    history.end()
    assert "new" in shown(history, 40, 5)[-2]


def test_what_is_new_begins_with_a_line_until_somebody_has_looked() -> None:
    history = fresh()
    history.add(message("dibaca"))
    for text in ("baru", "baru juga"):
        history.mark()
        history.add(message(text))
    assert [row.partition(" ")[0] == "──" for row in shown(history)] == [False, True, False, False]
    history.seen()
    history.mark()
    history.add(message("paling baru"))
    assert [row.partition(" ")[0] == "──" for row in shown(history)] == [False, False, False, True, False]


def test_what_was_new_at_the_beginning_stays_marked_until_somebody_has_looked() -> None:
    history = fresh()
    for entry in (message("dibaca"), Entry("new", ""), message("baru")):
        history.add(entry)
    history.mark()
    history.add(message("paling baru"))
    assert [row.partition(" ")[0] == "──" for row in shown(history)] == [False, True, False, False]
    history.seen()
    history.mark()
    assert [row.partition(" ")[0] == "──" for row in shown(history)] == [False, False, False, True]
