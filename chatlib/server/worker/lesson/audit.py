"""A worker's connections while somebody looks on: who they are, what waits, and whether the kernel agrees."""

import time
from collections.abc import Callable

from chatlib.server.ipc.timers import Timers
from chatlib.server.options import PEEKS
from chatlib.server.worker.batch import Batches
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.connections import Connections
from chatlib.server.worker.takeover.kernel_counters import unacknowledged, written
from chatlib.state.tracing import records
from chatlib.state.tracing.records import MOST_SHOWN, Audited, Connected, Record

EVERY = 0.5
"""Seconds between two looks."""

AT_ONCE = 100
"""Connections compared with the kernel's counts in one look: some hundred microseconds."""


class Audit:
    """`record` takes what is found, until `end`."""

    def __init__(
        self,
        connections: Connections,
        batches: Batches,
        timers: Timers,
        fault_on: Callable[[Connection], int],
        record: Callable[[Record], None],
    ) -> None:
        self._connections = connections
        self._batches = batches
        self._timers = timers
        self._fault_on = fault_on
        self._record = record
        self._to_compare: list[int] = []
        self._sums = [0] * 5
        self._began = 0
        self._ended = False
        self._look()

    def end(self) -> None:
        self._ended = True
        del self._record  # and with it whoever holds us

    def _look(self) -> None:
        if self._ended:
            return
        self._timers.at(time.monotonic() + EVERY, self._look)
        connections = list(self._connections)
        waiting = [conn.outlet.size for conn in connections if conn.outlet.waiting]
        shown = [_described(conn, self._fault_on(conn)) for conn in connections[:MOST_SHOWN]]
        self._record(records.Connections(len(connections), shown, len(waiting), sum(waiting), *self._batches.under_way))
        if PEEKS and not self._connections.inherited:
            self._compare()

    def _compare(self) -> None:
        if not self._to_compare:
            self._to_compare = [conn.cid for conn in self._connections]
            self._sums, self._began = [0] * 5, time.monotonic_ns()
        chosen, self._to_compare = self._to_compare[:AT_ONCE], self._to_compare[AT_ONCE:]
        for cid in chosen:
            if (conn := self._connections.by_cid(cid)) is not None and not conn.closing:
                self._sums = [before + now for before, now in zip(self._sums, _compared(conn), strict=True)]
        if not self._to_compare:
            self._record(Audited(self._began, *self._sums))


def _compared(conn: Connection) -> tuple[int, int, int, int, int]:
    """Bytes given, in the kernel, waiting; whether it got too little, or too much."""
    try:
        kernel = written(conn.sock)
    except OSError:  # it is broken, and will be found so
        return 0, 0, 0, 0, 0
    given, waiting = conn.outlet.given, conn.outlet.size
    return given, kernel, waiting, given > kernel + waiting, given < kernel + waiting


def _described(conn: Connection, fault: int) -> Connected:
    try:
        kernel = unacknowledged(conn.sock)
    except OSError:
        kernel = 0
    return Connected(conn.cid, conn.dialect.user, conn.dialect.name, conn.outlet.size, kernel, fault)
