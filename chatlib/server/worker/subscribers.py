"""A room as a worker knows it: who hears it here, and what was said there that they have not been given yet."""

from bisect import bisect_left
from collections.abc import Callable
from operator import itemgetter
from typing import NamedTuple

from chatlib.core import events
from chatlib.dialects.base import Dialect
from chatlib.server.worker.connection import Connection

ANNOUNCEMENTS = frozenset({events.Came, events.Went, events.Joined, events.Left})
"""Comings and goings: when a class comes in, everybody is told of everybody."""

MOST_WAITING = 4096
"""Announcements in a room that wait to be told together; so many come in a moment only if the whole world comes in."""

_INDEX = itemgetter(0)


class Encoding(NamedTuple):
    """All connections with the same encoding get the same bytes."""

    dialect: type[Dialect]
    eol: bytes
    manner: int


class Line(NamedTuple):
    """`index`: the event's place; `uid`: whoever did it need not be told; `cid`: on which connection."""

    index: int
    data: bytes
    uid: int = 0
    cid: int = 0


Render = Callable[[events.Event, Encoding], bytes]


class Subscribers:
    """`groups`: by how they are told. `since`: of those who have got what stands before a place already.

    Announcements may wait until they are told with others, or with something that cannot: `talked`.
    """

    __slots__ = ("_lines", "_noted", "events", "groups", "since", "talked")

    def __init__(self) -> None:
        self.groups: dict[Encoding, dict[Connection, None]] = {}
        self.events: list[tuple[int, events.Event]] = []
        self.since: dict[Connection, int] = {}
        self.talked = False
        self._lines: dict[Encoding, list[Line]] = {}
        self._noted = 0

    @property
    def may_wait(self) -> bool:
        return not self.talked and 0 < len(self.events) < MOST_WAITING and any(self.groups.values())

    def tell(self, index: int, event: events.Event) -> None:
        self.events.append((index, event))
        if type(event) not in ANNOUNCEMENTS:
            self.talked = True

    def lines(self, encoding: Encoding, render: Render) -> list[Line]:
        """One for each event, each rendered once; some have no data."""
        lines = self._lines.setdefault(encoding, [])
        for index, event in self.events[len(lines) :]:
            lines.append(Line(index, render(event, encoding), _done_by(event), done_on(event)))
        return lines

    def lines_for(self, conn: Connection, encoding: Encoding, render: Render) -> list[Line]:
        """Those that a connection is still to be given which spoke itself, or came in the middle."""
        lines = self.lines(encoding, render)
        since = self.since.get(conn, 0)
        if since:
            lines = lines[bisect_left(lines, since, key=_INDEX) :]
        if conn.dialect.enters:
            return [line for line in lines if line.data and line.cid != conn.cid]
        return [line for line in lines if line.data and line.uid != conn.uid and (line.uid or line.cid != conn.cid)]

    def take_unnoted(self, render: Render) -> list[tuple[Encoding, Line]]:
        """What waits, as it will be given, each of them told here once."""
        noted, self._noted = self._noted, len(self.events)
        told = [encoding for encoding, members in self.groups.items() if members]
        return [(one, line) for one in told for line in self.lines(one, render)[noted:] if line.data]

    def speakers(self) -> set[int]:
        """Users whose own connections must not be told everything."""
        return {event.uid for _, event in self.events if event.uid and not isinstance(event, events.Invited)}

    def all_told(self) -> None:
        self.events, self._lines = [], {}
        self.since.clear()
        self.talked, self._noted = False, 0


def _done_by(event: events.Event) -> int:
    """Who need not be told: everybody but the one who invites knows what he does. What becomes of a message is told to
    all that show it.
    """
    return 0 if isinstance(event, events.Invited | events.Amendment) else event.uid


def done_on(event: events.Event) -> int:
    """The connection that need not be told."""
    return event.cid or getattr(event, "by", 0) or -1
