"""What is looked at before the order."""

from typing import get_args

import pytest

from chatlib.core import commands
from chatlib.core.chat import Chat
from chatlib.core.errors import Reason
from chatlib.state.order.admission import WITHOUT_ROOM, admitted


def test_everything_is_let_in_while_there_is_room():
    for kind in get_args(commands.Any):
        command = kind(7)
        assert admitted(command, full=False) is command


def test_on_a_full_disk_only_what_keeps_nothing():
    for kind in get_args(commands.Any):
        command = kind(7)
        refused = commands.Pass(7, reason=Reason.DISK_FULL)
        assert admitted(command, full=True) == (command if kind in WITHOUT_ROOM else refused)


@pytest.mark.parametrize("kind", [kind for kind in WITHOUT_ROOM if kind is not commands.Drop])
def test_and_that_is_so(kind):
    chat = Chat()
    chat.apply(commands.Register(name="ani", secret="x"), 0.0)
    chat.apply(commands.Enter(7, name="ani", session="t", worker=1), 0.0)
    chat.take_changes()
    chat.apply(kind(7), 1.0)
    assert chat.take_changes() == []
