"""The supervisor's loop: who waits for what to become readable, or for a time to come."""

import selectors
import time
from collections.abc import Callable

from chatlib.server.ipc.timers import Timers

LONGEST_SLEEP = 60.0


class Loop:
    """Calls what was asked for, one after the other, in one thread."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._timers = Timers()

    def watch(self, thing: object, call: Callable[[], None]) -> None:
        """Calls whenever there is something to read."""
        if not self.watches(thing):
            self._selector.register(thing, selectors.EVENT_READ, call)

    def watches(self, thing: object) -> bool:
        return thing in self._selector.get_map()

    def unwatch(self, thing: object) -> None:
        if self.watches(thing):
            self._selector.unregister(thing)

    def after(self, seconds: float, call: Callable[[], None]) -> None:
        self._timers.at(time.monotonic() + seconds, call)

    def turn(self) -> None:
        for key, _ in self._selector.select(self._timers.wait(time.monotonic(), LONGEST_SLEEP)):
            # What came first in this turn may have ended what this one is about.
            if self._selector.get_map().get(key.fd) == key:
                key.data()
        self._timers.run(time.monotonic())
