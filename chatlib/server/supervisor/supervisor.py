"""The supervisor: opens the listeners, hands every client to a worker, and replaces whoever dies.

It talks to nobody. Every client's descriptor is kept here as well, so that a connection belongs to
the server and not to the process that happens to look after it.
"""

import socket
import time
from collections.abc import Iterable

from chatlib.server.console import Console
from chatlib.server.options import Listen, Options, counted
from chatlib.server.specialists.registry import WEB
from chatlib.server.supervisor.browsers import in_hand
from chatlib.server.supervisor.dispatcher import BUSY
from chatlib.server.supervisor.handles import Duplicate, ProcessHandle, WorkerHandle
from chatlib.server.supervisor.lesson.projector import Projector
from chatlib.server.supervisor.listeners import Listeners
from chatlib.server.supervisor.loop import Loop
from chatlib.server.supervisor.places import overview, pids
from chatlib.server.supervisor.process_pool import SCARCE, ProcessPool
from chatlib.server.supervisor.readiness import Readiness
from chatlib.server.supervisor.restarts.rolling_restart import RollingRestart
from chatlib.server.supervisor.signals import Signals
from chatlib.server.supervisor.state_process_manager import StateProcessManager

ACCEPTED_AT_ONCE = 64
"""Connections taken in one turn, so that what workers report does not wait."""

FULL_EVERY = 1.0
"""Seconds between two lines about clients that found no room: a storm of them must not wipe everything else away."""

FAREWELL = 3.0
"""Seconds for the workers to show their clients out."""


class Supervisor:
    """Owns the listening sockets, and through pool and state process manager all processes and descriptors."""

    def __init__(
        self,
        options: Options,
        console: Console,
        loop: Loop,
        listeners: Listeners,
        state: StateProcessManager,
        signals: Signals,
    ) -> None:
        self._options = options
        self._console = console
        self._loop = loop
        self._listeners = listeners
        self._state = state
        self._projector = Projector(options, console, loop, state)
        self._pool = ProcessPool(options, console, loop, state.living, self._left, self._projector, self._count)
        self._addresses: dict[int, str] = {}
        self._signals = signals
        self._readiness = Readiness()
        self._rolling_restart = RollingRestart(console, self._readiness, state, self._pool)
        self._projector.look_at(self._pool, self._rolling_restart)
        self._full_said = float("-inf")
        self._ends = 0
        self._end_by = float("inf")

    def run(self) -> None:
        """Serves until a signal says otherwise. ServerError if it cannot go on; nothing is left behind in any case."""
        try:
            self._loop.watch(self._signals, self._on_signal)
            self._state.start(self._pool.state_replaced)
            self._pool.start()
            self._console.say("processes", **pids(self._pool, self._state))
            self._open_listeners()
            self._readiness.ready()
            self._beat()
            while time.monotonic() < self._end_by and (self._pool.serving or not self._ends):
                self._loop.turn()
        finally:
            self._end()

    def _beat(self) -> None:
        """The loop is alive, whoever watches it."""
        if self._readiness.heartbeat:
            self._readiness.alive()
            self._loop.after(self._readiness.heartbeat, self._beat)

    # ------------------------------------------------------------------ clients

    def _open_listeners(self) -> None:
        for listener in self._listeners.sockets:
            self._loop.watch(listener, lambda listener=listener: self._accept(listener))

    def _close_listeners_for(self, seconds: float) -> None:
        for listener in self._listeners.sockets:
            self._loop.unwatch(listener)
        self._loop.after(seconds, self._open_listeners)

    def _accept(self, listener: socket.socket) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            worker = self._pool.dispatcher.willing()
            if worker is None:
                self._close_listeners_for(BUSY)
                return
            try:
                accepted = self._listeners.accept(listener)
            except OSError:
                # The whole system has no descriptor left. The client waits in the queue of the kernel.
                self._close_listeners_for(SCARCE)
                return
            if accepted is None:
                return
            self._admit(worker, *accepted, self._listeners.sockets[listener])

    def _admit(self, worker: WorkerHandle, sock: socket.socket, address: str, place: Listen) -> None:
        if not self._listeners.admit(sock, address, len(self._addresses), self._in_hand):
            if time.monotonic() >= self._full_said + FULL_EVERY:
                self._full_said = time.monotonic()
                self._console.say("full", "warning", address=address)
            sock.close()
            return
        cid = self._pool.dispatcher.receive(worker, sock, address, place.dialect)
        self._addresses[cid] = address

    def _in_hand(self, network: str) -> int:
        def of_it(connections: Iterable[Duplicate]) -> list[Duplicate]:
            loopback = self._options.allowance.loopback
            return [one for one in connections if counted(one.order.address, loopback) == network]

        web = self._pool.specialists.there.get(WEB)
        return in_hand(of_it(web.connections.values() if web else []), of_it(self._pool.chatting()))

    def _left(self, cid: int) -> None:
        if cid in self._addresses:
            self._listeners.left(self._addresses.pop(cid))

    def _count(self, process: ProcessHandle) -> None:
        """Tells it what there is."""
        process.tell(overview(self._pool, self._state, self._options.workers))

    # ------------------------------------------------------------------ signals

    def _on_signal(self) -> None:
        """To end: first everybody is shown out, the second time at once. To begin afresh: nobody notices."""
        before = self._ends
        ends, renewals = self._signals.read()
        self._ends += ends
        if renewals and not self._ends:
            self._rolling_restart.begin()
        if self._ends > 1:
            self._end_by = 0.0
        if before or not self._ends:
            return
        self._console.say("stopping")
        self._readiness.stopping()
        self._end_by = min(self._end_by, time.monotonic() + FAREWELL)
        self._listeners.close()
        self._pool.finish()

    def _end(self) -> None:
        self._listeners.close()
        self._pool.end()
        self._state.stop(orderly=self._ends == 1)
        if self._ends == 1:
            self._console.say("stopped")
