"""Kills processes of a server under test, at random, and knows whom they served."""

import asyncio
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress

import psutil

from tests.integration.server import Server

from .button import Button
from .pauses import Kill

WORKERS, STATE, SUPERVISOR, HANG, RELOAD, BUTTON = KINDS = (
    "workers", "state", "supervisor", "hang", "reload", "button",
)  # fmt: skip
"""kill -9 of a worker (the spare is one), of the state process, of the supervisor, whose server is then started
again; SIGSTOP of a worker; SIGHUP to the supervisor; any of these by a button of the projector, in a browser, whose
ledger must balance."""


class Killer:
    """`server` is the one that runs now. `start` starts another one in its place; `names`: the clients by port."""

    def __init__(self, server: Server, start: Callable[[], Server], rng: random.Random) -> None:
        self.server = server
        self.kills: list[Kill] = []
        self.enough = asyncio.Event()
        self._start = start
        self._rng = rng
        self._button = Button(server.port, rng)

    async def run(self, kinds: list[str], every: float, most: int, names: Callable[[], dict[int, str]]) -> None:
        """Until it is `enough`, or so many are dead. AssertionError if a dead server left something behind, or it ended
        by itself, or the projector's ledger does not balance."""
        try:
            await self._run(kinds, every, most, names)
        finally:
            await self._button.close()

    async def _run(self, kinds: list[str], every: float, most: int, names: Callable[[], dict[int, str]]) -> None:
        while len(self.kills) < most:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.enough.wait(), every * self._rng.uniform(0.5, 1.5))
                return
            ended = self.server.process.poll()
            assert ended is None, f"it ended by itself ({ended}): {self.server.errors.text}{self.server.output.text}"
            kind, choice = self._rng.choice(kinds), self._rng.random()
            if kind == BUTTON:
                kill = await self._button.press(frozenset(names().values()))
            else:
                kill = await asyncio.to_thread(self._kill, kind, choice, names())
            if kill:
                self.kills.append(kill)
            if kind == SUPERVISOR:
                self.server = await asyncio.to_thread(self._start)

    def _kill(self, kind: str, choice: float, names: dict[int, str]) -> Kill | None:
        server = self.server
        everybody = frozenset(names.values())
        if kind in (SUPERVISOR, RELOAD):
            at = time.monotonic()
            server.signal(signal.SIGKILL if kind == SUPERVISOR else signal.SIGHUP)
            if kind == SUPERVISOR:
                server.ended()
            return Kill(kind, server.process.pid, at, everybody)
        with suppress(psutil.NoSuchProcess):
            state, workers = family(server)
            victims = [state] if kind == STATE else workers
            if not victims or None in victims:
                return None
            victim = victims[int(choice * len(victims))]
            served = everybody if kind == STATE else _served(victim, names)
            at = time.monotonic()
            victim.send_signal(signal.SIGSTOP if kind == HANG else signal.SIGKILL)
            return Kill(kind, victim.pid, at, served)
        return None


def family(server: Server) -> tuple[psutil.Process | None, list[psutil.Process]]:
    """The state process, and all others that do something for the server, the fork server included."""
    state, others = None, []
    for process in server.processes():
        with suppress(psutil.Error):
            if not process.name().startswith("ruang-"):
                continue
            if any(file.path.endswith("outbox.sqlite") for file in process.open_files()):
                state = process
            else:
                others.append(process)
    return state, sorted(others, key=lambda process: process.pid)


def _served(worker: psutil.Process, names: dict[int, str]) -> frozenset[str]:
    ports = {connection.raddr.port for connection in worker.net_connections("tcp") if connection.raddr}
    return frozenset(name for port, name in names.items() if port in ports)
