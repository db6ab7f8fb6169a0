"""SIGHUP: every process but the supervisor is replaced by one that has imported the program afresh.

First it is tried whether such processes begin at all, and only then the first of the old ones is ended.
"""

from chatlib.server.console import Console
from chatlib.server.supervisor.process_pool import ProcessPool
from chatlib.server.supervisor.readiness import Readiness
from chatlib.server.supervisor.state_process_manager import StateProcessManager


class RollingRestart:
    """One at a time: whoever asks while it is under way has it."""

    def __init__(self, console: Console, readiness: Readiness, state: StateProcessManager, pool: ProcessPool) -> None:
        self._console = console
        self._readiness = readiness
        self._state = state
        self._pool = pool
        self.under_way = False

    def begin(self) -> None:
        if self.under_way:
            return
        self.under_way = True
        self._console.say("renewing")
        self._readiness.reloading()
        self._state.try_spare(self._on_spare_state)

    def _on_spare_state(self, failure: str) -> None:
        if failure:
            self._end(failure)
        else:
            self._pool.renew(self._on_pool)

    def _on_pool(self, failure: str) -> None:
        if failure:
            self._end(failure)
        else:
            self._state.renew(lambda: self._end(""))

    def _end(self, failure: str) -> None:
        """`failure`: what is said of it on the console; "" if there was none."""
        self.under_way = False
        self._readiness.ready()
        self._console.say(failure or "renewed", "error" if failure else "info", log=self._pool.log)
