"""What the console is told of once a minute, however often it happens."""

from collections import Counter

from chatlib.server.ipc.reports import Burst, BurstKind


class Bursts:
    """Counts, until the worker reports. Of each kind it keeps whom or what the last one was about."""

    def __init__(self) -> None:
        self._counts: Counter[BurstKind] = Counter()
        self._last: dict[BurstKind, str] = {}

    def note(self, kind: BurstKind, about: str) -> None:
        self._counts[kind] += 1
        self._last[kind] = about

    def take(self) -> list[Burst]:
        counts, self._counts = self._counts, Counter()
        return [Burst(kind, count, self._last[kind]) for kind, count in counts.items()]
