"""What is written to clients, and how far each of them has taken it."""

from collections.abc import Callable

from chatlib.core import commands
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.connections import Connections
from chatlib.server.worker.poller import EpollPoller, SelectorPoller
from chatlib.state.journal.acknowledged_offsets import AcknowledgedOffsets


class Writer:
    """`ask` takes a command to the state that no client waits for.

    Nothing is written as long as there are inherited connections that do not go on.
    """

    def __init__(
        self,
        connections: Connections,
        poller: EpollPoller | SelectorPoller,
        acknowledged: AcknowledgedOffsets,
        ask: Callable[[commands.Command], None],
    ) -> None:
        self._connections = connections
        self._poller = poller
        self._acknowledged = acknowledged
        self._ask = ask
        self._inherited = connections.inherited

    def take_over(self) -> None:
        """All inherited connections are as the predecessor left them: they go on."""
        inherited = list(self._inherited)
        self._inherited.clear()
        for conn in inherited:
            if conn.fd < 0:
                continue  # it has not stood the recalling
            try:
                self._connections.go_on(conn)
                if conn.outlet.waiting:
                    self._flush(conn)
                else:
                    if conn.had is None:
                        self._acknowledged.keeps_up(conn.cid)  # which the predecessor may not have come to
                    self._all_written(conn)
            except OSError:
                self._connections.forget(conn)

    def write(self, data: bytes, members: list[Connection], seq: int) -> None:
        """All that the state told these connections up to `seq`."""
        size, is_held = len(data), bool(self._inherited)
        for conn in members:
            outlet = conn.outlet
            if is_held or outlet.waiting or conn.had is not None or conn.fd < 0:
                if conn.fd >= 0:
                    self._write(conn, data, seq)
                continue
            # As most often, for every member of every room in every turn: no more calls than are needed.
            try:
                taken = outlet.send(data)
            except BlockingIOError:
                taken = 0
            except OSError:
                self._connections.forget(conn)
                continue
            outlet.given += size
            if taken < size:
                outlet.keep(data, seq, taken)
                self._lags_from_now(conn)

    def _write(self, conn: Connection, data: bytes, seq: int) -> None:
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
            self._connections.forget(conn)
            return
        if not outlet.waiting:
            self._all_written(conn)
        elif lagged:
            self._note_lag(conn)
        else:
            self._lags_from_now(conn)

    def _lags_from_now(self, conn: Connection) -> None:
        conn.outlet.written = self._had(conn)
        self._poller.want_socket(conn.fd, True, True)
        self._note_lag(conn)

    def _note_lag(self, conn: Connection) -> None:
        self._acknowledged.lags(conn.cid, conn.outlet.written)
        if conn.outlet.overfull:
            self._connections.forget(conn)

    def writable(self, conn: Connection) -> None:
        """The kernel takes more."""
        try:
            if conn.outlet.waiting:
                self._flush(conn)
        except OSError:
            self._connections.forget(conn)

    def begins(self, conn: Connection) -> None:
        """A session has begun, and nothing of what it missed is written yet."""
        conn.behind = True
        conn.had = conn.seen = conn.outlet.written = 0
        self._acknowledged.lags(conn.cid, 0)

    def _had(self, conn: Connection) -> int:
        return self._connections.seq if conn.had is None else conn.had

    def _flush(self, conn: Connection) -> None:
        conn.outlet.flush()
        if conn.outlet.waiting:
            self._acknowledged.lags(conn.cid, conn.outlet.written)
        else:
            self._acknowledged.keeps_up(conn.cid)
            self._poller.want_socket(conn.fd, True, False)
            self._all_written(conn)

    def _all_written(self, conn: Connection) -> None:
        self._note_progress(conn)
        if conn.closing:
            self._connections.close(conn)
        elif not self._connections.close_if_done(conn) and conn.wants_more:
            # The client has taken this page of what it missed.
            conn.wants_more = False
            self._ask(commands.More(conn.cid, after=conn.seen))

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
