"""What clients send becomes questions; and once these are answered for good, their bytes can go."""

import time
from collections.abc import Callable
from contextlib import suppress

from chatlib.server.ipc.timers import Timers
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.connections import Connections
from chatlib.server.worker.fanout import Fanout
from chatlib.server.worker.incidents import IncidentCounts
from chatlib.server.worker.poller import EpollPoller, SelectorPoller
from chatlib.server.worker.translator import Translator


class Reader:
    """`cut` is told where a message ends that has no line end (see record.Cut)."""

    def __init__(
        self,
        connections: Connections,
        poller: EpollPoller | SelectorPoller,
        timers: Timers,
        fanout: Fanout,
        translator: Translator,
        incidents: IncidentCounts,
        cut: Callable[[int, int], None],
    ) -> None:
        self._connections = connections
        self._poller = poller
        self._timers = timers
        self._fanout = fanout
        self._translator = translator
        self._incidents = incidents
        self._cut = cut

    def readable(self, conn: Connection) -> None:
        """Something has come, or what had come before can be read now."""
        try:
            if conn.taken or conn.waits or conn.closing or conn.fd < 0:
                self._put_off(conn)
                return
            data = conn.inlet.look()
            if data and (messages := conn.messages(data)):
                self._translator.say(conn, messages)
            else:
                self._read(conn, data)
        except OSError:
            self._connections.forget(conn)
        except Exception as error:
            self._connections.fail(conn, error)

    def _put_off(self, conn: Connection) -> None:
        """It cannot be read now; of one that ends nothing is read any more."""
        if conn.fd < 0:
            return
        if conn.closing:
            if conn.inlet.drain() and not conn.outlet.waiting:
                self._connections.forget(conn)
            return
        conn.dirty = True
        self._poller.want_socket(conn.fd, False, conn.outlet.waiting)

    def _read(self, conn: Connection, data: bytes | None) -> None:
        conn.dirty = False
        was_terminated = conn.terminated
        asks = conn.read(time.monotonic(), data)
        if asks is None:
            self._connections.close(conn)
            return
        if conn.passed_to:
            self._connections.pass_on(conn)
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
        if conn.dialect.complaint:
            self._incidents.note("strangers", f"{conn.dialect.complaint}, {conn.address}")
        if conn.taken and not asks:
            conn.commit()
            if conn.dirty:
                # In a later turn: whoever sends nothing but empty lines must not keep this one going.
                self._timers.at(time.monotonic() + 1e-6, lambda: self.readable(conn))

    def _rested(self, conn: Connection) -> None:
        if conn.fd >= 0 and conn.resting and conn.rested_at <= time.monotonic():
            self.readable(conn)

    def committed(self, conn: Connection) -> None:
        """What this connection asked for is safe: its bytes can go, and the next lines can be read."""
        if conn.fd < 0 or conn.waits or conn.closing:
            return
        try:
            if conn.taken:
                conn.commit()
            if not self._poller.by_edges:
                self._poller.want_socket(conn.fd, True, conn.outlet.waiting)
        except OSError:
            self._connections.forget(conn)
            return
        if conn.dialect.closing and self._connections.close_if_done(conn):
            return
        if conn.dirty:
            self.readable(conn)

    def consume(self, conn: Connection) -> None:
        """As `committed`, without reading on."""
        if conn.fd >= 0 and not conn.waits:
            with suppress(OSError):  # it is broken, and will be found so
                conn.commit()
