"""The faults that are on, and the connections that they are on: applied as people come and go."""

import random
import time
from collections.abc import Callable, Iterable

from chatlib.core import events, names
from chatlib.dialects.base import framed
from chatlib.server.ipc.orders import EVERYBODY, ONCE, Fault
from chatlib.server.ipc.timers import Timers
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.connections import Connections
from chatlib.server.worker.fanout import Fanout
from chatlib.server.worker.lesson.faults.gate import Gate
from chatlib.server.worker.lesson.faults.schedules import SPLIT_RATE, Delayed, Gathered, Limited, Open, Shut
from chatlib.server.worker.reader import Reader
from chatlib.server.worker.writer import Writer

EVERY = 0.01
"""Seconds between two looks at the gates, while there are any: as exact as a lesson needs it."""

PIECES = 32
"""Pieces that pass in one look."""


class Faults:
    """`deliver` writes what was told to connections here. Nothing of this runs while there are no faults."""

    def __init__(
        self,
        connections: Connections,
        fanout: Fanout,
        reader: Reader,
        writer: Writer,
        timers: Timers,
        deliver: Callable[[], None],
    ) -> None:
        self._connections = connections
        self._fanout = fanout
        self._reader = reader
        self._writer = writer
        self._timers = timers
        self._deliver = deliver
        self._faults: dict[int, Fault] = {}
        self._once: list[Fault] = []  # those that are yet to happen to who is there
        self._happened: set[int] = set()
        self._known: set[int] | None = None  # as long as nothing was done, those that a predecessor has told of
        self._gates: dict[Connection, Gate] = {}
        self._forgotten: set[Connection] = set()  # they are half open
        self._healed: dict[int, str] = {}  # by number, what is said when it is over
        self._ticking = False

    def put(self, faults: Iterable[Fault]) -> None:
        """These are on from now on, and no others; who has none any more goes on as if nothing had been.

        At first those that are on when the worker begins: who is there by then was told by its predecessor.
        """
        given = {fault.number: fault for fault in faults}
        self._faults = {number: fault for number, fault in given.items() if fault.kind not in ONCE}
        self._once += [one for number, one in given.items() if one.kind in ONCE and number not in self._happened]
        self._happened = {number for number, fault in given.items() if fault.kind in ONCE}
        if self._known is None:
            self._known = {*given}
        for number in self._healed.keys() - self._faults.keys() - {gate.number for gate in self._gates.values()}:
            del self._healed[number]
        if (self._faults or self._once) and not self._ticking:
            self._ticking = True
            # In the loop's own time: whoever still recalls what a predecessor had asked must see all that came.
            self._timers.at(time.monotonic(), self._tick)

    def take_over(self) -> None:
        """Connections of a predecessor, which are about to go on: what it held back is held back."""
        for conn in [*self._connections] if self._faults else ():
            self._apply(conn, [])

    def on(self, conn: Connection) -> int:
        """The number of the fault that is on a connection; 0 if none is."""
        gate = self._gates.get(conn)
        return gate.number if gate else 0

    # --------------------------------------------------------------------- parts

    def _tick(self) -> None:
        now = time.monotonic()
        self._faults = {number: one for number, one in self._faults.items() if now < one.until}
        once, self._once = self._once, []
        for conn in [*self._connections]:
            self._apply(conn, once)
        self._known = set()
        for gate in [*self._gates.values()]:
            if gate.conn.fd < 0:
                del self._gates[gate.conn]
                self._forgotten.discard(gate.conn)
            else:
                self._move(gate)
        self._ticking = bool(self._faults or self._gates)
        if self._ticking:
            self._timers.at(now + EVERY, self._tick)

    def _apply(self, conn: Connection, once: list[Fault]) -> None:
        """The last fault that is meant for it. Who has forgotten a connection does not remember it."""
        if conn in self._forgotten or conn.fd < 0:
            return
        faults = (*self._faults.values(), *once)
        fault = next((one for one in reversed(faults) if _is_meant(one, conn)), None)
        gate = self._gates.get(conn)
        if gate and (fault is None or gate.number != fault.number):
            gate.remove()
            del self._gates[conn]
            if fault is None:
                self._tell(conn, self._healed.get(gate.number, ""))
            self._go_on(conn)
        if fault and self.on(conn) != fault.number and not conn.closing and conn.fd >= 0:
            self._begin(conn, fault)

    def _begin(self, conn: Connection, fault: Fault) -> None:
        if fault.kind == "reset":
            self._connections.forget(conn, reset=True)
            return
        self._healed[fault.number] = fault.healed
        if fault.number not in self._known:
            self._tell(conn, fault.told)
            if conn.fd < 0:  # it was broken
                return
        incoming, outgoing = _schedules(fault)
        self._gates[conn] = Gate(fault.number, conn, incoming, outgoing, time.monotonic)
        if fault.kind == "half_open":
            self._forgotten.add(conn)
            self._connections.abandon(conn)
            conn.deadline = float("inf")  # of one that is not known nobody expects a login
            self._deliver()

    def _move(self, gate: Gate) -> None:
        """What may pass by now does."""
        conn = gate.conn
        if conn in self._forgotten:
            if _says_something(conn):
                self._connections.forget(conn, reset=True)  # as a machine answers that knows of no such connection
            return
        for _ in range(PIECES):
            if conn.fd < 0 or not gate.may_write:
                break
            with gate.in_one_piece():
                self._writer.writable(conn)
        if conn.fd >= 0 and gate.may_read:
            self._reader.readable(conn)

    def _go_on(self, conn: Connection) -> None:
        if conn.outlet.waiting:
            self._writer.writable(conn)
        if conn.fd >= 0:
            self._reader.readable(conn)

    def _tell(self, conn: Connection, text: str) -> None:
        """As something that the server says in the lobby, which nobody else hears."""
        if not conn.uid or not text:
            return
        told = events.Message(at=time.time(), room=names.LOBBY, sender=names.SERVER, text=text, tags={"notice": ""})
        self._fanout.answer(conn, framed(conn.dialect.push(told, conn.dialect.manner), conn.dialect.eol))
        self._deliver()


def _is_meant(fault: Fault, conn: Connection) -> bool:
    if fault.target == EVERYBODY:
        return bool(conn.uid)
    if fault.target.startswith("#"):
        return fault.target == f"#{conn.cid}"
    return bool(conn.uid) and names.key(conn.dialect.user) == names.key(fault.target)


def _says_something(conn: Connection) -> bool:
    """Or has ended, in order or not."""
    try:
        return conn.inlet.inner.look() is not None
    except OSError:
        return True


def _schedules(fault: Fault) -> tuple[Open, Open]:
    """For what comes in, and for what goes out."""
    match fault.kind:
        case "delay":
            return tuple(Delayed(fault.delay, fault.jitter, lambda: random.uniform(-1, 1)) for _ in range(2))
        case "rate":
            return Limited(fault.rate), Limited(fault.rate)
        case "slow_reader":
            return Open(), Limited(fault.rate)
        case "split":
            return Limited(SPLIT_RATE), Limited(SPLIT_RATE, at_once=1)
        case "join":
            return Gathered(fault.delay), Gathered(fault.delay)
    return Shut(), Shut()
