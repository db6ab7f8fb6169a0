"""A client's socket in the hands of a thread that may wait for it, but not for ever."""

import socket
import time
from typing import BinaryIO

from chatlib.dialects.base import LONGEST_LINE

FIRST_LINE = 10.0
"""Seconds; the line was there already when the connection was passed on."""

IDLE = 60.0
"""Seconds in which a client that sends, or takes, nothing at all is gone."""

LINGER = 3.0
"""Seconds that a client gets to take the last words. Bytes of its own that nobody read would make the kernel reset the
connection, and the words were lost."""


class Gone(Exception):
    """The client is gone, or does nothing."""


class SocketStream:
    """Owns the socket, until `end`. All methods but `cut`, which others may call, raise Gone."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._ahead = b""

    def line(self) -> bytes:
        """The first line, without its end; what came behind it is received later."""
        self._sock.settimeout(FIRST_LINE)
        while b"\n" not in self._ahead:
            self._ahead += self._receive(LONGEST_LINE - len(self._ahead))
        line, _, self._ahead = self._ahead.partition(b"\n")
        self._sock.settimeout(IDLE)
        return line

    def receive_into(self, buffer: memoryview) -> int:
        """How many bytes came, at least one."""
        if self._ahead:
            count = min(len(buffer), len(self._ahead))
            buffer[:count], self._ahead = self._ahead[:count], self._ahead[count:]
            return count
        try:
            count = self._sock.recv_into(buffer)
        except OSError as error:
            raise Gone from error
        if not count:
            raise Gone
        return count

    def say(self, data: bytes) -> None:
        try:
            self._sock.sendall(data)
        except OSError as error:
            raise Gone from error

    def send_file(self, file: BinaryIO, offset: int, count: int) -> None:
        """Bytes of a file, which the kernel copies."""
        try:
            sent = self._sock.sendfile(file, offset, count) if count else 0
        except OSError as error:
            raise Gone from error
        if sent < count:
            raise Gone  # the file is shorter than it should be, and who waits for the rest must not wait on

    def cut(self) -> None:
        """Ends it from outside: whoever waits for it hears so."""
        try:
            self._sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def end(self) -> None:
        """Says that nothing more will come, waits a moment for the client to do the same, and closes the socket."""
        end = time.monotonic() + LINGER
        try:
            self._sock.shutdown(socket.SHUT_WR)
            while (left := end - time.monotonic()) > 0:
                self._sock.settimeout(left)
                if not self._sock.recv(LONGEST_LINE):
                    break
        except OSError:
            pass
        self.cut()
        self._sock.close()

    def _receive(self, most: int) -> bytes:
        try:
            data = self._sock.recv(most) if most > 0 else b""
        except OSError as error:
            raise Gone from error
        if not data:
            raise Gone
        return data
