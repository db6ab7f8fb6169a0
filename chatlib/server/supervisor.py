"""The supervisor: opens the doors, hands every client to a worker, and replaces whoever dies.

It talks to nobody. Every client's descriptor is kept here as well, so that a connection belongs to
the server and not to the process that happens to look after it.
"""

import itertools
import selectors
import socket
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress

from chatlib.server import reports
from chatlib.server.console import Console
from chatlib.server.doors import Doors, pair
from chatlib.server.handle import Duplicate, ProcessHandle, WorkerHandle
from chatlib.server.messages import ServerError
from chatlib.server.options import Listen, Options
from chatlib.server.orders import Assignment, Handover
from chatlib.server.readiness import Readiness
from chatlib.server.restart import RestartPolicy
from chatlib.server.signals import Signals, held
from chatlib.server.specialist import Specialist
from chatlib.server.staff import wanted
from chatlib.server.timers import Timers
from chatlib.state.journal import JournalError
from chatlib.state.service import CRASHES, StateProcess

ACCEPTED_AT_ONCE = 64
"""Connections taken in one turn, so that what workers report does not wait."""

BUSY = 0.02
"""Seconds until the doors are looked at again when nobody could take a client in."""

FAREWELL = 3.0
"""Seconds for the workers to show their clients out."""

LONGEST_SLEEP = 60.0


