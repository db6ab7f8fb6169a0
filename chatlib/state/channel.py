"""Frames over a duplex pipe, by somebody who must never block.

A non-blocking `Connection.send_bytes` may stop in the middle of a frame, and two blocking writers
on full pipes wait for each other for ever. So this frames by itself: four bytes of length, then
the payload; what the pipe does not take now is kept until it does.
"""

import os
import struct
from multiprocessing.connection import Connection

_LENGTH = struct.Struct("!I")
_AT_ONCE = 1 << 16
"""Bytes that are read at once, into a place that is there already: to make so much room takes longer than to read."""

MOST_WAITING = 64 << 20
"""Bytes that wait for the other side: many seconds of the heaviest traffic. Beyond, it is not working any more."""


class Overfull(Exception):
    """The other side has not read for too long."""


class Channel:
    """Owns the connection. The payloads that come in are complete; `waiting` says whether to call `flush` later."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._fd = connection.fileno()
        os.set_blocking(self._fd, False)
        self._scratch = memoryview(bytearray(_AT_ONCE))
        self._incoming = bytearray()
        self._outgoing = bytearray()

    def fileno(self) -> int:
        return self._fd

    @property
    def waiting(self) -> bool:
        return bool(self._outgoing)

    def send(self, payload: bytes) -> None:
        """Raises OSError if the other side is gone, Overfull if it does not read."""
        frame = _LENGTH.pack(len(payload)) + payload
        if self._outgoing:
            self._outgoing += frame
            if len(self._outgoing) > MOST_WAITING:
                raise Overfull
        else:
            self._outgoing += frame[self._write(frame) :]

    def flush(self) -> None:
        del self._outgoing[: self._write(self._outgoing)]

    def receive(self) -> list[bytes]:
        """The payloads that have arrived; EOFError once the other side is gone and all of them were given."""
        try:
            count = os.readv(self._fd, (self._scratch,))
        except BlockingIOError:
            return []
        except ConnectionResetError:
            count = 0
        if not count:
            raise EOFError
        self._incoming += self._scratch[:count]
        buffer, payloads, start = self._incoming, [], 0
        while len(buffer) - start >= _LENGTH.size:
            end = start + _LENGTH.size + _LENGTH.unpack_from(buffer, start)[0]
            if end > len(buffer):
                break
            payloads.append(bytes(buffer[start + _LENGTH.size : end]))
            start = end
        del buffer[:start]
        return payloads

    def close(self) -> None:
        self._connection.close()

    def _write(self, data: bytes | bytearray) -> int:
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            return 0
