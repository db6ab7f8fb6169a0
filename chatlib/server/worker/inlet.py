"""Reading from a client so that nothing is lost when the reader dies.

On Linux the bytes stay in the kernel until what they ask for is committed: `look` peeks, `consume`
takes them. A worker that is killed in between has taken nothing away. Elsewhere they are read into
memory, and are lost with the process.
"""

import socket

from chatlib.dialects import LONGEST_LINE
from chatlib.server.options import PEEKS

RECEIVE_BUFFER = 4 * LONGEST_LINE
"""For the listening sockets: the kernel must be able to hold a longest line that nobody has taken yet, its own
bookkeeping included, else the rest of it could never come."""

MOST_DRAINED = 1 << 20
"""Bytes in all that are thrown away of a connection that ends: four times what the kernel holds. Who sends on and on
may lose the last words.
"""

_scratch = bytearray(LONGEST_LINE + 1)
_AT_FIRST = 4096
"""Bytes that are looked for at first: to make room for a longest line takes longer than to read a short one."""


class PeekingInlet:
    """Bytes are looked at as often as one likes, and taken once. `ended`: nothing more will come."""

    __slots__ = ("_drained", "_sock", "ended")

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.ended = False
        self._drained = 0

    def look(self) -> bytes | None:
        """What is there from the first byte not consumed, up to a longest line and one byte; b"" at the end.

        None if there is nothing now. OSError if the connection is broken.
        """
        try:
            data = self._sock.recv(_AT_FIRST, socket.MSG_PEEK)
            return data if len(data) < _AT_FIRST else self._sock.recv(LONGEST_LINE + 1, socket.MSG_PEEK)
        except BlockingIOError:
            return None

    def look_again(self, count: int) -> bytes:
        """The first bytes of what was looked at before, so many. OSError if the connection is broken."""
        return self._sock.recv(count, socket.MSG_PEEK)

    def consume(self, count: int) -> None:
        """Takes bytes that were looked at. OSError if the connection was reset meanwhile."""
        if count:  # 0 would mean as much as there is room for
            # MSG_TRUNC: the kernel throws them away without copying. They are not left there until there are more: were
            # every process of ours to die, the connection would be reset, and what is on its way to the client be lost.
            self._sock.recv_into(_scratch, count, socket.MSG_TRUNC)

    def drain(self) -> bool:
        """Throws away what has come; True at the end, or once that was so much that nobody means well."""
        try:
            while self._drained < MOST_DRAINED:
                count = self._sock.recv_into(_scratch)
                if not count:
                    return True
                self._drained += count
            return True
        except BlockingIOError:
            pass
        except OSError:
            return True
        return False


class ReadingInlet(PeekingInlet):
    """The same, with a buffer of the process's own."""

    __slots__ = ("_buffer",)

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock)
        self._buffer = bytearray()

    def look(self) -> bytes | None:
        room = LONGEST_LINE + 1 - len(self._buffer)
        if room > 0 and not self.ended:
            try:
                data = self._sock.recv(room)
                self.ended = not data
                self._buffer += data
            except BlockingIOError:
                if not self._buffer:
                    return None
        return bytes(self._buffer)

    def look_again(self, count: int) -> bytes:
        return bytes(self._buffer[:count])

    def consume(self, count: int) -> None:
        del self._buffer[:count]


Inlet = PeekingInlet if PEEKS else ReadingInlet
