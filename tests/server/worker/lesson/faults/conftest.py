"""A connection of a worker with a gate on it, and a clock that goes only when it is told to."""

import socket
from collections.abc import Iterator

import pytest

from chatlib.server.worker.connection import Connection
from chatlib.server.worker.lesson.faults.gate import Gate
from chatlib.server.worker.lesson.faults.schedules import Open


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Line:
    """Both ends; `conn` is the worker's, whose socket holds little of what the client does not take."""

    def __init__(self) -> None:
        self.clock = Clock()
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
            self.client = socket.socket()
            self.client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            self.client.settimeout(10)
            self.client.connect(listening.getsockname())
            ours, _ = listening.accept()
        self.conn = Connection(1, ours, "127.0.0.1", "pm")
        self.taken = bytearray()
        """What the kernel took of what was sent, in order."""
        self.pieces: list[int] = []
        real = self.conn.outlet.send

        def send(data: bytes | memoryview) -> int:
            count = real(data)
            self.taken += data[:count]
            self.pieces.append(count)
            return count

        self.conn.outlet.send = send
        self._sent = 0

    def gate(self, incoming: Open | None = None, outgoing: Open | None = None) -> Gate:
        return Gate(1, self.conn, incoming or Open(), outgoing or Open(), self.clock)

    def send(self, data: bytes) -> None:
        """By the client; returns once it can be read."""
        self.client.sendall(data)
        self._sent += len(data)
        self._wait(self._sent - self._consumed)

    _consumed = 0

    def consume(self, count: int) -> None:
        self.conn.inlet.consume(count)
        self._consumed += count

    def end(self) -> None:
        """Of what the client sends; returns once it is there."""
        self.client.shutdown(socket.SHUT_WR)
        if self._sent == self._consumed:
            self._wait(1)

    def read(self, count: int) -> bytes:
        """The next bytes that the client gets."""
        found = b""
        while len(found) < count and (data := self.client.recv(count - len(found))):
            found += data
        return found

    def _wait(self, count: int) -> None:
        ours = self.conn.sock
        ours.settimeout(10)
        ours.recv(count, socket.MSG_PEEK | socket.MSG_WAITALL)
        ours.setblocking(False)

    def close(self) -> None:
        self.client.close()
        self.conn.sock.close()


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()
    yield line
    line.close()
