"""A gate at each end of a connection: what may not pass yet waits where it would wait for a slow network as well.

What comes in stays in the kernel, unread, and what goes out in the connection's outlet. So a worker may die meanwhile
as at any other time.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from chatlib.server.worker.connection import Connection
from chatlib.server.worker.inlet import Inlet
from chatlib.server.worker.lesson.faults.schedules import Open, Shut

_CORK = getattr(socket, "TCP_CORK", None)


class GatedInlet:
    """In place of a connection's inlet: shows only what has passed.

    The first `taken` bytes that are there have passed long ago: they are only not consumed yet.
    """

    __slots__ = ("_before", "_clock", "_consumed", "_hides", "_schedule", "_shown", "inner")

    def __init__(self, inner: Inlet, schedule: Open, clock: Callable[[], float], taken: int = 0) -> None:
        self.inner = inner
        self._schedule = schedule
        self._clock = clock
        self._before = self._shown = taken
        self._consumed = 0
        self._hides = False

    @property
    def ended(self) -> bool:
        """Nothing more will come, and all that came was shown."""
        return self.inner.ended and not self._hides

    @ended.setter
    def ended(self, ended: bool) -> None:
        self.inner.ended = ended

    @property
    def hides(self) -> bool:
        """Something has come that was not shown the last time."""
        return self._hides

    def look(self) -> bytes | None:
        data = self.inner.look()
        if data is None:
            return None
        now = self._clock()
        self._schedule.note(self._consumed + len(data) - self._before, now)
        if fresh := min(self._schedule.allowed(now), self._consumed + len(data) - self._shown, self._schedule.at_once):
            self._schedule.passed(fresh)
            self._shown += fresh
        shown = data[: self._shown - self._consumed]
        self._hides = len(shown) < len(data) or isinstance(self._schedule, Shut)
        return None if not shown and self._hides else shown

    def look_again(self, count: int) -> bytes:
        """Nothing more passes by that: else it would have passed, and whoever reads had not been shown it."""
        return self.inner.look_again(count)

    def consume(self, count: int) -> None:
        self.inner.consume(count)
        self._consumed += count

    def drain(self) -> bool:
        return self.inner.drain()


class Gate:
    """Of one connection, until it is `removed`. `number` is that of the fault."""

    def __init__(
        self, number: int, conn: Connection, incoming: Open, outgoing: Open, clock: Callable[[], float]
    ) -> None:
        self.number = number
        self.conn = conn
        self._outgoing = outgoing
        self._clock = clock
        self._send = conn.outlet.send
        self._base = conn.outlet.given - conn.outlet.size
        self._passed = 0
        conn.outlet.send = self._pass
        conn.inlet = GatedInlet(conn.inlet, incoming, clock, conn.taken)

    def remove(self) -> None:
        """Everything may pass as it comes."""
        self.conn.outlet.send = self._send
        self.conn.inlet = self.conn.inlet.inner

    @contextmanager
    def in_one_piece(self) -> Iterator[None]:
        """What is written meanwhile leaves this machine together, if it is to; several at once would be seen apart."""
        sock = self.conn.sock
        if not (self._outgoing.together and _CORK and sock.family != socket.AF_UNIX):
            yield
            return
        sock.setsockopt(socket.IPPROTO_TCP, _CORK, 1)
        yield
        with suppress(OSError):  # it has ended
            sock.setsockopt(socket.IPPROTO_TCP, _CORK, 0)

    @property
    def may_write(self) -> bool:
        """Whether something waits that may pass by now."""
        outlet, now = self.conn.outlet, self._clock()
        self._outgoing.note(outlet.given - self._base, now)
        return outlet.waiting and self._outgoing.allowed(now) > 0

    @property
    def may_read(self) -> bool:
        """Whether something has come that was not shown yet."""
        return self.conn.inlet.hides

    def _pass(self, data: bytes | memoryview) -> int:
        now = self._clock()
        # What waits already is counted by the outlet, the first to wait is not yet.
        self._outgoing.note(max(self.conn.outlet.given - self._base, self._passed + len(data)), now)
        count = min(self._outgoing.allowed(now), self._outgoing.at_once, len(data))
        if count <= 0:
            raise BlockingIOError
        taken = self._send(data[:count])
        self._outgoing.passed(taken)
        self._passed += taken
        return taken
