"""A worker: the loop between some of the clients and the state. It keeps no truth of its own.

One turn: look at what came, ask the state in one batch; hear what the state tells, write each
client one chunk, and only then let go of the bytes that the batch had been made of.
"""

import os
import signal
import socket
import time
from collections import deque
from collections.abc import Callable
from multiprocessing import connection as pipes
from multiprocessing.reduction import recv_handle
from pathlib import Path
from typing import NamedTuple

from chatlib.core import commands, events
from chatlib.server import reports
from chatlib.server.connection import Connection
from chatlib.server.conversation import Conversation, Proving
from chatlib.server.fanout import Fanout
from chatlib.server.passwords import Passwords
from chatlib.server.poller import ENDED, READABLE, WRITABLE, Poller
from chatlib.server.timers import Timers
from chatlib.state.channel import Batch, Channel, Overfull, Told, decode_told, encode
from chatlib.state.marks import Marks
from chatlib.state.service import CRASHES, MARKS, record_crash

LOGIN_WITHIN = 60.0
"""Seconds; a connection that has not logged in by then is closed."""

FAREWELL = 10.0
"""Seconds that a client gets to read what was still to be written to it."""

LINGER = 1.0
"""Seconds that a client gets to take the last words before its connection is closed under it."""

IDLE = 5.0
"""Seconds; the longest sleep of the loop."""


class Assignment(NamedTuple):
    """What a spare becomes. The end of its pipe to the state follows it."""

    number: int
    data: Path


class Handover(NamedTuple):
    """A client's connection. Its socket follows it."""

    cid: int
    address: str
    pinned: str


class Finish(NamedTuple):
    """Say goodbye to everybody and end."""


class Gone(Exception):
    """The state or the supervisor is gone: there is nothing left to work for."""


