"""The faults of a running server, as its projector tells of them, and what is asked for there."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from chatlib.server.command_line.viewing.feed import Feed
from chatlib.server.command_line.viewing.frames import (
    Connections,
    Error,
    Fault,
    Faults,
    Frame,
    Hello,
    Lost,
    Order,
    Processes,
)

FIRST = 1.5
"""Seconds until one knows of those that are on: they are told of once a second, and if there are none perhaps never."""

COUNTED = 3.0
"""Seconds until the connections must be counted that they are on; a worker that is stopped counts none."""

ANSWERED = 10.0
"""Seconds until what was asked for must be done."""


class Complaint(Exception):
    """What the server has against it: one line, in its own language."""


class Vanished(Exception):
    """The connection is lost, or nothing is heard of what was asked for."""


class Table:
    """Of the server whose feed was opened just now; whoever opened it closes it. All may raise Vanished."""

    def __init__(self, feed: Feed, hello: Hello) -> None:
        self._feed = feed
        self._workers = hello.workers
        self._faults: list[Fault] = []
        self._counting: set[int] = set()
        """The workers that have told of their connections."""
        self._are_all_told = self._is_counted = self._has_asked = False

    async def on(self) -> list[Fault]:
        """Those that are on now."""
        await self._know()
        if self._faults:
            await self._count()
        return self._faults

    async def put(self, order: Order) -> Fault:
        """The fault that this has become. Raises Complaint."""

        def found() -> Fault | None:
            return next((one for one in reversed(self._faults) if one.number not in known and _is(one, order)), None)

        known = await self._know()
        await self._ask(order)
        await self._until(lambda _: found(), ANSWERED)
        fault = found()
        if fault is None:
            raise Vanished
        return fault

    async def counted(self, fault: Fault) -> Fault:
        """The same with all connections that it is on; as it is told of last, if it is over before."""
        await self._count()
        return next((one for one in self._faults if one.number == fault.number), fault)

    async def heal(self, number: int) -> bool:
        """Whether the one of this number was on; 0: all that are. Raises Complaint."""
        known = await self._know()
        if number and number not in known:
            return False
        healed = {number} if number else known
        await self._ask(Order("heal", number=number))
        if not await self._until(lambda frame: isinstance(frame, Faults) and not self._are_on(healed), ANSWERED):
            raise Vanished
        return True

    # --------------------------------------------------------------------- parts

    async def _know(self) -> set[int]:
        """The numbers of those that are on."""
        await self._until(lambda frame: isinstance(frame, Faults), FIRST)
        return {one.number for one in self._faults}

    async def _count(self) -> None:
        self._counting.clear()
        self._is_counted = self._are_all_told = False
        await self._until(lambda _: self._is_counted, COUNTED)

    def _are_on(self, numbers: set[int]) -> bool:
        return any(one.number in numbers for one in self._faults)

    async def _ask(self, order: Order) -> None:
        self._has_asked = True
        if not await self._feed.send(order):
            raise Vanished

    async def _until(self, is_it: Callable[[Frame], object], within: float) -> bool:
        """False if nothing of what came within so many seconds is it."""
        try:
            async with asyncio.timeout(within), aclosing(self._feed.frames()) as frames:
                async for frame in frames:
                    self._take(frame)
                    if is_it(frame):
                        return True
        except TimeoutError:
            pass
        return False

    def _take(self, frame: Frame) -> None:
        match frame:
            case Lost():
                raise Vanished
            case Error() if self._has_asked:
                raise Complaint(frame.text)
            case Connections():
                self._counting.add(frame.worker)
            case Processes():  # those that are on are told of together with these, once a second
                self._are_all_told = len(self._counting) >= self._workers
            case Faults():
                self._faults, self._is_counted = frame.faults, self._are_all_told


def _is(fault: Fault, order: Order) -> bool:
    return (fault.kind, fault.target) == (order.kind, order.target)
