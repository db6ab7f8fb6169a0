"""When bytes may pass that have come to one end of a connection. Pure: times, in seconds, are given."""

from collections import deque
from collections.abc import Callable

SPLIT_RATE = 1000
"""Bytes a second that pass one by one: a line is seen to grow, and a lesson goes on."""


class Open:
    """All passes at once. `at_once`: so many bytes in one piece, at the most; `together`: in as few as can be."""

    at_once = 1 << 30
    together = False

    def note(self, total: int, now: float) -> None:
        """So many bytes have come in all by now."""

    def allowed(self, now: float) -> int:
        """So many more than have passed may do so."""
        return self.at_once

    def passed(self, count: int) -> None:
        """They have."""


class Shut(Open):
    """Nothing passes."""

    def allowed(self, now: float) -> int:
        return 0


class Delayed(Open):
    """Each byte passes so many seconds after it came, give or take: later ones never overtake. `draw` gives a number
    from -1 to 1.
    """

    def __init__(self, delay: float, jitter: float, draw: Callable[[], float]) -> None:
        self._delay = delay
        self._jitter = jitter
        self._draw = draw
        self._due: deque[tuple[int, float]] = deque()  # bytes in all, and when they may pass
        self._total = self._ready = self._passed = 0
        self._last = 0.0

    def note(self, total: int, now: float) -> None:
        if total > self._total:
            self._total = total
            self._last = max(self._last, now + max(0.0, self._delay + self._jitter * self._draw()))
            self._due.append((total, self._last))

    def allowed(self, now: float) -> int:
        while self._due and self._due[0][1] <= now:
            self._ready = self._due.popleft()[0]
        return max(0, self._ready - self._passed)

    def passed(self, count: int) -> None:
        self._passed += count


class Limited(Open):
    """So many bytes a second, evenly."""

    def __init__(self, rate: float, at_once: int = Open.at_once) -> None:
        self._rate = rate
        self.at_once = at_once
        self._burst = 1 + rate / 20  # what is left of a byte that has passed counts for the next one
        self._credit = 0.0
        self._at: float | None = None

    def allowed(self, now: float) -> int:
        if self._at is not None:
            self._credit = min(self._burst, self._credit + self._rate * (now - self._at))
        self._at = now
        return int(self._credit)

    def passed(self, count: int) -> None:
        self._credit -= count


class Gathered(Open):
    """All that comes within so many seconds of the first byte passes together."""

    together = True

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._total = self._ready = self._passed = 0
        self._until: float | None = None

    def note(self, total: int, now: float) -> None:
        self._look(now)
        if total > self._total:
            self._total = total
            if self._until is None:
                self._until = now + self._seconds

    def allowed(self, now: float) -> int:
        self._look(now)
        return max(0, self._ready - self._passed)

    def passed(self, count: int) -> None:
        self._passed += count

    def _look(self, now: float) -> None:
        if self._until is not None and now >= self._until:
            self._ready, self._until = self._total, None
