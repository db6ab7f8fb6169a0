"""A cluster on this machine, by `server.py cluster`."""

import os
import re
import secrets
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import psutil

from .client import DEADLINE, Client, eventually
from .server import PROJECT, Output, command, free_port

MARK = "RUANG_TEST_CLUSTER"


def free_ports(count: int) -> int:
    """The first of so many in a row."""

    def found() -> int:
        first = free_port()
        try:
            for port in range(first, first + count):
                with socket.socket() as sock:
                    sock.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return 0
        return first

    return eventually(found, "free ports")


class Cluster:
    """The command; what belongs to it is known by a mark in its environment."""

    def __init__(self, count: int, data: Path, *more: str) -> None:
        self.port, self.numbers, self.data = free_ports(count), range(1, count + 1), data
        self._mark = secrets.token_hex(8)
        options = (count, self.port, "--data", data, "--lang", "en", "--workers", 1, "--host", "127.0.0.1", *more)
        self.process = subprocess.Popen(
            command("cluster", *options), cwd=PROJECT, env=os.environ | {MARK: self._mark},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self.output = Output(self.process.stdout.fileno())

    def types(self, line: str) -> None:
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def says(self, pattern: str, times: int = 1) -> re.Match[str]:
        """The last of so many lines."""
        return eventually(lambda: [*re.finditer(pattern, self.output.text)][times - 1 :], pattern)[-1]

    def answers(self, number: int) -> bool:
        """Whether a node does."""
        try:
            client = Client(self.port + number - 1)
        except OSError:
            return False
        client.send("")
        assert client.line().startswith("[Ruang]")
        client.close()
        return True

    def belongs(self) -> list[str]:
        """The names of all processes that there are of it."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get(MARK) == self._mark and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process.name())
        return found

    def gone(self) -> int:
        """The exit status, once nothing is left."""
        status = self.process.wait(DEADLINE)
        eventually(lambda: not self.belongs(), f"the end of {self.belongs()}")
        return status

    def wait_open(self) -> None:
        """Until all nodes answer."""
        for number in self.numbers:
            self.says(rf"(?m)^{number} \| \S+ Ruang is open on port")
            eventually(lambda number=number: self.answers(number), f"node {number}")

    def figure(self, number: int, name: str) -> float:
        """What /metrics of a node says by now, with its labels if it has any (needs --metrics)."""
        with urlopen(f"http://127.0.0.1:{self.port_of(number)}/metrics", timeout=DEADLINE) as answer:
            lines = answer.read().decode().splitlines()
        return next(float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{name} "))

    def port_of(self, number: int) -> int:
        return self.port + number - 1

    def kill(self, number: int) -> None:
        """All that a node has, at once."""
        supervisor = psutil.Process(int(self.says(rf"node {number}: pid (\d+)", self.starts(number))[1]))
        for process in [supervisor, *supervisor.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        self.says(rf"node {number} {supervisor.pid} ended")

    def starts(self, number: int) -> int:
        """How often a node was started."""
        return len(re.findall(rf"node {number}: pid \d+", self.output.text))

    def start(self, number: int) -> None:
        """Again; until it is open."""
        opened = len(re.findall(rf"(?m)^{number} \| \S+ Ruang is open", self.output.text))
        self.types(f"start {number}")
        self.says(rf"(?m)^{number} \| \S+ Ruang is open", opened + 1)
        eventually(lambda: self.answers(number), f"node {number}")


@contextmanager
def begun(count: int, data: Path, *more: str) -> Iterator[Cluster]:
    """Nothing of it is left afterwards."""
    cluster = Cluster(count, data, *more)
    try:
        yield cluster
    finally:
        cluster.process.kill()
        cluster.gone()
        cluster.output.finish()
        cluster.process.stdin.close()
        cluster.process.stdout.close()
