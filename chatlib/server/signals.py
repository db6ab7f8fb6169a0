"""Signals become something to read: a handler only rings, the main loop acts."""

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker

ENDS = (signal.SIGINT, signal.SIGTERM)


class Signals:
    """From now on Ctrl-C and SIGTERM only make `fileno` readable. Make one before the first child process."""

    def __init__(self) -> None:
        self._bell, self._ringer = socket.socketpair()
        for end in (self._bell, self._ringer):
            end.setblocking(False)
        # Starting it lets signals through, which must not happen later, in the middle of `held`.
        resource_tracker.ensure_running()
        signal.set_wakeup_fd(self._ringer.fileno(), warn_on_full_buffer=False)
        for number in ENDS:
            signal.signal(number, lambda *_: None)

    def fileno(self) -> int:
        return self._bell.fileno()

    def read(self) -> int:
        """How many of them have come since the last time."""
        received = b""
        with suppress(BlockingIOError):
            received = self._bell.recv(64)
        return sum(number in ENDS for number in received)


@contextmanager
def held() -> Iterator[None]:
    """A process that is started in here is deaf to Ctrl-C until it says otherwise, its first moments included."""
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
