"""Somebody who is written to and heard."""

import time
from typing import Protocol

from chatlib.grader.judging.framing import Framing

PAUSE = 0.2
"""Seconds of silence after which text without a line end counts as a line."""

_PIECE = 1 << 16


class Channel(Protocol):
    """A socket that never blocks, or what behaves like one."""

    def recv(self, most: int, /) -> bytes: ...
    def send(self, data: bytes, /) -> int: ...
    def fileno(self) -> int: ...
    def close(self) -> None: ...


class Party:
    """What it says is collected in `lines`. Owns the channel."""

    def __init__(self, channel: Channel) -> None:
        self.closed = False
        self.mark = 0
        """How many lines there were when the turn began."""
        self.told = 0
        """How many of them are in the account."""
        self.end_told = False
        self.heard_at = time.monotonic()
        self.channel = channel
        self._framing = Framing()

    @property
    def lines(self) -> list[str]:
        return self._framing.lines

    @property
    def flooded(self) -> bool:
        return self._framing.flooded

    def say(self, data: bytes) -> bool:
        """False if it is gone, or has not read for so long that nothing more goes in."""
        try:
            return not self.closed and self.channel.send(data) == len(data)
        except OSError:
            return False

    def read(self) -> None:
        """Takes what is there. Who floods is not listened to any more."""
        try:
            data = self.channel.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:  # a reset; and a pseudo-terminal whose other end is closed says so by an error
            data = b""
        if data:
            self.heard_at = time.monotonic()
            self._framing.feed(data)
        if not data or self.flooded:
            self.close()

    def settle(self) -> None:
        """After a pause, text without a line end is complete."""
        if self._framing.unfinished and time.monotonic() - self.heard_at >= PAUSE:
            self._framing.settle()

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self._framing.settle()
            self.channel.close()
