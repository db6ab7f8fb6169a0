"""The listening sockets, and who may come in."""

import errno
import os
import socket
from collections import Counter
from collections.abc import Callable

from chatlib.server.options import Listen, counted
from chatlib.server.supervisor.descriptors import reserved
from chatlib.server.texts import ServerError
from chatlib.server.worker.inlet import RECEIVE_BUFFER

BACKLOG = 4096
"""A whole school that connects at the same moment."""

VANISHED = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4, "TCP_USER_TIMEOUT": 125_000}
"""Seconds, seconds and tries: a client whose machine has vanished is noticed after two minutes. Probes rest as long as
something is not acknowledged; for that there is the last one, in milliseconds.
"""


class Listeners:
    """Opens all ports or none: ServerError names the one that cannot be had."""

    def __init__(
        self, host: str, listen: list[Listen], connections: int, per_address: int, loopback: bool = False
    ) -> None:
        self._most, self._most_from = connections, per_address
        self._loopback = loopback
        self._from: Counter[str] = Counter()
        self.sockets: dict[socket.socket, Listen] = {}
        for place in listen:
            try:
                self.sockets[_open(host, place.port)] = place
            except (OSError, UnicodeError) as error:
                self.close()
                raise ServerError("port_taken", port=place.port, host=host, reason=_reason(error)) from None

    def accept(self, listener: socket.socket) -> tuple[socket.socket, str] | None:
        """The next client and its address; None if there is none now. OSError if none can be taken."""
        try:
            sock, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return None
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock, address[0].removeprefix("::ffff:")

    def admit(self, sock: socket.socket, address: str, now: int, in_hand: Callable[[str], int]) -> bool:
        """Counts one more from there, of `now` in all, if the limits allow it. `in_hand` tells how many of a network's
        (see options.counted) do not count; it is asked only if that matters.
        """
        network = counted(address, self._loopback)
        if now >= self._most or reserved(sock.fileno()):
            return False
        count, most = self._from[network] if network else 0, self._most_from
        if 0 < most <= count and count - in_hand(network) >= most:
            return False
        if network:
            self._from[network] += 1
        return True

    def left(self, address: str) -> None:
        network = counted(address, self._loopback)
        self._from[network] -= 1
        if self._from[network] <= 0:
            del self._from[network]

    def close(self) -> None:
        for sock in self.sockets:
            sock.close()
        self.sockets = {}


def pair() -> tuple[socket.socket, socket.socket]:
    """Two ends of a connection within this machine, the second as if a client had come through a listener.

    OSError if there are no descriptors for them.
    """
    with _open("127.0.0.1", 0) as listener:
        inner = socket.create_connection(listener.getsockname())
        inner.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.setblocking(True)
        outer, _ = listener.accept()
    if reserved(outer.fileno()):
        inner.close()
        outer.close()
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
    outer.setblocking(False)
    outer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return inner, outer


def _open(host: str, port: int) -> socket.socket:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Options of a listening socket are those of every connection that comes through it.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in VANISHED.items():
            if hasattr(socket, name):
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        sock.bind((host, port))
        sock.listen(BACKLOG)
        sock.setblocking(False)
    except BaseException:
        sock.close()
        raise
    return sock


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
