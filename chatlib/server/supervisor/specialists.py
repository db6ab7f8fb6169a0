"""The places of specialists: who is there, who begins when, and whom they serve."""

import time
from collections.abc import Callable
from contextlib import suppress

from chatlib.server.console import Console
from chatlib.server.options import Options
from chatlib.server.specialists.registry import ANNOUNCER, wanted
from chatlib.server.supervisor.handles import SpecialistHandle
from chatlib.server.supervisor.loop import Loop
from chatlib.server.supervisor.restarts.restart_policy import RestartPolicy
from chatlib.state.manager import StateProcess


class Specialists:
    """`there` are those of the moment, by name; `kinds` those that the options ask for.

    `state` gives the state process, None if it is gone; `watch` sees to it that a specialist is heard, and
    `policy` gives the RestartPolicy of a place.
    """

    def __init__(
        self,
        options: Options,
        console: Console,
        loop: Loop,
        state: Callable[[], StateProcess | None],
        watch: Callable[[SpecialistHandle], None],
        policy: Callable[[str], RestartPolicy],
    ) -> None:
        self._options = options
        self._console = console
        self._loop = loop
        self._state = state
        self._watch = watch
        self._policy = policy
        self._resting: set[str] = set()  # on demand, but died of their start: not tried again yet
        self.kinds = wanted(options)
        self.there: dict[str, SpecialistHandle] = {}

    def __str__(self) -> str:
        """For the console: who is what."""
        return ", ".join(f"{one.name} {one.pid}" for one in self.there.values())

    def start(self) -> None:
        for name, kind in self.kinds.items():
            if not kind.on_demand:
                self.install(self.make(name))

    def to_renew(self) -> list[str]:
        """The names of those that a reload replaces: who has not been needed yet begins afresh anyway."""
        return [name for name, kind in self.kinds.items() if name in self.there or not kind.on_demand]

    def make(self, name: str, fresh: bool = False) -> SpecialistHandle:
        """A process that has not its place yet. OSError if the system has none to give."""
        return SpecialistHandle(name, self.kinds[name], self._options, fresh)

    def install(self, specialist: SpecialistHandle) -> None:
        """It takes its place."""
        self._policy(specialist.name).begins(time.monotonic())
        self.there[specialist.name] = specialist
        self._watch(specialist)
        self._introduce(specialist)

    def begin(self, name: str) -> None:
        """One that is there only on demand is needed; afterwards it may still be missing."""
        kind = self.kinds.get(name)
        if kind and kind.on_demand and name not in self._resting:
            with suppress(OSError):  # the system has nothing to give just now
                self.install(self.make(name))
                self._console.say("on_demand", what=name, pid=self.there[name].pid)

    def waits_for_demand(self, name: str, wait: float) -> bool:
        """Whether the place of one that has died stays empty until it is needed: `wait` seconds at the least."""
        if not self.kinds[name].on_demand:
            return False
        if wait:
            self._resting.add(name)
            self._loop.after(wait, lambda: self._resting.discard(name))
        return True

    def finish(self) -> None:
        """From now on nobody is to find the way here; the others go on, workers may speak through them."""
        if announcer := self.there.get(ANNOUNCER):
            announcer.finish()

    def state_replaced(self) -> None:
        for specialist in self.there.values():
            self._introduce(specialist)

    def _introduce(self, specialist: SpecialistHandle) -> None:
        if state := self._state():  # else it is told of the next one
            specialist.serve_with(state.service)
