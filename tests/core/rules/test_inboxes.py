"""What the polling dialect fetches: private messages and rooms (files: test_files.py)."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.rules import Fetch, Letters, RoomLetters


@pytest.fixture
def ana(house) -> int:
    return house.account("Ana")


def test_an_inbox_is_fetched_from_where_it_was_left(house, ana):
    assert house.do(commands.Inbox(ana)) == [Fetch(ana, Letters(1, 0))]
    house.do(commands.Fetched(uid=1, what="inbox", upto=17))
    assert house.do(commands.Inbox(ana)) == [Fetch(ana, Letters(1, 17))]


def test_a_rooms_inbox_begins_when_its_reader_joins(house, ana):
    house.do(commands.CreateRoom(ana, room="Kelas"))
    budi = house.account("Budi")
    house.do(commands.JoinRoom(budi, room="kelas"))
    joined = house.state.seq
    assert house.do(commands.RoomInbox(budi, room="KELAS")) == [Fetch(budi, RoomLetters(1, 2, joined), "Kelas")]
    house.do(commands.Fetched(uid=2, what="room", rid=1, upto=joined + 5))
    assert house.do(commands.RoomInbox(budi, room="Kelas")) == [Fetch(budi, RoomLetters(1, 2, joined + 5), "Kelas")]


def test_a_rooms_inbox_is_for_its_members(house, ana):
    house.do(commands.CreateRoom(ana, room="Kelas"))
    budi = house.account("Budi")
    refused = house.refused(commands.RoomInbox(budi, room="kelas"))
    assert refused == events.Refused(budi, Reason.NOT_MEMBER, "Kelas")
    assert house.refusal(commands.RoomInbox(ana, room="nothing")) is Reason.UNKNOWN_ROOM


def test_the_three_marks_are_independent(house, ana):
    house.do(commands.CreateRoom(ana, room="Kelas"))
    joined = house.state.seq
    house.do(commands.Fetched(uid=1, what="files", upto=9))
    assert house.do(commands.Inbox(ana)) == [Fetch(ana, Letters(1, 0))]
    assert house.do(commands.RoomInbox(ana, room="Kelas")) == [Fetch(ana, RoomLetters(1, 1, joined), "Kelas")]


def test_what_was_fetched_of_a_room_left_meanwhile_leaves_no_trace(house, ana):
    house.do(commands.CreateRoom(ana, room="Kelas"))
    house.do(commands.LeaveRoom(ana, room="Kelas"))
    house.do(commands.Fetched(uid=1, what="room", rid=1, upto=9))
    assert house.state.users[1].rooms == {}


def test_marks_are_kept(house, ana):
    house.do(commands.CreateRoom(ana, room="Kelas"))
    for what, upto in (("inbox", 5), ("room", 6), ("files", 7)):
        house.do(commands.Fetched(uid=1, what=what, rid=1, upto=upto))
    again = house.replayed().state.users[1]
    assert (again.fetched, again.rooms, again.files) == (5, {1: 6}, 7)
