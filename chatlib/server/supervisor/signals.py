"""Signals become something to read: a handler only rings, the main loop acts."""

import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

ENDS = {signal.SIGINT, signal.SIGTERM}
RENEWS = {signal.SIGHUP} if hasattr(signal, "SIGHUP") else set()


class Signals:
    """From now on Ctrl-C, SIGTERM and SIGHUP only make `fileno` readable. Make one before the first child process."""

    def __init__(self) -> None:
        self._bell, self._ringer = socket.socketpair()
        for end in (self._bell, self._ringer):
            end.setblocking(False)
        signal.set_wakeup_fd(self._ringer.fileno(), warn_on_full_buffer=False)
        self._terminal = sys.stdout.isatty()
        for number in ENDS | RENEWS:
            signal.signal(number, lambda *_: None)

    def fileno(self) -> int:
        return self._bell.fileno()

    def read(self) -> tuple[int, int]:
        """How many have come since the last time that mean the end, and how many that mean to begin afresh."""
        received = b""
        with suppress(BlockingIOError):
            received = self._bell.recv(64)
        ends, renews = (sum(number in kind for number in received) for kind in (ENDS, RENEWS))
        if renews and self._terminal and not sys.stdout.isatty():
            return ends + renews, 0  # the terminal that the server was started in is gone
        return ends, renews


@contextmanager
def held() -> Iterator[None]:
    """A process that is started in here is deaf to Ctrl-C until it says otherwise, its first moments included."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
