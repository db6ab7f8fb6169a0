"""Questions that nobody has asked: the name is taken off here, before anything is ordered or written down."""

import random
from collections.abc import Callable

from chatlib.core import commands
from chatlib.dialects.base import Ask, Question
from chatlib.server.ipc.timers import Timers
from chatlib.server.worker.connection import Connection

SOONEST, LATEST = 0.2, 0.8
"""Seconds between being allowed to ask and asking, and from there to the acknowledgement: they share no turn, and the
distance between them is always another one.
"""


class Unsigned:
    """`ask` takes a command that nobody waits for, `answer` what a connection is to be told in its turn."""

    def __init__(
        self,
        timers: Timers,
        clock: Callable[[], float],
        ask: Callable[[commands.Command], None],
        answer: Callable[[Connection, commands.Command, object], None],
    ) -> None:
        self._timers = timers
        self._clock = clock
        self._ask = ask
        self._answer = answer

    def put(self, conn: Connection, ask: Ask, once: str) -> None:
        """The user of this connection may ask: it is asked in a while, and acknowledged in another while. `once`: the
        same for whoever has the connection next, should this process die in between; of no use to anybody else.
        """
        question: Question = ask.command
        asked = self._clock() + random.uniform(SOONEST, LATEST)
        self._timers.at(asked, lambda: self._ask(commands.Unsigned(room=question.room, text=question.text, once=once)))
        told = asked + random.uniform(SOONEST, LATEST)
        self._timers.at(told, lambda: self._answer(conn, commands.Pass(), ask.context))
