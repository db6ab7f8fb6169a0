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
        self._under_way = False

    def begin(self) -> None:
        if self._under_way:
            return
        self._under_way = True
        self._console.say("renewing")
        self._readiness.reloading()
        self._state.try_spare(self._on_spare_state)

    def _on_spare_state(self, begins: bool) -> None:
        if begins:
            self._pool.renew(self._on_workforce)
        else:
            self._end(False)

    def _on_workforce(self, renewed: bool) -> None:
        if renewed:
            self._state.renew(lambda: self._end(True))
        else:
            self._end(False)

    def _end(self, renewed: bool) -> None:
        self._under_way = False
        self._readiness.ready()
        if renewed:
            self._console.say("renewed")
        else:
            self._console.say("not_renewed", "error", log=self._pool.log)
