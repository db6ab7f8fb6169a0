"""A worker: the loop between some of the clients and the state. It keeps no truth of its own.

One turn: look at what came, ask the state in one batch; hear what the state tells, write each
client one chunk, and only then let go of the bytes that the batch had been made of.
"""

import os
import signal
import socket
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import connection as pipes
from multiprocessing.reduction import recv_handle

from chatlib.core import commands
from chatlib.server import reports
from chatlib.server.clients import LINGER, Clients
from chatlib.server.connection import Connection
from chatlib.server.conversation import Conversation
from chatlib.server.delivery import Delivery
from chatlib.server.fanout import Fanout
from chatlib.server.orders import Assignment, Finish
from chatlib.server.passwords import Passwords
from chatlib.server.poller import READABLE, WRITABLE, Poller
from chatlib.server.timers import Timers
from chatlib.state.channel import Batch, Channel, Overfull, decode_told, encode
from chatlib.state.marks import Marks
from chatlib.state.service import CRASHES, MARKS, record_crash

IDLE = 5.0
"""Seconds; the longest sleep of the loop."""


class Gone(Exception):
    """The state or the supervisor is gone: there is nothing left to work for."""


def main(handover: pipes.Connection, report: pipes.Connection) -> None:
    """A spare process until it is given work. Ends when its supervisor does."""
    for number in (signal.SIGINT, signal.SIGTERM):  # which may go to everybody: the supervisor sees to the end
        signal.signal(number, signal.SIG_IGN)
    try:
        assignment: Assignment = handover.recv()
        state = Channel(pipes.Connection(recv_handle(handover)))
    except (EOFError, OSError):
        return
    outgoing = Channel(report)
    worker = Worker(assignment, handover, outgoing, state)
    try:
        worker.run()
    except Gone:
        os._exit(0)
    except Exception as error:
        worker.crashed(error)
        os._exit(70)


class Worker:
    """Owns its ends of the pipes to the state and to the supervisor, and the order of what is done."""

    def __init__(self, assignment: Assignment, handover: pipes.Connection, report: Channel, state: Channel) -> None:
        self._number = assignment.number
        self._data = assignment.data
        self._specialists = assignment.specialists
        self._handover = handover
        self._report = report
        self._state = state
        self._poller = Poller()
        self._timers = Timers()
        self._marks = Marks(assignment.data / MARKS)
        self._mail: deque[Callable[[], None]] = deque()
        self._bell, self._ringer = socket.socketpair()
        self._ringer.setblocking(False)
        fanout = Fanout()
        talk = Conversation(self._number, self._put, Passwords(self._post), self._timers, time.monotonic)
        ask = self._ask
        self._clients = Clients(self._poller, self._timers, fanout, talk, self._marks, ask, self._tell, self.crashed)
        self._delivery = Delivery(self._clients, fanout, talk, self._tell)
        self._batch: list[commands.Command] = []
        self._asking: dict[Connection, None] = {}
        self._batches = 0
        self._late: dict[Connection, None] = {}  # whose answer did not come with the commit
        self._uncommitted: deque[tuple[int, list[Connection]]] = deque()
        self._finish_by = 0.0
        for own in (handover.fileno(), state.fileno(), self._bell.fileno()):
            self._poller.add(own, edge=False)

    def run(self) -> None:
        handover, state, bell = self._handover.fileno(), self._state.fileno(), self._bell.fileno()
        while not self._finished():
            for fd, mask in self._poller.poll(self._timers.wait(time.monotonic(), IDLE)):
                conn = self._clients.by_fd(fd)
                if conn is not None:
                    self._clients.ready(conn, mask)
                elif fd == state:
                    self._hear(mask)
                elif fd == handover:
                    self._take_order()
                elif fd == bell:
                    self._read_mail()
            self._timers.run(time.monotonic())
            self._send_batch()
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
                self._clients.close_all()
                return
            sock = socket.socket(fileno=recv_handle(self._handover))
        except (EOFError, OSError):
            raise Gone from None
        self._clients.adopt(order, sock, self._specialists)

    def _finished(self) -> bool:
        """After Finish: all clients are gone and the state knows, or the time is up."""
        if not self._finish_by:
            return False
        busy = self._clients or self._batch or self._uncommitted or self._report.waiting
        return not busy or time.monotonic() > self._finish_by

    def crashed(self, error: Exception) -> None:
        """The traceback goes to the crash log, one line to the console."""
        record_crash(self._data / CRASHES)
        self._tell(reports.Trouble(f"{type(error).__name__}: {error}"))

    def _tell(self, report: reports.Report) -> None:
        try:
            self._report.send(reports.encode(report))
        except (OSError, Overfull):
            raise Gone from None

    def _flush_reports(self) -> None:
        if self._report.waiting:
            try:
                self._report.flush()
            except OSError:
                raise Gone from None

    # ------------------------------------------------------ to and from the state

    def _put(self, conn: Connection, command: commands.Command) -> None:
        """A command that a client waits for."""
        self._batch.append(command)
        self._asking[conn] = None

    def _ask(self, command: commands.Command) -> None:
        self._batch.append(command)

    def _send_batch(self) -> None:
        if not self._batch:
            return
        self._batches += 1
        self._uncommitted.append((self._batches, list(self._asking)))
        payload = encode(Batch(self._batches, self._batch))
        self._batch, self._asking = [], {}
        try:
            self._state.send(payload)
        except (OSError, Overfull):
            raise Gone from None
        self._poller.want(self._state.fileno(), True, self._state.waiting)

    def _hear(self, mask: int) -> None:
        try:
            if mask & WRITABLE:
                self._state.flush()
                self._poller.want(self._state.fileno(), True, self._state.waiting)
            payloads = self._state.receive() if mask & READABLE else []
        except (EOFError, OSError):
            raise Gone from None
        for payload in payloads:
            told = decode_told(payload)
            self._delivery.told(told)
            self._marks.worker(self._number, told.seq)
            done = {conn: None for conn in self._late if not conn.waits}
            while self._uncommitted and self._uncommitted[0][0] <= told.done:
                done |= dict.fromkeys(self._uncommitted.popleft()[1])
            for conn in done:
                self._clients.committed(conn)
            self._late = {conn: None for conn in self._late | done if conn.waits and conn.fd >= 0}
