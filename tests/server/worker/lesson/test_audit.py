"""Connections are described while somebody looks on, and compared with what the kernel counts of them."""

import select
import socket
import struct
import time

import pytest

from chatlib.core import commands, events
from chatlib.server.worker.batch import Batches
from chatlib.server.worker.inlet import PEEKS
from chatlib.server.worker.lesson import audit
from chatlib.server.worker.lesson.audit import EVERY, Audit
from chatlib.state.frames import Resumed
from chatlib.state.tracing.records import Audited, Connected, Connections
from tests.server.worker.bench import ORDER

pytestmark = pytest.mark.skipif(not PEEKS, reason="elsewhere nothing counts the bytes of a connection")


class Auditing:
    """An audit, and what it has found."""

    def __init__(self, worker):
        self.found = []
        self.timers = worker.timers
        self.batches = Batches(worker.recorder, lambda _: None)
        self.audit = Audit(worker.connections, self.batches, worker.timers, lambda _: 0, self.found.append)

    def look(self):
        """Its time has come once; what was found."""
        self.found.clear()
        self.timers.run(time.monotonic() + EVERY)
        return self.found

    @property
    def audited(self):
        (found,) = [one for one in self.look() if isinstance(one, Audited)]
        return found


@pytest.fixture
def worker(make, connect):
    """Five of them are here, and were told something."""
    worker = make()
    worker.begin()
    worker.lines = [connect() for _ in range(5)]
    told = []
    for cid, line in enumerate(worker.lines, 1):
        worker.connections.adopt(ORDER._replace(cid=cid), line.server.dup(), frozenset())
        line.client.sendall(b"orang%d\n" % cid)
        worker.read(cid)
        told += [events.Welcome(cid, cid, f"orang{cid}", True), events.CatchUp(cid, [], [], False, 5, [0])]
    worker.told(1, 5, *told)
    return worker


@pytest.fixture
def auditing(worker):
    return Auditing(worker)


def outlet(worker, cid):
    return worker.connections.by_cid(cid).outlet


def read_all(worker):
    """Every client has taken what it was given, so that its machine has acknowledged it."""
    for cid, line in enumerate(worker.lines, 1):
        line.heard(outlet(worker, cid).given)


def test_the_first_look_is_at_once(worker):
    found = Auditing(worker).found
    assert [type(one) for one in found] == [Connections, Audited]


def test_all_that_was_given_is_in_the_kernel(worker, auditing):
    given = sum(outlet(worker, cid).given for cid in range(1, 6))
    assert given > 0
    found = auditing.audited
    assert (found.given, found.kernel, found.waiting, found.short, found.beyond) == (given, given, 0, 0, 0)


def test_who_is_there_is_described(worker, auditing):
    read_all(worker)
    found = auditing.look()[0]
    assert found == Connections(5, [Connected(cid, f"orang{cid}", "pm", 0, 0, 0) for cid in range(1, 6)], 0, 0, 0, 0)


def test_of_many_some_are_described_and_all_are_counted(worker, monkeypatch):
    monkeypatch.setattr(audit, "MOST_SHOWN", 2)
    found = Auditing(worker).found[0]
    assert (found.total, [one.cid for one in found.shown]) == (5, [1, 2])


def test_who_has_not_logged_in_has_no_name(worker, connect):
    worker.connections.adopt(ORDER._replace(cid=6), connect().server.dup(), frozenset())
    last = Auditing(worker).found[0].shown[-1]
    assert (last.cid, last.name) == (6, "")


def test_what_waits_is_told_and_does_not_count_as_missing(worker, auditing):
    for cid in (2, 3):
        before = outlet(worker, cid).given
        outlet(worker, cid).send = lambda _: 0
        outlet(worker, cid).write(b"x" * 100, 6)
        assert outlet(worker, cid).given == before + 100
    first, audited = auditing.look()
    assert (first.lagging, first.waiting) == (2, 200)
    assert [one.waiting for one in first.shown] == [0, 100, 100, 0, 0]
    assert (audited.waiting, audited.given - audited.kernel, audited.short, audited.beyond) == (200, 200, 0, 0)


