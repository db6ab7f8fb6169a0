"""What the console is told of once a minute, however often it happens."""

from collections import Counter

from chatlib.server.ipc.reports import IncidentKind, Incidents


class IncidentCounts:
    """Counts, until the worker reports. Of each kind it keeps whom or what the last one was about."""

    def __init__(self) -> None:
        self._counts: Counter[IncidentKind] = Counter()
        self._last: dict[IncidentKind, str] = {}

    def note(self, kind: IncidentKind, about: str) -> None:
        self._counts[kind] += 1
        self._last[kind] = about

    def take(self) -> list[Incidents]:
        counts, self._counts = self._counts, Counter()
        return [Incidents(kind, count, self._last[kind]) for kind, count in counts.items()]
