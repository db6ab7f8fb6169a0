"""What one client said and was told. Kept in arrays, so that an hour of a hundred clients fits into memory."""

from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

NEVER = float("inf")


class Said:
    """One client's messages to one target, by number: when it began to send each, and when it was answered.

    `answered`: whether its dialect answers such messages at all.
    """

    def __init__(self, answered: bool = True) -> None:
        self.answered = answered
        self.at = array("d")
        self.settled = array("d")
        self.refused: set[int] = set()

    def begin(self, now: float) -> int:
        """The number of the next message."""
        self.at.append(now)
        self.settled.append(NEVER)
        return len(self.at) - 1

    def settle(self, number: int, now: float, accepted: bool) -> None:
        self.settled[number] = now
        if not accepted:
            self.refused.add(number)


class Heard:
    """The messages of one sender to one target, as they came to one client."""

    def __init__(self) -> None:
        self.numbers = array("I")
        self.at = array("d")

    def add(self, number: int, now: float) -> None:
        self.numbers.append(number)
        self.at.append(now)


@dataclass
class Stay:
    """A membership, by what its holder knows of it: asked for, confirmed, given up, confirmed."""

    begun: float
    since: float = NEVER
    leaving: float = NEVER
    left: float = NEVER


class Complaint(NamedTuple):
    """Something that a client could see for itself. `kind` as in the verdict."""

    kind: str
    what: str
    at: float


@dataclass
class Journal:
    """`stays`: by place, which is a room, the lobby, or the name of the client itself for what is sent to it alone.

    `pushed` is False for a client that has to ask for what was sent to it, `slow` for one that reads in sips.
    `ended`: when its connection ended though it should not have.
    """

    name: str
    pushed: bool = True
    slow: bool = False
    said: dict[str, Said] = field(default_factory=dict)
    heard: dict[tuple[str, str], Heard] = field(default_factory=lambda: defaultdict(Heard))
    stays: dict[str, list[Stay]] = field(default_factory=lambda: defaultdict(list))
    complaints: list[Complaint] = field(default_factory=list)
    ended: float | None = None

    def stay(self, place: str, now: float) -> Stay:
        """A new one, from now on asked for."""
        self.stays[place].append(Stay(now))
        return self.stays[place][-1]

    def saying(self, target: str, answered: bool) -> Said:
        if target not in self.said:
            self.said[target] = Said(answered)
        return self.said[target]