def main(handover: pipes.Connection, report: pipes.Connection) -> None:
    """A spare process until it is given work. Ends when its supervisor does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to everybody; the supervisor sees to the end
    outgoing = Channel(report)
    outgoing.send(reports.encode(reports.Ready()))
    try:
        assignment: Assignment = handover.recv()
        state = Channel(pipes.Connection(recv_handle(handover)))
    except EOFError:
        return
    try:
        Worker(assignment, handover, outgoing, state).run()
    except (Gone, KeyboardInterrupt):
        os._exit(0)
    except Exception as error:
        record_crash(assignment.data / CRASHES)
        outgoing.send(reports.encode(reports.Trouble(f"{type(error).__name__}: {error}")))
        os._exit(70)


class Worker:
    """Owns its clients' sockets, and its ends of the pipes to the state and to the supervisor."""

    def __init__(self, assignment: Assignment, handover: pipes.Connection, report: Channel, state: Channel) -> None:
        self._number = assignment.number
        self._marks = Marks(assignment.data / MARKS)
        self._handover = handover
        self._report = report
        self._state = state
        self._conns: dict[int, Connection] = {}
        self._by_fd: dict[int, Connection] = {}
        self._fanout = Fanout()
        self._timers = Timers()
        self._mail: deque[Callable[[], None]] = deque()
        self._bell, self._ringer = socket.socketpair()
        self._bell.setblocking(False)
        self._passwords = Passwords(self._post)
        self._talk = Conversation(self._number, self._put, self._passwords, self._timers, time.monotonic)
        self._batch: list[commands.Command] = []
        self._asking: dict[Connection, None] = {}
        self._batches = 0
        self._uncommitted: deque[tuple[int, list[Connection]]] = deque()
        self._seq = 0
        self._finishing = 0.0
        self._poller = Poller()
        for own in (handover.fileno(), state.fileno(), self._bell.fileno()):
            self._poller.add(own, edge=False)

    # ------------------------------------------------------------------- loop

    def run(self) -> None:
        handover, state, bell = self._handover.fileno(), self._state.fileno(), self._bell.fileno()
        while not self._finished():
            for fd, mask in self._poller.poll(self._timers.wait(time.monotonic(), IDLE)):
                conn = self._by_fd.get(fd)
                if conn is not None:
                    self._ready(conn, mask)
                elif fd == state:
                    self._hear(mask)
                elif fd == handover:
                    self._adopt()
                elif fd == bell:
                    self._read_mail()
            self._timers.run(time.monotonic())
            self._send_batch()
            self._send_reports()

    def _ready(self, conn: Connection, mask: int) -> None:
        try:
            if mask & WRITABLE and conn.outlet.waiting:
                self._flush(conn)
            if mask & READABLE:
                conn.inlet.ended = conn.inlet.ended or bool(mask & ENDED)
                self._read(conn)
        except OSError:
            self._forget(conn)

    def _post(self, call: Callable[[], None]) -> None:
        """From another thread: makes the call in this one."""
        self._mail.append(call)
        self._ringer.send(b"!")

    def _read_mail(self) -> None:
        self._bell.recv(4096)
        while self._mail:
            self._mail.popleft()()

    # ----------------------------------------------------------- come and go

    def _adopt(self) -> None:
        try:
            order = self._handover.recv()
            if isinstance(order, Finish):
                self._finish()
                return
            sock = socket.socket(fileno=recv_handle(self._handover))
        except (EOFError, OSError):
            raise Gone from None
        conn = Connection(order.cid, sock, order.address, order.pinned)
        self._conns[conn.cid] = conn
        self._by_fd[conn.fd] = conn
        self._poller.add(conn.fd)
        self._tell(reports.Adopted(1))
        self._expect_login(conn)

    def _expect_login(self, conn: Connection) -> None:
        conn.deadline = time.monotonic() + LOGIN_WITHIN
        self._timers.at(conn.deadline, lambda: self._check_login(conn))

    def _check_login(self, conn: Connection) -> None:
        if conn.fd < 0 or conn.uid:
            return
        if conn.deadline > time.monotonic():
            self._timers.at(conn.deadline, lambda: self._check_login(conn))
        else:
            self._close(conn)

    def _close(self, conn: Connection) -> None:
        """Once all is written: says that nothing more will come, and waits a moment for the client to take it."""
        if not conn.closing:
            conn.closing = True
            self._fanout.unseat(conn)
            self._timers.at(time.monotonic() + FAREWELL, lambda: self._forget(conn))
        if conn.outlet.waiting:
            return
        try:
            # Bytes that nobody read would make the kernel reset the connection, and the last words were lost.
            ended = conn.inlet.drain()
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            ended = True
        if ended:
            self._forget(conn)
        else:
            self._timers.at(time.monotonic() + LINGER, lambda: self._forget(conn))

    def _forget(self, conn: Connection) -> None:
        if conn.fd < 0:
            return
        self._poller.remove(conn.fd)
        del self._by_fd[conn.fd], self._conns[conn.cid]
        conn.fd = -1
        self._fanout.unseat(conn)
        if conn.outlet.waiting:
            self._marks.keeps_up(conn.cid)
        try:
            # The supervisor has a descriptor of it as well: closing this one alone would tell the client nothing.
            conn.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        conn.sock.close()
        self._asking.pop(conn, None)
        if conn.uid or conn.waits:
            self._batch.append(commands.Drop(conn.cid, written=self._written(conn)))
        if conn.uid:
            self._tell(reports.Departed(conn.dialect.user))
        self._tell(reports.Closed(conn.cid))

    def _written(self, conn: Connection) -> int:
        if conn.outlet.waiting:
            return conn.outlet.written
        return conn.seen if conn.behind else self._seq

    def _finish(self) -> None:
        """Everybody is shown out; the loop ends when they are gone and the state knows."""
        self._finishing = time.monotonic() + 2 * LINGER
        for conn in list(self._conns.values()):
            self._close(conn)

    def _finished(self) -> bool:
        if not self._finishing:
            return False
        idle = not self._conns and not self._batch and not self._uncommitted
        return (idle and not self._report.waiting) or time.monotonic() > self._finishing

    # -------------------------------------------------------------- to the state

    def _read(self, conn: Connection) -> None:
        if conn.closing:
            if conn.inlet.drain() and not conn.outlet.waiting:
                self._forget(conn)
            return
        if conn.taken or conn.waits:
            conn.dirty = True
            self._poller.want_socket(conn.fd, False, conn.outlet.waiting)
            return
        conn.dirty = False
        was_terminated = conn.terminated
        asks = conn.read(time.monotonic())
        if asks is None:
            self._close(conn)
            return
        if conn.terminated and not was_terminated:
            self._fanout.rewire(conn)
        elif conn.resting:
            self._timers.at(conn.rested_at, lambda: self._rested(conn))
        for ask in asks:
            conn.holds_token = conn.holds_token or bool(ask.command.token)
            self._talk.ask(conn, ask)
        if conn.taken and not asks:
            conn.commit()
            if conn.dirty:
                self._read(conn)

    def _rested(self, conn: Connection) -> None:
        if conn.fd >= 0 and conn.resting and conn.rested_at <= time.monotonic():
            self._ready(conn, READABLE)

    def _put(self, conn: Connection, command: commands.Command) -> None:
        self._batch.append(command)
        self._asking[conn] = None

    def _send_batch(self) -> None:
        if not self._batch:
            return
        self._batches += 1
        batch, self._batch = self._batch, []
        # Bytes whose password is still being looked at are not safe yet: they ask for more than this batch does.
        self._uncommitted.append((self._batches, list(self._asking)))
        self._asking = {}
        try:
            self._state.send(encode(Batch(self._batches, batch)))
        except (OSError, Overfull):
            raise Gone from None
        self._want_state()

    def _want_state(self) -> None:
        self._poller.want(self._state.fileno(), True, self._state.waiting)

    # ------------------------------------------------------------ from the state

    def _hear(self, mask: int) -> None:
        try:
            if mask & WRITABLE:
                self._state.flush()
                self._want_state()
            if mask & READABLE:
                for payload in self._state.receive():
                    self._told(decode_told(payload))
        except (EOFError, OSError):
            raise Gone from None

    def _told(self, told: Told) -> None:
        fanout = self._fanout
        for index, event in enumerate(told.events):
            fanout.at(index)
            if event.cid and (conn := self._conns.get(event.cid)) is not None:
                self._answer(conn, event)
            self._spread(event)
        before = self._seq
        for conn, data in fanout.finish():
            if conn.fd >= 0:
                self._write(conn, data, before, told.seq)
        self._seq = told.seq
        self._marks.worker(self._number, told.seq)
        while self._uncommitted and self._uncommitted[0][0] <= told.done:
            for conn in self._uncommitted.popleft()[1]:
                self._committed(conn)

    def _answer(self, conn: Connection, event: events.Event) -> None:
        """The next answer that this connection waits for, or what it missed."""
        dialect = conn.dialect
        if isinstance(event, events.CatchUp):
            self._caught_up(conn, event)
            return
        context = conn.expected.popleft()
        if isinstance(context, Proving):
            if isinstance(event, events.Credentials):
                self._talk.prove(conn, context.ask, event)
                return
            context = context.ask.context
        self._fanout.answer(conn, dialect.reply(event, context))
        conn.waits = conn.waits and bool(conn.expected)
        if isinstance(event, events.Welcome):
            self._welcome(conn, event)
        elif isinstance(event, events.Parted) and event.ended == conn.cid:
            self._tell(reports.Departed(event.name))
            self._fanout.unseat(conn)
            conn.uid = 0
            self._expect_login(conn)
        elif conn.holds_token and not isinstance(event, events.Refused):
            conn.deadline = time.monotonic() + LOGIN_WITHIN

    def _welcome(self, conn: Connection, event: events.Welcome) -> None:
        if conn.uid:
            self._fanout.unseat(conn)  # a second login on the same connection
        conn.uid = event.uid
        self._tell(reports.Entered(event.name, conn.dialect.name))
        if event.pushes:
            conn.behind = True
            self._fanout.seat(conn)

    def _caught_up(self, conn: Connection, event: events.CatchUp) -> None:
        self._fanout.answer(conn, conn.dialect.catch_up(event))
        conn.seen = event.seq
        conn.behind = conn.wants_more = event.more
        if not event.more:
            for rid in event.rooms:
                self._fanout.listen(conn, rid)

    def _spread(self, event: events.Event) -> None:
        """To those who hear of it here, and what it changes in who hears what."""
        fanout = self._fanout
        if isinstance(event, events.Message | events.Invitation) and event.to:
            fanout.to_user(event.to, event)
        elif isinstance(event, events.Message | events.Push):
            fanout.to_room(event.rid, event)
            if isinstance(event, events.Joined):
                for conn in fanout.devices(event.uid):
                    if not conn.behind:
                        fanout.listen(conn, event.rid)
            elif isinstance(event, events.Left):
                for conn in fanout.devices(event.uid):
                    fanout.stop_listening(conn, event.rid)
            elif isinstance(event, events.Deleted):
                fanout.close_room(event.rid)

    def _write(self, conn: Connection, data: bytes, before: int, seq: int) -> None:
        outlet = conn.outlet
        lagged = outlet.waiting
        try:
            outlet.write(data, seq)
        except OSError:
            self._forget(conn)
            return
        if outlet.waiting:
            if not lagged:
                outlet.written = conn.seen if conn.behind else before
                self._poller.want_socket(conn.fd, True, True)
            self._marks.lags(conn.cid, outlet.written)
            if outlet.overfull:
                self._forget(conn)
        else:
            self._all_written(conn)

    def _flush(self, conn: Connection) -> None:
        conn.outlet.flush()
        if conn.outlet.waiting:
            self._marks.lags(conn.cid, conn.outlet.written)
        else:
            self._marks.keeps_up(conn.cid)
            self._poller.want_socket(conn.fd, True, False)
            self._all_written(conn)

    def _all_written(self, conn: Connection) -> None:
        if conn.wants_more and not conn.closing:
            # The client has taken this page of what it missed.
            conn.wants_more = False
            self._batch.append(commands.More(conn.cid, after=conn.seen))
        if conn.closing or (conn.dialect.closing and not conn.expected):
            self._close(conn)

    def _committed(self, conn: Connection) -> None:
        """What this connection asked for is safe: its bytes can go, and the next lines can be read."""
        if conn.fd < 0 or conn.waits or conn.closing:
            return
        try:
            if conn.taken:
                conn.commit()
            self._poller.want_socket(conn.fd, True, conn.outlet.waiting)
            if conn.dialect.closing and not conn.expected and not conn.outlet.waiting:
                self._close(conn)
            elif conn.dirty:
                self._read(conn)
        except OSError:
            self._forget(conn)

    # --------------------------------------------------------- to the supervisor

    def _tell(self, report: reports.Report) -> None:
        try:
            self._report.send(reports.encode(report))
        except (OSError, Overfull):
            raise Gone from None

    def _send_reports(self) -> None:
        if self._report.waiting:
            try:
                self._report.flush()
            except OSError:
                raise Gone from None
