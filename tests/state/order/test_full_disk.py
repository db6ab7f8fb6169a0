"""What cannot be kept is refused, and nothing else; and that ends when there is room again."""

from typing import NamedTuple

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.state.journal import disk_space
from chatlib.state.journal.disk_space import RESERVE, DiskSpace
from chatlib.state.layout import LOG
from chatlib.state.log.log import segments
from chatlib.state.order.sequencer import LOOK_EVERY
from chatlib.state.view.feeding import feed_all


class Usage(NamedTuple):
    free: int


@pytest.fixture
def disk(monkeypatch):
    """Whose first number is how many bytes are free."""
    disk = [1 << 40]
    monkeypatch.setattr(disk_space.shutil, "disk_usage", lambda _: Usage(disk[0]))
    return disk


@pytest.fixture
def looked(house, worker):
    """The sequencer has just looked at the disk."""
    return house.look_around


@pytest.fixture
def ana(disk, house, worker) -> int:
    house.register("Ana", "Budi")
    worker.enter(1, "Ana")
    return 1


FULL = events.Refused(1, Reason.DISK_FULL)


def test_it_is_full_before_it_is_and_has_room_when_there_is_more(tmp_path, disk):
    found = DiskSpace(tmp_path)
    for free, enough in ((RESERVE, True), (RESERVE - 1, False), (2 * RESERVE - 1, False), (2 * RESERVE, True)):
        disk[0] = free
        assert found.enough() is enough


def test_what_would_have_to_be_kept_is_refused_and_everything_else_goes_on(house, worker, ana, disk, looked):
    disk[0] = 0
    looked()
    assert worker.reply(commands.Send(1, to="lobby", text="hi")) == FULL
    assert worker.reply(commands.CreateRoom(1, room="Tim")) == FULL
    assert worker.reply(commands.ListUsers(1)).names == ["Ana"]
    assert isinstance(worker.reply(commands.History(1, peer="lobby")), events.Page)
    disk[0] = 1 << 40
    looked()
    assert worker.reply(commands.Send(1, to="lobby", text="hi")).text == "hi"
    assert [news for news in house.tidings if news is not None] == [True, False]


def test_who_leaves_meanwhile_has_left_when_there_is_room_again(worker, ana, disk, looked):
    worker.enter(2, "Budi")
    disk[0] = 0
    looked()
    assert worker.ask(commands.Drop(2), commands.Pass(1)) == [events.Done(1)]
    disk[0] = 1 << 40
    looked()
    assert worker.reply(commands.ListUsers(1)).names == ["Ana"]
    assert [event.name for event in worker.heard if isinstance(event, events.Went)] == ["Budi"]


def test_it_is_looked_at_more_often_when_much_is_written(house, worker, ana, disk, monkeypatch):
    monkeypatch.setattr("chatlib.state.order.sequencer.HOUSEKEEPING", 600.0)
    house.look_around(once=True)  # and then not for ten minutes
    disk[0] = 0
    answers = worker.ask(*(commands.Send(1, to="lobby", text="hi") for _ in range(LOOK_EVERY)))
    assert FULL not in answers
    assert worker.reply(commands.Send(1, to="lobby", text="hi")) == FULL


def test_a_state_process_that_takes_over_writes_nothing(house, worker, ana, disk, looked, open_house):
    disk[0] = 0
    looked()
    remains = house.killed()
    again = open_house(remains, goes_on=True)
    for path in segments(house.data / LOG):
        assert (remains.data / LOG / path.name).read_bytes() == path.read_bytes()
    assert list(again.chat.state.sessions) == [1]


def test_it_ends_in_order_all_the_same(house, worker, ana, disk, looked, open_house):
    worker.ask(commands.Send(1, to="lobby", text="hi"))
    disk[0] = 0
    looked()
    house.stop()
    disk[0] = 1 << 40
    assert open_house(house.data).chat.state.seq >= house.chat.state.seq


def test_a_view_that_does_not_catch_up_is_as_bad(house, worker, ana, looked, monkeypatch):
    monkeypatch.setattr("chatlib.state.journal.journal.MOST_BEHIND", 5)
    monkeypatch.setattr("chatlib.state.order.backpressure.PATIENCE", 0.0)
    worker.ask(*(commands.Send(1, to="lobby", text="hi") for _ in range(6)))
    looked()
    assert worker.reply(commands.Send(1, to="lobby", text="hi")) == FULL
    feed_all(house.data)
    looked()
    assert worker.reply(commands.Send(1, to="lobby", text="hi")).text == "hi"
