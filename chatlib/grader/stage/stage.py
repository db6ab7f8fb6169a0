"""All who take part in one case."""

import select
import time

from chatlib.grader.judging.patterns import Values
from chatlib.grader.judging.rubric import Rubric
from chatlib.grader.stage.party import PAUSE, Channel, Party

TICK = PAUSE / 4
"""Seconds between two looks at whether somebody has paused."""


class Stage:
    """Use it in a `with`: at its end everybody is gone."""

    def __init__(self, line_end: str) -> None:
        self.parties: dict[str, Party] = {}
        self._line_end = line_end

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, rubric: Rubric, values: Values) -> None:
        """What has to be there before the first step. OSError if it cannot be."""

    def enter(self, name: str) -> bool:
        """Lets a party come in who has not been there, or is gone; False if it cannot."""
        raise NotImplementedError

    def admit(self, name: str, channel: Channel) -> None:
        self.parties[name] = Party(channel)

    def say(self, name: str, text: str) -> bool:
        """Lets the party write a line to whoever is looked at."""
        return self.parties[name].say((text + self._line_end).encode())

    def pump(self, seconds: float) -> None:
        """Hears everybody, for so long at most; returns as soon as there may be something new."""
        there = {party.channel.fileno(): party for party in self.parties.values() if not party.closed}
        if there:
            ready, _, _ = select.select(there, [], [], max(0.0, min(seconds, TICK)))
            for descriptor in ready:
                there[descriptor].read()
        else:
            time.sleep(max(0.0, min(seconds, TICK)))
        for party in self.parties.values():
            party.settle()

    def close(self) -> None:
        for party in self.parties.values():
            party.close()
