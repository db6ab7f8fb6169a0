"""What processes report, and how they ended, that is only for the console."""

from collections.abc import Callable

from chatlib.server.console import Console
from chatlib.server.ipc import reports
from chatlib.server.ipc.reports import IncidentKind
from chatlib.server.supervisor.handles import ProcessHandle
from chatlib.server.supervisor.restarts.restart_policy import why

EVERY = 60.0
"""Seconds between two lines about incidents of one kind, and in which they are counted."""

INCIDENTS: dict[IncidentKind, tuple[int, str]] = {
    "passwords": (20, "many_passwords"),  # everybody mistypes one
    "sessions": (1, "many_sessions"),
    "queue": (1, "many_queue"),
    "rooms": (1, "many_rooms"),
    "strangers": (1, "many_strangers"),
    "transfers": (1, "many_transfers"),
    "alone": (1, "many_alone"),
}
"""How many within that time are worth a line, and which."""


class Minute:
    """`count`: what has not been said of it yet; `about`: whom or what the last one concerned."""

    def __init__(self, said: bool = False) -> None:
        self.said = said
        self.count = 0
        self.about = ""


class News:
    """Says it. `later` makes a call after so many seconds."""

    def __init__(self, console: Console, later: Callable[[float, Callable[[], None]], None]) -> None:
        self._console = console
        self._later = later
        self._minutes: dict[IncidentKind, Minute] = {}  # those in which something was counted

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
            case reports.Incidents():
                self._count(report)

    def died(self, key: str, process: ProcessHandle, level: str = "info") -> None:
        """One that nobody has ended."""
        how, connections = why(process.exitcode, self._console), len(process.connections)
        self._console.say(key, level, what=process.name, pid=process.pid, why=how, count=connections)

    def _count(self, report: reports.Incidents) -> None:
        """The first line comes as soon as there are enough, the next one when the minute is over."""
        minute = self._minutes.get(report.kind) or self._begin(report.kind, Minute())
        minute.count += report.count
        minute.about = report.about
        if not minute.said:
            self._say(report.kind, minute)

    def _begin(self, kind: IncidentKind, minute: Minute) -> Minute:
        self._minutes[kind] = minute
        self._later(EVERY, lambda: self._end(kind))
        return minute

    def _end(self, kind: IncidentKind) -> None:
        minute = self._minutes.pop(kind)
        if minute.said and self._say(kind, minute):
            self._begin(kind, Minute(said=True))

    def _say(self, kind: IncidentKind, minute: Minute) -> bool:
        enough, line = INCIDENTS[kind]
        if minute.count < enough:
            return False
        self._console.say(line, "warning", count=minute.count, about=minute.about)
        minute.said, minute.count = True, 0
        return True
