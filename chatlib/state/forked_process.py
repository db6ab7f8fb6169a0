"""A process of ours that is a child of the fork server (Linux)."""

import os
import signal
import threading
import weakref
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import wait

from chatlib.state import fork_server

PATIENCE = 10.0
"""Seconds for the fork server to make a process: many times what it takes to import the program."""

STATUS_WITHIN = 1.0
"""Seconds for the fork server to say how a process ended."""

_CONTEXT = get_context("forkserver")


class ForkedProcess(_CONTEXT.Process):
    """It can be ended, and its end awaited, though the fork server, which alone is told of it, is gone itself."""

    _pidfd: int | None = None

    def start(self) -> None:
        """OSError if the system, or the fork server, has nothing to give."""
        watchdog = threading.Timer(PATIENCE, fork_server.kill)
        try:
            watchdog.start()
        except RuntimeError:
            raise OSError("the system gives no thread") from None
        try:
            super().start()
        except EOFError:
            fork_server.give_up()
            raise OSError("the fork server has ended") from None
        finally:
            watchdog.cancel()
        with suppress(ProcessLookupError):  # it has ended already, and was waited for
            self._pidfd = os.pidfd_open(self.pid)
            # Not before: another thread may be looking at it.
            weakref.finalize(self, os.close, self._pidfd).atexit = False

    def is_alive(self) -> bool:
        return self._pidfd is not None and not wait([self._pidfd], 0)

    def kill(self) -> None:
        if self._pidfd is not None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def join(self, timeout: float | None = None) -> None:
        if self._pidfd is None or wait([self._pidfd], timeout):
            super().join(STATUS_WITHIN)

    @property
    def exitcode(self) -> int | None:
        """None as long as it lives. To be asked for after `join`, which waits for what is to be known of it."""
        if self.is_alive():
            return None
        code = super().exitcode
        return fork_server.UNKNOWN if code is None else code


class ForkContext(type(_CONTEXT)):
    Process = ForkedProcess
