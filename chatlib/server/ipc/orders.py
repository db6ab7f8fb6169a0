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
    """A client's connection. Its socket follows it, and then, for the one that ends encryption, that of the plain side.

    `pinned`: the dialect of the port it came through, if that has one; `secure`: it came encrypted.
    """

    cid: int
    address: str
    pinned: str
    secure: bool = False


class Rejoin(NamedTuple):
    """To workers: the state was replaced. A pipe to the new one follows."""


class Service(NamedTuple):
    """To specialists: the state's service; again whenever that was replaced."""

    service: StateProxy


class Finish(NamedTuple):
    """Say goodbye to everybody and end."""
