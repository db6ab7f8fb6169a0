"""The two times of a command (see core.World)."""

import time


class Clock:
    """`now` goes on from `least`, the last time that was kept, and never back, even if the clock on the wall is set.

    Both are in unix seconds.
    """

    def __init__(self, least: float) -> None:
        self._ahead = max(time.time(), least) - time.monotonic()

    def now(self) -> float:
        return time.monotonic() + self._ahead

    def told(self) -> float:
        return time.time()
