"""While somebody looks on at the projector: processes are told to write down what they do, and told of to who shows it.

There is one board for all, as long as the web specialist says that it has viewers; nothing of this is there before.
"""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

from chatlib.server.console import Console
from chatlib.server.ipc import reports
from chatlib.server.ipc.orders import Acted, Faults, Place, Places, Said
from chatlib.server.options import PEEKS, Options
from chatlib.server.specialists.registry import WEB
from chatlib.server.supervisor.handles import ProcessHandle, SpecialistHandle, WorkerHandle
from chatlib.server.supervisor.lesson.fault_table import FaultTable
from chatlib.server.supervisor.loop import Loop
from chatlib.server.supervisor.places import places, worker_place
from chatlib.server.supervisor.state_process_manager import StateProcessManager
from chatlib.state.tracing.board import make_board

if TYPE_CHECKING:
    from chatlib.server.supervisor.process_pool import ProcessPool
    from chatlib.server.supervisor.restarts.rolling_restart import RollingRestart

EVERY = 0.1
"""Seconds between two looks at the places, while somebody is shown them."""

GRACE = 10.0
"""Seconds for the viewers to come back when the process dies that shows them all this: a reload replaces it, too."""

MOST_SAID = 200
"""Lines of the console that wait for the next look; in a storm of them the first are left out."""


