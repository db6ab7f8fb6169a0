"""Processes that have imported the program afresh: tried before anybody who serves is replaced."""

from collections.abc import Callable

from chatlib.server.ipc import reports
from chatlib.server.supervisor.handles import ProcessHandle
from chatlib.server.supervisor.loop import Loop
from chatlib.server.supervisor.signals import held
from chatlib.state import fork_server
from chatlib.state.release import RELEASE

LAST_WORDS = 1.0
"""Seconds at the most for a process that could not begin to write down why."""


class Candidates:
    """Owns them until all have begun, and `ready` is called with them; or one has not, and `failed` with what is to be
    said of it on the console. Then the others have ended.
    """

    def __init__(self, loop: Loop, ready: Callable[[list[ProcessHandle]], None], failed: Callable[[str], None]) -> None:
        self._loop = loop
        self._ready = ready
        self._failed = failed
        self.processes: list[ProcessHandle] = []

    def try_out(self, starts: list[Callable[[], ProcessHandle]]) -> None:
        """Each of `starts` makes one; OSError if the system has nothing to give."""
        try:
            for start in starts:
                self.processes.append(start())
        except OSError:
            self._fail("not_renewed")
            return
        for process in self.processes:
            self._loop.watch(process.reports, lambda process=process: self._on_report(process))

    def end(self) -> None:
        processes, self.processes = self.processes, []
        for process in processes:
            self._loop.unwatch(process.reports)
            process.retire()
            process.release()

    def _on_report(self, process: ProcessHandle) -> None:
        try:
            ready = [report for report in process.heard() if isinstance(report, reports.Ready)]
        except EOFError:
            process.process.join(LAST_WORDS)
            self._fail("not_renewed")
            return
        if any(report.release != RELEASE for report in ready):
            self._fail("other_release")
            return
        process.ready = process.ready or bool(ready)
        if all(one.ready for one in self.processes):
            found, self.processes = self.processes, []
            for one in found:
                self._loop.unwatch(one.reports)
            with held():
                fork_server.renew()  # whoever comes after them begins with their program as well
            self._ready(found)

    def _fail(self, why: str) -> None:
        self.end()
        self._failed(why)
