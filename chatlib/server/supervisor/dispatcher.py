"""Who looks after a connection: the worker with the fewest, or the specialist that its first bytes ask for."""

import itertools
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress

from chatlib.core.cluster.numbers import first_connection
from chatlib.server.ipc import reports
from chatlib.server.ipc.orders import Handover
from chatlib.server.supervisor.handles import Duplicate, ProcessHandle, SpecialistHandle, WorkerHandle
from chatlib.server.supervisor.listeners import pair
from chatlib.server.supervisor.loop import Loop

BUSY = 0.02
"""Seconds until the next try where nobody could be asked."""


class Dispatcher:
    """`workers` and `specialists` are the pool's own, those of the moment. `begin` makes a specialist begin that is
    there only on demand, if it can; `left` is called with the number of a connection that nobody can look after.
    `node` is this one of a cluster.
    """

    def __init__(
        self,
        loop: Loop,
        workers: Mapping[int, WorkerHandle],
        specialists: Mapping[str, SpecialistHandle],
        begin: Callable[[str], None],
        left: Callable[[int], None],
        node: int = 0,
    ) -> None:
        self._loop = loop
        self._workers = workers
        self._specialists = specialists
        self._begin = begin
        self._left = left
        self._cids = itertools.count(first_connection(node))

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
        if name not in self._specialists:
            self._begin(name)
        specialist = self._specialists.get(name)
        if specialist is None:
            self._left(connection.order.cid)
            connection.end()
        elif not specialist.willing:
            self._loop.after(BUSY, lambda: self.pass_on(connection, name))
        else:
            _give(specialist, connection)

    def open_inner(self, specialist: SpecialistHandle, wish: reports.Inner) -> None:
        """A connection between a specialist and a worker, in the name of a client."""
        client, worker = specialist.connections.get(wish.cid), self.willing()
        if client is None:  # it has ended meanwhile
            specialist.give_inner(wish.ticket, None)
        elif worker is None:
            self._loop.after(BUSY, lambda: self.open_inner(specialist, wish))
        else:
            try:
                inner, outer = pair()
            except OSError:  # no descriptor is free
                specialist.give_inner(wish.ticket, None)
                return
            with inner:
                specialist.give_inner(wish.ticket, inner)
            before = client.order
            order = Handover(
                next(self._cids), before.address, wish.dialect or before.pinned, before.through | {specialist.name}
            )
            _give(worker, Duplicate(outer, order))


def _give(to: ProcessHandle, connection: Duplicate) -> None:
    # If the process has just died, its death tells of the connection as of all its others.
    with suppress(OSError):
        to.hand_over(connection)
