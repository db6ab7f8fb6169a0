"""The supervisor's end of a process that looks after connections: its pipes, and the connections it was given."""

import os
import socket
import struct
import time
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import send_handle
from typing import NamedTuple

from chatlib.server import worker
from chatlib.server.ipc import reports
from chatlib.server.ipc.orders import Assignment, Finish, Handover, Inner, Rejoin, Service, Watch
from chatlib.server.options import Options
from chatlib.server.specialists.registry import SpecialistType
from chatlib.server.supervisor.signals import held
from chatlib.state import fork_server
from chatlib.state.channel import Channel
from chatlib.state.manager import StateProcess, StateProxy
from chatlib.state.processes import reap

SPECIALIST = "chatlib.server.specialists.control_channel"

MOST_UNADOPTED = 64
"""Connections handed over and not yet adopted. A pipe holds more than twice as many, so handing over never blocks."""

PATIENCE = 10.0
"""Seconds in which a process must take something of what it is given: many times what it takes to begin.

The supervisor does nothing else meanwhile, but that concerns only those who come or die just then.
"""


class Duplicate(NamedTuple):
    """The supervisor's duplicate of a connection, and what it knows of it."""

    sock: socket.socket
    order: Handover

    def end(self) -> None:
        """Ends the connection, whoever has a descriptor of it."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()


class ProcessHandle:
    """A process that gets connections. `module.main` is called in it with its ends of the two pipes, and `args`.

    `fresh`: it imports the program as it is now.

    Keeps a duplicate of every descriptor it handed over, so that the connections do not end with the process.
    """

    def __init__(self, name: str, module: str, *args: object, fresh: bool = False) -> None:
        context = fork_server.FRESH if fresh else fork_server.context()
        self._orders, theirs = context.Pipe()
        _limit_patience(self._orders)
        report, their_report = context.Pipe()
        self.name = name
        self.process = context.Process(target=fork_server.run_module, args=(module, theirs, their_report, *args))
        with held():
            self.process.start()
        theirs.close()
        their_report.close()
        self.reports = Channel(report)
        self.connections: dict[int, Duplicate] = {}
        self.unadopted = 0
        self.ready = False
        self.retired = False  # its end is wished
        self.exitcode = 0
        self.heard_at = time.monotonic()

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def willing(self) -> bool:
        """Whether it can take one more connection at once."""
        return self.unadopted < MOST_UNADOPTED

    def hand_over(self, connection: Duplicate) -> None:
        """The process looks after this connection from now on. OSError if it died meanwhile."""
        self.connections[connection.order.cid] = connection
        self.unadopted += 1
        self._order(connection.order, connection.sock.fileno())

    def watch(self, board: int | None) -> None:
        """Somebody looks on from now on, and this is the board; or nobody. If it has died, its death tells."""
        with suppress(OSError):
            self._order(Watch(board is not None), *([board] if board is not None else []))

    def tell(self, order: object) -> None:
        """Something that needs no descriptor; the same."""
        with suppress(OSError):
            self._order(order)

    def take_back(self, cid: int) -> Duplicate | None:
        """A connection that the process has let go of, without ending it."""
        return self.connections.pop(cid, None)

    def heard(self) -> list[reports.Report]:
        """What it reported; its own bookkeeping is done already. EOFError once it is gone."""
        heard = [reports.decode(payload) for payload in self.reports.receive()]
        self.heard_at = time.monotonic()
        for report in heard:
            if isinstance(report, reports.Adopted):
                self.unadopted -= report.count
            elif isinstance(report, reports.Closed) and (gone := self.connections.pop(report.cid, None)):
                gone.sock.close()
        return heard

    def retire(self) -> None:
        """Ends it, for a successor to take its place. An end by surprise and an end by wish are the same thing."""
        self.retired = True
        self.process.kill()

    def finish(self) -> None:
        """Asks it to show its clients out and end."""
        with suppress(OSError):
            self._order(Finish())

    def _order(self, order: object, *descriptors: int) -> None:
        """OSError if the process is gone, or hangs: then it is no longer."""
        try:
            self._orders.send(order)
            for descriptor in descriptors:
                send_handle(self._orders, descriptor, self.pid)
        except OSError:
            self.process.kill()  # half of an order may be in the pipe
            raise

    def release(self) -> None:
        """After its death: frees everything but its connections."""
        self._orders.close()
        self.reports.close()
        self.exitcode = reap(self.process)


class WorkerHandle(ProcessHandle):
    """A worker process; a spare as long as `number` is None, which is warm once it is `ready`."""

    def __init__(self, fresh: bool = False) -> None:
        super().__init__("worker", worker.MODULE, fresh=fresh)
        self.number: int | None = None

    def activate(
        self, assignment: Assignment, state: StateProcess, files: list[int], inherited: dict[int, Duplicate]
    ) -> bool:
        """A spare becomes the worker of that number, and goes on with the record, the first of the `files`, and
        connections of a predecessor.

        False, and nothing has happened, if the state has just died. If the worker has, its death tells.
        """
        self.number = assignment.number
        if not self._introduce(assignment, state, *files):
            self.number = None
            return False
        self.connections = inherited
        self.unadopted = len(inherited)
        with suppress(OSError):
            for connection in inherited.values():
                self._order(connection.order, connection.sock.fileno())
        self.heard_at = time.monotonic()
        return True

    def rejoin(self, state: StateProcess) -> None:
        """The state was replaced; if the new one has just died as well, there will be another."""
        self._introduce(Rejoin(), state)

    def _introduce(self, order: Assignment | Rejoin, state: StateProcess, *more: int) -> bool:
        """A pipe between worker and state, of which each gets an end; False if the state is gone."""
        ours, theirs = Pipe()
        with ours, theirs:
            try:
                state.attach(self.number, ours)
            except OSError:
                return False
            with suppress(OSError):
                self._order(order, theirs.fileno(), *more)
        return True


class SpecialistHandle(ProcessHandle):
    """The supervisor's handle of one."""

    def __init__(self, name: str, kind: SpecialistType, options: Options, fresh: bool = False) -> None:
        super().__init__(name, SPECIALIST, name, kind.module, options, fresh=fresh)

    def serve_with(self, service: StateProxy) -> None:
        """This is the state's service from now on."""
        with suppress(OSError, EOFError):  # the death of either tells of itself
            self._order(Service(service))

    def give_inner(self, ticket: int, inner: socket.socket | None) -> None:
        """The connection to a worker that it asked for, or that there is none."""
        with suppress(OSError):  # its death tells of itself
            self._order(Inner(ticket, inner is not None), *([inner.fileno()] if inner else []))


def _limit_patience(pipe: Connection) -> None:
    with socket.socket(fileno=os.dup(pipe.fileno())) as sock:
        seconds, rest = divmod(PATIENCE, 1.0)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("@ll", int(seconds), int(rest * 1e6)))
