"""The supervisor's end of a worker: the process, its pipes, and the connections it was given."""

import socket
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.reduction import send_handle
from pathlib import Path

from chatlib.server import reports
from chatlib.server.signals import held
from chatlib.server.worker import Assignment, Finish, Handover, main
from chatlib.state.channel import Channel
from chatlib.state.service import StateService

MOST_UNADOPTED = 64
"""Connections handed over and not yet adopted. A pipe holds more than twice as many, so handing over never blocks."""


class WorkerHandle:
    """A worker process; a warm spare as long as `number` is None.

    Keeps a duplicate of every descriptor it handed over, so that the connections do not end with the worker.
    """

    def __init__(self) -> None:
        context = get_context("spawn")
        self._handover, theirs = context.Pipe()
        report, their_report = context.Pipe()
        self.process = context.Process(target=main, args=(theirs, their_report), name="ruang-worker")
        with held():
            self.process.start()
        theirs.close()
        their_report.close()
        self.reports = Channel(report)
        self.number: int | None = None
        self.connections: dict[int, socket.socket] = {}
        self.unadopted = 0

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def willing(self) -> bool:
        """Whether it can take one more connection at once."""
        return self.unadopted < MOST_UNADOPTED

    def activate(self, data: Path, service: StateService) -> None:
        """A spare becomes the worker of its `number`. OSError or EOFError if it or the state died meanwhile."""
        ours, theirs = get_context("spawn").Pipe()
        try:
            service.attach(self.number, ours)
            self._handover.send(Assignment(self.number, data))
            send_handle(self._handover, theirs.fileno(), self.pid)
        finally:
            ours.close()
            theirs.close()

    def hand_over(self, cid: int, sock: socket.socket, address: str, dialect: str) -> None:
        """The worker looks after this connection from now on. OSError if it died meanwhile."""
        self.connections[cid] = sock
        self.unadopted += 1
        self._handover.send(Handover(cid, address, dialect))
        send_handle(self._handover, sock.fileno(), self.pid)

    def heard(self) -> list[reports.Report]:
        """What it reported; its own bookkeeping is done already. EOFError once it is gone."""
        heard = [reports.decode(payload) for payload in self.reports.receive()]
        for report in heard:
            if isinstance(report, reports.Adopted):
                self.unadopted -= report.count
            elif isinstance(report, reports.Closed) and (sock := self.connections.pop(report.cid, None)):
                sock.close()
        return heard

    def finish(self) -> None:
        """Asks it to show its clients out and end."""
        with suppress(OSError):
            self._handover.send(Finish())

    def bury(self) -> int:
        """After its death: ends its connections and frees everything; how many connections that were."""
        for sock in self.connections.values():
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        self._handover.close()
        self.reports.close()
        self.process.join()
        return len(self.connections)
