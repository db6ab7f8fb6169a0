"""A client's socket in the hands of a thread that may wait for it, but not for ever."""

import array
import fcntl
import os
import select
import socket
import termios
import time
from typing import BinaryIO

from chatlib.dialects import LONGEST_LINE
from chatlib.server.specialists.files.pace import Pace

FIRST_LINE = 10.0
"""Seconds for all of it; the line was there already when the connection was passed on."""

ANSWER = 60.0
"""Seconds to take one line of ours, which the kernel has room for unless the client takes nothing at all."""

GLANCE = 5.0
"""Seconds after which we look how much a client has taken, while the kernel, which has much in hand, takes no more."""

LINGER = 3.0
"""Seconds that a client gets to take the last words. Bytes of its own that nobody read would make the kernel reset the
connection, and the words were lost."""


class Gone(Exception):
    """The client is gone, or does nothing."""


class SocketStream:
    """Owns the socket, until `end`. All methods but `cut`, which others may call, raise Gone."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        if sock.family != socket.AF_UNIX and hasattr(socket, "TCP_USER_TIMEOUT"):
            # The pace tells who is gone. The kernel would take a slow reader, whose window is full, for gone as well.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 0)
        self._ahead = b""
        self._pace: Pace | None = None
        self._received = 0

    def line(self) -> bytes:
        """The first line, without its end; what came behind it is received later."""
        end = time.monotonic() + FIRST_LINE
        while b"\n" not in self._ahead:
            self._within(end - time.monotonic())
            self._ahead += self._receive(LONGEST_LINE - len(self._ahead))
        line, _, self._ahead = self._ahead.partition(b"\n")
        return line

    def receive_into(self, buffer: memoryview) -> int:
        """How many bytes came, at least one. From the first time on they must keep the pace."""
        if self._ahead:
            count = min(len(buffer), len(self._ahead))
            buffer[:count], self._ahead = self._ahead[:count], self._ahead[count:]
            return count
        now = time.monotonic()
        self._pace = self._pace or Pace(now)
        self._within(self._pace.left(now, self._received))
        try:
            count = self._sock.recv_into(buffer)
        except OSError as error:
            raise Gone from error
        if not count:
            raise Gone
        self._received += count
        return count

    def say(self, data: bytes) -> None:
        self._within(ANSWER)
        try:
            self._sock.sendall(data)
        except OSError as error:
            raise Gone from error

    def send_file(self, file: BinaryIO, offset: int, count: int) -> None:
        """Bytes of a file, which the kernel copies. The client must keep the pace.

        What the kernel has taken and the client has not does not count: that may be a great deal, of which it says only
        when a third is gone.
        """
        self._sock.setblocking(False)
        room = select.poll()
        room.register(self._sock, select.POLLOUT)
        pace, sent = Pace(time.monotonic()), 0
        try:
            while sent < count:
                left = pace.left(time.monotonic(), sent - _queued(self._sock))
                if not left:
                    raise Gone
                if not room.poll(min(left, GLANCE) * 1000):
                    continue
                some = os.sendfile(self._sock.fileno(), file.fileno(), offset + sent, count - sent)
                if not some:
                    raise Gone  # the file is shorter than it should be, and who waits for the rest must not wait on
                sent += some
        except OSError as error:
            raise Gone from error

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

    def _within(self, seconds: float) -> None:
        """So long may the next call wait."""
        if seconds <= 0:
            raise Gone
        self._sock.settimeout(seconds)

    def _receive(self, most: int) -> bytes:
        try:
            data = self._sock.recv(most) if most > 0 else b""
        except OSError as error:
            raise Gone from error
        if not data:
            raise Gone
        return data


def _queued(sock: socket.socket) -> int:
    """Bytes that the kernel has taken and the client has not; 0 where the kernel does not say (off Linux)."""
    count = array.array("i", [0])
    try:
        fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, count)
    except OSError:
        return 0
    return count[0]
