"""The supervisor: opens the doors, hands every client to a worker, and replaces whoever dies.

It talks to nobody. Every client's descriptor is kept here as well, so that a connection belongs to
the server and not to the process that happens to look after it.
"""

import os
import socket
import time

from chatlib.server.console import Console
from chatlib.server.doors import Doors
from chatlib.server.handle import WorkerHandle
from chatlib.server.loop import Loop
from chatlib.server.options import Listen, Options
from chatlib.server.readiness import Readiness
from chatlib.server.reception import BUSY
from chatlib.server.renewal import Renewal
from chatlib.server.signals import Signals
from chatlib.server.statekeeper import StateKeeper
from chatlib.server.workforce import SCARCE, Workforce

ACCEPTED_AT_ONCE = 64
"""Connections taken in one turn, so that what workers report does not wait."""

FULL_EVERY = 1.0
"""Seconds between two lines about clients that found no room: a storm of them must not wipe everything else away."""

FAREWELL = 3.0
"""Seconds for the workers to show their clients out."""


class Supervisor:
    """Owns the listening sockets, and through workforce and state keeper all processes and descriptors."""

    def __init__(
        self, options: Options, console: Console, loop: Loop, doors: Doors, state: StateKeeper, signals: Signals
    ) -> None:
        self._console = console
        self._loop = loop
        self._doors = doors
        self._state = state
        self._workforce = Workforce(options, console, loop, state.living, self._left)
        self._addresses: dict[int, str] = {}
        self._signals = signals
        self._readiness = Readiness()
        self._renewal = Renewal(console, self._readiness, state, self._workforce)
        self._full_said = float("-inf")
        self._ends = 0
        self._end_by = float("inf")

    def run(self) -> None:
        """Serves until a signal says otherwise. ServerError if it cannot go on; nothing is left behind in any case."""
        try:
            self._loop.watch(self._signals, self._on_signal)
            self._state.start(self._workforce.state_replaced)
            self._workforce.start()
            self._console.say("processes", supervisor=os.getpid(), state=self._state.pid, **self._workforce.pids())
            self._open_doors()
            self._readiness.ready()
            self._beat()
            while time.monotonic() < self._end_by and (self._workforce.serving or not self._ends):
                self._loop.turn()
        finally:
            self._end()

    def _beat(self) -> None:
        """The loop is alive, whoever watches it."""
        if self._readiness.heartbeat:
            self._readiness.alive()
            self._loop.after(self._readiness.heartbeat, self._beat)

    # ------------------------------------------------------------------ clients

    def _open_doors(self) -> None:
        for door in self._doors.sockets:
            self._loop.watch(door, lambda door=door: self._accept(door))

    def _close_doors_for(self, seconds: float) -> None:
        for door in self._doors.sockets:
            self._loop.unwatch(door)
        self._loop.after(seconds, self._open_doors)

    def _accept(self, door: socket.socket) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            worker = self._workforce.reception.willing()
            if worker is None:
                self._close_doors_for(BUSY)
                return
            try:
                accepted = self._doors.accept(door)
            except OSError:
                # The whole system has no descriptor left. The client waits in the queue of the kernel.
                self._close_doors_for(SCARCE)
                return
            if accepted is None:
                return
            self._admit(worker, *accepted, self._doors.sockets[door])

    def _admit(self, worker: WorkerHandle, sock: socket.socket, address: str, place: Listen) -> None:
        if not self._doors.admit(sock, address, len(self._addresses)):
            if time.monotonic() >= self._full_said + FULL_EVERY:
                self._full_said = time.monotonic()
                self._console.say("full", "warning", address=address)
            sock.close()
            return
        cid = self._workforce.reception.receive(worker, sock, address, place.dialect)
        self._addresses[cid] = address

    def _left(self, cid: int) -> None:
        if cid in self._addresses:
            self._doors.left(self._addresses.pop(cid))

    # ------------------------------------------------------------------ signals

    def _on_signal(self) -> None:
        """To end: first everybody is shown out, the second time at once. To begin afresh: nobody notices."""
        before = self._ends
        ends, renewals = self._signals.read()
        self._ends += ends
        if renewals and not self._ends:
            self._renewal.begin()
        if self._ends > 1:
            self._end_by = 0.0
        if before or not self._ends:
            return
        self._console.say("stopping")
        self._readiness.stopping()
        self._end_by = min(self._end_by, time.monotonic() + FAREWELL)
        self._doors.close()
        self._workforce.finish()

    def _end(self) -> None:
        self._doors.close()
        self._workforce.end()
        self._state.stop(orderly=self._ends == 1)
        if self._ends == 1:
            self._console.say("stopped")
