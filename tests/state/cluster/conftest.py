"""Real members of etcd."""

import signal
import socket
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from chatlib.state.cluster.etcd_client import EtcdClient, EtcdError

PATIENCE = 20.0


class Ensemble:
    """So many members on this machine."""

    def __init__(self, count: int, data: Path) -> None:
        self._data = data
        held = [socket.create_server(("127.0.0.1", 0)) for _ in range(2 * count)]
        ports = [sock.getsockname()[1] for sock in held]
        for sock in held:
            sock.close()
        self.urls = [f"http://127.0.0.1:{port}" for port in ports[:count]]
        self._peers = [f"http://127.0.0.1:{port}" for port in ports[count:]]
        self._members: list[subprocess.Popen | None] = [None] * count
        for number in range(count):
            self.start(number)
        self.wait()

    def start(self, number: int) -> None:
        options = {
            "name": f"m{number}",
            "data-dir": self._data / f"m{number}",
            "listen-client-urls": self.urls[number],
            "advertise-client-urls": self.urls[number],
            "listen-peer-urls": self._peers[number],
            "initial-advertise-peer-urls": self._peers[number],
            "initial-cluster": ",".join(f"m{n}={peer}" for n, peer in enumerate(self._peers)),
            "heartbeat-interval": 50,
            "election-timeout": 500,
        }
        with open(self._data / f"m{number}.log", "ab") as log:
            words = [f"--{name}={value}" for name, value in options.items()]
            self._members[number] = subprocess.Popen(["etcd", *words], stdout=log, stderr=log)

    def wait(self) -> None:
        """Until there is a quorum."""
        client, end = EtcdClient(self.urls, 1.0), time.monotonic() + PATIENCE
        while True:
            try:
                client.newest("x")
                break
            except EtcdError:
                assert time.monotonic() < end, "etcd does not begin"
                time.sleep(0.05)
        client.close()

    def kill(self, number: int) -> None:
        self._members[number].kill()
        self._members[number].wait()

    def signal(self, number: int, what: signal.Signals) -> None:
        self._members[number].send_signal(what)

    @property
    def leader(self) -> int:
        for number, url in enumerate(self.urls):
            with closing(EtcdClient([url])) as client:
                status = client.status()
            if status.member == status.leader:
                return number
        raise AssertionError("no leader")

    def close(self) -> None:
        for member in self._members:
            member.kill()
            member.wait()


@pytest.fixture
def alone(tmp_path):
    """One member."""
    ensemble = Ensemble(1, tmp_path)
    yield ensemble
    ensemble.close()


@pytest.fixture
def three(tmp_path):
    ensemble = Ensemble(3, tmp_path)
    yield ensemble
    ensemble.close()
