"""Serves `/metrics`: asks everybody for what he knows, and waits for nobody who hangs."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Generic, TypeVar

from aiohttp import web

from chatlib.server.ipc.orders import Counted, Service
from chatlib.server.options import Options
from chatlib.server.specialists.control_channel import ControlChannel
from chatlib.server.specialists.web.metrics import measures
from chatlib.server.specialists.web.metrics.exposition import CONTENT_TYPE, Figures, Value
from chatlib.state.manager import StateProxy

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds that each is waited for: a scraper waits ten for all."""

FRESH = 1.0
"""Seconds in which who asks again is told the same: anybody may ask, and as often as he likes."""


class Source(Generic[T]):
    """Somebody who may hang: `ask` is called in a thread, and not again before it has returned."""

    def __init__(self, ask: Callable[..., T]) -> None:
        self._ask = ask
        self._thread = ThreadPoolExecutor(1)
        self._asked: asyncio.Future[T | None] | None = None

    async def answer(self, *arguments: object) -> T | None:
        """None if there is none in time."""
        if self._asked is None or self._asked.done():
            self._asked = asyncio.get_running_loop().run_in_executor(self._thread, self._try, arguments)
        return await in_time(self._asked)

    def _try(self, arguments: tuple[object, ...]) -> T | None:
        with suppress(OSError, EOFError):
            return self._ask(*arguments)
        return None


class Metrics:
    """`serve` and `take` belong to the event loop."""

    def __init__(self, control: ControlChannel, options: Options) -> None:
        self._control = control
        self._data = options.data
        self._service: StateProxy | None = None
        self._counted: asyncio.Future[Counted] | None = None
        self._usage, self._disk = Source(measures.usage), Source(measures.disk)
        self._state: Source[dict[str, Value]] = Source(lambda: self._service.figures())
        self._collecting: asyncio.Task[bytes] | None = None
        self._fresh_until = 0.0

    def take(self, order: Service | Counted) -> None:
        """From the supervisor."""
        if isinstance(order, Service):
            self._service = order.service
        elif not self._counted.done():
            self._counted.set_result(order)

    async def serve(self, _: web.Request) -> web.Response:
        if self._collecting is None or (self._collecting.done() and time.monotonic() >= self._fresh_until):
            self._collecting = asyncio.create_task(self._collect())
        # Whoever goes away meanwhile is not the only one who waits for it.
        text = await asyncio.shield(self._collecting)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE})

    async def _collect(self) -> bytes:
        counted, state, disk = await asyncio.gather(self._count(), self._state.answer(), self._disk.answer(self._data))
        usage = await self._usage.answer(counted.places) if counted else None
        self._fresh_until = time.monotonic() + FRESH
        return Figures(counted, usage, state, disk).text()

    async def _count(self) -> Counted | None:
        if self._counted is None or self._counted.done():
            self._counted = asyncio.get_running_loop().create_future()
            self._control.count()
        return await in_time(self._counted)


async def in_time(awaited: asyncio.Future[T]) -> T | None:
    """What it becomes, or None; it is not given up then."""
    done, _ = await asyncio.wait((awaited,), timeout=PATIENCE)
    return awaited.result() if done else None
