"""The supervisor's workers and specialists: each has its place, and a place is never empty for long."""

import itertools
import secrets
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress

from chatlib.server import reports
from chatlib.server.console import Console
from chatlib.server.doors import pair
from chatlib.server.handle import Duplicate, ProcessHandle, WorkerHandle
from chatlib.server.inlet import PEEKS
from chatlib.server.loop import Loop
from chatlib.server.messages import ServerError
from chatlib.server.options import Options
from chatlib.server.orders import Assignment, Handover
from chatlib.server.restart import HUNG, RestartPolicy, why
from chatlib.server.specialist import Specialist
from chatlib.server.staff import wanted
from chatlib.state.redo import make_files
from chatlib.state.service import CRASHES, StateProcess

BUSY = 0.02
"""Seconds until the next try where nobody could be asked."""

SCARCE = 1.0
"""Seconds until the next try where the system had nothing to give: no descriptor, no process."""


class Workforce:
    """Owns the processes and the duplicates of all connections. `state` gives the state process, None if it is gone.

    `left` is called with the number of each connection that has ended.
    """

    def __init__(
        self,
        options: Options,
        console: Console,
        loop: Loop,
        state: Callable[[], StateProcess | None],
        left: Callable[[int], None],
    ) -> None:
        self._options = options
        self._console = console
        self._loop = loop
        self._state = state
        self._left = left
        self._posts = wanted(options)
        self._policies: dict[int | str, RestartPolicy] = defaultdict(RestartPolicy)
        self._workers: dict[int, WorkerHandle] = {}
        self._orphans: dict[int, dict[int, Duplicate]] = defaultdict(dict)
        self._spare: WorkerHandle | None = None
        self._specialists: dict[str, Specialist] = {}
        self._records = {number: make_files(f"record-{number}") for number in range(1, options.workers + 1)}
        self._key = secrets.token_bytes(32)
        self._cids = itertools.count(1)
        self._to_renew: list[WorkerHandle] = []
        self._renewed: Callable[[], None] | None = None
        self.ending = False

    def start(self) -> None:
        for number, worker in {number: self._hire() for number in self._records}.items():
            self._put_to_work(number, worker)
        for name in self._posts:
            self._employ(name)
        self._hire_spare()
        self._loop.after(HUNG, self._look_for_hung)

    @property
    def serving(self) -> bool:
        return bool(self._workers)

    def finish(self) -> None:
        """Everybody shows their clients out; nobody is replaced any more.

        Specialists go on as long as workers do: what these still say may go through them.
        """
        self.ending = True
        for worker in [*self._workers.values(), *([self._spare] if self._spare else [])]:
            worker.finish()

    def end(self) -> None:
        for process in self._everybody():
            process.process.kill()
            process.bury()
            for connection in process.connections.values():
                connection.end()

    def _everybody(self) -> list[ProcessHandle]:
        return [*self._workers.values(), *([self._spare] if self._spare else []), *self._specialists.values()]

    # -------------------------------------------------------------- connections

    def willing(self) -> WorkerHandle | None:
        """Who has the fewest connections of those that can take one more at once."""
        willing = [worker for worker in self._workers.values() if worker.willing]
        return min(willing, key=lambda worker: len(worker.connections), default=None)

    def new_cid(self) -> int:
        return next(self._cids)

    def give(self, to: ProcessHandle, connection: Duplicate, *more: object) -> None:
        # If the process has just died, its death tells of the connection as of all its others.
        with suppress(OSError):
            to.hand_over(connection, *more)

    def _pass_on(self, connection: Duplicate, name: str) -> None:
        """A connection that is not for chatting, to who knows what to do with it."""
        specialist, worker = self._specialists.get(name), self.willing()
        if specialist is None or (specialist.plain_side and connection.order.secure):
            # The second is TLS within TLS: each layer would cost descriptors that no limit counts.
            self._dismiss(connection)
        elif not specialist.willing or worker is None:
            self._loop.after(BUSY, lambda: self._pass_on(connection, name))
        elif specialist.plain_side:
            self._pass_through(specialist, connection, worker)
        else:
            self.give(specialist, connection)

    def _pass_through(self, specialist: Specialist, connection: Duplicate, worker: WorkerHandle) -> None:
        """To a specialist who makes another connection of it, for a worker."""
        order = connection.order
        try:
            inner, outer = pair()
        except OSError:
            self._dismiss(connection)  # no descriptor is free
            return
        self.give(specialist, connection, inner)
        inner.close()
        self.give(worker, Duplicate(outer, Handover(self.new_cid(), order.address, order.pinned, secure=True)))

    def _dismiss(self, connection: Duplicate) -> None:
        self._left(connection.order.cid)
        connection.end()

    # ----------------------------------------------------------------- come and go

    def _hire(self) -> WorkerHandle:
        worker = WorkerHandle()
        self._loop.watch(worker.reports, lambda: self._on_report(worker))
        return worker

    def _put_to_work(self, number: int, worker: WorkerHandle) -> bool:
        """False, and nothing has happened, if there is no state to work for."""
        state, inherited = self._state(), self._orphans.get(number, {})
        assignment = Assignment(number, self._options.data, frozenset(self._posts), self._key, len(inherited))
        if state is None or not worker.activate(assignment, state, self._records[number], inherited):
            return False
        self._orphans.pop(number, None)
        self._policies[number].begins(time.monotonic())
        self._workers[number] = worker
        return True

    def _employ(self, name: str) -> None:
        post = self._posts[name]
        specialist = Specialist(name, post.target, self._options, post.plain_side)
        self._policies[name].begins(time.monotonic())
        self._specialists[name] = specialist
        self._loop.watch(specialist.reports, lambda: self._on_report(specialist))
        self._acquaint(specialist)

    def _acquaint(self, specialist: Specialist) -> None:
        if state := self._state():  # else it is told of the next one
            specialist.serve_with(state.service)

    def state_replaced(self) -> None:
        """Everybody gets to know the new one."""
        for worker in self._workers.values():
            if state := self._state():  # else it has just died as well, and there will be another
                worker.rejoin(state)
        for specialist in self._specialists.values():
            self._acquaint(specialist)

    def _on_report(self, process: ProcessHandle) -> None:
        try:
            heard = process.heard()
        except EOFError:
            self._on_death(process)
            return
        for report in heard:
            match report:
                case reports.Closed():
                    self._left(report.cid)
                case reports.Passed():
                    if connection := process.take_back(report.cid):
                        self._pass_on(connection, report.to)
                case reports.Entered():
                    self._console.say("entered", name=report.name, dialect=report.dialect, pid=process.pid)
                case reports.Departed():
                    self._console.say("departed", name=report.name)
                case reports.News():
                    self._console.say("trouble", what=process.name, pid=process.pid, text=report.text)
                case reports.Trouble():
                    self._console.say("trouble", "error", what=process.name, pid=process.pid, text=report.text)
                case reports.Ready():
                    process.ready = True
                    self._renew_next()

    # ------------------------------------------------------------------- replace

    def _on_death(self, process: ProcessHandle) -> None:
        self._loop.unwatch(process.reports)
        process.bury()
        if process is self._spare:
            self._replace_spare(process.exitcode)
            return
        place = process.number if isinstance(process, WorkerHandle) else process.name
        survive = isinstance(process, WorkerHandle) and PEEKS and not self.ending
        if survive:
            self._orphans[place].update(process.connections)
        else:
            for cid, connection in process.connections.items():
                self._left(cid)
                connection.end()
        del (self._workers if isinstance(process, WorkerHandle) else self._specialists)[place]
        if self.ending:
            return
        self._console.say(
            "process_died" if survive else "process_lost",
            "warning",
            what=process.name,
            pid=process.pid,
            why=why(process.exitcode, self._console),
            count=len(process.connections),
        )
        wait = self._policies[place].ends(time.monotonic(), process.exitcode)
        if wait is None:
            raise ServerError("give_up", what=f"{process.name} {place}", log=self._options.data / CRASHES)
        if wait:
            self._loop.after(wait, lambda: self._replace(place))
        else:
            self._replace(place)

    def _replace(self, place: int | str) -> None:
        if self.ending:
            return
        try:
            if isinstance(place, str):
                self._employ(place)
                self._console.say("process_replaced", what=place, pid=self._specialists[place].pid)
                return
            worker = self._spare = self._spare or self._hire()
        except OSError:
            self._loop.after(SCARCE, lambda: self._replace(place))
            return
        if not self._put_to_work(place, worker):
            self._loop.after(BUSY, lambda: self._replace(place))
            return
        self._spare = None
        self._console.say("process_replaced", what=worker.name, pid=worker.pid)
        self._hire_spare()

    def _replace_spare(self, exitcode: int) -> None:
        """One that dies of its start is tried again later and later; who works is not affected."""
        self._spare = None
        wait = self._policies["spare"].ends(time.monotonic(), exitcode)
        if wait is None:
            self._renewed = None
            self._console.say("no_spare", "error", log=self._options.data / CRASHES)
        elif not self.ending:
            self._loop.after(wait, self._hire_spare)

    def _hire_spare(self) -> None:
        if self._spare is None and not self.ending:
            self._policies["spare"].begins(time.monotonic())
            try:
                self._spare = self._hire()
            except OSError:
                self._loop.after(SCARCE, self._hire_spare)

    def _look_for_hung(self) -> None:
        """Who gives no sign of life does nothing any more, though its process is there."""
        now = time.monotonic()
        for worker in self._workers.values():
            if now - worker.heard_at > HUNG:
                self._console.say("hung", "warning", what=worker.name, pid=worker.pid)
                worker.process.kill()
        self._loop.after(1.0, self._look_for_hung)

    # --------------------------------------------------------------------- renew

    def renew(self, done: Callable[[], None]) -> None:
        """Replaces one process after the other by one that has imported the program afresh; then calls `done`."""
        self._to_renew = [*self._workers.values()]
        self._renewed = done
        for specialist in self._specialists.values():
            specialist.process.kill()
        if self._spare:
            self._spare.process.kill()  # it knows the old program; the next one is told of when it is ready

    def _renew_next(self) -> None:
        """A worker's end by surprise and its end by wish are the same thing."""
        if self._renewed is None or self._spare is None or not self._spare.ready:
            return
        while self._to_renew:
            worker = self._to_renew.pop()
            if worker in self._workers.values():
                worker.process.kill()
                return
        done, self._renewed = self._renewed, None
        done()
