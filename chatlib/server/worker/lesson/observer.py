"""What a worker counts and writes down while somebody looks on."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from operator import attrgetter

from chatlib.core import events
from chatlib.server.ipc.timers import Timers
from chatlib.server.worker.batch import Batches
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.connections import Connections
from chatlib.server.worker.fanout import Chunk, Fanout, Made
from chatlib.server.worker.lesson.audit import Audit
from chatlib.state.frames import Told
from chatlib.state.tracing.board import OF_A_WORKER, Board
from chatlib.state.tracing.records import (
    LONGEST,
    MOST_NAMED,
    Came,
    Received,
    Record,
    Spread,
    are_fresh,
    encode,
    is_public,
)
from chatlib.state.tracing.ring import RingWriter

_CID = attrgetter("cid")

MOST_GONE = 4096
"""Connections that have ended and are remembered: answers for them are on their way for a moment at the most."""


class Observer:
    """Called by worker `number` at each step of a tell, at some only while it is `tracing` a message of it. Goes on
    with what a predecessor had counted, up to the tell `told` and its SEQ `seq`.
    """

    def __init__(
        self,
        board: Board,
        number: int,
        told: int,
        seq: int,
        connections: Connections,
        batches: Batches,
        timers: Timers,
        fault_on: Callable[[Connection], int],
    ) -> None:
        self._board = board
        self._number = number
        self._connections = connections
        self._tally, self._ring = board.tallies[number], RingWriter(board.rings[number])
        found = self._tally.resume(told + 1)
        self._accepted, self._heard, self._delivered = found.counts if found else (0,) * len(OF_A_WORKER)
        self._seq = seq
        self.woke = 0  # when the worker's loop went on because something had come
        self._asked: deque[tuple[int, int, int]] = deque()  # batches: when the worker woke up for it, when it was sent
        self._gone: dict[int, None] = {}
        self._events: Sequence[events.Event] = ()  # of the tell, of which the first has the place `_first`
        self._fresh: Sequence[events.Message] = ()  # those that are told for the first time
        self._first, self._all_fresh, self._before, self._counts = 0, False, seq, False
        self._traced: dict[int, Spread] = {}
        self.tracing = False
        self._answered = self._stumbled = 0
        self._asked_at: dict[int, tuple[Connection, int, int]] = {}  # where it begins and ends of what was looked at
        self._came: list[Came] = []
        self._write(told)
        self._audit = Audit(connections, batches, timers, fault_on, self.record)

    def end(self) -> None:
        """Nobody looks on any more: the board is let go of."""
        self._audit.end()
        del self._board, self._tally, self._ring

    # ------------------------------------------------------------- what comes in

    def asks(self, number: int) -> None:
        """The batch of this number is sent next, if it is not 0."""
        if number:
            self._asked.append((number, self.woke, time.monotonic_ns()))

    def ended(self, cid: int) -> None:
        """A connection is gone; what it asked last may still be answered."""
        self._gone[cid] = None
        if len(self._gone) > MOST_GONE:
            del self._gone[next(iter(self._gone))]

    def serves(self, began: bool) -> None:
        """The worker has all that its predecessor had; or it goes on with another state."""
        self._board.serves(self._number, time.monotonic_ns(), began)

    def record(self, record: Record) -> None:
        self._ring.append(encode(record))

    def answers(self, conn: Connection, place: int) -> None:
        """The event at this place answers the oldest question of the connection; while `tracing`."""
        if place in self._traced and conn.ends:
            self._asked_at[place] = conn, conn.answered - conn.consumed, conn.ends[0] - conn.consumed

    # ------------------------------------------------------------------ one tell

    def heard(self, told: Told, fanout: Fanout) -> None:
        """A tell has come, which the fanout has not seen yet."""
        self._answered, self._stumbled, first = fanout.answered, fanout.stumbled, fanout.index + 1
        self._began = time.monotonic_ns()
        before = self._before = self._seq
        self._seq, self._first, self._told = told.seq, first, told.number
        self._all_fresh = are_fresh(told.events, before)
        if self._all_fresh:
            fresh = told.events
        else:
            fresh = [one for one in told.events if type(one) is events.Message and one.seq > before]
        self._events, self._fresh = told.events, fresh
        if not fresh:
            return
        if due := self._board.due(fresh[-1].seq, told.seq, before):
            self._traced = {place: self._spread(one) for place, one in self._places().items() if one.seq == due}
            self.tracing = bool(self._traced)
            self._came = []
        if not self._counts:
            self._counts = 0 < self._board.counts_from(self._number) <= told.number
        if self._counts:
            self._heard += len(fresh)
            asked = list(map(_CID, fresh))
            self._accepted += sum(map(self._connections.has, asked))
            if self._gone:
                self._accepted += sum(map(self._gone.__contains__, asked))

    def rendered(self, chunks: list[Chunk], fanout: Fanout) -> None:
        """The fanout has made these chunks, which go out next. All of it is counted, once it is on record."""
        if not self._fresh:
            return
        made = fanout.made
        if self._traced:
            now = time.monotonic_ns()
            for spread in self._traced.values():
                spread.rendered = now
            for (_, members), lines in zip(chunks, made, strict=True):
                self._trace(lines, members)
        if self._counts:
            plain = self._all_fresh and fanout.stumbled == self._stumbled
            # As nearly always, if nothing was announced before: a line is a message that is told, or answers one.
            delivered, first = self._answered - fanout.answered, self._first
            for (_, members), lines in zip(chunks, made, strict=True) if plain else ():
                plain = plain and lines[0][0] >= first
                delivered += len(members) * len(lines)
            self._delivered += delivered if plain else self._delivered_of(chunks, made)
        self._write(self._told)

    def recorded(self) -> None:
        """While `tracing`."""
        now = time.monotonic_ns()
        for spread in self._traced.values():
            spread.recorded = now

    def written(self) -> None:
        """The chunks are written; while `tracing`. What its sender had sent is still there to be looked at."""
        now = time.monotonic_ns()
        for place, spread in self._traced.items():
            spread.written = now
            if place in self._asked_at:
                self._came.append(self._line_of(self._events[place - self._first], *self._asked_at[place]))

    def consumed(self, done: int) -> None:
        """The tell is done with, and all batches up to this one are."""
        self._fresh = self._events = ()
        asked, last = self._asked, (0, 0, 0)
        while asked and asked[0][0] <= done:
            last = asked.popleft()
        if self.tracing:
            self._write_down(*last)

    # --------------------------------------------------------------------- parts

    def _write_down(self, _: int, woke: int, asked: int) -> None:
        """What is known of the traced message by now."""
        now = time.monotonic_ns()
        for spread in self._traced.values():
            if spread.receivers:
                self.record(spread)
        for came in self._came:
            came.woke, came.asked, came.consumed = woke, asked, now
            self.record(came)
        self._traced, self.tracing = {}, False
        self._asked_at.clear()

    def _places(self) -> dict[int, events.Message]:
        """What is told for the first time, by the places of the events."""
        found, before = enumerate(self._events, self._first), self._before
        return {place: one for place, one in found if type(one) is events.Message and one.seq > before}

    def _delivered_of(self, chunks: list[Chunk], made: list[Made]) -> int:
        """Line by line: some of a single connection only answer what it said."""
        fresh, delivered = self._places(), 0
        for (_, members), lines in zip(chunks, made, strict=True):
            cid = members[0].cid if len(members) == 1 else 0
            for line in lines:
                message = fresh.get(line[0]) if line[1] else None
                if message is not None and not (type(line) is tuple and message.cid == cid):
                    delivered += len(members)
        return delivered

    def _trace(self, lines: Made, members: list[Connection]) -> None:
        for place, spread in self._traced.items():
            message = self._events[place - self._first]
            if len(members) == 1 and members[0].cid == message.cid:
                continue
            data = b"".join([line[1] for line in lines if line[0] == place])
            if data:
                spread.receivers.append(self._received(message, data, members))

    def _spread(self, message: events.Message) -> Spread:
        return Spread(message.seq, self._began, 0, [])

    def _received(self, message: events.Message, data: bytes, members: list[Connection]) -> Received:
        shown = is_public(message)
        cids = [conn.cid for conn in members[:MOST_NAMED]] if shown else []
        line = data[:LONGEST] if shown else b""
        return Received(members[0].dialect.name, line, len(data), len(members), cids)

    def _line_of(self, message: events.Message, conn: Connection, start: int, end: int) -> Came:
        """What it asked with, which is still there. Whoever looks on does not see what is for the server alone."""
        looked = b""
        with suppress(OSError):  # it is broken, and will be found so
            looked = conn.inlet.look_again(end) if conn.fd >= 0 and end > 0 else b""
        line = looked[start:].lstrip(b"\r\n")  # empty lines ask for nothing
        shown = is_public(message)
        data, cid = (conn.dialect.shown(line)[:LONGEST], conn.cid) if shown else (b"", 0)
        return Came(message.seq, cid, conn.dialect.name, data, len(line), 0, 0, 0)

    def _write(self, told: int) -> None:
        self._tally.write(told + 1, self._accepted, self._heard, self._delivered)
