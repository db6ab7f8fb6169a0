"""What a history reads, in memory: a view, and a tail behind it."""

from collections.abc import Iterable

from chatlib.core.world import Kept, last_seq
from chatlib.state.log import turn
from chatlib.state.view import database
from chatlib.state.view.feeding import carry_over
from chatlib.state.view.history import History
from chatlib.state.view.tail import Tail


class InMemory:
    """`feeds`: which part of what is appended the view has at once, from 0.0 to 1.0."""

    def __init__(self, feeds: float = 0.0) -> None:
        self.feeds = feeds
        self.view = database.create(":memory:")
        self.clear()

    def append(self, kept: Iterable[Kept]) -> None:
        kept = list(kept)
        if kept:
            self.tail.add(kept)
            self.waiting += kept
            self.appended += kept
            self.feed(int(len(self.waiting) * self.feeds))

    def feed(self, count: int | None = None) -> None:
        """The view has so many more of them; all of them, if nothing is said."""
        fed, self.waiting = self.waiting[:count], self.waiting[len(self.waiting) if count is None else count :]
        if fed:
            upto = last_seq(fed[-1])
            carry_over(self.view, [turn.encode(fed, ())], upto)
            self.tail.forget(upto)

    def clear(self) -> None:
        for table in ("conversations", "blocks"):
            self.view.execute(f"DELETE FROM {table}")
        self.view.execute("INSERT INTO words (words) VALUES ('delete-all')")
        self.view.execute("UPDATE position SET upto = 0")
        self.tail = Tail()
        self.history = History(self.view, self.tail)
        self.waiting: list[Kept] = []
        self.appended: list[Kept] = []

    def close(self) -> None:
        self.view.close()
