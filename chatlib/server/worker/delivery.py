"""What the state told becomes what the clients get, in its order."""

import time
from collections.abc import Callable, Iterable

from chatlib.core import events, names
from chatlib.core.errors import Reason
from chatlib.dialects.base import framed
from chatlib.server.ipc import reports
from chatlib.server.ipc.timers import Timers
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.connections import Connections
from chatlib.server.worker.fanout import Fanout
from chatlib.server.worker.incidents import IncidentCounts
from chatlib.server.worker.lesson.observer import Observer
from chatlib.server.worker.limits.rate_limits import Allowances
from chatlib.server.worker.reader import Reader
from chatlib.server.worker.takeover.record import Recorder
from chatlib.server.worker.translator import Translator, Underway
from chatlib.server.worker.writer import Writer
from chatlib.state.frames import TO_ONE, Told

MOMENT, LONGEST_MOMENT = 0.03, 0.25
"""Seconds that an announcement may wait for others; nobody notices the one, and the other is for storms."""

STORM = 2
"""So many in a room in a moment are one."""


class Delivery:
    """Hands answers to those who asked, and pushes to those who hear. `tell` takes a report.

    As long as it is `recalling`, what the state tells is what it has told a predecessor, too late.
    """

    def __init__(
        self,
        connections: Connections,
        timers: Timers,
        reader: Reader,
        writer: Writer,
        fanout: Fanout,
        translator: Translator,
        allowances: Allowances,
        incidents: IncidentCounts,
        recorder: Recorder,
        tell: Callable[[reports.Report], None],
    ) -> None:
        self._connections = connections
        self._timers = timers
        self._reader = reader
        self._writer = writer
        self._fanout = fanout
        self._translator = translator
        self._allowances = allowances
        self._incidents = incidents
        self._recorder = recorder
        self._tell = tell
        self._answered: dict[Connection, None] = {}
        self.recalling = False
        self.observer: Observer | None = None
        self._announcing = False
        self._moment = MOMENT

    def told(self, told: Told) -> None:
        """Everything of one turn of the state: each client is written to once."""
        fanout, connections = self._fanout, self._connections
        by_cid, following = connections.by_cid, fanout.index + 1
        if self.observer or self.recalling:
            told.events = events.singly(told.events)
        if self.observer:
            self.observer.heard(told, fanout)
        for fanout.index, event in enumerate(told.events, following):
            is_message = isinstance(event, events.Message)
            if event.cid and (conn := by_cid(event.cid)) is not None:
                try:
                    self._acknowledge(conn, event) if is_message else self._answer(conn, event)
                except Exception as error:
                    connections.fail(conn, error)
            if not is_message:
                self._spread(event)
            elif event.to:
                fanout.to_user(event.to, event)
            else:
                fanout.to_room(event.rid, event)
        answered, self._answered = self._answered, {}
        self._finish(told.number, told.seq, answered)
        if self.observer and self.observer.tracing:
            self.observer.written()
        if fanout.announced and not self._announcing:
            self._announcing = True
            self._timers.at(time.monotonic() + self._moment, self._moment_is_over)
        if self.recalling:
            for conn in answered:
                self._reader.consume(conn)

    def _moment_is_over(self) -> None:
        """In a storm the next announcements wait longer: each time costs many writes."""
        self._announcing = False
        self._moment = min(LONGEST_MOMENT, 2 * self._moment) if self._fanout.announced >= STORM else MOMENT
        self.announce()

    def announce(self) -> None:
        """All that waited to be told together."""
        self._finish(self._recorder.told, self._recorder.seq, (), everything=True)

    def _finish(self, number: int, seq: int, answered: Iterable[Connection], everything: bool = False) -> None:
        """What was told up to here is written down, and then written."""
        fanout, write = self._fanout, self._writer.write
        changed = {*fanout.changed, *[conn for conn in answered if conn.unsettled]}
        chunks = fanout.finish(changed, everything)
        if self.observer:
            self.observer.rendered(chunks, fanout)
        fanout.changed.clear()
        for conn in changed:
            conn.settle()
        self._recorder.tick(number, seq, chunks, answered, changed, fanout.take_unnoted())
        if self.observer and self.observer.tracing:
            self.observer.recorded()
        for data, members in chunks:
            write(data, members, seq)
        self._connections.seq = seq
        if self._recorder.full and not fanout.announced:  # of what waits it would not know any more
            self._recorder.restart(self._connections)

    def _acknowledge(self, conn: Connection, message: events.Message) -> None:
        """The short way of `_answer`, for what comes most often."""
        if self.recalling or type(conn.expected[0]) is Underway:
            self._answer(conn, message)
            return
        if self.observer and self.observer.tracing:
            self.observer.answers(conn, self._fanout.index)
        self._answered[conn] = None
        if type(message) is events.Run:
            count = 1 + len(message.more)
            conn.answer(count)
            data = conn.dialect.replies(message, conn.expected[:count])
            del conn.expected[:count]
        else:
            conn.answer()
            data = conn.dialect.reply(message, conn.expected.pop(0))
        if data:
            self._fanout.answer(conn, data)
        if conn.waits:
            conn.waits = bool(conn.expected)
        if conn.dialect.enters and not message.to:
            self._fanout.asks(conn)
        if conn.holds_token:
            self._connections.extend_login(conn)

    def _answer(self, conn: Connection, event: events.Event) -> None:
        """The next answer that this connection waits for, or what it missed."""
        if isinstance(event, events.CatchUp):
            self._caught_up(conn, event)
            return
        if self.recalling:
            if self._translator.is_step(conn, event):
                return
            conn.expected.append(self._translator.recall(conn))
        context = conn.expected.pop(0)
        if isinstance(context, Underway):
            if self._translator.go_on(conn, context.ask, event):
                return
            context = context.ask.context
        if isinstance(event, events.Files):
            self._translator.fill(event)
        elif isinstance(event, events.Refused) and event.reason in (Reason.TOO_MANY_ROOMS, Reason.TOO_MANY_INVITED):
            self._incidents.note("rooms", conn.dialect.user)
        self._allowances.charge(conn, event)
        if self.observer and self.observer.tracing:
            self.observer.answers(conn, self._fanout.index)
        conn.answer()
        self._answered[conn] = None
        conn.unsettled = conn.unsettled or not isinstance(event, events.Message)
        self._fanout.answer(conn, conn.dialect.reply(event, context))
        conn.waits = conn.waits and bool(conn.expected)
        if conn.dialect.enters:
            self._entering(conn, event)
        if isinstance(event, events.Welcome):
            self._welcome(conn, event)
        elif conn.holds_token and not isinstance(event, events.Refused):
            self._connections.extend_login(conn)

    def _entering(self, conn: Connection, event: events.Event) -> None:
        """What an answer changes for a connection that enters rooms."""
        self._fanout.asks(conn)
        if isinstance(event, events.Message):
            return
        if isinstance(event, events.Entered) and not event.already:
            self._fanout.subscribe(conn, event.rid)
        self._fanout.reencode(conn)
        if conn.uid:
            self._fanout.watch(conn, conn.dialect.watched)

    def _welcome(self, conn: Connection, event: events.Welcome) -> None:
        if conn.uid:
            self._fanout.detach(conn)  # a second login on the same connection
        conn.uid = event.uid
        self._tell(reports.Entered(event.name, conn.dialect.name))
        if event.pushes:
            self._writer.begins(conn)
            self._fanout.attach(conn)

    def _caught_up(self, conn: Connection, event: events.CatchUp) -> None:
        if conn.closing or not self._fanout.has(conn):
            return
        self._fanout.answer(conn, conn.dialect.catch_up(event))
        conn.seen = event.seq
        conn.behind = conn.wants_more = event.more
        self._fanout.changed.add(conn)
        for rid in event.rooms:
            self._fanout.subscribe(conn, rid)

    def _spread(self, event: events.Event) -> None:
        """To those who hear of it here; and what it changes in who hears what."""
        fanout = self._fanout
        if isinstance(event, TO_ONE) and event.to:
            fanout.to_user(event.to, event)
            if isinstance(event, events.Amendment) and event.uid != event.to:
                fanout.to_user(event.uid, event)
        elif isinstance(event, events.Went | events.Renamed | events.Changed):
            fanout.to_peers(event.rooms, event)
            self._to_watchers(event)
        elif isinstance(event, events.Push):
            fanout.to_room(event.rid, event)
            if isinstance(event, events.Came):
                self._to_watchers(event)
            elif isinstance(event, events.Joined):
                for conn in fanout.devices(event.uid) if not event.again else ():
                    if not conn.behind and not conn.dialect.enters:
                        fanout.subscribe(conn, event.rid)
            elif isinstance(event, events.Left | events.Kicked):
                self._unsubscribe(event)
            elif isinstance(event, events.Deleted):
                fanout.close_room(event.rid)
        elif isinstance(event, events.Moved) and (conn := self._connections.by_cid(event.moved)) is not None:
            fanout.move(conn, event.uid)
            self._tell(reports.Departed(event.name))
            self._tell(reports.Entered(event.new, conn.dialect.name))
        elif isinstance(event, events.Expelled) and (conn := self._connections.by_cid(event.ended)) is not None:
            last = conn.dialect.push(event, conn.dialect.manner)
            fanout.answer(conn, framed(last, conn.dialect.eol))
            self._connections.close(conn)
        elif isinstance(event, events.Parted) and (conn := self._connections.by_cid(event.ended)) is not None:
            self._tell(reports.Departed(event.name))
            fanout.detach(conn)
            conn.uid = 0
            fanout.changed.add(conn)
            self._connections.expect_login(conn)

    def _unsubscribe(self, event: events.Left | events.Kicked) -> None:
        if not event.rid:  # of the lobby it is one connection that does not listen any more
            # (Who is put out of it is put off the server, of which an Expelled tells.)
            conn = self._connections.by_cid(event.cid) if isinstance(event, events.Left) else None
            if conn is not None and self._fanout.has(conn):
                self._fanout.unsubscribe(conn, event.rid)
            return
        for conn in self._fanout.devices(event.whom_uid if isinstance(event, events.Kicked) else event.uid):
            self._fanout.unsubscribe(conn, event.rid)

    def _to_watchers(self, event: events.Push) -> None:
        rooms = getattr(event, "rooms", [])
        if isinstance(event, events.Renamed) and names.key(event.name) == names.key(event.new):
            return
        self._fanout.to_watchers(event, event.name, rooms)
        if isinstance(event, events.Renamed):
            self._fanout.to_watchers(event, event.new, rooms)
