"""From events to bytes: each event is rendered once for all who speak alike, each member gets one chunk.

A tick is what the state told in one go. The lines of a room are joined into one chunk, and the
same chunk goes to every member. Only those who have something of their own in the tick (they
spoke, came, were spoken to) get one made for them, with everything in the order it happened.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from operator import itemgetter

from chatlib.core import events, names
from chatlib.dialects.base import framed
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.subscribers import Encoding, Line, Subscribers, done_on

BEFORE = -1
"""The place of what happens before the first tick."""

Chunk = tuple[bytes, list[Connection]]
"""What some connections get of a tick."""

Made = list[Line | tuple[int, bytes]]
"""The lines that a chunk is made of: each with the place of its event, and its data."""

_INDEX = itemgetter(0)


class Fanout:
    """Who hears what in this worker, fed by the same events as everybody else.

    What a connection hears stands in its `heard`; `changed` collects those for which that has changed. What is told
    belongs to the event at `index`, which grows from tick to tick. `crashed` is called with an exception that is being
    handled: a dialect that stumbles over an event costs that line.
    """

    def __init__(self, crashed: Callable[[Exception], None]) -> None:
        self._crashed = crashed
        self._rooms: dict[int, Subscribers] = defaultdict(Subscribers)
        self._users: dict[int, tuple[Connection, ...]] = {}  # most have one
        self._encodings: dict[Connection, Encoding] = {}
        self._watchers: dict[str, set[Connection]] = defaultdict(set)
        self._watched: dict[Connection, list[str]] = {}
        self.changed: set[Connection] = set()
        self._active: dict[int, Subscribers] = {}
        self._own: dict[Connection, Made] = defaultdict(list)
        self._asked: set[Connection] = set()
        self.index = BEFORE
        self.answered = 0  # lines for one connection alone that are no push
        self.stumbled = 0  # lines that a dialect could not make
        self.made: list[Made] | None = None  # of the chunks of the last tick, in their order, if somebody looks on

    # ---------------------------------------------------------- who hears

    def attach(self, conn: Connection) -> None:
        """Begins a session: what is said to the user in person is heard from now on."""
        self._users[conn.uid] = (*self.devices(conn.uid), conn)
        self._encodings[conn] = _encoding(conn)
        conn.heard = set()
        self.changed.add(conn)

    def subscribe(self, conn: Connection, rid: int) -> None:
        subscribers = self._rooms[rid]
        conn.heard.add(rid)
        self.changed.add(conn)
        subscribers.groups.setdefault(self._encodings[conn], {})[conn] = None
        subscribers.since[conn] = self.index + 1
        self._active[rid] = subscribers

    def unsubscribe(self, conn: Connection, rid: int) -> None:
        """What was said before still comes."""
        if rid not in conn.heard:
            return
        conn.heard.remove(rid)
        self.changed.add(conn)
        subscribers = self._rooms[rid]
        self._own[conn] += self._lines_for(conn, subscribers)
        subscribers.since.pop(conn, None)
        del subscribers.groups[self._encodings[conn]][conn]
        if not any(subscribers.groups.values()) and not subscribers.events:
            del self._rooms[rid]

    def close_room(self, rid: int) -> None:
        """Nobody hears it any more."""
        subscribers = self._rooms.get(rid)
        for conn in [conn for members in subscribers.groups.values() for conn in members] if subscribers else ():
            self.unsubscribe(conn, rid)

    def detach(self, conn: Connection) -> None:
        """The session is over; in this tick, what was said to it before still comes."""
        if conn not in self._encodings:
            return
        self.watch(conn, [])
        for rid in list(conn.heard):
            self.unsubscribe(conn, rid)
        del self._encodings[conn]
        conn.heard = None
        self.changed.add(conn)
        self._lose(conn)

    def take(self, conn: Connection) -> bytes:
        """What a connection would have been given at the end of this tick."""
        return _joined(self._own.pop(conn, []))

    def move(self, conn: Connection, uid: int) -> None:
        """It is another user's from now on, and hears what it heard."""
        self._lose(conn)
        conn.uid = uid
        self._users[uid] = (*self.devices(uid), conn)
        self.changed.add(conn)

    def _lose(self, conn: Connection) -> None:
        """It is not this user's any more."""
        left = self._users[conn.uid] = tuple(one for one in self._users[conn.uid] if one is not conn)
        if not left:
            del self._users[conn.uid]

    def watch(self, conn: Connection, watched: list[str]) -> None:
        """Whose coming and going it is told of, by keys of their names."""
        if watched == self._watched.get(conn, []):
            return
        for key in self._watched.pop(conn, []):
            self._watchers[key].discard(conn)
            if not self._watchers[key]:
                del self._watchers[key]
        if watched:
            self._watched[conn] = list(watched)
        for key in watched:
            self._watchers[key].add(conn)

    def reencode(self, conn: Connection) -> None:
        """The client's line end has changed, or its manner."""
        if conn not in self._encodings:
            return
        old, new = self._encodings[conn], _encoding(conn)
        if old == new:
            return
        for rid in conn.heard:
            self._announce(conn, self._rooms[rid])
        self._encodings[conn] = new
        self.changed.add(conn)
        for rid in conn.heard:
            groups = self._rooms[rid].groups
            del groups[old][conn]
            groups.setdefault(new, {})[conn] = None

    def has(self, conn: Connection) -> bool:
        """Whether it has a session that hears anything."""
        return conn in self._encodings

    def devices(self, uid: int) -> tuple[Connection, ...]:
        """The user's connections here."""
        return self._users.get(uid, ())

    # ------------------------------------------------------------ one tick

    def answer(self, conn: Connection, data: bytes) -> None:
        if data:
            self.answered += 1
            self._own[conn].append((self.index, data))

    def asks(self, conn: Connection) -> None:
        """It asked for something of this tick: what it did is not told to it, whoever it is by now."""
        self._asked.add(conn)

    def to_user(self, uid: int, event: events.Event) -> None:
        is_message = isinstance(event, events.Message)
        for conn in self._users.get(uid, ()):
            if is_message:
                if conn.behind:
                    continue  # it comes with what was missed
            elif conn.cid == event.cid and isinstance(event, events.Marked | events.Amendment):
                continue  # that was the answer
            if data := self._render(event, self._encodings[conn]):
                self._own[conn].append((self.index, data))

    def to_room(self, rid: int, event: events.Event) -> None:
        subscribers = self._rooms.get(rid)
        if subscribers is not None:
            subscribers.tell(self.index, event)
            self._active[rid] = subscribers

    def to_peers(self, rooms: list[int], event: events.Event) -> None:
        """To everybody who hears the lobby, and once to who enters rooms and hears one of these."""
        self.to_room(events.LOBBY_ID, event)
        told: set[Connection] = set()
        by = done_on(event)
        for rid in rooms:
            subscribers = self._rooms.get(rid)
            for encoding, members in subscribers.groups.items() if subscribers else ():
                if not encoding.dialect.enters:
                    continue
                data = self._render(event, encoding)
                for conn in members:
                    if data and conn not in told and events.LOBBY_ID not in conn.heard and conn.cid != by:
                        told.add(conn)
                        self.answer(conn, data)

    def to_watchers(self, event: events.Event, who: str, heard_by: list[int]) -> None:
        """To those who watch this name; `heard_by`: rooms whose hearers are told of such an event anyway."""
        for conn in self._watchers.get(names.key(who), ()) if self._watchers else ():
            hears = not conn.heard.isdisjoint([events.LOBBY_ID, *heard_by])
            self.answer(conn, framed(conn.dialect.watch(event, who, hears), conn.dialect.eol))

    def finish(self, changed: Iterable[Connection] = (), everything: bool = False) -> list[Chunk]:
        """Ends the tick: what to write, and to whom. Nobody gets more than one of them.

        Announcements wait, unless `everything` is to be told; but whoever gets a chunk, or is one of those that have
        `changed`, has got all that was announced before: see record.Tick.
        """
        own, active, chunks = self._own, self._active, []
        waiting = {rid: one for rid, one in active.items() if one.may_wait and not everything}
        told = {rid: one for rid, one in active.items() if one.events and rid not in waiting}
        for subscribers in active.values():
            if not subscribers.events:
                subscribers.all_told()
        if waiting:
            self._announce_to(waiting, told, {*own, *changed})
        apart, made = own.keys() | self._in_several(told), []
        for rid, subscribers in told.items():
            special = {conn for uid in subscribers.speakers() for conn in self.devices(uid)}
            special |= subscribers.since.keys() | self._asked
            not_alike = apart | special
            for encoding, members in subscribers.groups.items():
                lines = subscribers.lines(encoding, self._render)
                for conn in not_alike & members.keys():
                    own[conn] += self._lines_for(conn, subscribers) if conn in special else lines
                data = b"".join([line.data for line in lines])
                if data and (alike := [conn for conn in members if conn not in not_alike]):
                    chunks.append((data, alike))
                    made.append(lines)
            subscribers.all_told()
            if not any(subscribers.groups.values()):
                self._rooms.pop(rid, None)
        self._active = waiting
        self._asked.clear()
        self._own = defaultdict(list)
        if self.made is not None:
            given = [(lines, (data, [conn])) for conn, lines in own.items() if (data := _joined(lines))]
            self.made = [*[lines for lines, _ in given], *made]
            return [*[chunk for _, chunk in given], *chunks]
        return [*[(data, [conn]) for conn, lines in own.items() if (data := _joined(lines))], *chunks]

    def take_unnoted(self) -> list[tuple[int, Encoding, Line]]:
        """Announcements that wait, in their order, each of them told here once."""
        found = [
            (rid, encoding, line)
            for rid, subscribers in self._active.items()
            for encoding, line in subscribers.take_unnoted(self._render)
        ]
        return sorted(found, key=lambda one: one[2].index)

    @property
    def announced(self) -> int:
        """How many announcements wait, at the most, in one room."""
        return max((len(one.events) for one in self._active.values()), default=0)

    def _announce_to(self, waiting: dict[int, Subscribers], told: dict[int, Subscribers], now: set[Connection]) -> None:
        """Who is told something now is told first what was announced before."""
        for subscribers in told.values():
            for members in subscribers.groups.values():
                now |= members.keys()
        for subscribers in waiting.values():
            for members in subscribers.groups.values():
                for conn in now & members.keys():
                    self._announce(conn, subscribers)

    def _announce(self, conn: Connection, subscribers: Subscribers) -> None:
        if subscribers.events and (lines := self._lines_for(conn, subscribers)):
            self._own[conn] += lines
        subscribers.since[conn] = self.index + 1

    @staticmethod
    def _in_several(active: dict[int, Subscribers]) -> set[Connection]:
        """The connections that hear more than one of these rooms."""
        found: set[Connection] = set()
        if len(active) > 1:
            seen: set[Connection] = set()
            for subscribers in active.values():
                for members in subscribers.groups.values():
                    found |= seen & members.keys()
                for members in subscribers.groups.values():
                    seen |= members.keys()
        return found

    def _lines_for(self, conn: Connection, subscribers: Subscribers) -> list[Line]:
        return subscribers.lines_for(conn, self._encodings[conn], self._render)

    def _render(self, event: events.Event, encoding: Encoding) -> bytes:
        dialect, eol, manner = encoding
        try:
            pushed = dialect.push_run(event, manner) if type(event) is events.Run else dialect.push(event, manner)
        except Exception as error:
            # A worker that died of it would be told the same again, and so would its successors.
            self.stumbled += 1
            self._crashed(error)
            return b""
        return pushed + eol if pushed and b"\n" not in pushed else framed(pushed, eol)


def _joined(lines: Made) -> bytes:
    """In the order of the events."""
    if len(lines) == 1:
        return lines[0][1]
    lines.sort(key=_INDEX)
    return b"".join([line[1] for line in lines])


def _encoding(conn: Connection) -> Encoding:
    return Encoding(type(conn.dialect), conn.dialect.eol, conn.dialect.manner)
