"""A cluster under test: each node has a network namespace with its member of etcd, as if it were a machine.

It can be cut off from the others. Needs the programs `etcd` and `ip`, and root.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from chatlib.state.cluster.etcd_client import EtcdClient, EtcdError

PORT, ETCD, PEER = 9000, 2379, 2380
ROOT = Path(__file__).resolve().parents[2]
COUNT = 3
OPENS_WITHIN = 60.0


class Nodes:
    """`options`: of every server. To be closed."""

    def __init__(self, data: Path, options: Sequence[str]) -> None:
        self._data = data
        self._options = options
        self._tag = os.getpid() % 60_000
        self._net = f"10.{100 + self._tag // 250 % 100}.{self._tag % 250}"
        self.numbers = range(1, COUNT + 1)
        self._etcd: dict[int, subprocess.Popen] = {}
        self._nodes: dict[int, subprocess.Popen] = {}
        self._families: dict[int, list[psutil.Process]] = {}
        _ip("link", "add", self._bridge, "type", "bridge")
        _ip("addr", "add", f"{self._net}.254/24", "dev", self._bridge)
        _ip("link", "set", self._bridge, "up")
        for number in self.numbers:
            self._make_place(number)

    @property
    def _bridge(self) -> str:
        return f"rb{self._tag}"

    def _place(self, number: int) -> str:
        return f"rn{self._tag}-{number}"

    def _link(self, number: int) -> str:
        return f"rv{self._tag}-{number}"

    def _make_place(self, number: int) -> None:
        place, ours, theirs = self._place(number), self._link(number), "eth0"
        _ip("netns", "add", place)
        _ip("link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", place)
        _ip("link", "set", ours, "master", self._bridge, "up")
        for words in (["link", "set", "lo", "up"], ["link", "set", theirs, "up"]):
            _ip("-n", place, *words)
        _ip("-n", place, "addr", "add", f"{self.host(number)}/24", "dev", theirs)

    def host(self, number: int) -> str:
        return f"{self._net}.{number}"

    def url(self, number: int) -> str:
        return f"http://{self.host(number)}:{ETCD}"

    # ------------------------------------------------------------------ starting

    def start(self) -> None:
        for number in self.numbers:
            self.start_etcd(number)
        for number in self.numbers:
            self.start_node(number)
        for number in self.numbers:
            self.wait_open(number)

    def start_etcd(self, number: int) -> None:
        peers = {n: f"http://{self.host(n)}:{PEER}" for n in self.numbers}
        options = {
            "name": f"ruang-{number}",
            "data-dir": self._data / f"etcd-{number}",
            "listen-client-urls": f"{self.url(number)},http://127.0.0.1:{ETCD}",
            "advertise-client-urls": self.url(number),
            "listen-peer-urls": peers[number],
            "initial-advertise-peer-urls": peers[number],
            "initial-cluster": ",".join(f"ruang-{n}={peer}" for n, peer in peers.items()),
            "heartbeat-interval": 50,
            "election-timeout": 500,
        }
        self._etcd[number] = self._run(
            number, f"etcd-{number}.log", "etcd", *(f"--{k}={v}" for k, v in options.items())
        )

    def start_node(self, number: int) -> None:
        asked = [number, *(n for n in self.numbers if n != number)]
        self._nodes[number] = self._run(
            number,
            f"node-{number}.log",
            *(sys.executable, str(ROOT / "server.py"), str(PORT), *self._options),
            *("--data", str(self.data(number)), "--no-qr", "--no-announce", "--lang", "en"),
            *("--cluster", ",".join(f"{n}={self.host(n)}" for n in self.numbers)),
            *("--etcd", ",".join(self.url(n) for n in asked)),
        )

    def _run(self, number: int, log: str, *command: str) -> subprocess.Popen:
        with open(self._data / log, "ab") as file:
            return subprocess.Popen(
                ["ip", "netns", "exec", self._place(number), *command],
                stdin=subprocess.DEVNULL, stdout=file, stderr=file, cwd=ROOT, start_new_session=True,
            )  # fmt: skip

    def data(self, number: int) -> Path:
        return self._data / f"node-{number}"

    def log(self, number: int) -> str:
        """All that its console said."""
        return (self._data / f"node-{number}.log").read_text("utf-8", "replace")

    def opened(self, number: int) -> int:
        """How often it has begun to serve."""
        return self.log(number).count("Ruang is open")

    def wait_open(self, number: int, times: int = 1) -> None:
        end = time.monotonic() + OPENS_WITHIN
        while self.opened(number) < times:
            assert self._nodes[number].poll() is None, f"node {number} ended by itself: {self.log(number)[-2000:]}"
            assert time.monotonic() < end, f"node {number} does not open: {self.log(number)[-2000:]}"
            time.sleep(0.05)

    # ------------------------------------------------------------------- faults

    def pid(self, number: int) -> int:
        return self._nodes[number].pid

    def runs(self, number: int) -> bool:
        return self._nodes[number].poll() is None

    def family(self, number: int) -> list[psutil.Process]:
        """All processes of a node, the supervisor first."""
        with suppress(psutil.NoSuchProcess):
            supervisor = psutil.Process(self.pid(number))
            return [supervisor, *supervisor.children(recursive=True)]
        return []

    def kill_etcd(self, number: int) -> None:
        self._etcd[number].kill()
        self._etcd[number].wait()

    def signal_etcd(self, number: int, what: signal.Signals) -> None:
        self._etcd[number].send_signal(what)

    def kill_node(self, number: int) -> None:
        """All that it has, at once."""
        self.signal_node(number, signal.SIGKILL)
        self._nodes[number].wait()

    def kill_supervisor(self, number: int) -> None:
        """The others end by themselves."""
        family = self.family(number)
        self._nodes[number].kill()
        self._nodes[number].wait()
        _, alive = psutil.wait_procs(family, timeout=10)
        assert not alive, f"without their supervisor live on: {alive}"

    def signal_node(self, number: int, what: signal.Signals) -> None:
        for process in self.family(number):
            with suppress(psutil.NoSuchProcess):
                process.send_signal(what)

    def cut(self, number: int) -> None:
        """Nothing gets to this node or from it any more: neither etcd's, nor clients'."""
        _ip("link", "set", self._link(number), "down")

    def mend(self, number: int) -> None:
        _ip("link", "set", self._link(number), "up")

    def leader(self) -> int:
        """The member that leads; 0 if none does, or nobody says."""
        for number in self.numbers:
            with suppress(EtcdError):
                client = EtcdClient([self.url(number)], 0.5)
                status = client.status()
                client.close()
                if status.leader == status.member != "":
                    return number
        return 0

    def close(self) -> None:
        for process in [p for family in map(self.family, self._nodes) for p in family]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        for process in [*self._nodes.values(), *self._etcd.values()]:
            process.kill()
            process.wait()
        for number in self.numbers:
            _ip("netns", "del", self._place(number))
        _ip("link", "del", self._bridge)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
