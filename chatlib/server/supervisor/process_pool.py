"""The supervisor's workers and specialists: each has its place, and a place is never empty for long."""

import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial

from chatlib.server.console import Console
from chatlib.server.ipc import reports
from chatlib.server.ipc.orders import Assignment
from chatlib.server.options import PEEKS, Options, node_of
from chatlib.server.supervisor.dispatcher import BUSY, Dispatcher
from chatlib.server.supervisor.handles import Duplicate, ProcessHandle, WorkerHandle
from chatlib.server.supervisor.lesson.projector import Projector
from chatlib.server.supervisor.loop import Loop
from chatlib.server.supervisor.news import News
from chatlib.server.supervisor.restarts.candidates import Candidates
from chatlib.server.supervisor.restarts.hang_watch import HangWatch
from chatlib.server.supervisor.restarts.restart_policy import LONGEST_WAIT, RestartPolicy
from chatlib.server.supervisor.specialists import Specialists
from chatlib.server.texts import ServerError
from chatlib.state.layout import CRASHES
from chatlib.state.manager import StateProcess
from chatlib.state.redo import make_files
from chatlib.state.release import RELEASE

SCARCE = 1.0
"""Seconds until the next try where the system had nothing to give: no descriptor, no process."""


class ProcessPool:
    """Owns the processes and the duplicates of all connections; `dispatcher` shares them out.

    `state` gives the state process, None if it is gone. `left` is called with the number of each connection that has
    ended. `projector` hears of who looks on, `count` of who asks how many of what there are. `restarts`: by name, how
    often one took the place of another that died.
    """

    def __init__(
        self,
        options: Options,
        console: Console,
        loop: Loop,
        state: Callable[[], StateProcess | None],
        left: Callable[[int], None],
        projector: Projector,
        count: Callable[[ProcessHandle], None],
    ) -> None:
        self._options = options
        self._console = console
        self._loop = loop
        self._state = state
        self._left = left
        self._projector = projector
        self._count = count
        self.restarts: Counter[str] = Counter()
        self._policies: dict[int | str, RestartPolicy] = defaultdict(RestartPolicy)
        self.workers: dict[int, WorkerHandle] = {}
        self._orphans: dict[int, dict[int, Duplicate]] = defaultdict(dict)
        self.spare: WorkerHandle | None = None
        self._appointed: dict[int, WorkerHandle] = {}  # by the number they are to have, as soon as they are ready
        self.specialists = Specialists(options, console, loop, state, self._listen_to, self._policies.__getitem__)
        self._news = News(console, loop.after)
        self._records = {number: make_files(f"record-{number}") for number in range(1, options.workers + 1)}
        self._key = secrets.token_bytes(32)
        there, begin = self.specialists.there, self.specialists.begin
        self.dispatcher = Dispatcher(loop, self.workers, there, begin, left, node_of(options))
        self._hang_watch = HangWatch(console, loop, self._talkative)
        self._candidates = Candidates(loop, self._promote, self._end_renewal)
        self._to_renew: list[WorkerHandle] = []
        self._renewed: Callable[[str], None] | None = None
        self.log = options.data / CRASHES  # where it is written why a process could not begin
        self.ending = False

    def start(self) -> None:
        for number, worker in {number: self._start_worker() for number in self._records}.items():
            self._activate(number, worker)
        self.specialists.start()
        self._loop.after(0, self._start_spare)  # not before whoever waits to be served
        self._hang_watch.start()

    def chatting(self) -> list[Duplicate]:
        """The connections that workers look after."""
        return [one for worker in self.workers.values() for one in worker.connections.values()]

    @property
    def serving(self) -> bool:
        return bool(self.workers)

    def finish(self) -> None:
        """Everybody shows their clients out; nobody is replaced any more.

        Specialists go on as long as workers do: what these still say may go through them.
        """
        self.ending = True
        self._renewed = None  # a reload that is under way is not told of: all of them end
        self._end_renewal("not_renewed")
        self.specialists.finish()
        for worker in self.workers.values():
            worker.finish()
        for worker in self._waiting():
            worker.process.kill()

    def end(self) -> None:
        for process in self._everybody():
            process.process.kill()
            process.release()
            for connection in process.connections.values():
                connection.end()

    def _everybody(self) -> list[ProcessHandle]:
        serving = [*self.workers.values(), *self.specialists.there.values()]
        return [*serving, *self._waiting(), *self._candidates.processes]

    def _talkative(self) -> list[ProcessHandle]:
        """Those of whom one hears: a spare that has begun has nothing more to say."""
        return [process for process in self._everybody() if not (process is self.spare and process.ready)]

    def _waiting(self) -> list[WorkerHandle]:
        return [*([self.spare] if self.spare else []), *self._appointed.values()]

    def _start_worker(self) -> WorkerHandle:
        worker = WorkerHandle()
        self._listen_to(worker)
        return worker

    def _listen_to(self, process: ProcessHandle) -> None:
        self._loop.watch(process.reports, lambda: self._on_report(process))

    def _activate(self, number: int, worker: WorkerHandle) -> bool:
        """False, and nothing has happened, if there is no state to work for."""
        state, inherited = self._state(), self._orphans.get(number, {})
        options, may_pass_to = self._options, frozenset(self.specialists.kinds)
        assignment = Assignment(
            number, options.workers, options.data, may_pass_to, options.allowance, self._key, len(inherited),
            options.irc, self._projector.board is not None, self._projector.faults.all(), options.cluster,
        )  # fmt: skip
        handed = [*self._records[number], *([self._projector.board] if assignment.watched else [])]
        if state is None or not worker.activate(assignment, state, handed, inherited):
            return False
        self._orphans.pop(number, None)
        self._policies[number].begins(time.monotonic())
        self.workers[number] = worker
        return True

    def state_replaced(self) -> None:
        """Everybody gets to know the new one."""
        for worker in self.workers.values():
            if state := self._state():  # else it has just died as well, and there will be another
                worker.rejoin(state)
        self.specialists.state_replaced()

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
                    self._projector.left(process, report.by_client)
                case reports.Passed():
                    if connection := process.take_back(report.cid):
                        self.dispatcher.pass_on(connection, report.to)
                case reports.Inner():
                    self.dispatcher.open_inner(process, report)
                case reports.Count():
                    self._count(process)
                case reports.OfLesson():
                    self._projector.heard(process, report)
                case reports.Ready() if report.release != RELEASE:
                    self._lose_misfit(process)
                    return
                case reports.Ready():
                    process.ready = True
                    if process is self.spare:
                        self._console.say("spare_ready", what=process.name, pid=process.pid)
                        self._renew_next()
                    self._take_places()
                case _:
                    self._news.tell(process, report)

    # ------------------------------------------------------------------- replace

    def _on_death(self, process: ProcessHandle) -> None:
        self._loop.unwatch(process.reports)
        process.release()
        self._projector.died(process)
        if process is self.spare:
            if not self.ending:
                self._news.died("spare_died", process)
            self._replace_spare(process.exitcode)
            return
        for number in [number for number, worker in self._appointed.items() if worker is process]:
            del self._appointed[number]
            if not self.ending:
                self._replace_later(number, process)
            return
        place = process.number if isinstance(process, WorkerHandle) else process.name
        survive = isinstance(process, WorkerHandle) and PEEKS and not self.ending
        if survive:
            self._orphans[place].update(process.connections)
        else:
            self._end_connections(process)
        del (self.workers if isinstance(process, WorkerHandle) else self.specialists.there)[place]
        if self.ending:
            return
        if not process.retired:
            self._news.died("process_died" if survive else "process_lost", process, "warning")
            self.restarts[process.name] += 1
        self._replace_later(place, process)

    def _replace_later(self, place: int | str, process: ProcessHandle) -> None:
        """Or at once: as the policy says."""
        wait = self._policies[place].ends(time.monotonic(), process.exitcode)
        if wait is None:
            if isinstance(process, WorkerHandle):
                raise ServerError("give_up", what=process.name, log=self.log)
            wait = LONGEST_WAIT  # chat goes on without it
        if isinstance(place, str) and self.specialists.waits_for_demand(place, wait):
            return
        if wait:
            self._loop.after(wait, lambda: self._replace(place))
        else:
            self._replace(place)

    def _end_connections(self, process: ProcessHandle) -> None:
        for cid, connection in process.connections.items():
            self._left(cid)
            connection.end()

    def _replace(self, place: int | str) -> None:
        if self.ending or place in self.specialists.there:
            return
        try:
            if isinstance(place, str):
                self.specialists.install(self.specialists.make(place))
                self._console.say("process_replaced", what=place, pid=self.specialists.there[place].pid)
                return
            self._policies[place].begins(time.monotonic())
            self._appointed[place] = self.spare or self._start_worker()
        except OSError:
            self._loop.after(SCARCE, lambda: self._replace(place))
            return
        self.spare = None
        self._take_places()

    def _take_places(self) -> None:
        """Of those appointed who are known to understand what they are given."""
        for number, worker in [*self._appointed.items()]:
            if not worker.ready or self.ending:
                continue
            if not self._activate(number, worker):
                self._loop.after(BUSY, self._take_places)
                return
            del self._appointed[number]
            self._console.say("process_replaced", what=worker.name, pid=worker.pid)
            self._start_spare()

    def _lose_misfit(self, process: ProcessHandle) -> None:
        """It has imported another program than we have. Who serves is not affected, and there is no spare until the
        next try; where somebody is needed, the server ends, so that it can be started anew.
        """
        if process is not self.spare:
            raise ServerError("other_release_ends")
        self.spare = None
        self._remove(process)
        if self._renewed:
            self._end_renewal("other_release")
        else:
            self._console.say("other_release", "error")

    def _replace_spare(self, exitcode: int) -> None:
        """One that dies of its start is tried again later and later; who works is not affected."""
        self.spare = None
        wait = self._policies["spare"].ends(time.monotonic(), exitcode)
        if wait is None:
            self._console.say("no_spare", "error", log=self.log)
            self._end_renewal("not_renewed")
        elif not self.ending:
            self._loop.after(wait, self._start_spare)

    def _start_spare(self) -> None:
        if self.spare is None and not self.ending:
            self._policies["spare"].begins(time.monotonic())
            try:
                self.spare = self._start_worker()
            except OSError:
                self._loop.after(SCARCE, self._start_spare)

    # --------------------------------------------------------------------- renew

    def renew(self, done: Callable[[str], None]) -> None:
        """Replaces one process after the other by one that has imported the program afresh; then calls `done`.

        With what is to be said on the console if such a process does not even begin: then all are as they were; else
        with "". Not to be called again before.
        """
        self._renewed = done
        if self.ending:
            self._end_renewal("not_renewed")
        else:
            renewed = self.specialists.to_renew()
            specialists = [partial(self.specialists.make, name, fresh=True) for name in renewed]
            self._candidates.try_out([partial(WorkerHandle, fresh=True), *specialists])

    def _promote(self, candidates: list[ProcessHandle]) -> None:
        """All of them have begun: the spare, and the specialists, take their places at once, workers one by one."""
        spare, *specialists = candidates
        for specialist in specialists:
            if before := self.specialists.there.get(specialist.name):  # else it has just died
                self._remove(before)
            self.specialists.install(specialist)
            self._console.say("process_replaced", what=specialist.name, pid=specialist.pid)
        if self.spare:
            self._remove(self.spare)
        self.spare = spare
        self._policies["spare"] = RestartPolicy()  # whatever was wrong with the program before
        self._listen_to(spare)
        self._to_renew = [*self.workers.values()]
        self._renew_next()

    def _remove(self, process: ProcessHandle) -> None:
        """Nobody will ask what became of it."""
        self._loop.unwatch(process.reports)
        process.retire()
        process.release()
        self._projector.died(process)
        self._end_connections(process)

    def _renew_next(self) -> None:
        if self._renewed is None or self._candidates.processes or self.spare is None or not self.spare.ready:
            return
        while self._to_renew:
            worker = self._to_renew.pop()
            if worker in self.workers.values():
                worker.retire()
                return
        self._end_renewal("")

    def _end_renewal(self, failure: str) -> None:
        done, self._renewed = self._renewed, None
        self._candidates.end()
        self._to_renew = []
        if done:
            done(failure)
