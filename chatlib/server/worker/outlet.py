"""Writing to a client that may read slowly."""

import socket
from collections import deque
from collections.abc import Collection

MOST_WAITING = 2 << 20
"""Bytes that wait for one client: twice the largest answer. Whoever lets more pile up does not read, and is dropped."""

MOST_EXCUSED = 64 << 20
"""Bytes on top of that for what piled up while nobody could offer it: no more is kept for a worker (line.MOST_KEPT)."""


class Outlet:
    """What the kernel does not take now waits here, with the SEQ that is complete once it is written.

    Chunks wait as they came: the same one may wait for many. While nothing is `waiting`, to `write` is the same
    as to `send`, to count what was `given`, and to `keep` what was not taken.
    """

    __slots__ = (
        "_excused", "_size", "_waiting", "_written_of_first", "given", "send", "waiting", "written",
    )  # fmt: skip

    def __init__(self, sock: socket.socket) -> None:
        self.send = sock.send
        self._waiting: Collection[tuple[bytes, int]] = ()  # a deque only while there is something: few have any
        self.waiting = False  # whether anything does
        self._written_of_first = 0
        self._size = 0
        self._excused = 0
        self.written = 0
        self.given = 0

    @property
    def overfull(self) -> bool:
        """What piled up while nothing could be offered to the client does not count."""
        return self._size > MOST_WAITING + min(self._excused, MOST_EXCUSED)

    @property
    def size(self) -> int:
        """Bytes that wait."""
        return self._size

    def write(self, data: bytes, seq: int) -> None:
        """Gives `data` to the kernel, or keeps it. OSError if the connection is broken.

        `written` is the SEQ up to which all was given, while anything is `waiting`; `given` counts all bytes.
        """
        self.given += len(data)
        taken = 0 if self.waiting else self._send(data)
        if taken < len(data):
            self.keep(data, seq, taken)

    def chunks(self) -> list[bytes]:
        """What waits; of the first one a part may be written already."""
        return [data for data, _ in self._waiting]

    def go_on(self, given: int, rest: list[bytes], seq: int, written: int) -> None:
        """Takes the place of another one, which had `given` so much and left a `rest` of what there is up to `seq`."""
        self.given, self.written = given - sum(map(len, rest)), written
        for data in rest:
            self.hold(data, seq)

    def hold(self, data: bytes, seq: int) -> None:
        """As `write`, but nothing can be given to the kernel yet."""
        self.given += len(data)
        self._excused += len(data)
        self.keep(data, seq)

    def flush(self) -> None:
        """As much of what waits as the kernel takes."""
        while self._waiting:
            data, seq = self._waiting[0]
            taken = self._send(memoryview(data)[self._written_of_first :])
            self._size -= taken
            self._excused = max(0, self._excused - taken)
            self._written_of_first += taken
            if self._written_of_first < len(data):
                return
            self._waiting.popleft()
            self._written_of_first = 0
            self.written = seq
        self._waiting = ()
        self.waiting = False

    def keep(self, data: bytes, seq: int, taken: int = 0) -> None:
        """The first `taken` bytes of it, 0 if anything else waits already, were written; the rest waits."""
        if taken:
            self._written_of_first = taken
        if not self._waiting:
            self._waiting = deque()
        self._waiting.append((data, seq))
        self.waiting = True
        self._size += len(data) - taken

    def _send(self, data: bytes | memoryview) -> int:
        try:
            return self.send(data)
        except BlockingIOError:
            return 0
