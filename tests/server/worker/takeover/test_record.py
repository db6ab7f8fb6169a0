"""What a worker writes down, read by its successor: tried against plain streams of bytes."""

import os
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.server.worker.takeover.record import Recorder, Remembered, profile, recall
from chatlib.state import redo


class Client:
    """What the recorder needs of a connection, whose output is one stream: the kernel has taken the beginning of it."""

    def __init__(self, cid):
        self.cid = cid
        self.stream = b""
        self.kernel = 0
        self.answered = self.consumed = 0
        self.cut = 0
        self.outlet = self
        self.memory = ("undetected", False, [])
        self.uid = self.seen = 0
        self.heard = None
        self.behind = self.wants_more = False
        self.profiled = None

    @property
    def given(self):
        return len(self.stream)

    def rest(self):
        return self.stream[self.kernel :]

    def chunks(self):
        """As it may wait: in pieces, the first of which the kernel has a part of."""
        start = max(0, self.kernel - 3)
        return [self.stream[start : self.kernel + 2], self.stream[self.kernel + 2 :]] if self.rest() else []


class Worker:
    """Writes down what happens to its clients; may die at any time and have a successor."""

    def __init__(self, log):
        self.log = log
        self.clients = {cid: Client(cid) for cid in (1, 2, 30)}
        self.told = self.seq = 0
        self.recorder = Recorder(log)
        self.recorder.restart(self.clients.values())
        for client in self.clients.values():
            client.profiled = profile(client)

    def tick(self, chunks, answered, changed):
        self.told += 1
        self.seq += 10
        outgoing = [(data, [self.clients[cid] for cid in cids]) for data, cids in chunks]
        for data, members in outgoing:
            for client in members:
                client.stream += data
        for cid in answered:
            self.clients[cid].answered += 7
            self.clients[cid].consumed = self.clients[cid].answered
        for number, cid in enumerate(changed):
            client = self.clients[cid]
            client.memory = ("pm", True, [self.told, number])
            client.uid, client.seen = self.told, self.seq
            client.heard = {number, 5} if self.told % 2 else None
            client.behind = client.wants_more = self.told % 3 == 0
        self.recorder.tick(
            self.told,
            self.seq,
            outgoing,
            [self.clients[cid] for cid in answered],
            [self.clients[cid] for cid in changed],
        )
        for cid in changed:
            self.clients[cid].profiled = profile(self.clients[cid])

    def flow(self, cid, count):
        """The kernel takes some more."""
        client = self.clients[cid]
        client.kernel = min(client.kernel + count, len(client.stream))

    def cut(self, cid, end):
        self.clients[cid].cut = end
        self.recorder.cut(cid, end)

    def restart(self):
        self.recorder.restart(self.clients.values())
        for client in self.clients.values():
            client.cut = client.cut if client.cut > client.consumed else 0
            client.profiled = profile(client)

    def die(self):
        self.recorder = Recorder(self.log)
        self.check({cid: self.recorder.remembered(cid) for cid in self.clients}, self.recorder.told, self.recorder.seq)
        self.restart()

    def check(self, found, told, seq):
        assert (told, seq) == (self.told, self.seq)
        for cid, client in self.clients.items():
            one = found[cid]
            assert b"".join(one.unwritten(client.kernel)) == client.rest()
            assert (one.given, one.taken, one.cut) == (client.given, client.answered, client.cut)
            assert one.profile == client.profiled


@contextmanager
def working():
    with new_log() as log:
        yield Worker(log)


@contextmanager
def new_log():
    with patch.object(redo, "SIZE", 300):
        log = redo.make_files("record")
        yield log
        for file in log:
            os.close(file)


cids = st.sampled_from([1, 2, 30])
some = st.lists(cids, unique=True)
chunks = st.lists(st.tuples(st.binary(min_size=1, max_size=50), some.filter(bool)), max_size=4)
steps = st.one_of(
    st.tuples(st.just(Worker.tick), chunks, some.filter(bool), some),
    st.tuples(st.just(Worker.flow), cids, st.integers(0, 100)),
    st.tuples(st.just(Worker.cut), cids, st.integers(1, 1000)),
    st.tuples(st.just(Worker.restart)),
    st.tuples(st.just(Worker.die)),
)


@given(st.lists(steps, min_size=5, max_size=30))
def test_a_successor_knows_what_the_kernel_has_not_got_and_everything_else(steps):
    """Whenever the worker dies: how far each stream is, its rest, what was answered, and what is spoken and heard."""
    with working() as worker:
        for step, *what in steps:
            step(worker, *what)
            told, seq, found = recall(worker.log)
            worker.check(found, told, seq)
            if worker.recorder.full:
                worker.restart()


# --------------------------------------------------------------------- single cases


@pytest.fixture
def worker():
    with working() as worker:
        yield worker


def test_where_nothing_was_written_down_nothing_is_remembered():
    with new_log() as log:
        recorder = Recorder(log)
        assert (recorder.told, recorder.seq) == (0, 0)
        assert recorder.remembered(1) == Remembered()
    assert Remembered().unwritten(0) == []


def test_a_connection_that_came_later_is_remembered_from_its_first_byte(worker):
    late = Client(99)
    worker.recorder.tick(1, 5, [(b"halo\n", [late]), (b"hai\n", [late, worker.clients[1]])], [], [])
    (_, _, found) = recall(worker.log)
    assert found[99].profile is None
    assert found[99].unwritten(2) == [b"lo\n", b"hai\n"]
    assert found[1].unwritten(0) == [b"hai\n"]


def test_what_waits_for_many_is_written_down_once():
    chunk = b"x" * 100_000
    clients = [Client(cid) for cid in range(1, 101)]
    for client in clients:
        client.stream = chunk
        client.chunks = lambda: [chunk]
    with new_log() as log:
        Recorder(log).restart(clients)
        (record,) = redo.read(log)
        assert len(record) < 2 * len(chunk)
        _, _, found = recall(log)
        assert len(found) == 100
        assert all(one.unwritten(99_990) == [b"x" * 10] for one in found.values())


def test_who_has_got_everything_gets_nothing(worker):
    worker.tick([(b"halo\n", [1])], [], [])
    _, _, found = recall(worker.log)
    assert found[1].unwritten(5) == []
    assert found[1].unwritten(6) == [], "the end of the stream counts as a byte of it"


def test_a_turn_that_concerns_nobody_here_takes_no_room(worker):
    for told in range(1, 10_000):
        worker.recorder.tick(told, told, [], [], [])
    assert not worker.recorder.full
    assert worker.recorder.told == 9999


def test_what_was_remembered_is_forgotten_with_the_restart(worker):
    worker.tick([(b"x" * 100, [1])], [], [])
    recorder = Recorder(worker.log)
    assert recorder.remembered(1).given == 100
    recorder.restart([])
    assert recorder.remembered(1) == Remembered()
    assert recall(worker.log) == (1, 10, {})
