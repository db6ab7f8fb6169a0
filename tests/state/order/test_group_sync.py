"""With `--sync full`, nothing is told before the disk has it, and one sync is for all that came during the last."""

import os
import shutil
import threading

import pytest

from chatlib.core import commands, events
from chatlib.core.rules import Letters
from chatlib.state.order import group_sync
from chatlib.state.order.group_sync import GroupSync

PATIENCE = 20.0


class Disk:
    """Takes as long as the test wants; `synced` is how often it was asked."""

    def __init__(self) -> None:
        self.synced = 0
        self.asked = threading.Semaphore(0)
        self.done = threading.Semaphore(0)
        self.fails = False

    def sync(self, descriptor: int) -> None:
        os.fstat(descriptor)
        self.synced += 1
        self.asked.release()
        assert self.done.acquire(timeout=PATIENCE)
        if self.fails:
            raise OSError(5, "Input/output error")


@pytest.fixture
def disk(monkeypatch):
    disk = Disk()
    monkeypatch.setattr(group_sync, "_sync", disk.sync)
    return disk


@pytest.fixture
def group(disk, tmp_path):
    rung, failed = threading.Semaphore(0), threading.Event()
    file = os.open(tmp_path / "log", os.O_CREAT | os.O_RDWR)
    made = GroupSync(lambda: os.dup(file), rung.release, failed.set)
    made.rung, made.failed_at = rung, failed
    yield made
    if not failed.is_set():
        disk.done.release(10)
        made.stop()
    os.close(file)


def test_what_came_during_a_sync_shares_the_next_one(group, disk):
    group.hold(["a"])
    assert disk.asked.acquire(timeout=PATIENCE)
    group.hold(["b"])
    group.hold(["c"])
    assert group.take() == []
    disk.done.release()
    assert group.rung.acquire(timeout=PATIENCE)
    assert group.take() == ["a"]
    assert disk.asked.acquire(timeout=PATIENCE)
    disk.done.release()
    assert group.rung.acquire(timeout=PATIENCE)
    assert group.take() == ["b", "c"]
    assert disk.synced == 2


def test_who_has_synced_himself_takes_everything_in_order(group, disk):
    group.hold(["a"])
    assert disk.asked.acquire(timeout=PATIENCE)
    group.hold(["b"])
    assert group.take_all() == ["a", "b"]
    disk.done.release()
    assert group.rung.acquire(timeout=PATIENCE)
    assert group.take() == []
    group.hold(["c"])
    assert disk.asked.acquire(timeout=PATIENCE)
    disk.done.release()
    assert group.rung.acquire(timeout=PATIENCE)
    assert group.take() == ["c"]


def test_a_disk_that_fails_is_the_end_of_the_process(group, disk):
    disk.fails = True
    group.hold(["a"])
    disk.done.release()
    assert group.failed_at.wait(PATIENCE)
    assert group.take() == []


def test_nobody_is_told_before_and_everybody_after(open_house, disk):
    house = open_house(full=True)
    disk.done.release(1000)
    house.register("Ana")
    worker = house.worker(1)
    worker.enter(1, "Ana")
    while disk.done.acquire(blocking=False):
        pass
    disk.synced = 0
    for text in ("satu", "dua"):
        worker.send(commands.Send(1, to="lobby", text=text))
        house.look_around(once=True)
        assert not worker.connection.poll()
    disk.done.release(1000)
    texts = [worker.hear_of(events.Message).text for _ in range(2)]
    assert texts == ["satu", "dua"]
    assert disk.synced <= 3


def found_dead_while_it_is_saved(open_house, last_words: commands.Command):
    """With `full`, a turn is held for worker 2, whose last batch is still in the pipe; then a new segment is due."""
    house = open_house(full=True)
    house.register("Ana", "Budi")
    first, second = house.worker(1), house.worker(2)
    first.enter(1, "Ana")
    second.enter(2, "Budi")

    def turn():
        house.sequencer._applier.apply(commands.Send(1, to="Budi", text="satu"), 1)
        house.sequencer._publisher.publish()
        second.send(last_words)
        second.die()
        house.sequencer._save()
        return house.copy()

    return house, house.call(turn)


def test_what_a_worker_said_at_the_last_is_in_no_state_that_is_not_in_the_log(open_house):
    _, remains = found_dead_while_it_is_saved(open_house, commands.Send(2, to="Ana", text="akhir", id="y1"))
    again = open_house(remains, goes_on=True)
    successor = again.worker(2, 0, [2])
    successor.ask(commands.Send(2, to="Ana", text="akhir", id="y1"))
    letters, _ = again.call(lambda: again.journal.history.letters(Letters(1, 0)))
    assert [letter.text for letter in letters] == ["akhir"]


def test_and_is_not_played_twice(open_house):
    house, _ = found_dead_while_it_is_saved(open_house, commands.CreateRoom(2, room="kelas"))
    shutil.rmtree(f"{house.data}-")
    seq, rooms = house.call(lambda: (house.chat.state.seq, len(house.chat.state.rooms)))
    again = open_house(house.killed(), goes_on=True)
    assert (again.chat.state.seq, len(again.chat.state.rooms)) == (seq, rooms)
