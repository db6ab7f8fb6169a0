"""What the server was asked to do, checked."""

import ipaddress
import os
import sys
from pathlib import Path
from typing import NamedTuple

from chatlib.core.limits import Limits

PEEKS = sys.platform == "linux"
"""Whether bytes can be looked at without being taken, and counted: else connections do not survive their worker."""


LEVELS = ("debug", "info", "warning", "error")
"""Of what the console says."""


class Listen(NamedTuple):
    """A port, and the dialect that everybody speaks there ("" if the first line tells)."""

    port: int
    dialect: str = ""


class Allowance(NamedTuple):
    """Messages of one connection at once, and a second after that. `loopback`: limits by address hold for it, too."""

    burst: float = 200.0
    rate: float = 50.0
    loopback: bool = False


class Identity(NamedTuple):
    """PEM files that TLS is served with. `own`: the server makes them if they are not there. `keylog`: where the
    keys of all connections are written, for who looks on in a lesson.
    """

    certificate: Path
    key: Path
    own: bool = False
    keylog: Path | None = None


class Node(NamedTuple):
    """Where clients and the other nodes of a cluster reach one of them."""

    host: str
    port: int

    @property
    def shown(self) -> str:
        """HOST:PORT, with brackets about an address of IPv6."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Peer(NamedTuple):
    """Another realm, and where it is: all of its nodes, if it has several. `tls`: connections to it are encrypted."""

    name: str
    places: list[Node]
    tls: bool = False


class Cluster(NamedTuple):
    """Several nodes with one order, which comes from etcd. `own`: the number of this one; `etcd`: URLs of its members,
    the one to be asked first of all in front. The rest is known once etcd was asked: the cluster's `name` (an id), the
    `key` with which nodes sign what they ask of each other, and behind which position of etcd it was `founded`.
    """

    own: int
    nodes: dict[int, Node]
    etcd: list[str]
    name: str = ""
    key: str = ""
    founded: int = 0

    @property
    def others(self) -> list[str]:
        """HOST:PORT of all nodes but this one, by their numbers."""
        return [node.shown for number, node in sorted(self.nodes.items()) if number != self.own]


class Irc(NamedTuple):
    """What the server is called in IRC, and the word that its clients must say first ("": none)."""

    name: str = "ruang"
    password: str = ""


class Options(NamedTuple):
    """`connections` in all and `per_address` (0: no limit; see Allowance.loopback).

    `realm` is "" for a server on its own; `keys` has one for each of the `peers`. `origins`: web pages of others that
    may open WebSockets, each as a browser names it (`https://kelas.example`). `qr`: the console shows the page's
    address as a code, too. `announce`: clients of the network can find the server. `lab`: it is a lesson, whose
    teacher may look on and do what nobody wants elsewhere, from other machines with this word ("": it is none).
    `metrics`: /metrics is served. `cluster`: None for a server on one machine.
    """

    listen: list[Listen]
    host: str
    data: Path
    workers: int
    sync: str
    roster: Path | None
    admins: list[str]
    quiet: bool
    lang: str
    log_level: str
    limits: Limits
    allowance: Allowance
    connections: int
    per_address: int
    demo: bool = False
    tls: Identity | None = None
    realm: str = ""
    peers: list[Peer] = []
    peer_key: Path | None = None
    keys: dict[str, str] = {}
    irc: Irc = Irc()
    origins: list[str] = []
    qr: bool = True
    announce: bool = False
    lab: str = ""
    metrics: bool = False
    cluster: Cluster | None = None


def node_of(options: Options) -> int:
    """Which node of a cluster this server is; 0 if it is on its own."""
    return options.cluster.own if options.cluster else 0


def counted(address: str, loopback: bool) -> str:
    """An address as limits see it: all of a household's (IPv6: /64) are one. "" for this machine, unless `loopback`."""
    if not loopback and (address == "::1" or address.startswith("127.")):
        return ""
    if ":" not in address:
        return address
    network = ipaddress.ip_network(f"{address.partition('%')[0]}/64", strict=False)
    return str(network)


def default_workers() -> int:
    """One for each core, at least two: one alone would show nothing."""
    return max(2, os.cpu_count() or 1)


def default_data() -> Path:
    """A directory of the user's own, where such data goes on this system."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "ruang"
