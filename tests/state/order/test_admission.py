"""What is looked at before the order."""

from typing import get_args

import pytest

from chatlib.core import commands
from chatlib.core.chat import Chat
from chatlib.core.errors import Reason
from chatlib.core.model import RULES_VERSION
from chatlib.state.order.admission import RUNS, WITHOUT_ROOM, admitted


def test_everything_is_let_in_while_there_is_room():
    for kind in get_args(commands.Any):
        command = kind(7)
        assert admitted([command], False, RULES_VERSION) == [command]


def test_on_a_full_disk_only_what_keeps_nothing():
    for kind in get_args(commands.Any):
        command = kind(7)
        refused = commands.Pass(7, reason=Reason.DISK_FULL)
        assert admitted([command], True, RULES_VERSION) == [command if kind in WITHOUT_ROOM else refused]


def test_of_a_run_each_message_is_answered_on_a_full_disk():
    run = commands.Send(7, to="lobby", text="satu", more=["dua", "tiga"])
    assert admitted([run], True, RULES_VERSION) == 3 * [commands.Pass(7, reason=Reason.DISK_FULL)]


def test_before_all_know_of_runs_there_are_none():
    run = commands.Send(7, to="lobby", text="satu", more=["dua"])
    singly = [commands.Send(7, to="lobby", text="satu"), commands.Send(7, to="lobby", text="dua")]
    assert admitted([run], False, RUNS - 1) == singly
    assert admitted([run], False, RUNS) == [run]


@pytest.mark.parametrize("kind", [kind for kind in WITHOUT_ROOM if kind is not commands.Drop])
def test_and_that_is_so(kind):
    chat = Chat()
    chat.apply(commands.Register(name="ani", secret="x"), 0.0)
    chat.apply(commands.Enter(7, name="ani", session="t", worker=1), 0.0)
    chat.take_changes()
    chat.apply(kind(7), 1.0)
    assert chat.take_changes() == []