def test_what_the_kernel_does_not_take_waits(worker, auditing):
    worker.told(2, 6, *[events.Message(0, 6, 1.5, 0, "lobby", 9, "budi", text="x" * 4000) for _ in range(400)])
    first, audited = auditing.look()
    assert audited.given == audited.kernel + audited.waiting
    assert audited.waiting == first.waiting > 0
    assert (audited.short, audited.beyond) == (0, 0)


@pytest.mark.parametrize(("tampered", "short", "beyond"), [(7, 1, 0), (-7, 0, 1)])
def test_who_got_less_or_more_than_was_given_is_found(worker, auditing, tampered, short, beyond):
    outlet(worker, 3).given += tampered
    found = auditing.audited
    assert (found.given - found.kernel, found.short, found.beyond) == (tampered, short, beyond)


def test_less_for_one_and_more_for_another_is_not_even(worker, auditing):
    outlet(worker, 1).given += 7
    outlet(worker, 2).given -= 7
    found = auditing.audited
    assert (found.given - found.kernel, found.short, found.beyond) == (0, 1, 1)


def test_bytes_that_nobody_gave_are_found(worker, auditing):
    """Somebody writes past the outlet, as two workers would that both have the connection."""
    worker.lines[1].server.sendall(b"penyusup\n")
    assert auditing.audited.beyond == 1


def test_some_are_compared_at_once_and_all_in_turn(worker, monkeypatch):
    monkeypatch.setattr(audit, "AT_ONCE", 2)
    auditing = Auditing(worker)
    outlet(worker, 5).given += 1
    outlet(worker, 1).given += 1  # it was compared already
    began = time.monotonic_ns()
    assert [type(one) for one in auditing.look()] == [Connections]
    _, found = auditing.look()
    assert (found.short, found.given - found.kernel) == (1, 1)
    assert found.began < began
    auditing.look()
    auditing.look()
    _, found = auditing.look()
    assert (found.short, found.began > began) == (2, True)


def test_who_goes_in_between_is_left_out(worker, monkeypatch):
    monkeypatch.setattr(audit, "AT_ONCE", 2)
    auditing = Auditing(worker)
    gone, closing = worker.connections.by_cid(3), worker.connections.by_cid(5)
    gone.outlet.given += 1
    closing.outlet.given += 1
    worker.connections.forget(gone)
    worker.connections.close(closing)
    auditing.look()
    _, found = auditing.look()
    assert (found.short, found.beyond) == (0, 0)
    assert found.given == sum(outlet(worker, cid).given for cid in (1, 2, 4))


def test_a_connection_that_broke_is_neither(worker, auditing):
    line = worker.lines[0]
    line.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.client.close()
    assert select.select([line.server], [], [], 10)[0]
    found = auditing.audited
    assert (found.short, found.beyond) == (0, 0)


def test_nothing_is_compared_before_those_who_were_inherited_go_on(worker, make):
    second = make()
    second.inherit(*(line.server for line in worker.lines))
    auditing = Auditing(second)
    assert [type(one) for one in auditing.found] == [Connections]
    second.writer.take_over()
    found = auditing.audited
    assert (found.given, found.short, found.beyond) == (found.kernel, 0, 0)
    assert found.given == sum(outlet(worker, cid).given for cid in range(1, 6)), "it is that of all their time"


def test_batches_that_are_not_answered_are_counted_with_those_who_wait_for_them(worker, auditing):
    auditing.batches.resume(Resumed(0, 0))
    for cids in ((1, 2), (3,)):
        for cid in cids:
            auditing.batches.put(worker.connections.by_cid(cid), [commands.WhoAmI(cid)])
        auditing.batches.send()
    found = auditing.look()[0]
    assert (found.batches, found.askers) == (2, 3)
    auditing.batches.committed(1)
    found = auditing.look()[0]
    assert (found.batches, found.askers) == (1, 1)


def test_once_nobody_looks_on_nothing_is_looked_at(worker, auditing):
    auditing.audit.end()
    assert auditing.look() == []
    assert auditing.look() == []
