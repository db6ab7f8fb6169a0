"""Nobody fills the room by sheer number."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.rules.presence import GUEST_LIFE

MINUTE = 60.0


@pytest.fixture
def house(new_house):
    return new_house(rooms=4, rooms_of_user=2, members=3, invitations=2, invitations_by=3, tokens=5)


def make(house, cid: int, *rooms: str, open_: bool = True) -> None:
    for room in rooms:
        assert isinstance(house.reply(commands.CreateRoom(cid, room=room, open=open_)), events.Invites)


# -------------------------------------------------------------------- rooms


def test_a_user_makes_so_many_rooms_and_no_more(house):
    ani = house.account("ani")
    make(house, ani, "satu", "dua")
    assert house.refusal(commands.CreateRoom(ani, room="tiga")) is Reason.TOO_MANY_ROOMS
    house.do(commands.DeleteRoom(ani, room="satu"))
    make(house, ani, "tiga")


def test_all_together_make_so_many_and_no_more(house):
    for name in ("ani", "budi"):
        make(house, house.account(name), f"{name}1", f"{name}2")
    assert house.refusal(commands.CreateRoom(house.account("citra"), room="x")) is Reason.TOO_MANY_ROOMS


def test_an_empty_room_goes_with_the_guest_who_made_it_and_another_one_with_its_last_member(house):
    guest, ani = house.guest("gita"), house.account("ani")
    make(house, guest, "kosong", "isi")
    house.do(commands.LeaveRoom(guest, room="kosong"))
    house.do(commands.JoinRoom(ani, room="isi"))
    house.do(commands.Exit(guest))
    assert house.reply(commands.ListRooms(ani)).names == ["isi"]
    house.do(commands.LeaveRoom(ani, room="isi"))
    assert house.reply(commands.ListRooms(ani)).names == []


def test_an_accounts_empty_room_stays(house):
    ani, budi = house.account("ani"), house.account("budi")
    make(house, ani, "kosong")
    house.do(commands.LeaveRoom(ani, room="kosong"))
    house.do(commands.Exit(ani))
    assert house.reply(commands.ListRooms(budi)).names == ["kosong"]


def test_a_room_by_invitation_has_so_many_members_and_no_more(house):
    ani = house.guest("ani")
    make(house, ani, "tim", open_=False)
    others = [house.guest(name) for name in ("budi", "citra", "dodi")]
    for cid, name in zip(others[:2], ("budi", "citra"), strict=True):
        house.do(commands.Invite(ani, room="tim", users=[name]))
        house.do(commands.Answer(cid, room="tim"))
    house.do(commands.Invite(ani, room="tim", users=["dodi"]))
    for command in (commands.Answer(others[2], room="tim"), commands.JoinRoom(others[2], room="tim")):
        assert house.refusal(command) is Reason.ROOM_FULL
    house.do(commands.LeaveRoom(others[0], room="tim"))
    assert isinstance(house.reply(commands.Answer(others[2], room="tim")), events.Done)


def test_an_open_room_has_no_such_bound(house):
    ani = house.guest("ani")
    make(house, ani, "kelas")
    for name in "bcdefg":
        house.do(commands.JoinRoom(house.guest(name), room="kelas"))
    assert len(house.members("kelas")) == 7


def test_the_server_removes_any_room_with_its_files(house):
    ani, budi = house.account("ani"), house.account("budi")
    make(house, ani, "kelas")
    house.do(commands.JoinRoom(budi, room="kelas"))
    house.do(commands.Offer(ani, to="kelas", name="f", size=1, sha256="0" * 64))
    done, deleted = house.do(commands.RemoveRoom(room="KELAS"))
    assert (done.subject, deleted.name, deleted.members) == ("kelas", "server", ["ani", "budi"])
    assert (house.state.rooms, house.state.uploads, house.chat.user("budi").rooms) == ({}, {}, {})
    assert house.refusal(commands.RemoveRoom(room="kelas")) is Reason.UNKNOWN_ROOM


# -------------------------------------------------------------- invitations


def test_nobody_has_more_invitations_than_he_will_ever_answer(house):
    korban = house.account("korban")
    for name in ("ani", "budi", "citra"):
        make(house, house.guest(name), name + "s", open_=False)
    invited = [
        house.reply(commands.Invite(cid, room=f"{name}s", users=["korban"]))
        for name in ("ani", "budi", "citra")
        for cid in house.chat.user(name).cids
    ]
    assert [one.invited for one in invited] == [["korban"], ["korban"], []]
    assert invited[2].refused == [(Reason.TOO_MANY_INVITED, "korban")]
    house.do(commands.Answer(korban, room="anis", accept=False))
    (cid,) = house.chat.user("citra").cids
    assert house.reply(commands.Invite(cid, room="citras", users=["korban"])).invited == ["korban"]


def test_nobody_invites_without_end(house):
    ani = house.guest("ani")
    names = [f"u{number}" for number in range(4)]
    for name in names:
        house.guest(name)
    answer = house.reply(commands.CreateRoom(ani, room="tim", open=False, invite=names))
    assert (answer.invited, answer.refused) == (names[:3], [(Reason.TOO_MANY_INVITED, "u3")])


# ------------------------------------------------------------------- tokens


def test_a_departed_guests_token_lives_ten_minutes(house):
    guest = house.guest("gita")
    house.do(commands.Exit(house.guest("x")))
    house.do(commands.Drop(guest))
    house.now += GUEST_LIFE
    assert house.tick() == []
    house.now += 1
    assert house.tick() == [commands.Expire(session=f"s{guest}")]
    assert house.refusal(commands.Resume(99, session=f"s{guest}")) is Reason.NO_SESSION


def test_a_guest_who_stays_has_it_as_long_as_she_likes(house):
    guest = house.guest("gita")
    house.now += 100 * MINUTE
    assert house.tick() == []
    house.do(commands.Drop(guest))
    house.now += 9 * MINUTE
    assert house.begun(commands.Resume(99, session=f"s{guest}", worker=1))


def test_where_there_are_too_many_a_guest_gets_none_and_an_account_does(house):
    guests = [house.guest(f"tamu{number}") for number in range(6)]
    assert set(house.state.tokens) == {f"s{cid}" for cid in guests[:5]}
    ani = house.account("ani")
    assert f"s{ani}" in house.state.tokens
    house.do(commands.Exit(guests[5]))


@pytest.mark.parametrize("key", ["x" * 65, "two words", " k", "k\t", " "])
def test_a_key_is_one_word_and_not_long(house, key):
    ani = house.account("ani")
    assert house.refused(commands.CreateRoom(ani, room="tim", key=key)).reason is Reason.BAD_KEY
    house.do(commands.CreateRoom(ani, room="tim", key="x" * 64))
    assert house.chat.room("tim").key == "x" * 64
