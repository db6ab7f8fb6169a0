"""What the Manager's threads want done inside the sequencer's loop, and the bell that wakes it."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue
from socket import socketpair


class Calls:
    """`call` and `ring` may be used from any thread, all else belongs to the loop."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[tuple[Callable, Future]] = SimpleQueue()
        self._bell, self._ringer = socketpair()
        for end in (self._bell, self._ringer):
            end.setblocking(False)

    def fileno(self) -> int:
        """Readable when it has rung."""
        return self._bell.fileno()

    def call(self, job: Callable[[], object]) -> object:
        """Runs something between two turns, and returns what it returned."""
        future: Future = Future()
        self._jobs.put((job, future))
        self.ring()
        return future.result()

    def ring(self) -> None:
        with suppress(OSError):  # it rings already, or has just done this and ended
            self._ringer.send(b"!")

    def run(self) -> None:
        """All that were made."""
        with suppress(BlockingIOError):
            self._bell.recv(4096)
        while not self._jobs.empty():
            job, future = self._jobs.get()
            try:
                future.set_result(job())
            except Exception as error:
                future.set_exception(error)

    def close(self) -> None:
        self._bell.close()
        self._ringer.close()