class Projector:
    """Owns the `board`, a descriptor; None while nobody looks on.

    The state counts only once all workers do: else it would count what a worker has heard before.
    """

    def __init__(self, options: Options, console: Console, loop: Loop, state: StateProcessManager) -> None:
        self._options = options
        self._console = console
        self._loop = loop
        self._state = state
        self.board: int | None = None
        self._viewer: SpecialistHandle | None = None
        self._awaited: set[ProcessHandle] = set()
        self._died: dict[str, tuple[int, int]] = {}
        self._said: deque[Said] = deque(maxlen=MOST_SAID)
        self._shown: Places | None = None
        self._left = self._disconnected = 0
        self._alone_until = self._since = 0.0
        self._acts: dict[int, Acted] = {}  # those that are not settled
        self._numbers = itertools.count(1)
        self.faults = FaultTable(console, loop, self._faults_changed)

    def look_at(self, pool: ProcessPool, rolling_restart: RollingRestart) -> None:
        """These are what there is to be seen."""
        self._pool = pool
        self._rolling_restart = rolling_restart
        self._state.opened = self._watch_state
        self._state.died = self._state_died

    def heard(self, process: ProcessHandle, report: reports.OfLesson) -> None:
        if isinstance(report, reports.Disturb | reports.Heal):
            self._disturb(report)
        elif isinstance(report, reports.Act):
            refused, at = self._act(report.what, report.place), time.monotonic_ns()
            acted = Acted(next(self._numbers), report.what, report.place, report.asked, report.before, at, refused)
            if not refused:
                self._acts[acted.number] = acted
            process.tell(acted)
        elif isinstance(report, reports.Settled):
            self._acts.pop(report.number, None)
        elif isinstance(process, WorkerHandle):
            if process in self._awaited:
                self._awaited.remove(process)
                self._watch_state()
        elif report.on:
            self._begin(process)
        else:
            self._end()

    def died(self, process: ProcessHandle) -> None:
        """Of its death one has just heard."""
        if process.name == WEB:  # browsers come back by themselves, but those that chat have lost their connection
            self._disconnected += sum(WEB in one.order.through for one in self._pool.chatting())
        elif not (isinstance(process, WorkerHandle) and PEEKS):
            self._disconnected += len(process.connections)
        if process is self._viewer:
            self._viewer = None
            self._alone_until = time.monotonic() + GRACE
            self._loop.after(GRACE, self._end_if_alone)
        if self.board is not None:
            self._died[_place_of(process)] = process.pid, time.monotonic_ns()
            if process in self._awaited:
                self._awaited.remove(process)
                self._watch_state()
            self._show()

    def left(self, process: ProcessHandle, by_client: bool) -> None:
        """A connection that this process looked after has ended."""
        if isinstance(process, WorkerHandle):
            self._left += by_client
            self._disconnected += not by_client

    # --------------------------------------------------------------------- watch

    def _begin(self, viewer: SpecialistHandle) -> None:
        """For its first viewer, or for those who come back to a successor."""
        self._viewer, self._shown = viewer, None
        if self.board is None:
            try:
                self.board = make_board(self._options.workers)
            except OSError:  # no memory is left: it is asked for again
                return
            self._died.clear()
            self._left, self._disconnected, self._since = 0, 0, time.time()
            self._acts.clear()
            self._console.echo = self._hear
            self._awaited = set(self._pool.workers.values())
            for worker in self._awaited:
                worker.watch(self.board)
            self._loop.after(EVERY, self._look)
        viewer.watch(self.board)
        self._show()
        for acted in self._acts.values():
            viewer.tell(acted)
        viewer.tell(Faults(self.faults.all()))

    def _end_if_alone(self) -> None:
        if self._viewer is None and time.monotonic() >= self._alone_until:
            self._end()

    def _watch_state(self) -> None:
        """All workers that there are count: the state can begin to."""
        if self.board is not None and not self._awaited and (state := self._state.living()):
            with suppress(OSError):  # it has just died, and there will be another
                state.watch(self.board)

    def _end(self) -> None:
        if self.board is None:
            return
        os.close(self.board)
        self.board = self._viewer = self._console.echo = None
        self._awaited.clear()
        for worker in self._pool.workers.values():
            worker.watch(None)
        if state := self._state.living():
            with suppress(OSError):
                state.watch(None)

    # ---------------------------------------------------------------------- show

    def _state_died(self, pid: int) -> None:
        self._died["state"] = pid, time.monotonic_ns()

    def _hear(self, level: str, text: str) -> None:
        self._said.append(Said(time.time(), level, text))

    def _look(self) -> None:
        if self.board is not None:
            self._loop.after(EVERY, self._look)
            self._show()

    def _show(self) -> None:
        while self._said and self._viewer:
            self._viewer.tell(self._said.popleft())
        shown = Places(self._places(), self._since, self._left, self._disconnected, self._rolling_restart.under_way)
        if shown != self._shown and self._viewer:
            self._shown = shown
            self._viewer.tell(shown)

    def _places(self) -> list[Place]:
        return places(self._pool, self._state, self._options.workers, self._died)

    # ----------------------------------------------------------------------- act

    def _disturb(self, wish: reports.Disturb | reports.Heal) -> None:
        if isinstance(wish, reports.Heal):
            self.faults.heal(wish.number)
        elif self._options.lab:
            self.faults.put(wish)

    def _faults_changed(self) -> None:
        for process in (*self._pool.workers.values(), *([self._viewer] if self._viewer else [])):
            process.tell(Faults(self.faults.all()))

    def _act(self, what: str, name: str) -> str:
        """Does it; or returns why not."""
        if not self._options.lab:
            return "lab_needed"
        if what == "reload":
            if self._rolling_restart.under_way:
                return "lab_under_way"
            self._rolling_restart.begin()
            return ""
        place = next((place for place in self._places() if place.name == name), None)
        if place is None or place.status == "gone" or place.kind in ("supervisor", "forker"):
            return "lab_nobody"
        if what == "stop" and place.kind in ("spare", "standby"):
            return "lab_idle"  # nobody hears of it anyway
        number = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP, "continue": signal.SIGCONT}[what]
        with suppress(ProcessLookupError):  # it has just died by itself
            os.kill(place.pid, number)
        return ""


def _place_of(process: ProcessHandle) -> str:
    if isinstance(process, WorkerHandle):
        return worker_place(process.number) if process.number else "spare"
    return process.name
