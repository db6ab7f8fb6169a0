"""Who gives no sign of life does nothing any more, though its process is there."""

import time
from collections.abc import Callable, Iterable

from chatlib.server.console import Console
from chatlib.server.supervisor.handles import ProcessHandle
from chatlib.server.supervisor.loop import Loop
from chatlib.server.supervisor.restarts.restart_policy import HUNG

EVERY = 1.0
"""Seconds between two looks."""


class HangWatch:
    """Kills whoever of the `watched` has been silent for HUNG seconds; its death then tells the rest."""

    def __init__(self, console: Console, loop: Loop, watched: Callable[[], Iterable[ProcessHandle]]) -> None:
        self._console = console
        self._loop = loop
        self._watched = watched
        self._looked_at = float("-inf")

    def start(self) -> None:
        self._loop.after(HUNG, self._look)

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked_at < HUNG / 2:  # else it was we who did not hear
            for process in self._watched():
                if now - process.heard_at > HUNG:
                    self._console.say("hung", "warning", what=process.name, pid=process.pid)
                    process.process.kill()
        self._looked_at = now
        self._loop.after(EVERY, self._look)
