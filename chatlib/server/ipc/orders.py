"""What the supervisor tells its processes, over a pipe that can carry descriptors as well."""

from pathlib import Path
from typing import NamedTuple

from chatlib.core.cluster import numbers
from chatlib.server.options import Allowance, Cluster, Irc
from chatlib.state.manager import StateProxy

EVERYBODY = "all"
"""The target of a fault that is on every connection of a user."""

ONCE = frozenset({"reset", "half_open"})
"""Kinds of faults that happen to who is there, and not to who comes back."""


class Fault(NamedTuple):
    """What is done to the connections of `target`: EVERYBODY, a user, or "#" and a connection's number. `kind`: see
    specialists/web/lab/faults.py. Seconds, bytes a second, and `until` in monotonic seconds. `told`: what those read
    that it begins for, and `healed`, when it is over.
    """

    number: int
    target: str
    kind: str
    delay: float
    jitter: float
    rate: int
    until: float
    told: str
    healed: str


class Assignment(NamedTuple):
    """What a spare becomes, one of so many `workers`, and to which `specialists` it may pass connections on.

    `allowance`: what its clients may ask for. `key` is the server's secret of this run. Its pipe to the state follows,
    the two files of its record, if it is `watched` the board, and then `inherited` connections, each as a Handover.
    `faults` are on from the beginning. `cluster`: see Options.
    """

    number: int
    workers: int
    data: Path
    specialists: frozenset[str]
    allowance: Allowance
    key: bytes
    inherited: int
    irc: Irc
    watched: bool = False
    faults: list[Fault] = []
    cluster: Cluster | None = None

    @property
    def worker(self) -> int:
        """Its number among the workers of all nodes."""
        return numbers.worker(self.cluster.own if self.cluster else 0, self.number)


class Handover(NamedTuple):
    """A client's connection. Its socket follows it.

    `pinned`: the dialect of the port it came through, if that has one; `through`: the specialists it came through.
    """

    cid: int
    address: str
    pinned: str
    through: frozenset[str] = frozenset()

    def onward(self, specialists: frozenset[str]) -> frozenset[str]:
        """To whom of these it may be passed on: never twice to the same, since each layer costs descriptors that no
        limit counts; and where the dialect is settled only to the one that ends encryption.
        """
        if self.pinned:
            specialists = frozenset() if self.through else specialists & {"tls"}
        return specialists - self.through


class Rejoin(NamedTuple):
    """To workers: the state was replaced. A pipe to the new one follows."""


class Service(NamedTuple):
    """To specialists: the state's service; again whenever that was replaced."""

    service: StateProxy


class Inner(NamedTuple):
    """To specialists: the connection to a worker that was asked for by this `ticket`; its socket follows if `given`,
    else there is none to be had.
    """

    ticket: int
    given: bool


class Faults(NamedTuple):
    """These are on from now on, and no others."""

    faults: list[Fault]


class Watch(NamedTuple):
    """Somebody looks on from now on: the board of the processes follows. Or nobody does any more."""

    on: bool


class Place(NamedTuple):
    """Who has a place among the processes: a worker, the state, a specialist … `status` is "serves", "waits", "begins"
    or "gone"; then `pid` is the dead one's. `gone_at`: when a predecessor died last (monotonic nanoseconds; 0: none).
    """

    name: str
    kind: str
    pid: int
    status: str
    connections: int
    gone_at: int


class Places(NamedTuple):
    """To the web specialist while somebody looks on: the processes, and how many connections have ended so far, by the
    client's wish and otherwise, `since` (unix seconds) the first viewer came. `reloading`: one after the other is being
    replaced.
    """

    places: list[Place]
    since: float
    left: int
    disconnected: int
    reloading: bool


class Counted(NamedTuple):
    """To a specialist that asked: the processes, and by name how often one took the place of another that died."""

    places: list[Place]
    restarts: dict[str, int]


class Said(NamedTuple):
    """The same: what the console says, with its level. `at`: unix seconds."""

    at: float
    level: str
    text: str


class Acted(NamedTuple):
    """To the web specialist: what reports.Act asked for was done `at` this time (monotonic nanoseconds), or is
    `refused`: a key of the console's texts says why. Its successor is told again of what is not settled.
    """

    number: int
    what: str
    place: str
    asked: float
    before: list[int]
    at: int
    refused: str


class Finish(NamedTuple):
    """Say goodbye to everybody and end."""
