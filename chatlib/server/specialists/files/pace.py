"""The least rate of a transfer: whoever is slower has a place that others wait for. Pure."""

LEAST = 1024
"""Bytes a second, on average over a window. The slowest mobile networks carry several times that, so that somebody may
share one among the eight transfers that he has at the most."""

WINDOW = 60.0
"""Seconds. A line that is away for a moment, another network, the pause after which TCP tries again: all of it fits in.
It is as long as the client has patience with us, and nothing is lost then but time: the next connection goes on."""


class Pace:
    """Of one transfer that begins `now`. Times are monotonic."""

    def __init__(self, now: float) -> None:
        self._begin(now, 0)

    def left(self, now: float, there: int) -> float:
        """Seconds that may pass until more must be there; 0 if it is too slow. `there`: bytes since the beginning."""
        if there >= self._mark:
            self._begin(now, there)
        return max(0.0, self._end - now)

    def _begin(self, now: float, there: int) -> None:
        self._mark = there + LEAST * WINDOW
        self._end = now + WINDOW
