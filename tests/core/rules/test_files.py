"""Files: who may send and have them, how much there is room for, and what becomes of them."""

from contextlib import suppress

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason, Refusal
from chatlib.core.rules.files import MOST_OF_USER, PAGE, UPLOAD_LIFE, living, to_download, to_upload

DIGEST = "0" * 63 + "1"
OTHER = "0" * 63 + "2"
DAY = 86400.0


class Desk:
    """People who send files to each other. `token` of each is a digest."""

    def __init__(self, house) -> None:
        self.house = house
        self.cid = {name: house.account(name) for name in ("Ana", "Budi", "Citra")}
        self.token = {name: f"s{cid}" for name, cid in self.cid.items()}

    def offer(self, to="Budi", name="foto.jpg", size=10, sha256=DIGEST, by="Ana", **more):
        return commands.Offer(self.cid[by], to=to, name=name, size=size, sha256=sha256, **more)

    def offered(self, **how) -> int:
        return self.house.reply(self.offer(**how)).fid

    def send(self, **how) -> events.Message:
        fid = self.offered(**how)
        (message,) = self.house.do(commands.Arrived(fid=fid))
        assert message.file.fid == fid
        return message

    def room(self, *members: str) -> None:
        self.house.do(commands.CreateRoom(self.cid["Ana"], room="Tim"))
        for name in members:
            self.house.do(commands.JoinRoom(self.cid[name], room="Tim"))

    def may_have(self, fid: int) -> set[str]:
        self.house.chat.now = self.house.now
        found = set()
        for name, token in self.token.items():
            with suppress(Refusal):
                to_download(self.house.chat, token, fid)
                found.add(name)
        return found

    def waiting(self, name: str) -> list[str]:
        return [file.text for file in self.house.reply(commands.ReceiveFiles(self.cid[name])).files]


def kept(state) -> tuple:
    """What a replay must lead to."""
    return state.seq, state.users, state.uploads, state.files


@pytest.fixture
def desk(house) -> Desk:
    return Desk(house)


@pytest.fixture
def small_desk(new_house):
    return Desk(new_house(file=100, files_of_user=250, keep_files=2 * DAY))


# ------------------------------------------------------------------------ send


def test_a_file_that_has_arrived_is_a_message_with_its_name(house, desk):
    message = desk.send(to="budi", name="foto\x1b.jpg")
    assert (message.sender, message.receiver, message.text) == ("Ana", "Budi", "foto.jpg")
    assert message.file == events.Attachment(message.file.fid, 10, DIGEST)
    assert house.changes[-1] == message
    assert (message.seq, message.at) == (house.state.seq, house.now)


def test_nobody_hears_of_an_upload_before_it_has_arrived(house, desk):
    (answer,) = house.do(desk.offer())
    assert answer == events.Offered(desk.cid["Ana"], house.state.seq, "Budi")
    assert (desk.may_have(answer.fid), desk.waiting("Budi")) == (set(), [])


def test_the_same_offer_again_is_the_same_upload(house, desk):
    fid = desk.offered()
    kept = len(house.changes)
    assert desk.offered() == fid
    assert len(house.changes) == kept
    others = [desk.offered(name="f"), desk.offered(sha256=OTHER), desk.offered(to="Citra"), desk.offered(by="Citra")]
    assert len({fid, *others}) == 5


def test_after_its_arrival_the_same_file_can_be_sent_again(desk):
    assert desk.send().file.fid != desk.send().file.fid


def test_that_it_has_arrived_can_be_said_twice(house, desk):
    message = desk.send()
    assert house.do(commands.Arrived(9, fid=message.file.fid)) == [events.Sent(9, message.seq, "Budi", False)]


def test_what_was_not_offered_cannot_arrive(house, desk):
    assert house.refusal(commands.Arrived(9, fid=77)) is Reason.UNKNOWN_FILE


@pytest.mark.parametrize(
    ("to", "kind", "reason"),
    [
        ("Dodi", "any", Reason.UNKNOWN_TARGET),
        ("Dodi", "user", Reason.UNKNOWN_USER),
        ("lobby", "user", Reason.UNKNOWN_USER),
        ("Tim", "any", Reason.NOT_MEMBER),
    ],
)
def test_a_file_needs_a_receiver(house, desk, to, kind, reason):
    desk.room()
    assert house.refusal(desk.offer(to=to, kind=kind, by="Citra")) is reason


def test_a_file_needs_a_name_that_can_be_shown(house, desk):
    assert house.refusal(desk.offer(name="\x1b")) is Reason.EMPTY
    assert house.refusal(desk.offer(name="x" * 4097)) is Reason.TOO_LONG


