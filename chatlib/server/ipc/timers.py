"""Things to do later, in one loop."""

import heapq
import itertools
from collections.abc import Callable


class Timers:
    """Calls in the order of their times. Times are those of whatever clock the caller uses."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()

    def at(self, when: float, call: Callable[[], None]) -> None:
        heapq.heappush(self._heap, (when, next(self._count), call))

    def run(self, now: float) -> None:
        """Makes the calls whose time has come."""
        while self._heap and self._heap[0][0] <= now:
            heapq.heappop(self._heap)[2]()

    def wait(self, now: float, longest: float) -> float:
        """Seconds until the next one, `longest` at the most."""
        return min(longest, max(0.0, self._heap[0][0] - now)) if self._heap else longest
