"""Writing to a client that may read slowly."""

import socket
from collections import deque

MOST_WAITING = 2 << 20
"""Bytes that wait for one client: twice the largest answer. Whoever lets more pile up does not read, and is dropped."""


class Outlet:
    """What the kernel does not take now waits here, with the SEQ that is complete once it is written."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._waiting: deque[tuple[bytes, int]] = deque()
        self._size = 0
        self.written = 0
        self.given = 0

    @property
    def waiting(self) -> bool:
        return bool(self._waiting)

    @property
    def overfull(self) -> bool:
        return self._size > MOST_WAITING

    def write(self, data: bytes, seq: int) -> None:
        """Gives `data` to the kernel, or keeps it. OSError if the connection is broken.

        `written` is the SEQ up to which all was given, while anything is `waiting`; `given` counts all bytes.
        """
        self.given += len(data)
        if not self._waiting:
            taken = self._send(data)
            if taken == len(data):
                return
            data = data[taken:]
        self._wait(data, seq)

    def rest(self) -> bytes:
        """What waits."""
        return b"".join(data for data, _ in self._waiting)

    def go_on(self, given: int, rest: bytes, seq: int, written: int) -> None:
        """Takes the place of another one, which had `given` so much and left a `rest` of what there is up to `seq`."""
        self.given, self.written = given, written
        if rest:
            self._wait(rest, seq)

    def hold(self, data: bytes, seq: int) -> None:
        """As `write`, but gives nothing to the kernel yet."""
        self.given += len(data)
        self._wait(data, seq)

    def flush(self) -> None:
        """As much of what waits as the kernel takes."""
        while self._waiting:
            data, seq = self._waiting[0]
            taken = self._send(data)
            self._size -= taken
            if taken < len(data):
                self._waiting[0] = (data[taken:], seq)
                return
            self._waiting.popleft()
            self.written = seq

    def _wait(self, data: bytes, seq: int) -> None:
        self._waiting.append((data, seq))
        self._size += len(data)

    def _send(self, data: bytes) -> int:
        try:
            return self._sock.send(data)
        except BlockingIOError:
            return 0