class Supervisor:
    """Owns all processes, listening sockets and descriptors."""

    def __init__(self, options: Options, console: Console, doors: Doors, state: StateProcess, signals: Signals) -> None:
        self._options = options
        self._console = console
        self._doors = doors
        self._state = state
        self._state_policy = RestartPolicy(started=time.monotonic())
        self._policies: dict[int | str, RestartPolicy] = defaultdict(RestartPolicy)
        self._workers: dict[int, WorkerHandle] = {}
        self._spare: WorkerHandle | None = None
        self._posts = wanted(options)
        self._specialists: dict[str, Specialist] = {}
        self._addresses: dict[int, str] = {}
        self._cids = itertools.count(1)
        self._timers = Timers()
        self._selector = selectors.DefaultSelector()
        self._signals = signals
        self._readiness = Readiness()
        self._signalled = 0
        self._end_by = float("inf")

    def run(self) -> None:
        """Serves until a signal says otherwise. ServerError if it cannot go on; nothing is left behind in any case."""
        try:
            self._start()
            while time.monotonic() < self._end_by and (self._workers or not self._signalled):
                for key, _ in self._selector.select(self._timers.wait(time.monotonic(), LONGEST_SLEEP)):
                    # What came first in this turn may have ended what this one is about.
                    if self._selector.get_map().get(key.fd) == key:
                        key.data()
                self._timers.run(time.monotonic())
        finally:
            self._end()

    def _start(self) -> None:
        self._watch(self._signals, self._on_signal)
        self._watch(self._state.lifeline, self._on_state_death)
        for number, worker in enumerate([WorkerHandle() for _ in range(self._options.workers)], 1):
            self._put_to_work(number, worker)
        for name in self._posts:
            self._employ(name)
        self._spare = self._hire()
        self._open_doors()
        self._readiness.ready()
        self._beat()

    def _beat(self) -> None:
        """The loop is alive, whoever watches it."""
        if self._readiness.heartbeat:
            self._readiness.alive()
            self._timers.at(time.monotonic() + self._readiness.heartbeat, self._beat)

    def _watch(self, thing: object, call: Callable[[], None]) -> None:
        self._selector.register(thing, selectors.EVENT_READ, call)

    # ------------------------------------------------------------------ clients

    def _open_doors(self) -> None:
        for door in self._doors.sockets:
            if door not in self._selector.get_map():
                self._watch(door, lambda door=door: self._accept(door))

    def _close_doors_for(self, seconds: float) -> None:
        for door in self._doors.sockets:
            self._selector.unregister(door)
        self._timers.at(time.monotonic() + seconds, self._open_doors)

    def _accept(self, door: socket.socket) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            worker = self._least_busy()
            if worker is None:
                self._close_doors_for(BUSY)
                return
            try:
                accepted = self._doors.accept(door)
            except OSError:
                # No descriptor is free. The client waits in the queue of the kernel.
                self._close_doors_for(1.0)
                return
            if accepted is None:
                return
            self._admit(worker, *accepted, self._doors.sockets[door])

    def _admit(self, worker: WorkerHandle, sock: socket.socket, address: str, place: Listen) -> None:
        if not self._doors.admit(address, len(self._addresses)):
            self._console.say("full", "warning", address=address)
            sock.close()
            return
        order = Handover(next(self._cids), address, place.dialect)
        self._addresses[order.cid] = address
        self._give(worker, Duplicate(sock, order))

    def _give(self, to: ProcessHandle, connection: Duplicate, inner: socket.socket | None = None) -> None:
        # If the process has just died, its death tells of the connection as of all its others.
        with suppress(OSError):
            to.hand_over(connection, inner)

    def _pass_on(self, connection: Duplicate, name: str) -> None:
        """A connection that is not for chatting, to who knows what to do with it."""
        specialist, order = self._specialists.get(name), connection.order
        if specialist is None or (specialist.plain_side and order.secure):
            # The second is TLS within TLS: each layer would cost descriptors that no limit counts.
            self._dismiss(connection)
        elif not specialist.willing:
            self._timers.at(time.monotonic() + BUSY, lambda: self._pass_on(connection, name))
        elif specialist.plain_side:
            self._pass_through(specialist, connection, name)
        else:
            self._give(specialist, connection)

    def _pass_through(self, specialist: Specialist, connection: Duplicate, name: str) -> None:
        """To a specialist who makes another connection of it, for a worker."""
        worker, order = self._least_busy(), connection.order
        if worker is None:
            self._timers.at(time.monotonic() + BUSY, lambda: self._pass_on(connection, name))
            return
        try:
            inner, outer = pair()
        except OSError:
            self._dismiss(connection)  # no descriptor is free
            return
        self._give(specialist, connection, inner)
        inner.close()
        self._give(worker, Duplicate(outer, Handover(next(self._cids), order.address, order.pinned, secure=True)))

    def _dismiss(self, connection: Duplicate) -> None:
        self._left(connection.order.cid)
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)
        connection.sock.close()

    def _least_busy(self) -> WorkerHandle | None:
        """Of those who can take a connection in at once."""
        willing = [worker for worker in self._workers.values() if worker.willing]
        return min(willing, key=lambda worker: len(worker.connections), default=None)

    def _left(self, cid: int) -> None:
        if cid in self._addresses:
            self._doors.left(self._addresses.pop(cid))

    # ------------------------------------------------------------------ workers

    def _hire(self) -> WorkerHandle:
        worker = WorkerHandle()
        self._watch(worker.reports, lambda: self._on_report(worker))
        return worker

    def _put_to_work(self, number: int, worker: WorkerHandle) -> None:
        self._policies[number].begins(time.monotonic())
        self._workers[number] = worker
        if worker.reports.fileno() not in self._selector.get_map():
            self._watch(worker.reports, lambda: self._on_report(worker))
        try:
            worker.activate(Assignment(number, self._options.data, frozenset(self._posts)), self._state.service)
        except (OSError, EOFError):
            # It or the state has just died. Without a pipe between them it is of no use: its death is dealt with.
            worker.process.kill()

    def _on_report(self, worker: ProcessHandle) -> None:
        try:
            heard = worker.heard()
        except EOFError:
            self._on_death(worker)
            return
        for report in heard:
            match report:
                case reports.Closed():
                    self._left(report.cid)
                case reports.Passed():
                    if connection := worker.take_back(report.cid):
                        self._pass_on(connection, report.to)
                case reports.Entered():
                    self._console.say("entered", name=report.name, dialect=report.dialect, pid=worker.pid)
                case reports.Departed():
                    self._console.say("departed", name=report.name)
                case reports.News():
                    self._console.say("trouble", what=worker.name, pid=worker.pid, text=report.text)
                case reports.Trouble():
                    self._console.say("trouble", "error", what=worker.name, pid=worker.pid, text=report.text)

    def _on_death(self, process: ProcessHandle) -> None:
        self._selector.unregister(process.reports)
        for cid in process.connections:
            self._left(cid)
        lost, code, pid = process.bury(), process.process.exitcode, process.pid
        if process is self._spare:
            self._spare = None if self._signalled else self._hire()
            return
        place = process.number if isinstance(process, WorkerHandle) else process.name
        del (self._workers if isinstance(process, WorkerHandle) else self._specialists)[place]
        if self._signalled:
            return
        why = self._console.text("signal", code=-code) if code < 0 else self._console.text("status", code=code)
        self._console.say("process_died", "warning", what=process.name, pid=pid, why=why, count=lost)
        wait = self._policies[place].ends(time.monotonic())
        if wait is None:
            raise ServerError("give_up", what=f"{process.name} {place}", log=self._options.data / CRASHES)
        self._timers.at(time.monotonic() + wait, lambda: self._replace(place))

    def _replace(self, place: int | str) -> None:
        if self._signalled:
            return
        if not self._state.alive:
            self._timers.at(time.monotonic() + BUSY, lambda: self._replace(place))
        elif isinstance(place, str):
            self._employ(place)
            self._console.say("process_replaced", what=place, pid=self._specialists[place].pid)
        else:
            self._replace_worker(place)

    def _replace_worker(self, number: int) -> None:
        worker, self._spare = self._spare or self._hire(), None
        self._put_to_work(number, worker)
        self._console.say("process_replaced", what=worker.name, pid=worker.pid)
        self._spare = self._hire()

    # -------------------------------------------------------------- specialists

    def _employ(self, name: str) -> None:
        post = self._posts[name]
        specialist = Specialist(name, post.target, self._options, post.plain_side)
        self._policies[name].begins(time.monotonic())
        self._specialists[name] = specialist
        self._watch(specialist.reports, lambda: self._on_report(specialist))
        self._acquaint(specialist)

    def _acquaint(self, specialist: Specialist) -> None:
        try:
            specialist.serve_with(self._state.service)
        except (OSError, EOFError):
            specialist.process.kill()  # or it is dead already; its death is dealt with

    # -------------------------------------------------------------------- state

    def _on_state_death(self) -> None:
        """The workers end when they lose the state, and find a new one when they are replaced."""
        self._selector.unregister(self._state.lifeline)
        self._state.kill()
        self._console.say("state_died", "warning", pid=self._state.pid)
        wait = self._state_policy.ends(time.monotonic())
        if wait is None:
            raise ServerError("give_up", what="state", log=self._options.data / CRASHES)
        time.sleep(wait)  # without the state there is nothing to do
        options = self._options
        try:
            with held():
                self._state = StateProcess(options.data, options.sync, options.limits)
        except JournalError as error:
            raise ServerError("data_bad", data=options.data, reason=error) from None
        self._state_policy.begins(time.monotonic())
        self._watch(self._state.lifeline, self._on_state_death)
        self._console.say("state_replaced", pid=self._state.pid)
        for specialist in self._specialists.values():
            self._acquaint(specialist)

    # ---------------------------------------------------------------------- end

    def _on_signal(self) -> None:
        """The first one: everybody is shown out. The second one: at once."""
        before = self._signalled
        self._signalled += self._signals.read()
        if self._signalled > 1:
            self._end_by = 0.0
        if before or not self._signalled:
            return
        self._console.say("stopping")
        self._readiness.stopping()
        self._end_by = min(self._end_by, time.monotonic() + FAREWELL)
        self._doors.close()
        # Specialists go on as long as workers do: what these still say may go through them.
        for worker in self._everybody():
            if isinstance(worker, WorkerHandle):
                worker.finish()

    def _end(self) -> None:
        self._doors.close()
        for worker in self._everybody():
            worker.process.kill()
            worker.bury()
        if self._signalled == 1:
            self._state.stop()
            self._console.say("stopped")
        else:
            # Whatever was acknowledged is in the journal already.
            self._state.kill()

    def _everybody(self) -> list[ProcessHandle]:
        return [*self._workers.values(), *([self._spare] if self._spare else []), *self._specialists.values()]
