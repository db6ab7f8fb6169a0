"""What processes report that is only for the console."""

import time
from collections.abc import Callable

from chatlib.server.console import Console
from chatlib.server.ipc import reports
from chatlib.server.ipc.reports import BurstKind
from chatlib.server.supervisor.handles import ProcessHandle

EVERY = 60.0
"""Seconds between two lines about bursts of one kind, and in which they are counted."""

BURSTS: dict[BurstKind, tuple[int, str]] = {
    "passwords": (20, "burst_passwords"),  # everybody mistypes one
    "sessions": (1, "burst_sessions"),
    "queue": (1, "burst_queue"),
    "rooms": (1, "burst_rooms"),
    "strangers": (1, "burst_strangers"),
    "transfers": (1, "burst_transfers"),
}
"""How many within that time are worth a line, and which."""


class News:
    """Says it. `clock` is monotonic."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._clock = clock
        self._counts: dict[BurstKind, int] = {}
        self._since: dict[BurstKind, float] = {}
        self._said: dict[BurstKind, float] = {}

    def tell(self, process: ProcessHandle, report: reports.Report) -> None:
        match report:
            case reports.Entered():
                self._console.say("entered", name=report.name, dialect=report.dialect, pid=process.pid)
            case reports.Departed():
                self._console.say("departed", name=report.name)
            case reports.News():
                self._console.say("trouble", what=process.name, pid=process.pid, text=report.text)
            case reports.Trouble():
                self._console.say("trouble", "error", what=process.name, pid=process.pid, text=report.text)
            case reports.Burst():
                self._count(report)

    def _count(self, burst: reports.Burst) -> None:
        now, kind = self._clock(), burst.kind
        enough, line = BURSTS[kind]
        said = self._said.get(kind, float("-inf"))
        if now - self._since.get(kind, float("-inf")) >= EVERY and now - said >= EVERY:
            self._counts[kind], self._since[kind] = 0, now
        self._counts[kind] = self._counts.get(kind, 0) + burst.count
        if self._counts[kind] >= enough and now - said >= EVERY:
            self._said[kind] = self._since[kind] = now
            count, self._counts[kind] = self._counts[kind], 0
            self._console.say(line, "warning", count=count, about=burst.about)
