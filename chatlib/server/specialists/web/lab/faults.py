"""Faults as viewers ask for them, and as they are told of them."""

import math
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from chatlib.server.ipc.orders import EVERYBODY, Fault
from chatlib.server.ipc.reports import Disturb

KINDS = {
    "delay": ("delay", "jitter"),
    "rate": ("rate",),
    "cut": (),
    "half_open": (),
    "reset": (),
    "slow_reader": ("rate",),
    "split": (),
    "join": ("delay",),
}
"""Which numbers each needs. What comes in and goes out is late, slow, held back, cut into bytes or joined; a
`half_open` connection the server alone has forgotten, a `slow_reader` is one at the other end.
"""

LONGEST_TARGET = 64
"""Characters: longer than any name."""

MOST_SECONDS, MOST_DELAY, MOST_RATE = 3600, 60_000, 1_000_000


def checked(target: str, kind: str, delay: float, jitter: float, rate: float, seconds: float) -> Disturb:
    """The wish, delays now in seconds. ValueError with the key of what is to be said, if it is none."""
    target = target.strip()
    if target.lower() == EVERYBODY:
        target = EVERYBODY
    is_number = not target.startswith("#") or (target[1:].isdecimal() and len(target) < 18)
    if not target or len(target) > LONGEST_TARGET or not target.isprintable() or not is_number:
        raise ValueError("fault_target")
    if kind not in KINDS:
        raise ValueError("fault_kind")
    needs = KINDS[kind]
    delay, jitter, rate = (delay if "delay" in needs else 0, jitter if "jitter" in needs else 0, rate)
    if not all(map(math.isfinite, (delay, jitter, rate, seconds))):
        raise ValueError("fault_numbers")
    right_delay = "delay" not in needs or (1 <= delay <= MOST_DELAY and 0 <= jitter <= delay)
    right_rate = "rate" not in needs or 1 <= rate <= MOST_RATE
    right_time = 0 <= seconds <= MOST_SECONDS and (seconds > 0 or kind != "cut")
    if not (right_delay and right_rate and right_time):
        raise ValueError("fault_numbers")
    return Disturb(target, kind, delay / 1000, jitter / 1000, int(rate) if "rate" in needs else 0, float(seconds))


class FaultList:
    """Those of the moment, as the supervisor told them last; `tell` gives a frame to all viewers."""

    def __init__(self, tell: Callable[[dict[str, Any]], None]) -> None:
        self._tell = tell
        self._faults: list[Fault] = []
        self._on: Counter[int] = Counter()

    def put(self, faults: list[Fault]) -> None:
        """There are these, and no others."""
        self._faults = faults
        self._tell(self.frame())

    def kind_of(self, number: int) -> str:
        """ "" if there is none."""
        return next((one.kind for one in self._faults if one.number == number), "")

    def tell_again(self, on: Iterable[int]) -> None:
        """To be called once a second, with the number of the fault that is on each connection."""
        self._on = Counter(on)
        if self._faults:
            self._tell(self.frame())

    def frame(self) -> dict[str, Any]:
        now = time.monotonic()
        told = [
            {
                "number": one.number,
                "target": one.target,
                "connections": self._on[one.number],
                "kind": one.kind,
                "details": _details(one),
                "seconds": None if math.isinf(one.until) else round(max(0.0, one.until - now), 1),
            }
            for one in self._faults
        ]
        return {"type": "faults", "faults": told}


def _details(fault: Fault) -> str:
    """In numbers and units, which are the same in every language."""
    if fault.kind == "delay":
        return f"{round(fault.delay * 1000)} ms ± {round(fault.jitter * 1000)} ms"
    if fault.kind == "join":
        return f"{round(fault.delay * 1000)} ms"
    return f"{fault.rate} B/s" if fault.rate else ""
