"""The state process itself, behind its Manager."""

import multiprocessing
import os

import pytest

from chatlib.core.limits import Limits
from chatlib.state.errors import JournalError
from chatlib.state.layout import VIEW
from chatlib.state.manager import StateProcess
from chatlib.state.redo import make_files


@pytest.fixture
def start(tmp_path):
    started: list[StateProcess] = []
    log = make_files("told")

    def begin(goes_on: bool = False) -> StateProcess:
        started.append(StateProcess([log]))
        started[-1].service.open(tmp_path, "normal", Limits(), goes_on)
        return started[-1]

    yield begin
    for process in started:
        process.kill()
    for file in log:
        os.close(file)


def test_it_registers_knows_names_and_says_why_not(start):
    service = start().service
    assert service.register("Ana", "hash") == ""
    assert service.register("ANA", "hash") == "name-is-user"
    assert service.register("lobby", "hash") == "bad-name"
    assert service.known(["ana", "Budi"]) == ["ana"]


@pytest.mark.parametrize("end", [StateProcess.stop, StateProcess.kill])
def test_what_it_was_told_it_knows_after_an_end_orderly_or_not(start, end):
    first = start()
    first.service.register("Ana", "hash")
    end(first)
    assert start().service.known(["Ana"]) == ["Ana"]


def test_it_is_a_process_of_its_own(start):
    process = start()
    assert process.pid in {child.pid for child in multiprocessing.active_children()}
    process.stop()
    assert process.pid not in {child.pid for child in multiprocessing.active_children()}


def test_a_journal_that_cannot_be_used_is_said_in_one_line(tmp_path, start):
    (tmp_path / VIEW).write_bytes(b"no database " * 1000)
    with pytest.raises(JournalError, match="not a database") as caught:
        start()
    assert "\n" not in str(caught.value)
