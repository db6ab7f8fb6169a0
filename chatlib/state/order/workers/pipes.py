"""The sequencer's ends of the workers' pipes: which of them can be read, and what one cannot take at once."""

import selectors
from multiprocessing import connection

from chatlib.state.channel import Channel, Overfull
from chatlib.state.order.calls import Calls
from chatlib.state.order.workers.line import WorkerLine


class Pipes:
    """Waits for workers, and for who rings with `calls`."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._selector = selectors.DefaultSelector()
        self._selector.register(calls, selectors.EVENT_READ)

    def wait(self, longest: float, hears: bool = True) -> tuple[list[WorkerLine], list[WorkerLine], bool]:
        """Lines that can be read, lines that can be written, and whether somebody rang. Of the lines nothing is seen
        while it `hears` nobody: what they say stays in the pipe.
        """
        if not hears:
            return [], [], bool(connection.wait([self._calls], longest))
        ready = self._selector.select(longest)
        readable = [key.data for key, mask in ready if key.data is not None and mask & selectors.EVENT_READ]
        writable = [key.data for key, mask in ready if key.data is not None and mask & selectors.EVENT_WRITE]
        return readable, writable, any(key.data is None for key, _ in ready)

    def attach(self, line: WorkerLine, pipe: connection.Connection) -> None:
        """It is the line's from now on."""
        line.channel = Channel(pipe)
        self._selector.register(line.channel.fileno(), selectors.EVENT_READ, line)

    def detach(self, line: WorkerLine) -> None:
        """It is heard no more by `wait`; it can still be read to its end."""
        self._selector.unregister(line.channel.fileno())

    def tell(self, line: WorkerLine, payload: bytes) -> bool:
        """False if the worker is gone, or takes nothing."""
        try:
            line.channel.send(payload)
        except (OSError, Overfull):
            return False
        if line.channel.waiting:
            self._selector.modify(line.channel.fileno(), selectors.EVENT_READ | selectors.EVENT_WRITE, line)
        return True

    def flush(self, line: WorkerLine) -> bool:
        """The same, with what it could not take before."""
        try:
            line.channel.flush()
        except OSError:
            return False
        if not line.channel.waiting:
            self._selector.modify(line.channel.fileno(), selectors.EVENT_READ, line)
        return True

    def close(self) -> None:
        self._selector.close()
