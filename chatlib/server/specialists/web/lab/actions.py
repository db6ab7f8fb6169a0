"""What is done to a process, and what came of it: how long it was missing, and what that cost."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from chatlib.server.ipc.orders import Acted, Place, Places
from chatlib.server.specialists.control_channel import ControlChannel
from chatlib.server.specialists.web.lab.ledger import Ledger

SETTLE = 20.0
"""Seconds that the books may take to be even after the pause; under load they are never so for long."""

_MS = 1_000_000  # nanoseconds


class Before(NamedTuple):
    """How things stood when it was asked for."""

    accepted: int
    lost: int
    doubled: int
    disconnected: int
    connections: int
    pid: int


@dataclass
class Action:
    """One button. Times are monotonic nanoseconds, 0 as long as it has not come to that."""

    acted: Acted
    before: Before
    ended: int = 0
    pause: float = 0.0

    @property
    def worker(self) -> int:
        """Its number, if it is one that is meant."""
        found = re.fullmatch(r"worker (\d+)", self.acted.place)
        return int(found[1]) if found else 0


class Actions:
    """`tell` gives a frame to the viewers; `control` asks the supervisor. `served` says of a worker when it began to
    work, and when it met the state.
    """

    def __init__(
        self,
        ledger: Ledger,
        workers: int,
        served: Callable[[int], tuple[int, int]],
        control: ControlChannel,
        tell: Callable[[dict[str, Any]], None],
    ) -> None:
        self._ledger = ledger
        self._workers = range(1, workers + 1)
        self._served = served
        self._control = control
        self._tell = tell
        self._current: list[Action] = []
        self._places = Places([], 0.0, 0, 0, False)

    def ask(self, what: str, place: str) -> None:
        """A viewer wants it."""
        self._control.act(what, place, time.time(), list(self._now(place)))

    def acted(self, acted: Acted, refusal: str) -> None:
        """It is done, or refused in these words."""
        action = Action(acted, Before(*acted.before))
        if refusal:
            self._say(action, "refused", reason=refusal)
        elif acted.what == "continue":
            self._continued(action)
        else:
            self._current.append(action)
            self._say(action, "begun")

    def placed(self, places: Places) -> None:
        """Who is where by now."""
        self._places = places

    def look(self) -> None:
        """Whether any of them has come to its end."""
        for action in [*self._current]:
            if not action.ended:
                self._look_whether_over(action)
            if action.ended and self._is_settled(action):
                self._end(action)

    # --------------------------------------------------------------------- parts

    def _now(self, place: str) -> Before:
        ledger, found = self._ledger, self._at(place)
        connections = found.connections if found else 0
        if place == "state" or not found:
            connections = sum(one.connections for one in self._places.places if one.kind == "worker")
        return Before(
            ledger.accepted, ledger.lost, ledger.doubled, self._places.disconnected, connections,
            found.pid if found else 0,
        )  # fmt: skip

    def _at(self, name: str) -> Place | None:
        return next((place for place in self._places.places if place.name == name), None)

    def _look_whether_over(self, action: Action) -> None:
        began, what, name = action.acted.at, action.acted.what, action.acted.place
        served = [self._served(worker) for worker in self._workers]
        if what == "reload":
            if not self._places.reloading and all(begun > began and met > began for begun, met in served):
                gone = [self._gone(f"worker {worker}") for worker in self._workers]
                of_state = max(met for _, met in served) - self._gone("state")
                pauses = [begun - at for (begun, _), at in zip(served, gone, strict=True)]
                self._over(action, time.monotonic_ns(), max(of_state, *pauses))
        elif action.worker:
            begun, _ = self._served(action.worker)
            if begun > began:
                self._over(action, begun, begun - began)
        elif name == "state":
            if all(met > began for _, met in served):
                last = max(met for _, met in served)
                self._over(action, last, last - began)
        elif (found := self._at(name)) and found.pid != action.before.pid and found.status in ("serves", "waits"):
            self._over(action, now := time.monotonic_ns(), now - began)

    def _gone(self, name: str) -> int:
        place = self._at(name)
        return place.gone_at if place else 0

    def _over(self, action: Action, at: int, pause: int) -> None:
        action.ended, action.pause = at, pause / _MS

    def _is_settled(self, action: Action) -> bool:
        """The books were even since, and all connections were compared with what the kernel counts."""
        audits = [one.audited for one in self._ledger.accounts.values()]
        is_audited = len(audits) == len(self._workers) and all(one and one.began > action.ended for one in audits)
        is_late = time.monotonic_ns() - action.ended > SETTLE * 1000 * _MS
        return (self._ledger.is_even and is_audited) or is_late

    def _continued(self, action: Action) -> None:
        """Somebody who was stopped goes on before it was found out."""
        for stopped in self._current:
            if (stopped.acted.what, stopped.acted.place) == ("stop", action.acted.place):
                self._over(stopped, action.acted.at, action.acted.at - stopped.acted.at)
        self._control.settled(action.acted.number)
        self._say(action, "over", balanced=True)

    def _end(self, action: Action) -> None:
        self._current.remove(action)
        self._control.settled(action.acted.number)
        ledger, before = self._ledger, action.before
        self._say(
            action,
            "over",
            pause=round(action.pause, 1),
            accepted=ledger.accepted - before.accepted,
            lost=ledger.lost - before.lost,
            doubled=ledger.doubled - before.doubled,
            disconnected=self._places.disconnected - before.disconnected,
            balanced=ledger.is_even and not (ledger.lost or ledger.doubled),
        )

    def _say(self, action: Action, phase: str, **more: object) -> None:
        acted = action.acted
        told = {
            "type": "action", "number": acted.number, "what": acted.what, "place": acted.place, "at": acted.asked,
            "phase": phase, "reason": "", "pause": 0.0, "connections": action.before.connections, "lost": 0,
            "doubled": 0, "disconnected": 0, "accepted": 0, "balanced": False,
        }  # fmt: skip
        self._tell(told | more)
