"""Who looks after a connection: the worker with the fewest, or the specialist that its first bytes ask for."""

import itertools
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress

from chatlib.server.ipc.orders import Handover
from chatlib.server.supervisor.handles import Duplicate, ProcessHandle, SpecialistHandle, WorkerHandle
from chatlib.server.supervisor.listeners import pair
from chatlib.server.supervisor.loop import Loop

BUSY = 0.02
"""Seconds until the next try where nobody could be asked."""


class Dispatcher:
    """`workers` and `specialists` are the pool's own, those of the moment. `left` is called with the number of a
    connection that nobody can look after.
    """

    def __init__(
        self,
        loop: Loop,
        workers: Mapping[int, WorkerHandle],
        specialists: Mapping[str, SpecialistHandle],
        left: Callable[[int], None],
    ) -> None:
        self._loop = loop
        self._workers = workers
        self._specialists = specialists
        self._left = left
        self._cids = itertools.count(1)

    def willing(self) -> WorkerHandle | None:
        """Who has the fewest connections of those that can take one more at once."""
        willing = [worker for worker in self._workers.values() if worker.willing]
        return min(willing, key=lambda worker: len(worker.connections), default=None)

    def receive(self, worker: WorkerHandle, sock: socket.socket, address: str, pinned: str) -> int:
        """The worker looks after it from now on. Returns the connection's number, which no other one ever has."""
        order = Handover(next(self._cids), address, pinned)
        _give(worker, Duplicate(sock, order))
        return order.cid

    def pass_on(self, connection: Duplicate, name: str) -> None:
        """A connection that is not for chatting, to who knows what to do with it."""
        specialist, worker = self._specialists.get(name), self.willing()
        if specialist is None or (specialist.plain_side and connection.order.secure):
            # The second is TLS within TLS: each layer would cost descriptors that no limit counts.
            self._dismiss(connection)
        elif not specialist.willing or worker is None:
            self._loop.after(BUSY, lambda: self.pass_on(connection, name))
        elif specialist.plain_side:
            self._pass_through(specialist, connection, worker)
        else:
            _give(specialist, connection)

    def _pass_through(self, specialist: SpecialistHandle, connection: Duplicate, worker: WorkerHandle) -> None:
        """To a specialist who makes another connection of it, for a worker."""
        order = connection.order
        try:
            inner, outer = pair()
        except OSError:
            self._dismiss(connection)  # no descriptor is free
            return
        _give(specialist, connection, inner)
        inner.close()
        _give(worker, Duplicate(outer, Handover(next(self._cids), order.address, order.pinned, secure=True)))

    def _dismiss(self, connection: Duplicate) -> None:
        self._left(connection.order.cid)
        connection.end()


def _give(to: ProcessHandle, connection: Duplicate, *more: socket.socket) -> None:
    # If the process has just died, its death tells of the connection as of all its others.
    with suppress(OSError):
        to.hand_over(connection, *more)
