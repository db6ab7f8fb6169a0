"""The clients of a worker, as sockets: they come, are read, are written to, and go."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from chatlib.core import commands
from chatlib.server.ipc import reports
from chatlib.server.ipc.orders import Handover
from chatlib.server.ipc.timers import Timers
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.fanout import Fanout
from chatlib.server.worker.poller import ENDED, READABLE, WRITABLE, EpollPoller, SelectorPoller
from chatlib.server.worker.translator import Translator
from chatlib.state.journal.acknowledged_offsets import AcknowledgedOffsets

LOGIN_WITHIN = 60.0
"""Seconds; a connection that has not logged in by then is closed."""

FAREWELL = 10.0
"""Seconds that a client gets to read what was still to be written to it."""

LINGER = 1.0
"""Seconds that a client gets to take the last words before its connection is closed under it."""


class Clients:
    """Owns the connections. `ask` takes a command to the state that no client waits for, `tell` a report, `crashed` the
    exception that is being handled, and `cut` where a message ends that has no line end (see record.Cut).

    `seq` is what the state told last: who does not lag has been written everything up to there.
    """

    def __init__(
        self,
        poller: EpollPoller | SelectorPoller,
        timers: Timers,
        fanout: Fanout,
        translator: Translator,
        acknowledged: AcknowledgedOffsets,
        cut: Callable[[int, int], None],
        ask: Callable[[commands.Command], None],
        tell: Callable[[reports.Report], None],
        crashed: Callable[[Exception], None],
    ) -> None:
        self._poller = poller
        self._timers = timers
        self._fanout = fanout
        self._translator = translator
        self._acknowledged = acknowledged
        self._cut = cut
        self._ask = ask
        self._tell = tell
        self._crashed = crashed
        self._by_cid: dict[int, Connection] = {}
        self._by_fd: dict[int, Connection] = {}
        self._inherited: list[Connection] = []
        self._finishing = False
        self.seq = 0

    def __len__(self) -> int:
        return len(self._by_cid)

    def __iter__(self) -> Iterator[Connection]:
        return iter(self._by_cid.values())

    def by_cid(self, cid: int) -> Connection | None:
        return self._by_cid.get(cid)

    def by_fd(self, fd: int) -> Connection | None:
        return self._by_fd.get(fd)

    # ------------------------------------------------------------ come and go

    def adopt(self, order: Handover, sock: socket.socket, specialists: frozenset[str]) -> None:
        conn = Connection(order.cid, sock, order.address, order.pinned, specialists)
        self._by_cid[conn.cid] = conn
        self._acknowledged.keeps_up(conn.cid)  # a mark that is there is one of an earlier run of the server
        self._by_fd[conn.fd] = conn
        self._poller.add(conn.fd)
        self._tell(reports.Adopted(1))
        self.expect_login(conn)

    def inherit(self, conn: Connection, rooms: list[int] | None) -> None:
        """A predecessor's, who hears these rooms if anything. Nothing is read or written before `take_over`."""
        self._by_cid[conn.cid], self._by_fd[conn.fd] = conn, conn
        self._inherited.append(conn)
        self._tell(reports.Adopted(1))
        if rooms is not None:
            self._fanout.attach(conn)
            for rid in rooms:
                self._fanout.subscribe(conn, rid)

    def take_over(self) -> None:
        """All inherited connections are as the predecessor left them: they go on."""
        inherited, self._inherited = self._inherited, []
        for conn in inherited:
            if conn.fd < 0:
                continue  # it has not stood the recalling
            try:
                self._poller.add(conn.fd)
                if conn.outlet.waiting:
                    self._flush(conn)
                else:
                    if conn.had is None:
                        self._acknowledged.keeps_up(conn.cid)  # which the predecessor may not have come to
                    self._all_written(conn)
            except OSError:
                self._forget(conn)
            if not conn.uid:
                self.expect_login(conn)

    def expect_login(self, conn: Connection) -> None:
        conn.deadline, cid = time.monotonic() + LOGIN_WITHIN, conn.cid
        # By number: a connection that has ended long before must not be kept for this.
        self._timers.at(conn.deadline, lambda: self._check_login(cid))

    def extend_login(self, conn: Connection) -> None:
        """A client that shows a good token with every command needs no login of its own."""
        conn.deadline = time.monotonic() + LOGIN_WITHIN

    def _check_login(self, cid: int) -> None:
        conn = self._by_cid.get(cid)
        if conn is None or conn.uid:
            return
        if conn.deadline > time.monotonic():
            self._timers.at(conn.deadline, lambda: self._check_login(cid))
        else:
            self.close(conn)

    def close(self, conn: Connection) -> None:
        """Once all is written: says that nothing more will come, and waits a moment for the client to take it."""
        if not conn.closing:
            conn.closing = True
            self._fanout.detach(conn)
            self._forget_within(FAREWELL, conn.cid)
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
            self._forget_within(LINGER, conn.cid)

    def _forget_within(self, seconds: float, cid: int) -> None:
        def forget() -> None:
            if conn := self._by_cid.get(cid):
                self._forget(conn)

        self._timers.at(time.monotonic() + seconds, forget)

    def close_all(self) -> None:
        """The server ends: what becomes of the sessions is decided when it begins again."""
        self._finishing = True
        for conn in list(self._by_cid.values()):
            self.close(conn)

    def _forget(self, conn: Connection) -> None:
        if conn.fd < 0:
            return
        self._let_go(conn)
        self._fanout.detach(conn)
        try:
            # The supervisor has a descriptor of it as well: closing this one alone would tell the client nothing.
            conn.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        conn.sock.close()
        if (conn.uid or conn.waits) and not self._finishing:
            self._ask(commands.Drop(conn.cid, written=self._written(conn)))
        if conn.uid:
            self._tell(reports.Departed(conn.dialect.user))
        self._tell(reports.Closed(conn.cid))

    def _pass_on(self, conn: Connection) -> None:
        """To a specialist, who reads what was only looked at here."""
        self._let_go(conn)
        conn.sock.close()
        self._tell(reports.Passed(conn.cid, conn.passed_to))

    def _let_go(self, conn: Connection) -> None:
        self._poller.remove(conn.fd)
        del self._by_fd[conn.fd], self._by_cid[conn.cid]
        conn.fd = -1

    def _written(self, conn: Connection) -> int:
        if conn.outlet.waiting:
            return conn.outlet.written
        return conn.seen if conn.behind else self.seq

    # -------------------------------------------------------------- read

    def ready(self, conn: Connection, mask: int) -> None:
        """The poller said so."""
        try:
            if mask & WRITABLE and conn.outlet.waiting:
                self._flush(conn)
            if mask & READABLE and conn.fd >= 0:
                conn.inlet.ended = conn.inlet.ended or bool(mask & ENDED)
                self._read(conn)
        except OSError:
            self._forget(conn)
        except Exception as error:
            self.fail(conn, error)

    def fail(self, conn: Connection, error: Exception) -> None:
        """A dialect that stumbles costs that connection, not all of them."""
        self._crashed(error)
        self._forget(conn)

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
            self.close(conn)
            return
        if conn.passed_to:
            self._pass_on(conn)
            return
        if conn.terminated and not was_terminated:
            self._fanout.reencode(conn)
            conn.unsettled = True  # a successor must know
        elif conn.resting:
            self._timers.at(conn.rested_at, lambda: self._rested(conn))
        if asks and not conn.terminated:
            conn.cut = conn.ends[-1]
            self._cut(conn.cid, conn.cut)
        for ask in asks:
            self._translator.ask(conn, ask)
        if conn.taken and not asks:
            conn.commit()
            if conn.dirty:
                # In a later turn: whoever sends nothing but empty lines must not keep this one going.
                self._timers.at(time.monotonic() + 1e-6, lambda: self._go_on(conn))

    def _go_on(self, conn: Connection) -> None:
        if conn.fd >= 0:
            self.ready(conn, READABLE)

    def _rested(self, conn: Connection) -> None:
        if conn.fd >= 0 and conn.resting and conn.rested_at <= time.monotonic():
            self.ready(conn, READABLE)

    def consume(self, conn: Connection) -> None:
        """As `committed`, without reading on."""
        if conn.fd >= 0 and not conn.waits:
            with suppress(OSError):  # it is broken, and will be found so
                conn.commit()

    def committed(self, conn: Connection) -> None:
        """What this connection asked for is safe: its bytes can go, and the next lines can be read."""
        if conn.fd < 0 or conn.waits or conn.closing:
            return
        try:
            if conn.taken:
                conn.commit()
            self._poller.want_socket(conn.fd, True, conn.outlet.waiting)
            if not self._close_if_done(conn) and conn.dirty:
                self._read(conn)
        except OSError:
            self._forget(conn)

    # -------------------------------------------------------------- write

    def write(self, conn: Connection, data: bytes, seq: int) -> None:
        """All that the state told this connection up to `seq`. If it was inherited, later: see `take_over`."""
        outlet = conn.outlet
        upto = conn.seen if conn.behind else seq
        lagged = outlet.waiting
        if self._inherited:
            if not lagged:
                outlet.written = self._had(conn)
            outlet.hold(data, upto)
            return
        try:
            outlet.write(data, upto)
        except OSError:
            self._forget(conn)
            return
        if not outlet.waiting:
            self._all_written(conn)
            return
        if not lagged:
            outlet.written = self._had(conn)
            self._poller.want_socket(conn.fd, True, True)
        self._acknowledged.lags(conn.cid, outlet.written)
        if outlet.overfull:
            self._forget(conn)

    def _had(self, conn: Connection) -> int:
        return self.seq if conn.had is None else conn.had

    def _flush(self, conn: Connection) -> None:
        conn.outlet.flush()
        if conn.outlet.waiting:
            self._acknowledged.lags(conn.cid, conn.outlet.written)
        else:
            self._acknowledged.keeps_up(conn.cid)
            self._poller.want_socket(conn.fd, True, False)
            self._all_written(conn)

    def begins(self, conn: Connection) -> None:
        """A session has begun, and nothing of what it missed is written yet."""
        conn.behind = True
        conn.had = conn.seen = conn.outlet.written = 0
        self._acknowledged.lags(conn.cid, 0)

    def _note_progress(self, conn: Connection) -> None:
        """Everything that was given to it is written; more of what it missed may be to come."""
        if conn.had is None:
            return
        if conn.behind:
            conn.had = conn.seen
            self._acknowledged.lags(conn.cid, conn.seen)
        else:
            conn.had = None
            self._acknowledged.keeps_up(conn.cid)

    def _all_written(self, conn: Connection) -> None:
        self._note_progress(conn)
        if conn.closing:
            self.close(conn)
        elif not self._close_if_done(conn) and conn.wants_more:
            # The client has taken this page of what it missed.
            conn.wants_more = False
            self._ask(commands.More(conn.cid, after=conn.seen))

    def _close_if_done(self, conn: Connection) -> bool:
        done = conn.dialect.closing and not conn.expected and not conn.outlet.waiting
        if done:
            self.close(conn)
        return done
