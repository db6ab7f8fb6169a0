"""etcd as a log, with real members that are killed and stopped."""

import shutil
import signal
import threading
import time
from collections import deque

import pytest

from chatlib.state.cluster.etcd_client import EtcdClient, EtcdError
from chatlib.state.cluster.etcd_log import EtcdLog
from chatlib.state.cluster.etcd_watch import EtcdWatch

from .conftest import PATIENCE

PREFIX = "t/"


class Writer:
    """A node's log, and what it has taken."""

    def __init__(self, urls, name, after=0):
        self.waiting, self.taken = deque(), []
        self._rung = threading.Event()
        self.log = EtcdLog(urls, PREFIX + name, PREFIX, after, self._next, self._rung.set)

    def _next(self):
        return self.waiting.popleft() if self.waiting else None

    def say(self, *values):
        self.waiting.extend(values)
        self.log.wake()

    def until(self, done):
        """Takes what comes until that is so."""
        end = time.monotonic() + PATIENCE
        while not done(self):
            assert self._rung.wait(max(0.0, end - time.monotonic())), f"only {len(self.taken)} came"
            self._rung.clear()
            self.taken += self.log.taken()

    @property
    def values(self):
        return [value for _, value in self.taken]


@pytest.fixture
def writer():
    made = []

    def make(*how, **more):
        made.append(Writer(*how, **more))
        return made[-1]

    yield make
    for one in made:
        one.log.close()


def numbered(name, count):
    return [b"%s %d" % (name, number) for number in range(count)]


def without_doubles(values):
    return list(dict.fromkeys(values))


def test_a_client_reads_what_it_wrote(alone):
    client = EtcdClient(alone.urls)
    assert client.get("a") is None
    first = client.create("a", b"\x00\xff")
    assert client.create("a", b"other") == first
    assert (first.data, first.created) == (b"\x00\xff", first.revision)
    assert client.put("a", b"") > first.revision
    assert client.get("a").data == b""
    revision = client.put("t/1", b"x")
    assert client.newest(PREFIX) == (revision, revision)
    client.put("other", b"x")
    assert client.newest(PREFIX) == (revision + 1, revision)
    status = client.status()
    assert status.member == status.leader
    assert status.version.startswith("3.")
    client.close()


def test_what_etcd_refuses_is_said(alone):
    client = EtcdClient(alone.urls)
    with pytest.raises(EtcdError, match="too large"):
        client.put("a", b"x" * 1_700_000)
    with pytest.raises(EtcdError):
        client.compact(10**9)
    alone.kill(0)
    with pytest.raises(EtcdError, match=r"127\.0\.0\.1"):
        client.status()
    client.close()


def test_all_see_the_same_and_of_each_in_its_order(three, writer):
    writers = [writer(three.urls[n:] + three.urls[:n], f"{n}") for n in range(3)]
    for number, one in enumerate(writers):
        for value in numbered(b"%d" % number, 60):
            one.say(value)
    for one in writers:
        one.until(lambda w: len(set(w.values)) == 180)
    first = writers[0].taken
    assert all(one.taken == first for one in writers)
    for number in range(3):
        mine = [value for value in writers[0].values if value.startswith(b"%d " % number)]
        assert without_doubles(mine) == numbered(b"%d" % number, 60)


@pytest.mark.parametrize("how", ["killed", "stopped"])
def test_when_the_leader_is_gone_all_goes_on_and_nothing_is_left_out(three, writer, how):
    leader = three.leader
    one = writer(three.urls[leader:] + three.urls[:leader], "a")
    one.say(*numbered(b"a", 20))
    one.until(lambda w: len(w.taken) >= 10)
    if how == "killed":
        three.kill(leader)
    else:
        three.signal(leader, signal.SIGSTOP)
    one.say(*numbered(b"b", 20))
    one.until(lambda w: b"b 19" in w.values)
    assert without_doubles(one.values) == numbered(b"a", 20) + numbered(b"b", 20)


def test_a_member_that_comes_back_has_what_was_put_meanwhile(alone, writer):
    one = writer(alone.urls, "a")
    one.say(*numbered(b"a", 5))
    one.until(lambda w: len(w.taken) == 5)
    alone.kill(0)
    one.say(*numbered(b"b", 5))
    alone.start(0)
    one.until(lambda w: b"b 4" in w.values)
    assert without_doubles(one.values) == numbered(b"a", 5) + numbered(b"b", 5)
    assert one.log.quiet_for < PATIENCE


def test_who_comes_later_reads_on_from_where_it_was(alone, writer):
    one = writer(alone.urls, "a")
    one.say(*numbered(b"a", 10))
    one.until(lambda w: len(w.taken) == 10)
    later = writer(alone.urls, "b", after=one.taken[3][0])
    later.until(lambda w: len(w.taken) == 6)
    assert later.taken == one.taken[4:]


def test_who_needs_what_was_trimmed_is_behind(alone, writer):
    one = writer(alone.urls, "a")
    one.say(*numbered(b"a", 10))
    one.until(lambda w: len(w.taken) == 10)
    one.log.trim(one.taken[7][0])
    one.say(b"more")
    one.until(lambda w: b"more" in w.values)
    one.log.trim(one.taken[7][0])
    late = writer(alone.urls, "b", after=one.taken[1][0])
    late.until(lambda w: w.log.failure)
    assert late.log.failure.reason == "behind"


def test_an_etcd_that_was_emptied_has_lost(alone, writer, tmp_path):
    one = writer(alone.urls, "a", after=1_000)
    one.until(lambda w: w.log.failure)
    assert one.log.failure.reason == "lost"
    alone.kill(0)
    shutil.rmtree(tmp_path / "m0")
    alone.start(0)
    alone.wait()
    again = writer(alone.urls, "b")
    again.say(b"new")
    again.until(lambda w: w.values == [b"new"])


def test_much_that_comes_at_once_comes_in_lines_that_are_bounded(alone):
    client = EtcdClient(alone.urls)
    for number in range(20):
        client.put(f"{PREFIX}a", b"%d" % number + b"x" * 900_000)
    client.close()
    watch, longest, found = EtcdWatch(alone.urls[0], PREFIX, 0, PATIENCE), 0, []
    while len(found) < 20:
        found += [put.value[:2].rstrip(b"x") for put in watch.read()]
        longest = max(longest, len(watch._rest))
    watch.close()
    assert found == [b"%d" % number for number in range(20)]
    assert longest < 4 << 20
