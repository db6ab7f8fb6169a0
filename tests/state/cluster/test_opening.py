"""How the state of a node begins."""

from contextlib import closing

import pytest

from chatlib.core import commands
from chatlib.core.limits import Limits
from chatlib.state.cluster.opening import bounds, opened, take_seat
from chatlib.state.cluster.order import LocalOrder
from chatlib.state.cluster.seat import Seat
from chatlib.state.errors import Incomplete
from chatlib.state.journal.acknowledged_offsets import AcknowledgedOffsets
from chatlib.state.journal.journal import Journal
from chatlib.state.journal.recovery import begin, write_down
from chatlib.state.layout import LOG, MARKS
from chatlib.state.log.log import segments

SEAT = Seat("k", 2, [], 41)


@pytest.fixture
def begun(tmp_path):
    """What is opened in the directory is closed by the next one."""
    there = []

    def begin_with(how):
        for one in there:
            one.close()
        there[:] = [Journal(tmp_path), AcknowledgedOffsets(tmp_path / MARKS)]
        return how(*there), there[0]

    yield begin_with
    for one in there:
        one.close()


def seated(seat):
    return lambda journal, acknowledged: take_seat(journal, acknowledged, Limits(), 1e6, seat)


def lived_in(begun, how):
    """With three accounts, each in a turn of its own, and one of them logged in."""
    chat, journal = begun(how)
    for number in range(3):
        chat.apply(commands.Register(name=f"akun{number}", secret="x", address=f"10.0.0.{number}"), 1e6)
        write_down(chat, journal)
    chat.apply(commands.Enter(7, name="akun0", worker=1, dialect="pm"), 1e6)
    write_down(chat, journal)
    return chat


def test_what_a_server_on_its_own_had_becomes_the_beginning_of_a_cluster(begun):
    lived_in(begun, lambda journal, acknowledged: begin(journal, acknowledged, Limits(), 1e6))
    chat, _ = begun(seated(SEAT))
    assert [user.name for user in chat.state.users.values()] == ["akun0", "akun1", "akun2"]
    assert chat.state.sessions == {}
    assert (chat.state.standing.cluster, chat.state.standing.position) == ("k", 41)


def test_a_node_goes_on_from_where_it_was(begun):
    chat = lived_in(begun, seated(SEAT))
    again, _ = begun(seated(SEAT))
    assert again.state.seq == chat.state.seq
    assert list(again.state.sessions) == [7], "others say when they are gone"
    assert again.state.standing.position == 41


def spoil(data):
    """The middle of what was written down last."""
    path = segments(data / LOG)[-1]
    with open(path, "r+b") as file:
        at = file.read().index(b"akun1")
        file.seek(at)
        file.write(b"\xff")


def test_one_that_has_lost_what_others_have_does_not_begin(begun, tmp_path):
    lived_in(begun, seated(SEAT))
    spoil(tmp_path)
    with pytest.raises(Incomplete, match="damaged"):
        begun(seated(SEAT))


def test_where_there_are_no_others_what_can_be_read_is_the_beginning(begun, tmp_path):
    lived_in(begun, lambda journal, acknowledged: begin(journal, acknowledged, Limits(), 1e6))
    spoil(tmp_path)
    chat, journal = begun(seated(SEAT))
    assert "akun0" in [user.name for user in chat.state.users.values()]
    assert journal.damage


def test_what_must_be_equal_is_told_in_a_few_letters():
    assert bounds(Limits()) == bounds(Limits())
    assert bounds(Limits()) != bounds(Limits(message=5))


def test_without_a_seat_the_order_is_ones_own(tmp_path):
    with closing(opened(None, None)(lambda: None)) as order:
        assert isinstance(order, LocalOrder)
