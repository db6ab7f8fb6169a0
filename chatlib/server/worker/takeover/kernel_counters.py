"""What the kernel knows of a connection, whoever has looked after it: how far it was read, how far it was written.

Linux counts the bytes of every TCP connection from its beginning (struct tcp_info in linux/tcp.h). These counts belong
to the connection and not to a process, so that a successor can go on at the very byte where its predecessor stopped.
"""

import array
import fcntl
import socket
import struct
import termios

_COUNTS = struct.Struct("=QQ")
_AT = 120
"""Where tcpi_bytes_acked and tcpi_bytes_received stand in struct tcp_info."""
_LENGTH = _AT + _COUNTS.size
_CLOSE_WAIT = 8


def written(sock: socket.socket) -> int:
    """Bytes that the kernel has taken from us so far, sent or not. OSError if the connection is broken."""
    while True:
        _, acknowledged, _ = _info(sock)
        queued = unacknowledged(sock)
        if _info(sock)[1] == acknowledged:  # nothing moved from one to the other in between
            return acknowledged + queued


def consumed(sock: socket.socket) -> int:
    """Bytes that were read, and not only looked at. OSError if the connection is broken."""
    while True:
        state, _, received = _info(sock)
        waiting = _ask(sock, termios.FIONREAD)
        if _info(sock)[::2] == (state, received):
            # The end of the stream is counted like a byte.
            return received - waiting - (state == _CLOSE_WAIT)


def received(sock: socket.socket) -> int:
    """Bytes that have come, read or not. OSError if the connection is broken, or nothing counts them here."""
    return _info(sock)[2]


def unacknowledged(sock: socket.socket) -> int:
    """Bytes that the kernel has taken from us and that the other end has not acknowledged, sent or not. OSError."""
    return _ask(sock, termios.TIOCOUTQ)


def _info(sock: socket.socket) -> tuple[int, int, int]:
    data = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _LENGTH)
    return data[0], *_COUNTS.unpack_from(data, _AT)


def _ask(sock: socket.socket, what: int) -> int:
    answer = array.array("i", [0])
    fcntl.ioctl(sock.fileno(), what, answer)
    return answer[0]
