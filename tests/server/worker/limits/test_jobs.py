"""Who waits for a thread, and in which order."""

import threading
from queue import SimpleQueue

import pytest

from chatlib.server.worker.limits.jobs import THREADS, Jobs


class Loop:
    """Makes the calls that are posted, one after the other."""

    def __init__(self):
        self.posted = SimpleQueue()
        self.jobs = Jobs(self.posted.put)

    def turn(self):
        self.posted.get(timeout=20)()


@pytest.fixture
def loop():
    loop = Loop()
    yield loop
    loop.jobs.stop()


def test_what_a_job_returns_is_handed_over_in_the_loop(loop):
    done = []
    loop.jobs.run(threading.current_thread, done.append)
    loop.turn()
    assert done[0] is not threading.current_thread()


def test_what_a_job_raises_is_raised_in_the_loop_and_the_next_one_is_done(loop):
    done = []
    loop.jobs.run(lambda: 1 / 0, done.append)
    with pytest.raises(ZeroDivisionError):
        loop.turn()
    loop.jobs.run(lambda: 7, done.append)
    loop.turn()
    assert done == [7]


def test_each_comes_in_turn_however_much_another_one_wants(loop):
    free, order = [threading.Event() for _ in range(THREADS)], []
    for one in free:
        loop.jobs.run(lambda one=one: one.wait(20), lambda _: None, "busy")
    for number in range(4):
        loop.jobs.run(lambda number=number: f"much{number}", order.append, "10.0.0.1")
    assert loop.jobs.waiting("10.0.0.1") == 4
    loop.jobs.run(lambda: "one", order.append, "10.0.0.2")
    free[0].set()  # one thread alone: what several do at once comes in any order
    for _ in range(1 + 5):
        loop.turn()
    for one in free:
        one.set()
    assert order == ["much0", "one", "much1", "much2", "much3"]
    assert loop.jobs.waiting("10.0.0.1") == 0
