"""A worker: the loop between some of the clients and the state. It keeps no truth of its own.

One turn: look at what came, ask the state in one batch; hear what the state tells, write that down, write each
client one chunk, and only then let go of the bytes that the batch had been made of.
"""

import os
import socket
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import connection as pipes
from multiprocessing.reduction import recv_handle

from chatlib.dialects.irc import Irc
from chatlib.dialects.mamushi import Mamushi
from chatlib.server.cluster import shared_store
from chatlib.server.ipc import reports
from chatlib.server.ipc.orders import Assignment, Faults, Finish, Handover, Rejoin, Watch
from chatlib.server.ipc.timers import Timers
from chatlib.server.worker.batch import Batches
from chatlib.server.worker.connections import LINGER, Connections
from chatlib.server.worker.delivery import Delivery
from chatlib.server.worker.fanout import Fanout
from chatlib.server.worker.incidents import IncidentCounts
from chatlib.server.worker.lesson.lesson import Lesson
from chatlib.server.worker.limits.jobs import Jobs
from chatlib.server.worker.limits.rate_limits import Allowances
from chatlib.server.worker.limits.vanished import Vanished
from chatlib.server.worker.poller import ENDED, READABLE, WRITABLE, Poller
from chatlib.server.worker.reader import Reader
from chatlib.server.worker.takeover.record import Recorder
from chatlib.server.worker.takeover.restore import restore
from chatlib.server.worker.translator import Translator
from chatlib.server.worker.writer import Writer
from chatlib.state.channel import Channel, Overfull
from chatlib.state.frames import Hello, Resumed, Told, decode_from_state, encode
from chatlib.state.journal.acknowledged_offsets import AcknowledgedOffsets
from chatlib.state.layout import CRASHES, MARKS
from chatlib.state.processes import ignore_signals, record_crash, set_process_name
from chatlib.state.redo import Files
from chatlib.state.release import RELEASE

IDLE = 1.0
"""Seconds; the longest sleep of the loop, and the time between two signs of life."""

LONELY = 120.0
"""Seconds without a state, more than it takes to find one hung and begin another. One that lives may have hung up on a
worker that did not read; a successor is attached.
"""


class Gone(BaseException):
    """The supervisor is gone: there is nothing left to work for. No Exception: nobody who catches these means it."""


def main(orders: pipes.Connection, report: pipes.Connection) -> None:
    """A spare process until it is given work. Ends when its supervisor does."""
    ignore_signals()
    set_process_name("ruang-spare")
    outgoing = Channel(report)
    try:
        outgoing.send(reports.encode(reports.Ready(RELEASE)))
        assignment: Assignment = orders.recv()
        Irc.host, Irc.password = assignment.irc
        Mamushi.nodes = assignment.cluster.others if assignment.cluster else []
        set_process_name(f"ruang-worker-{assignment.number}")
        state = Channel(pipes.Connection(recv_handle(orders)))
        record = Files(recv_handle(orders), recv_handle(orders))
        board = recv_handle(orders) if assignment.watched else None
        inherited = [_receive(orders) for _ in range(assignment.inherited)]
    except (EOFError, OSError):
        return
    try:
        worker = Worker(assignment, orders, outgoing, state, Recorder(record))
        worker.lesson.watch(board)
        worker.lesson.disturb(assignment.faults)
        worker.inherit(inherited)
        worker.run()
    except Gone:
        os._exit(0)
    except Exception as error:
        record_crash(assignment.data / CRASHES)
        with suppress(OSError, Overfull):
            outgoing.send(reports.encode(reports.Trouble(f"{type(error).__name__}: {error}")))
        os._exit(70)


def _receive(orders: pipes.Connection) -> tuple[Handover, socket.socket]:
    return orders.recv(), socket.socket(fileno=recv_handle(orders))


