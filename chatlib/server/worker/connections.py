"""The connections of a worker: they come, log in or do not, and go."""

import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from chatlib.core import commands
from chatlib.server.ipc import reports
from chatlib.server.ipc.orders import Handover
from chatlib.server.ipc.timers import Timers
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.fanout import Fanout
from chatlib.server.worker.limits.vanished import look_here
from chatlib.server.worker.poller import EpollPoller, SelectorPoller

LOGIN_WITHIN = 60.0
"""Seconds; a connection that has not logged in by then is closed."""

FAREWELL = 10.0
"""Seconds that a client gets to read what was still to be written to it."""

_AT_ONCE = struct.pack("ii", 1, 0)
"""Of SO_LINGER: whoever closes it last resets the connection."""

LINGER = 1.0
"""Seconds that a client gets to take the last words before its connection is closed under it."""


class Connections:
    """Owns them. `ask` takes a command to the state that no client waits for, `tell` a report, `crashed` the exception
    that is being handled.

    `seq` is what the state told last: who does not lag has been written everything up to there. `inherited` are those
    of a predecessor which do not go on yet.
    """

    def __init__(
        self,
        poller: EpollPoller | SelectorPoller,
        timers: Timers,
        fanout: Fanout,
        ask: Callable[[commands.Command], None],
        tell: Callable[[reports.Report], None],
        crashed: Callable[[Exception], None],
    ) -> None:
        self._poller = poller
        self._timers = timers
        self._fanout = fanout
        self._ask = ask
        self._tell = tell
        self._crashed = crashed
        self._by_cid: dict[int, Connection] = {}
        self._by_fd: dict[int, Connection] = {}
        self.by_cid, self.by_fd = self._by_cid.get, self._by_fd.get
        self.has = self._by_cid.__contains__
        self._finishing = False
        self.inherited: list[Connection] = []
        self.seq = 0
        self.ended: Callable[[int], None] | None = None  # told of who has gone, while somebody looks on

    def __len__(self) -> int:
        return len(self._by_cid)

    def __iter__(self) -> Iterator[Connection]:
        return iter(self._by_cid.values())

    # ---------------------------------------------------------------- come

    def adopt(self, order: Handover, sock: socket.socket, specialists: frozenset[str]) -> Connection:
        """A new one, which is read from now on."""
        conn = Connection(order.cid, sock, order.address, order.pinned, order.onward(specialists))
        self._add(conn)
        self._poller.add(conn.fd)
        self.expect_login(conn)
        return conn

    def inherit(self, conn: Connection, rooms: list[int] | None) -> None:
        """A predecessor's, who hears these rooms if anything. It is neither read nor written before `go_on`."""
        self._add(conn)
        self.inherited.append(conn)
        if rooms is not None:
            self._fanout.attach(conn)
            self._fanout.watch(conn, conn.dialect.watched)
            for rid in rooms:
                self._fanout.subscribe(conn, rid)

    def go_on(self, conn: Connection) -> None:
        """With one that was inherited. OSError if it is broken."""
        if not conn.uid:
            self.expect_login(conn)
        self._poller.add(conn.fd)

    def _add(self, conn: Connection) -> None:
        self._by_cid[conn.cid], self._by_fd[conn.fd] = conn, conn
        with suppress(OSError):  # it is broken, which is heard as soon as it is read
            look_here(conn.sock)
        self._tell(reports.Adopted(1))

    # -------------------------------------------------------------- log in

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

    # ------------------------------------------------------------------ go

    def close(self, conn: Connection) -> None:
        """Once all is written: says that nothing more will come, and waits a moment for the client to take it."""
        if not conn.closing:
            conn.closing = True
            self._fanout.detach(conn)
            if rest := self._fanout.take(conn):
                with suppress(OSError):  # it is broken, and will be found so
                    conn.outlet.write(rest, self.seq)
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
            self.forget(conn)
        else:
            self._forget_within(LINGER, conn.cid)

    def close_if_done(self, conn: Connection) -> bool:
        """Whether its dialect has nothing more to say or to hear, and all is written."""
        done = conn.dialect.closing and not conn.expected and not conn.outlet.waiting
        if done:
            self.close(conn)
        return done

    def close_all(self) -> None:
        """The server ends: what becomes of the sessions is decided when it begins again."""
        self._finishing = True
        for conn in list(self._by_cid.values()):
            self.close(conn)

    def forget(self, conn: Connection, reset: bool = False) -> None:
        """At once. `reset`: the client is told so as if nobody here knew of it."""
        if conn.fd < 0:
            return
        self._let_go(conn)
        self._fanout.detach(conn)
        by_client = conn.inlet.ended or conn.dialect.closing
        try:
            if reset:
                conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            else:
                # The supervisor has a descriptor of it as well: closing this one alone would tell the client nothing.
                conn.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            by_client = True  # it was broken
        conn.sock.close()
        if (conn.uid or conn.waits) and not self._finishing:
            self._ask(commands.Drop(conn.cid, written=self._written(conn)))
        if conn.uid:
            self._tell(reports.Departed(conn.dialect.user))
        self._tell(reports.Closed(conn.cid, by_client))
        if self.ended:
            self.ended(conn.cid)

    def abandon(self, conn: Connection) -> None:
        """Its session is over, and nobody tells it so."""
        if conn.uid:
            self._fanout.detach(conn)
            self._fanout.take(conn)
            self._ask(commands.Drop(conn.cid, written=self._written(conn)))
            self._tell(reports.Departed(conn.dialect.user))
            conn.uid = 0

    def fail(self, conn: Connection, error: Exception) -> None:
        """A dialect that stumbles costs that connection, not all of them."""
        self._crashed(error)
        self.forget(conn)

    def pass_on(self, conn: Connection) -> None:
        """To a specialist, who reads what was only looked at here."""
        self._let_go(conn)
        conn.sock.close()
        self._tell(reports.Passed(conn.cid, conn.passed_to))

    def _forget_within(self, seconds: float, cid: int) -> None:
        def forget() -> None:
            if conn := self._by_cid.get(cid):
                self.forget(conn)

        self._timers.at(time.monotonic() + seconds, forget)

    def _let_go(self, conn: Connection) -> None:
        self._poller.remove(conn.fd)
        del self._by_fd[conn.fd], self._by_cid[conn.cid]
        conn.fd = -1

    def _written(self, conn: Connection) -> int:
        if conn.outlet.waiting:
            return conn.outlet.written
        return conn.seen if conn.behind else self.seq
