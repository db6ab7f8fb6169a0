"""What a lesson adds to a worker: who looks on, and faults on demand. Without one nothing of it is there."""

import os
from collections.abc import Callable

from chatlib.server.ipc import reports
from chatlib.server.ipc.orders import Assignment, Fault
from chatlib.server.ipc.timers import Timers
from chatlib.server.worker.batch import Batches
from chatlib.server.worker.connections import Connections
from chatlib.server.worker.delivery import Delivery
from chatlib.server.worker.fanout import Fanout
from chatlib.server.worker.lesson.faults.faults import Faults
from chatlib.server.worker.lesson.observer import Observer
from chatlib.server.worker.reader import Reader
from chatlib.server.worker.takeover.record import Recorder
from chatlib.server.worker.writer import Writer
from chatlib.state.tracing.board import Board


class Lesson:
    """`observer` while somebody looks on. `tell` takes a report."""

    def __init__(
        self,
        assignment: Assignment,
        recorder: Recorder,
        connections: Connections,
        batches: Batches,
        timers: Timers,
        fanout: Fanout,
        reader: Reader,
        writer: Writer,
        delivery: Delivery,
        tell: Callable[[reports.Report], None],
    ) -> None:
        self._assignment = assignment
        self._recorder = recorder
        self._connections = connections
        self._batches = batches
        self._timers = timers
        self._fanout = fanout
        self._delivery = delivery
        self._tell = tell
        self._faults = Faults(connections, fanout, reader, writer, timers, delivery.announce)
        self.observer: Observer | None = None

    def watch(self, board: int | None) -> None:
        """Somebody looks on from now on, and this is the descriptor of the board; or nobody (None)."""
        if self.observer:
            self.observer.end()
        self.observer = None
        if board is not None:
            shared = Board(board, self._assignment.workers)
            os.close(board)
            told, seq = self._recorder.told, self._recorder.seq
            self.observer = Observer(
                shared, self._assignment.number, told, seq, self._connections, self._batches, self._timers,
                self._faults.on,
            )  # fmt: skip
            self._tell(reports.Watches())
        self._delivery.observer = self.observer
        self._connections.ended = self.observer and self.observer.ended
        self._fanout.made = [] if self.observer else None

    def disturb(self, faults: list[Fault]) -> None:
        """These are on from now on, and no others."""
        self._faults.put(faults)

    def take_over(self) -> None:
        """Those that were inherited are about to go on."""
        self._faults.take_over()
