"""What the polling dialect fetches: private messages, rooms, files."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.rules import Fetch, FilesFor, Letters, RoomLetters


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
    assert house.do(commands.ReceiveFiles(ana)) == [Fetch(ana, FilesFor(1, 9))]
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


# ---------------------------------------------------------------------- files


def test_a_file_is_kept_for_its_receiver_under_a_number_of_its_own(house, ana):
    house.register("Budi")
    assert house.do(commands.SendFile(ana, to="budi", name="a.txt", content=b"\x00hi")) == [events.Done(ana, "Budi")]
    (seq, at, kept) = house.changes[-1]
    assert kept == events.File(house.state.seq, house.now, "Ana", 2, "Budi", "a.txt", 3, b"\x00hi")
    assert (seq, at) == (kept.seq, kept.at)


def test_an_empty_file_is_a_file(house, ana):
    assert house.reply(commands.SendFile(ana, to="Ana", name="empty")) == events.Done(ana, "Ana")


def test_a_file_is_at_most_so_large(house, ana):
    largest = b"x" * 32 * 1024
    assert house.reply(commands.SendFile(ana, to="Ana", name="f", content=largest)) == events.Done(ana, "Ana")
    refused = house.refused(commands.SendFile(ana, to="Ana", name="f", content=largest + b"x"))
    assert refused.reason is Reason.FILE_TOO_LARGE


def test_a_file_needs_a_receiver_and_a_name_that_can_be_shown(house, ana):
    assert house.refusal(commands.SendFile(ana, to="nobody", name="f")) is Reason.UNKNOWN_USER
    assert house.refusal(commands.SendFile(ana, to="lobby", name="f")) is Reason.UNKNOWN_USER
    assert house.refusal(commands.SendFile(ana, to="Ana", name="\x1b")) is Reason.EMPTY
    house.do(commands.SendFile(ana, to="Ana", name="\x1b[2Jf"))
    assert house.changes[-1].what.name == "[2Jf"


def test_files_take_the_same_allowance_as_messages(new_house):
    house = new_house(burst=2.0, rate=0.5)
    ana = house.account("Ana")
    house.do(commands.Send(ana, to="lobby", text="hi"))
    house.do(commands.SendFile(ana, to="Ana", name="f"))
    assert house.refusal(commands.SendFile(ana, to="Ana", name="f")) is Reason.TOO_FAST


def test_a_file_takes_its_number_in_a_replay(house, ana):
    house.do(commands.SendFile(ana, to="Ana", name="f"))
    assert house.replayed().state.seq == house.state.seq