def test_an_empty_file_is_a_file(desk):
    assert desk.send(size=0).file.size == 0


# ----------------------------------------------------------------------- quota


def test_a_file_is_at_most_so_large(small_desk):
    small_desk.offered(size=100)
    refused = small_desk.house.refused(small_desk.offer(name="besar", size=101))
    assert (refused.reason, refused.subject) == (Reason.FILE_TOO_LARGE, "besar")


def test_a_user_has_so_much_room_for_uploads_and_files_together(small_desk):
    small_desk.send(size=100)
    small_desk.offered(size=100, name="g")
    assert small_desk.house.refusal(small_desk.offer(size=51, name="h")) is Reason.TOO_MANY_FILES
    small_desk.offered(size=50, name="h")
    small_desk.offered(size=100, by="Budi", to="Ana")


def test_a_user_has_so_many_files_even_if_they_are_empty(house, desk, monkeypatch):
    monkeypatch.setattr("chatlib.core.rules.files.MOST_OF_USER", 3)
    assert MOST_OF_USER > 3
    for number in range(3):
        desk.offered(size=0, name=f"f{number}")
    assert house.refusal(desk.offer(size=0, name="g")) is Reason.TOO_MANY_FILES
    desk.offered(size=0, by="Budi", to="Ana")


# --------------------------------------------------------------- who may have it


def test_a_private_file_is_for_two(desk):
    assert desk.may_have(desk.send().file.fid) == {"Ana", "Budi"}


def test_a_file_in_a_room_is_for_its_members_of_now_and_who_sent_it(house, desk):
    desk.room("Budi", "Citra")
    fid = desk.send(to="tim", by="Budi").file.fid
    assert desk.may_have(fid) == {"Ana", "Budi", "Citra"}
    house.do(commands.LeaveRoom(desk.cid["Citra"], room="Tim"))
    house.do(commands.LeaveRoom(desk.cid["Budi"], room="Tim"))
    assert desk.may_have(fid) == {"Ana", "Budi"}


def test_a_file_in_the_lobby_is_for_everybody(desk):
    assert desk.may_have(desk.send(to="lobby").file.fid) == {"Ana", "Budi", "Citra"}


def test_only_its_sender_may_upload_it(house, desk):
    fid = desk.offered()
    assert to_upload(house.chat, desk.token["Ana"], fid).seq == 0
    for token in (desk.token["Budi"], "nobody's"):
        with pytest.raises(Refusal):
            to_upload(house.chat, token, fid)
    house.do(commands.Arrived(fid=fid))
    assert to_upload(house.chat, desk.token["Ana"], fid).seq == house.state.seq


def test_a_token_that_is_dead_opens_nothing(house, desk):
    fid = desk.send().file.fid
    house.do(commands.Exit(desk.cid["Budi"]))
    with pytest.raises(Refusal) as caught:
        to_download(house.chat, desk.token["Budi"], fid)
    assert caught.value.reason is Reason.NO_SESSION


# ------------------------------------------------------------ the receiver is gone


def test_a_file_for_a_guest_who_left_meanwhile_is_given_up(house, desk):
    gita = house.guest("Gita")
    fid = desk.offered(to="Gita")
    house.do(commands.Drop(gita))
    assert house.do(commands.Arrived(9, fid=fid)) == [events.Refused(9, Reason.UNKNOWN_USER, "Gita")]
    assert house.state.uploads == {}
    assert kept(house.replayed().state) == kept(house.state)


def test_a_file_for_a_room_that_its_sender_left_or_that_is_gone_is_given_up(house, desk):
    desk.room("Budi")
    left, gone = desk.offered(to="Tim", by="Budi"), desk.offered(to="Tim")
    house.do(commands.LeaveRoom(desk.cid["Budi"], room="Tim"))
    assert house.do(commands.Arrived(fid=left)) == [events.Refused(0, Reason.NOT_MEMBER, "Tim")]
    house.do(commands.DeleteRoom(desk.cid["Ana"], room="Tim"))
    assert house.do(commands.Arrived(fid=gone)) == [events.Refused(0, Reason.UNKNOWN_ROOM, "Tim")]
    assert house.state.uploads == {}


# --------------------------------------------------------------------- given up


def test_a_receiver_may_decline_and_the_sender_is_told(house, desk):
    message = desk.send()
    done, note = house.do(commands.Decline(desk.cid["Budi"], fid=message.file.fid))
    assert done == events.Done(desk.cid["Budi"], "foto.jpg")
    assert (note.sender, note.uid, note.to) == ("server", 0, message.uid)
    assert note.text == "Budi menolak berkas foto.jpg"
    assert desk.may_have(message.file.fid) == set()
    assert kept(house.replayed().state) == kept(house.state)


