"""Up to where somebody has read."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.rules import Backlog, Correspondence, Fetch
from chatlib.core.rules.reading import LONGEST_TIME, MOST_READ

EARLIER, LATER = "2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.001Z"


@pytest.fixture
def ana(house) -> int:
    cid = house.account("Ana")
    house.do(commands.CreateRoom(cid, room="Kelas"))
    return cid


@pytest.fixture
def budi(house, ana) -> int:
    return house.account("Budi")


def test_a_mark_goes_forward_only_and_then_all_devices_of_the_user_are_told(house, ana):
    assert house.do(commands.MarkRead(ana, target="Kelas", at=LATER)) == [events.Marked(ana, 1, "Kelas", LATER, True)]
    kept = len(house.changes)
    assert house.do(commands.MarkRead(ana, target="kelas", at=EARLIER)) == [events.Marked(ana, 0, "Kelas", LATER, True)]
    assert len(house.changes) == kept


@pytest.mark.parametrize(
    ("target", "shown", "is_room"),
    [("KELAS", "Kelas", True), ("lobby", "lobby", True), ("budi", "Budi", False), ("hantu", "hantu", False)],
)
def test_what_was_not_marked_was_read_up_to_nowhere(house, ana, budi, target, shown, is_room):
    assert house.reply(commands.MarkRead(ana, target=target)) == events.Marked(ana, 0, shown, "", is_room)


@pytest.mark.parametrize("target", ["KELAS", "Lobby", "budi"])
def test_marks_are_each_users_own_whoever_of_the_devices_asks(house, ana, budi, target):
    house.do(commands.JoinRoom(budi, room="Kelas"))
    house.do(commands.MarkRead(ana, target=target, at=LATER))
    phone = house.enter("Ana")
    assert house.reply(commands.MarkRead(phone, target=target.lower())).at == LATER
    assert house.reply(commands.MarkRead(budi, target=target)).at == ""


def test_only_what_is_there_is_marked_and_a_room_by_its_members(house, ana, budi):
    refused = house.refused(commands.MarkRead(ana, target="hantu", at=LATER))
    assert refused == events.Refused(ana, Reason.UNKNOWN_TARGET, "hantu")
    assert house.refused(commands.MarkRead(budi, target="kelas")) == events.Refused(budi, Reason.NOT_MEMBER, "Kelas")


def test_a_mark_is_not_longer_than_a_time(house, ana):
    assert house.reply(commands.MarkRead(ana, target="lobby", at="9" * 1000)).at == "9" * LONGEST_TIME


def test_a_bounded_number_of_conversations_is_marked_those_of_late(house, ana):
    user = house.chat.user("Ana")
    user.read = {f"user{n}": EARLIER for n in range(MOST_READ)}
    house.do(commands.MarkRead(ana, target="Kelas", at=EARLIER))
    assert (len(user.read), "user0" in user.read, list(user.read)[-1]) == (MOST_READ, False, "kelas")


def test_marking_again_keeps_a_conversation_among_those_of_late(house, ana):
    for target, at in (("Kelas", EARLIER), ("lobby", EARLIER), ("Kelas", LATER)):
        house.do(commands.MarkRead(ana, target=target, at=at))
    assert house.chat.user("Ana").read == {"lobby": EARLIER, "kelas": LATER}
    assert list(house.chat.user("Ana").read) == ["lobby", "kelas"]


def test_correspondents_are_looked_for_among_the_rooms_that_one_is_in_and_the_lobby(house, ana, budi):
    house.do(commands.JoinRoom(budi, room="Kelas"))
    fetch = house.reply(commands.Correspond(budi, after=1.0, before=9.0, limit=7))
    assert fetch == Fetch(budi, Correspondence(2, [0, 1], 1.0, 9.0, 7))


def test_a_room_that_is_not_there_is_not_marked(house, ana, budi):
    for target in ("hantu", "tim"):
        refused = house.refused(commands.MarkRead(ana, target=target, at=LATER, kind="room"))
        assert refused == events.Refused(ana, Reason.UNKNOWN_TARGET, target)
    assert house.reply(commands.MarkRead(ana, target="hantu", kind="room")).is_room


def test_what_is_unread_is_looked_for_where_something_was_read_and_in_private(house, ana, budi):
    house.do(commands.MarkRead(ana, target="Kelas", at=LATER))
    house.do(commands.MarkRead(ana, target="budi", at=EARLIER))
    (fetch,) = house.do(commands.Backlog(ana))
    assert fetch.wanted == Backlog(1, "Ana", {1: "Kelas"}, {0: "", 1: LATER, -2: EARLIER})
