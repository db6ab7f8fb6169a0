"""A worker without its loop, and clients at the other end of its connections."""

import select
import socket
import time

from chatlib.server.ipc.orders import Assignment, Handover
from chatlib.server.ipc.timers import Timers
from chatlib.server.options import Allowance, Irc
from chatlib.server.worker.batch import Batches
from chatlib.server.worker.connections import Connections
from chatlib.server.worker.delivery import Delivery
from chatlib.server.worker.fanout import Fanout
from chatlib.server.worker.incidents import IncidentCounts
from chatlib.server.worker.lesson.observer import Observer
from chatlib.server.worker.limits.rate_limits import Allowances
from chatlib.server.worker.poller import Poller
from chatlib.server.worker.reader import Reader
from chatlib.server.worker.takeover.record import Recorder
from chatlib.server.worker.takeover.restore import restore
from chatlib.server.worker.translator import Translator
from chatlib.server.worker.writer import Writer
from chatlib.state.frames import Told
from chatlib.state.journal.acknowledged_offsets import AcknowledgedOffsets

KEY = b"k" * 32
ORDER = Handover(1, "127.0.0.1", "")


class Worker:
    """A worker without its loop, and without processes around it."""

    def __init__(self, path, log):
        self.put, self.asked, self.reports, self.errors = [], [], [], []
        self.poller, self.timers = Poller(), Timers()
        self.fanout = fanout = Fanout(self.errors.append)
        self.recorder, self.acknowledged = Recorder(log), AcknowledgedOffsets(path / "marks")
        incidents = IncidentCounts()
        allowances = Allowances(Allowance(), 1, incidents, time.monotonic)
        assignment = Assignment(1, 1, path, frozenset(), Allowance(), KEY, 0, Irc())
        put = lambda _, asked: self.put.extend(asked)  # noqa: E731
        translator = Translator(
            assignment, put, self.asked.append, None, None, self.timers, time.monotonic, allowances, incidents
        )
        ask, tell, crashed = self.asked.append, self.reports.append, self.errors.append
        self.connections = Connections(self.poller, self.timers, fanout, ask, tell, crashed)
        self.reader = Reader(
            self.connections, self.poller, self.timers, fanout, translator, incidents, self.recorder.cut
        )
        self.writer = Writer(self.connections, self.poller, self.acknowledged, ask)
        self.delivery = Delivery(
            self.connections,
            self.timers,
            self.reader,
            self.writer,
            fanout,
            translator,
            allowances,
            incidents,
            self.recorder,
            tell,
        )

    def observe(self, board):
        """Somebody looks on from now on: to be called before it inherits, as it is in a process."""
        recorder, connections = self.recorder, self.connections
        self.batches = Batches(recorder, lambda _: None)
        observer = Observer(board, 1, recorder.told, recorder.seq, connections, self.batches, self.timers, lambda _: 0)
        self.observer = self.delivery.observer = observer
        connections.ended = observer.ended
        self.fanout.made = []

    def begin(self):
        self.recorder.restart(self.connections)

    def inherit(self, *socks, recalling=False):
        connections, recorder = self.connections, self.recorder
        for cid, sock in enumerate(socks, 1):
            order = ORDER._replace(cid=cid)
            known = recorder.remembered(cid)
            conn = restore(order, sock.dup(), frozenset(), known, recorder.seq, self.had(cid))
            connections.inherit(conn, known.profile.rooms if known.profile else None)
        connections.seq = recorder.seq
        self.begin()
        self.delivery.recalling = recalling

    def had(self, cid):
        return self.acknowledged.written(cid, 1)

    def read(self, cid=1):
        """As the poller tells that something has come; the commands that it becomes."""
        conn = self.connections.by_cid(cid)
        assert select.select([conn.sock], [], [], 10)[0]
        self.put.clear()
        self.reader.readable(conn)
        return self.put

    def told(self, number, seq, *told):
        self.delivery.told(Told(number, 0, seq, list(told)))
        self.acknowledged.worker(1, seq)

    def end(self):
        for conn in list(self.connections):
            conn.sock.close()
        self.poller.close()
        self.acknowledged.close()


class Line:
    """A client, and the end that belongs to the server."""

    def __init__(self):
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
            self.client = socket.create_connection(listening.getsockname(), timeout=10)
            self.server, _ = listening.accept()

    def heard(self, count):
        """The next bytes."""
        found = b""
        while len(found) < count:
            found += self.client.recv(count - len(found))
        return found

    def end(self):
        self.client.close()
        self.server.close()
