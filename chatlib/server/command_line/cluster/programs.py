"""The command lines of a cluster's programs, all on this machine."""

import sys
from pathlib import Path
from typing import NamedTuple

from chatlib.server.command_line.cluster.ports import HERE, Ports

QUOTA = 2 << 30
"""Bytes that a member's database may take: as much as etcd has by default, but said."""


HEARTBEAT, ELECTION = 50, 500
"""Milliseconds: half of what etcd does unless it is told. It advises ten times what a message takes between members for
the second (tuning guide, "Time parameters"); on one machine or in one building that is a few.
"""


class Plan(NamedTuple):
    """Nodes have the ports from `port` on, and all have directories in `data`. `options`: for every node."""

    port: int
    data: Path
    members: list[Ports]
    options: list[str]

    @property
    def numbers(self) -> range:
        return range(1, len(self.members) + 1)

    def url(self, number: int) -> str:
        """Where a member of etcd is asked."""
        return f"http://{HERE}:{self.members[number - 1].client}"

    def log(self, number: int) -> Path:
        """What a member of etcd says."""
        return self.data / f"etcd-{number}.log"

    def node_port(self, number: int) -> int:
        return self.port + number - 1

    def node_data(self, number: int) -> Path:
        return self.data / f"node-{number}"

    def etcd(self, number: int) -> list[str]:
        peers = {n: f"http://{HERE}:{self.members[n - 1].peer}" for n in self.numbers}
        options = {
            "name": f"ruang-{number}",
            "data-dir": self.data / f"etcd-{number}",
            "listen-client-urls": self.url(number),
            "advertise-client-urls": self.url(number),
            "listen-peer-urls": peers[number],
            "initial-advertise-peer-urls": peers[number],
            "initial-cluster": ",".join(f"ruang-{n}={peer}" for n, peer in peers.items()),
            "quota-backend-bytes": QUOTA,
            "heartbeat-interval": HEARTBEAT,
            "election-timeout": ELECTION,
            "logger": "zap",  # the other one of etcd 3.4 has no levels
            "log-level": "error",
        }
        return ["etcd", *(f"--{name}={value}" for name, value in options.items())]

    def node(self, number: int) -> list[str]:
        return [sys.executable, sys.argv[0], *self.node_options(number)]

    def node_options(self, number: int) -> list[str]:
        """A node asks its own member of etcd first."""
        asked = [number, *(n for n in self.numbers if n != number)]
        return [
            str(self.node_port(number)),
            *self.options,
            "--data", str(self.node_data(number)),
            "--cluster", ",".join(f"{n}={HERE}:{self.node_port(n)}" for n in self.numbers),
            "--etcd", ",".join(map(self.url, asked)),
            *(["--no-qr"] if number > 1 else []),
        ]  # fmt: skip
