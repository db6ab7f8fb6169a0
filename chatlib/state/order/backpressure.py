"""Whoever writes faster than the view can follow waits for it: nothing piles up without end."""

import time

from chatlib.state.journal.journal import Journal

BREATH = 0.05
"""Seconds until it is looked again whether the view has caught up."""

PATIENCE = 10.0
"""Seconds after which a view that has too much to catch up with does not seem to do so."""


class Backpressure:
    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._since = float("inf")

    @property
    def is_stuck(self) -> bool:
        """The view does not catch up, perhaps because it cannot be written. No more can be kept for it."""
        return time.monotonic() - self._since > PATIENCE

    def holds(self) -> bool:
        """Whether nobody is to be heard for now."""
        if self._journal.is_behind:
            self._journal.look()
        if not self._journal.is_behind:
            self._since = float("inf")
            return False
        self._since = min(self._since, time.monotonic())
        return not self.is_stuck
