"""A damaged journal: what cannot be read costs who asks for it, and is said."""

import threading

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.state.errors import JournalError
from chatlib.state.journal.journal import Journal
from chatlib.state.journal.maintenance import check
from chatlib.state.layout import MARKS, VIEW, is_lost
from chatlib.state.view.feeding import feed_all
from chatlib.state.view.inspection import Inspection
from tests.state.damage import spoil

TEXT = "rusak" * 10


@pytest.fixture
def spoiled(house, worker):
    """A data directory whose journal has an unreadable page in the middle of the lobby's messages."""
    house.register("Ana", "Budi")
    worker.enter(1, "Ana")
    for number in range(400):
        worker.ask(commands.Send(1, to="lobby", text=f"{number} {TEXT}"))
    house.stop()
    feed_all(house.data)
    spoil(house.data / VIEW, f"20 {TEXT}".encode())
    return house.data


def test_a_failed_read_costs_that_request_and_everything_else_goes_on(spoiled, open_house):
    house = open_house(spoiled)
    worker = house.worker(1)
    worker.enter(1, "Ana")
    assert worker.reply(commands.History(1, peer="lobby", before=60, limit=50)) == events.Refused(1, Reason.FAULT)
    assert worker.reply(commands.WhoAmI(1)).subject == "Ana"
    assert worker.reply(commands.Send(1, to="lobby", text="hidup")).text == "hidup"
    assert len(worker.reply(commands.History(1, peer="lobby", limit=3)).messages) == 3
    assert [type(error).__name__ for error in house.errors] == ["JournalError"]
    house.errors.clear()


def test_who_missed_what_cannot_be_read_comes_in_all_the_same(spoiled, open_house):
    house = open_house(spoiled)
    worker = house.worker(1)
    token = commands.Guest(2, name="Gita", worker=1, session="s2", dialect="mamushi")
    worker.ask(token)
    worker.ask(commands.Drop(2))
    told = worker.ask(commands.Resume(3, session="s2", seq=0, worker=1))
    caught_up = next(event for event in told if isinstance(event, events.CatchUp))
    assert not caught_up.more
    house.errors.clear()


def test_a_check_finds_it(spoiled):
    with pytest.raises(JournalError):
        check(spoiled)


def test_a_check_of_a_sound_journal_beside_its_writer(house, worker):
    house.register("Ana")
    worker.enter(1, "Ana")
    check(house.data)


def test_it_is_found_while_the_server_runs_already(spoiled):
    found, told = [], threading.Event()

    def damaged(why):
        found.append(why)
        told.set()

    inspection = Inspection(spoiled / VIEW, damaged)
    assert told.wait(20)
    inspection.stop()
    assert VIEW in found[0]
    assert "\n" not in found[0]


def test_of_a_sound_one_nothing_is_said_and_it_can_be_stopped(tmp_path):
    Journal(tmp_path).close()
    found = []
    Inspection(tmp_path / VIEW, found.append).stop()
    assert found == []


def test_a_journal_that_is_lost(tmp_path):
    assert not is_lost(tmp_path)  # nobody has been here
    (tmp_path / MARKS).touch()
    assert is_lost(tmp_path)
    (tmp_path / VIEW).touch()
    assert is_lost(tmp_path)
    (tmp_path / VIEW).unlink()
    Journal(tmp_path).close()
    assert not is_lost(tmp_path)
