"""What the supervisor tells its processes, over a pipe that can carry descriptors as well."""

from pathlib import Path
from typing import NamedTuple

from chatlib.server.options import Allowance, Irc
from chatlib.state.manager import StateProxy


class Assignment(NamedTuple):
    """What a spare becomes, one of so many `workers`, and to which `specialists` it may pass connections on.

    `allowance`: what its clients may ask for. `key` is the server's secret of this run. Its pipe to the state follows,
    the two files of its record, and then `inherited` connections, each as a Handover.
    """

    number: int
    workers: int
    data: Path
    specialists: frozenset[str]
    allowance: Allowance
    key: bytes
    inherited: int
    irc: Irc


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


class Finish(NamedTuple):
    """Say goodbye to everybody and end."""