def test_a_sender_may_take_a_file_back_also_before_it_arrived(house, desk):
    for fid in (desk.send().file.fid, desk.offered()):
        assert house.do(commands.Decline(desk.cid["Ana"], fid=fid)) == [events.Done(desk.cid["Ana"], "foto.jpg")]
    assert (house.state.files, house.state.uploads) == ({}, {})


def test_nobody_else_may(house, desk):
    desk.room("Budi", "Citra")
    for fid in (desk.send().file.fid, desk.send(to="Tim", by="Budi").file.fid, desk.offered(to="Citra"), 99):
        assert house.refusal(commands.Decline(desk.cid["Citra"], fid=fid)) is Reason.UNKNOWN_FILE


def test_what_is_declined_or_discarded_is_room_given_back(small_desk):
    house = small_desk.house
    declined, discarded = small_desk.send(size=100).file.fid, small_desk.offered(size=100, name="g")
    house.do(commands.Decline(small_desk.cid["Budi"], fid=declined))
    refused = house.do(commands.Discard(9, fid=discarded, reason=Reason.NO_SPACE))
    assert refused == [events.Refused(9, Reason.NO_SPACE, "g")]
    for name in "hi":
        small_desk.offered(size=100, name=name)


def test_files_and_uploads_end_when_their_time_is_over(small_desk):
    house = small_desk.house
    first = small_desk.send().file.fid
    upload = small_desk.offered(name="g")
    house.now += UPLOAD_LIFE
    second = small_desk.send(name="h").file.fid
    assert house.tick() == []
    house.now += 1
    assert house.tick() == [commands.Discard(fid=upload)]
    house.now += DAY
    assert house.tick() == [commands.Discard(fid=first)]
    assert (set(house.state.uploads), set(house.state.files)) == (set(), {second})
    assert kept(house.replayed().state) == kept(house.state)


def test_the_living_are_all_that_can_still_be_wanted(house, desk):
    desk.send()
    upload = desk.offered(sha256=OTHER)
    gone = desk.send(to="Citra", sha256="0" * 64).file.fid
    house.do(commands.Discard(fid=gone))
    assert living(house.chat) == ({DIGEST, OTHER}, {upload})


# ------------------------------------------------------------------- receivefile


def test_files_are_given_once_private_ones_and_those_of_ones_rooms(house, desk):
    desk.room("Budi", "Citra")
    desk.send(name="satu")
    desk.send(to="Tim", name="dua")
    desk.send(to="Tim", name="tiga", by="Budi")
    desk.send(to="lobby", name="empat")
    assert desk.waiting("Budi") == ["satu", "dua"]
    assert desk.waiting("Citra") == ["dua", "tiga"]
    assert desk.waiting("Budi") == []
    assert house.replayed().state.users == house.state.users


def test_a_file_to_oneself_waits_too(desk):
    desk.send(to="Ana")
    assert desk.waiting("Ana") == ["foto.jpg"]


def test_what_was_declined_does_not_wait(house, desk):
    house.do(commands.Decline(desk.cid["Budi"], fid=desk.send().file.fid))
    assert desk.waiting("Budi") == []


def test_many_files_come_page_by_page(house, desk):
    house.now += 100
    for number in range(PAGE):
        desk.send(name=f"{number}", size=0)
        house.now += 1
    desk.send(name="terakhir")
    assert desk.waiting("Budi") == [f"{number}" for number in range(PAGE)]
    assert desk.waiting("Budi") == ["terakhir"]


def test_a_page_holds_only_so_much_but_large_files_are_only_named(house, desk):
    for number in range(9):
        desk.send(name=f"{number}", size=32 * 1024)
    desk.send(name="besar", size=32 * 1024 + 1)
    assert desk.waiting("Budi") == [f"{number}" for number in range(8)]
    assert desk.waiting("Budi") == ["8", "besar"]


def test_a_clock_that_was_ahead_once_does_not_end_a_file_that_came_later(small_desk):
    house = small_desk.house
    ahead, wall = house.now + 40 * DAY, house.now
    (offered,) = house.chat.apply(small_desk.offer(), ahead, wall)
    house.chat.apply(commands.Arrived(fid=offered.fid), ahead, wall)
    house.chat.apply(commands.Tick(), ahead + 1.0, wall + 1.0)
    assert offered.fid in house.state.files
    house.chat.apply(commands.Tick(), ahead + 3 * DAY, wall + 3 * DAY)
    assert offered.fid not in house.state.files