class Worker:
    """Owns its ends of the pipes to the state and to the supervisor, and the order of what is done."""

    def __init__(
        self,
        assignment: Assignment,
        handover: pipes.Connection,
        report: Channel,
        state: Channel,
        recorder: Recorder,
    ) -> None:
        self._assignment = assignment
        self._handover = handover
        self._report = report
        self._state: Channel | None = None
        self._poller = Poller()
        self._timers = Timers()
        self._acknowledged = AcknowledgedOffsets(assignment.data / MARKS)
        self._recorder = recorder
        self._mail: deque[Callable[[], None]] = deque()
        self._bell, self._ringer = socket.socketpair()
        self._ringer.setblocking(False)
        self._incidents = IncidentCounts()
        self._batches = Batches(recorder, self._send)
        fanout = Fanout(self.crashed)
        allowances = Allowances(assignment.allowance, assignment.workers, self._incidents, time.monotonic)
        jobs, store = Jobs(self._post), shared_store.opened(assignment.data, assignment.cluster)
        translator = Translator(
            assignment, self._batches.put, self._batches.ask, jobs, store, self._timers, time.monotonic, allowances,
            self._incidents,
        )  # fmt: skip
        self._connections = Connections(self._poller, self._timers, fanout, self._batches.ask, self._tell, self.crashed)
        Vanished(self._connections, self._timers, self._connections.forget).start()
        self._reader = Reader(
            self._connections, self._poller, self._timers, fanout, translator, self._incidents, recorder.cut
        )
        self._writer = Writer(self._connections, self._poller, self._acknowledged, self._batches.ask)
        self._delivery = Delivery(
            self._connections,
            self._timers,
            self._reader,
            self._writer,
            fanout,
            translator,
            allowances,
            self._incidents,
            recorder,
            self._tell,
        )
        self.lesson = Lesson(
            assignment, recorder, self._connections, self._batches, self._timers, fanout, self._reader, self._writer,
            self._delivery, self._tell,
        )  # fmt: skip
        self._recall_until = 0
        self._finish_by = 0.0
        self._alive_at = 0.0
        self._lost_at = 0.0
        for own in (handover.fileno(), self._bell.fileno()):
            self._poller.add(own, edge=False)
        self._join(state)

    def inherit(self, inherited: list[tuple[Handover, socket.socket]]) -> None:
        """Goes on for a predecessor, if there was one: reads nothing before all that it had asked is answered."""
        recorder, connections = self._recorder, self._connections
        for order, sock in inherited:
            known, had = recorder.remembered(order.cid), self._acknowledged.written(order.cid, self._assignment.number)
            conn = restore(order, sock, self._assignment.specialists, known, recorder.seq, had)
            connections.inherit(conn, known.profile.rooms if known.profile else None)
        connections.seq = recorder.seq
        if self.lesson.observer:
            for cid in recorder.cids - {conn.cid for conn in connections}:
                self.lesson.observer.ended(cid)
        recorder.restart(connections)
        self._delivery.recalling = True
        self._say_hello()
        while self._delivery.recalling:
            # The state may die at the same time: another one comes by an order.
            ready = pipes.wait([self._handover, self._state] if self._state else [self._handover], IDLE)
            self._say_alive()  # a cluster without a quorum answers nobody for as long as it lasts
            self._flush_reports()
            if self._state in ready:
                self._hear(READABLE)
            if self._handover in ready:
                self._take_order()
        self.lesson.take_over()
        self._writer.take_over()
        if self.lesson.observer:
            self.lesson.observer.serves(began=True)

    def run(self) -> None:
        while not self._finished():
            self.turn(self._timers.wait(time.monotonic(), IDLE))

    def turn(self, wait: float) -> None:
        """All that is there by now, or comes within so many seconds."""
        handover, bell = self._handover.fileno(), self._bell.fileno()
        by_fd, readable = self._connections.by_fd, self._reader.readable
        ready = self._poller.poll(wait)
        if self.lesson.observer:
            self.lesson.observer.woke = time.monotonic_ns()
        for fd, mask in ready:
            conn = by_fd(fd)
            if conn is not None:
                if mask & WRITABLE and conn.outlet.waiting:
                    self._writer.writable(conn)
                if mask & ~WRITABLE and conn.fd >= 0:
                    if mask & ENDED:
                        conn.inlet.ended = True
                    readable(conn)
            elif fd == handover:
                self._take_order()
            elif fd == bell:
                self._read_mail()
            elif self._state and fd == self._state.fileno():
                self._hear(mask)
        self._timers.run(time.monotonic())
        if self.lesson.observer:
            self.lesson.observer.asks(self._batches.gathered)
        self._batches.send()
        self._say_alive()
        self._flush_reports()

    # ----------------------------------------------------------- from its threads

    def _post(self, call: Callable[[], None]) -> None:
        """From another thread: makes the call in this one."""
        self._mail.append(call)
        with suppress(BlockingIOError):  # then it rings already
            self._ringer.send(b"!")

    def _read_mail(self) -> None:
        self._bell.recv(4096)
        while self._mail:
            self._mail.popleft()()

    # ------------------------------------------------- from and to the supervisor

    def _take_order(self) -> None:
        try:
            order = self._handover.recv()
            if isinstance(order, Finish):
                self._finish_by = time.monotonic() + 2 * LINGER
                self._connections.close_all()
            elif isinstance(order, Watch):
                self.lesson.watch(recv_handle(self._handover) if order.on else None)
            elif isinstance(order, Faults):
                self.lesson.disturb(order.faults)
            elif isinstance(order, Rejoin):
                self._lose_state()
                self._join(Channel(pipes.Connection(recv_handle(self._handover))))
                self._say_hello()
            else:
                sock = socket.socket(fileno=recv_handle(self._handover))
                conn = self._connections.adopt(order, sock, self._assignment.specialists)
                self._acknowledged.keeps_up(conn.cid)  # a mark that is there is one of an earlier run of the server
        except (EOFError, OSError):
            raise Gone from None

    def _finished(self) -> bool:
        """After Finish: all clients are gone and the state knows, or the time is up."""
        if not self._finish_by:
            return False
        busy = len(self._connections) or not self._batches.empty or self._report.waiting
        return not busy or time.monotonic() > self._finish_by

    def crashed(self, error: Exception) -> None:
        """The traceback goes to the crash log, one line to the console."""
        record_crash(self._assignment.data / CRASHES)
        self._tell(reports.Trouble(f"{type(error).__name__}: {error}"))

    def _tell(self, report: reports.Report) -> None:
        try:
            self._report.send(reports.encode(report))
        except (OSError, Overfull):
            raise Gone from None

    def _say_alive(self) -> None:
        now = time.monotonic()
        if self._state is None and now - self._lost_at > LONELY:
            raise TimeoutError("the state has hung up, and nobody brought another one")
        if now >= self._alive_at:
            self._alive_at = now + IDLE
            self._tell(reports.Alive())
            for report in self._incidents.take():
                self._tell(report)

    def _flush_reports(self) -> None:
        if self._report.waiting:
            try:
                self._report.flush()
            except OSError:
                raise Gone from None

    # ------------------------------------------------------ to and from the state

    def _send(self, payload: bytes) -> None:
        if self._state is None:
            return
        try:
            self._state.send(payload)
        except (OSError, Overfull):
            self._lose_state()
        else:
            self._poller.want(self._state.fileno(), True, self._state.waiting)

    def _join(self, state: Channel) -> None:
        self._state = state
        self._poller.add(state.fileno(), edge=False)

    def _say_hello(self) -> None:
        self._send(encode(Hello(self._recorder.told, [conn.cid for conn in self._connections])))

    def _lose_state(self) -> None:
        """The clients notice nothing but a pause: the supervisor brings another one."""
        self._batches.pause()
        if self._state:
            self._lost_at = time.monotonic()
            self._poller.remove(self._state.fileno())
            self._state.close()
            self._state = None

    def _hear(self, mask: int) -> None:
        try:
            if mask & WRITABLE:
                self._state.flush()
                self._poller.want(self._state.fileno(), True, self._state.waiting)
            payloads = self._state.receive() if mask & ~WRITABLE else []
        except (EOFError, OSError):
            self._lose_state()
            return
        for payload in payloads:
            frame = decode_from_state(payload)
            self._on_told(frame) if isinstance(frame, Told) else self._on_resumed(frame)

    def _on_resumed(self, frame: Resumed) -> None:
        self._batches.resume(frame)
        self._recall_until = frame.last
        self._delivery.recalling = self._delivery.recalling and self._recorder.told < frame.last
        if self.lesson.observer and not self._connections.inherited:
            self.lesson.observer.serves(began=False)

    def _on_told(self, told: Told) -> None:
        self._delivery.told(told)
        self._acknowledged.worker(self._assignment.number, told.seq)
        if self._delivery.recalling:
            self._delivery.recalling = told.number < self._recall_until
        done, committed = self._batches.committed(told.done), self._reader.committed
        for conn in done:
            committed(conn)
        self._batches.note_late(done)
        if self.lesson.observer:
            self.lesson.observer.consumed(told.done)
