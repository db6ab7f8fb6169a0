"""Requests take turns: one at a time is on its way, so that nothing overtakes what the server puts off.

A server takes only so much of a client at once, and refuses the rest (RATE_LIMITED). What it refused is asked again
after a pause, and what was asked later waits behind it: everything arrives, once and in the order of the asking.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chatlib.client.session.protocol import Frame

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
"""Seconds after a refusal; doubled from one to the next, as long as nothing is taken in between."""

MOST_REFUSALS = 15
"""Of one request, in a minute: it will never be taken, and nothing else would."""

MOST_WAITING = 10_000
"""Requests: three minutes at a server's usual 50 a second, and 40 MiB if all are messages as long as can be."""


@dataclass(eq=False)
class Asked:
    """A request: its `line`, and where the `answer` goes; how often it was put off."""

    id: str
    line: bytes
    fields: dict[str, Any]
    answer: asyncio.Future[Frame]
    refusals: int = 0


class Turns:
    """`write` sends a line, if there is a connection; `paced` is told once how many wait for the server."""

    def __init__(self, write: Callable[[bytes], None], paced: Callable[[int], None]) -> None:
        self._write = write
        self._paced = paced
        self._waiting: deque[Asked] = deque()
        self._asked: Asked | None = None
        self._pausing: asyncio.TimerHandle | None = None
        self._pause = FIRST_PAUSE
        self._told = False

    @property
    def full(self) -> bool:
        return len(self._waiting) >= MOST_WAITING

    @property
    def open(self) -> bool:
        """Whether the answer to a request is still to come."""
        return self._asked is not None

    def add(self, asked: Asked, ahead: bool = False) -> None:
        """Behind all that wait, or `ahead` of them."""
        if ahead:
            self._waiting.appendleft(asked)
        else:
            self._waiting.append(asked)
        self._next()

    def answered(self, frame: Frame) -> Asked | None:
        """What this is the answer to; None if to nothing, or if it will be asked again."""
        asked = self._asked
        if asked is None or frame.id != asked.id:
            return None
        self._asked = None
        if frame.code == "RATE_LIMITED" and asked.refusals < MOST_REFUSALS:
            self._put_off(asked)
            return None
        self._pause = FIRST_PAUSE
        self._next()
        return asked

    def again(self) -> None:
        """On a new connection: an answer that never came is asked for again; the server knows a message by its id."""
        if self._asked:
            self._write(self._asked.line)
        else:
            self._next()

    def end(self, why: str) -> None:
        """Nothing will be answered any more: to whoever waits, that is a ConnectionError."""
        if self._pausing:
            self._pausing.cancel()
        for asked in (self._asked, *self._waiting):
            if asked and not asked.answer.done():
                asked.answer.set_exception(ConnectionError(why))
        self._asked = None
        self._waiting.clear()

    def _next(self) -> None:
        if self._asked or self._pausing:
            return
        while self._waiting:
            asked = self._waiting.popleft()
            if not asked.answer.done():  # else nobody waits for it any more
                self._asked = asked
                self._write(asked.line)
                return
        self._told = False

    def _put_off(self, asked: Asked) -> None:
        asked.refusals += 1
        self._waiting.appendleft(asked)
        self._pausing = asyncio.get_running_loop().call_later(self._pause, self._go_on)
        self._pause = min(LONGEST_PAUSE, self._pause * 2)
        if not self._told:
            self._told = True
            self._paced(len(self._waiting))

    def _go_on(self) -> None:
        self._pausing = None
        self._next()
