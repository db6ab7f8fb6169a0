"""Whether a node of a cluster still answers: one that has lost the others hears everything, and says nothing."""

import asyncio
from collections.abc import Callable

ANSWERED_WITHIN, LONGEST_PATIENCE = 4.0, 32.0
"""Seconds: a cluster that lost a machine says nothing for up to three. Doubled each time that it was too short, until
something is answered: what takes its time takes it at every node.
"""


class Silence:
    """`fell` is called when a request is open and nothing at all was heard for `patience`, in seconds."""

    def __init__(self, fell: Callable[[], None]) -> None:
        self._fell = fell
        self.patience = ANSWERED_WITHIN
        self._since = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def asked(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._since = loop.time()
            self._timer = loop.call_later(self.patience, self._look)

    def heard(self, waits: bool) -> None:
        """`waits`: an answer is still to come."""
        if waits:
            self._since = asyncio.get_running_loop().time()
        else:
            self.patience = ANSWERED_WITHIN
            self.end()

    def end(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        left = self._since + self.patience - loop.time()
        if left > 0:
            self._timer = loop.call_later(left, self._look)
        else:
            self._timer = None
            self.patience = min(LONGEST_PATIENCE, self.patience * 2)
            self._fell()
