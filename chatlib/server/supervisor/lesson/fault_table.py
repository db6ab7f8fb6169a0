"""The faults that are on. Workers are told of all of them whenever they change, and each successor at its beginning."""

import itertools
import time
from collections.abc import Callable

from chatlib.server.console import Console
from chatlib.server.ipc.orders import ONCE, Fault
from chatlib.server.ipc.reports import Disturb
from chatlib.server.supervisor.loop import Loop

MOST = 20
"""At once: more than a class can tell apart. The oldest goes."""

AT_ONCE = 0.5
"""Seconds in which all workers hear of a fault that happens once."""

SAID = {
    "delay": "fault_delay",
    "rate": "fault_rate",
    "cut": "fault_cut",
    "half_open": "fault_half_open",
    "reset": "fault_reset",
    "slow_reader": "fault_slow_reader",
    "split": "fault_split",
    "join": "fault_join",
}
"""What is said of each kind: keys of the console's texts."""


class FaultTable:
    """`changed` is called whenever it is otherwise than before."""

    def __init__(self, console: Console, loop: Loop, changed: Callable[[], None]) -> None:
        self._console = console
        self._loop = loop
        self._changed = changed
        self._numbers = itertools.count(1)
        self._faults: dict[int, Fault] = {}

    def all(self) -> list[Fault]:
        """Those of the moment, in the order in which they were put."""
        now = time.monotonic()
        self._faults = {number: one for number, one in self._faults.items() if now < one.until}
        return [*self._faults.values()]

    def put(self, wish: Disturb) -> None:
        number, say = next(self._numbers), self._console.text
        seconds = AT_ONCE if wish.kind in ONCE else wish.seconds
        until = time.monotonic() + seconds if seconds else float("inf")
        what = say(SAID[wish.kind], delay=round(wish.delay * 1000), jitter=round(wish.jitter * 1000), rate=wish.rate)
        lasts = wish.seconds and wish.kind not in ONCE
        told = say("fault_for" if lasts else "fault_on", what=what, seconds=f"{seconds:g}")
        self._faults[number] = Fault(
            number, wish.target, wish.kind, wish.delay, wish.jitter, wish.rate, until, told, say("fault_over")
        )
        if len(self._faults) > MOST:
            del self._faults[next(iter(self._faults))]
        self._console.say("fault", "warning", target=wish.target, what=what)
        self._changed()
        if seconds:
            self._loop.after(seconds + 0.01, self._changed)

    def heal(self, number: int) -> None:
        """The one of this number; 0: all."""
        if number:
            self._faults.pop(number, None)
        else:
            self._faults.clear()
        self._changed()
