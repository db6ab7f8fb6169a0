"""Clients whose machine has vanished while something is on its way to them.

Keepalive probes rest as long as something is not acknowledged. TCP_USER_TIMEOUT, which the listener sets, is made for
that, but it also ends a client that is there and reads slowly: Linux counts the time for which its window has no room
for the next segment, whatever it acknowledges (findings/linux-user-timeout-ends-a-living-reader.sh). So here, where it
can be known better, it is put out, and what tells is how long nothing at all was acknowledged.
"""

import socket
import struct
import time
from collections.abc import Callable, Iterable

from chatlib.server.ipc.timers import Timers
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.takeover.kernel_counters import unacknowledged

EVERY = 5.0
"""Seconds between two looks."""

WITHIN = 120.0
"""Seconds of silence after which a client is taken for gone, as keepalive does."""

KNOWN = hasattr(socket, "TCP_INFO") and hasattr(socket, "TCP_USER_TIMEOUT")
_LAST_ACK = struct.Struct("=I")
_AT = 56
"""Where tcpi_last_ack_recv stands in struct tcp_info (linux/tcp.h), in milliseconds."""


class Vanished:
    """Looks at the `connections` from time to time, and calls `forget` with those whose machine has vanished."""

    def __init__(self, connections: Iterable[Connection], timers: Timers, forget: Callable[[Connection], None]) -> None:
        self._connections = connections
        self._timers = timers
        self._forget = forget
        self._silent_since: dict[int, float] = {}  # by connection

    def start(self) -> None:
        if KNOWN:
            self._look()

    def _look(self) -> None:
        now = time.monotonic()
        silent = {conn.cid: conn for conn in self._connections if _is_silent(conn.sock)}
        self._silent_since = {cid: self._silent_since.get(cid, now) for cid in silent}
        for cid, since in self._silent_since.items():
            if now - since >= WITHIN:
                self._forget(silent[cid])
        self._timers.at(now + EVERY, self._look)


def look_here(sock: socket.socket) -> None:
    """Only here, not in the kernel, it is found out whether the other end of this connection is gone."""
    if KNOWN and sock.family != socket.AF_UNIX:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 0)


def _is_silent(sock: socket.socket) -> bool:
    """Whether there is something to acknowledge, and nothing was for as long as nobody looked."""
    try:
        if sock.family == socket.AF_UNIX or not unacknowledged(sock):
            return False
        (ago,) = _LAST_ACK.unpack_from(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _AT + _LAST_ACK.size), _AT)
    except OSError:
        return False  # who serves it hears so as well
    return ago >= EVERY * 1000
