"""When to start a process again that has died: a decision, not an action."""

import signal

from chatlib.server.console import Console
from chatlib.state.fork_server import UNKNOWN

QUICK = 10.0
"""Seconds; a process that lived for less died of its start."""
FIRST_WAIT = 0.25
LONGEST_WAIT = 10.0
GIVE_UP = 8
"""Quick deaths in a row."""
HUNG = 30.0
"""Seconds without a sign of life. Hung is not busy: nothing that a process does takes nearly so long."""


class RestartPolicy:
    """One for each process that is kept alive. Times are those of a monotonic clock."""

    def __init__(self) -> None:
        self.quick_deaths = 0
        self._started = float("-inf")

    def begins(self, now: float) -> None:
        self._started = now

    def ends(self, now: float, exitcode: int = 1) -> float | None:
        """Seconds to wait before the next start; None: give up."""
        if exitcode in (-signal.SIGKILL, UNKNOWN):
            self.quick_deaths = 0  # somebody wished it, if not of this then of another: that says nothing against it
            return 0.0
        if now - self._started >= QUICK:
            self.quick_deaths = 0
            return 0.0
        self.quick_deaths += 1
        if self.quick_deaths >= GIVE_UP:
            return None
        return 0.0 if self.quick_deaths == 1 else min(LONGEST_WAIT, FIRST_WAIT * 2 ** (self.quick_deaths - 2))


def why(exitcode: int, console: Console) -> str:
    """How a process ended, in words."""
    if exitcode == UNKNOWN:
        return console.text("unknown")
    return console.text("signal", code=-exitcode) if exitcode < 0 else console.text("status", code=exitcode)
