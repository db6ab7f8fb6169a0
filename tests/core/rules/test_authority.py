"""Who runs what: admins, the lobby, and how long somebody is kept silent or out."""

import pytest

from chatlib.core import commands, events
from chatlib.core.deeds import KICK
from chatlib.core.errors import Reason
from chatlib.core.rules.moderation.authority import LONGEST_SLOW, MOST_DEEDS
from chatlib.core.rules.moderation.masks import MOST_MASKS


@pytest.fixture
def guru(house) -> int:
    cid = house.account("Guru")
    house.do(commands.Appoint(name="guru"))
    return cid


@pytest.fixture
def ana(house, guru) -> int:
    """Who made the open room Kelas."""
    cid = house.account("Ana")
    house.do(commands.CreateRoom(cid, room="Kelas"))
    return cid


@pytest.fixture
def budi(house, ana) -> int:
    cid = house.account("Budi")
    house.do(commands.JoinRoom(cid, room="Kelas"))
    return cid


def change(house, cid, room, *changes, **how) -> events.ModesChanged:
    return house.reply(commands.SetModes(cid, room=room, changes=list(changes), **how))


def say(cid, to="Kelas") -> commands.Send:
    return commands.Send(cid, to=to, text="hi")


def test_only_an_account_is_an_admin_and_may_be_one_no_more(house, guru):
    tamu = house.guest("Tamu")
    assert house.refusal(commands.Appoint(name="Tamu")) is Reason.UNKNOWN_USER
    assert house.refusal(commands.Kick(tamu, room="lobby", user="Guru")) is Reason.NOT_OPERATOR
    house.do(commands.Appoint(name="Guru", admin=False))
    assert house.refusal(commands.Kick(guru, room="lobby", user="Tamu")) is Reason.NOT_OPERATOR


def test_an_admin_makes_another_one_of_an_account(house, guru, ana):
    house.guest("Tamu")
    assert change(house, guru, "lobby", (True, "o", "Ana")).changes == [(True, "o", "Ana")]
    assert change(house, guru, "lobby", (True, "o", "Tamu")).refused == [(Reason.ACCOUNTS_ONLY, "Tamu")]
    assert house.reply(commands.Regulations(ana, room="lobby")).role == "admin"


def test_an_admin_runs_open_rooms_that_he_is_not_in_and_none_by_invitation(house, guru, ana, budi):
    assert change(house, guru, "Kelas", (True, "m", "")).changes
    house.do(commands.CreateRoom(budi, room="Tim", open=False))
    assert house.refusal(commands.SetModes(guru, room="Tim")) is Reason.NOT_MEMBER


def test_nobody_but_an_admin_puts_out_an_admin(house, guru, ana, budi):
    house.do(commands.JoinRoom(guru, room="Kelas"))
    assert house.refusal(commands.Kick(ana, room="Kelas", user="Guru")) is Reason.PROTECTED
    for letter in "bq":
        assert change(house, ana, "Kelas", (True, letter, "Guru")).refused == [(Reason.PROTECTED, "Guru")]
    change(house, ana, "Kelas", (True, "b", "*"), expel=True)
    assert house.members("Kelas") == ["Ana", "Guru"]
    assert isinstance(house.reply(say(guru)), events.Message)


def test_who_is_muted_hears_for_how_long_and_speaks_again_then(house, ana, budi):
    told = change(house, ana, "Kelas", (True, "q", "Budi"), seconds=90.0, reason="ribut")
    assert (told.changes, told.seconds, told.reason) == ([(True, "q", "Budi!*@*")], 90.0, "ribut")
    house.now += 30
    assert house.refused(say(budi)) == events.Refused(budi, Reason.MUTED, "Kelas", 60)
    assert isinstance(house.reply(say(budi, "lobby")), events.Message)
    house.now += 60
    assert isinstance(house.reply(say(budi)), events.Message)


def test_a_longer_mute_takes_the_place_of_a_shorter_one(house, ana, budi):
    for seconds in (60.0, 600.0):
        change(house, ana, "Kelas", (True, "q", "budi"), seconds=seconds)
    house.now += 100
    assert house.refusal(say(budi)) is Reason.MUTED
    (muted,) = house.reply(commands.Regulations(ana, room="Kelas")).muted
    assert (muted[0], muted[1].until - house.now) == ("Budi", 500.0)


def test_a_pace_holds_for_everybody_but_who_runs_the_room(house, ana, budi):
    change(house, ana, "Kelas", (True, "W", "10"))
    assert isinstance(house.reply(say(budi)), events.Message)
    house.now += 4
    assert house.refused(say(budi)) == events.Refused(budi, Reason.SLOW, "Kelas", 6)
    offer = commands.Offer(budi, to="Kelas", name="f", size=1, sha256="0" * 64)
    assert house.refusal(offer) is Reason.SLOW
    for _ in range(2):
        house.do(commands.JoinRoom(ana, room="Kelas"))
        assert isinstance(house.reply(say(ana)), events.Message)
    house.now += 6
    assert isinstance(house.reply(say(budi)), events.Message)
    for wrong in ("0", str(LONGEST_SLOW + 1), "x", "-1"):
        assert change(house, ana, "Kelas", (True, "W", wrong)).changes == []


def test_a_refused_text_does_not_count_as_spoken(house, ana, budi):
    change(house, ana, "Kelas", (True, "W", "10"))
    assert house.refusal(commands.Send(budi, to="Kelas", text="")) is Reason.EMPTY
    assert isinstance(house.reply(say(budi)), events.Message)


def test_guests_do_not_come_where_only_accounts_do(house, guru, ana):
    tamu = house.guest("Tamu")
    change(house, ana, "Kelas", (True, "R", ""))
    assert house.refusal(commands.JoinRoom(tamu, room="Kelas")) is Reason.ACCOUNTS_ONLY
    change(house, guru, "lobby", (True, "R", ""))
    assert house.refused(commands.Guest(50, name="Lain")).reason is Reason.ACCOUNTS_ONLY
    assert house.enter("Ana")
    assert isinstance(house.reply(say(tamu, "lobby")), events.Message)  # who is here stays


def test_nobody_enters_a_locked_room_uninvited_and_it_is_listed_as_before(house, ana, budi):
    change(house, ana, "Kelas", (True, "i", ""))
    citra = house.account("Citra")
    assert house.refusal(commands.JoinRoom(citra, room="Kelas")) is Reason.NOT_INVITED
    assert house.reply(commands.ListRooms(citra)).names == ["Kelas"]
    house.do(commands.Invite(budi, room="Kelas", users=["Citra"]))
    assert isinstance(house.reply(commands.JoinRoom(citra, room="Kelas")), events.Done)


def test_what_makes_no_sense_in_the_lobby_is_refused(house, guru):
    for letter in "intskl":
        assert change(house, guru, "lobby", (True, letter, "7")).refused == [(Reason.NOT_HERE, "lobby")]


# ------------------------------------------------------------------ off the server


def test_who_is_put_off_loses_every_device_and_every_token(house, guru, budi):
    second, token = house.enter("Budi"), house.state.sessions[budi].token
    outcome = house.do(commands.Kick(guru, room="lobby", user="budi", reason="pulang"))
    expelled = [(one.ended, one.by, one.reason) for one in outcome if isinstance(one, events.Expelled)]
    assert expelled == [(budi, "Guru", "pulang"), (second, "Guru", "pulang")]
    assert (house.state.users[3].cids, house.state.users[3].tokens) == ([], [])
    assert house.refusal(commands.Resume(60, session=token)) is Reason.NO_SESSION
    assert house.members("Kelas") == ["Ana", "Budi"]
    house.enter("Budi")


def test_who_is_banned_from_the_server_comes_back_when_the_time_is_over(house, guru, budi):
    (told, *_) = house.do(
        commands.SetModes(guru, room="lobby", changes=[(True, "b", "budi")], seconds=60.0, expel=True)
    )
    assert told.changes == [(True, "b", "Budi!*@*")]
    assert "Budi" not in house.online()
    assert house.refusal(commands.Enter(70, name="Budi")) is Reason.BANNED
    house.now += 60
    house.enter("Budi")


def test_nobody_else_comes_from_the_address_of_who_is_banned_with_it(house, guru):
    first = house.cid()
    house.do(commands.Guest(first, name="Nakal", address="10.0.0.7"))
    house.do(commands.SetModes(guru, room="lobby", changes=[(True, "b", "Nakal")], expel=True, address=True))
    assert house.refusal(commands.Guest(71, name="Lain", address="10.0.0.7")) is Reason.BANNED
    assert house.reply(commands.Survey(guru, room="lobby")).masks.keys() == {"b"}  # addresses are nobody's business
    house.do(commands.Guest(72, name="Lain", address="10.0.0.8"))
    change(house, guru, "lobby", (False, "b", "Nakal"))
    house.do(commands.Guest(73, name="Tiga", address="10.0.0.7"))
    assert {"Lain", "Tiga"} <= set(house.online())


def test_an_address_is_free_again_with_its_user(house, guru):
    def ban(on=True, **how):
        change = [(on, "b", "Nakal")]
        return house.do(commands.SetModes(guru, room="lobby", changes=change, expel=True, address=True, **how))

    house.do(commands.Guest(80, name="Nakal", address="10.0.0.7"))
    ban()
    (listed,) = house.reply(commands.Regulations(guru, room="lobby")).addresses
    assert listed[0] == "Nakal"
    ban(seconds=60.0)  # which is newer, and holds for the address as well
    house.now += 61
    house.do(commands.Guest(81, name="Lain", address="10.0.0.7"))
    assert "Lain" in house.online()
    ban(on=False)
    assert house.state.lobby.masks == {}


def test_addresses_have_a_bound_that_is_told_and_what_has_expired_makes_room(house, guru):
    for number in range(MOST_MASKS + 1):
        house.do(commands.Guest(100 + number, name=f"g{number}", address=f"10.0.0.{number}"))
        change = [(True, "b", f"g{number}")]
        told = house.reply(
            commands.SetModes(guru, room="lobby", changes=change, seconds=60.0, expel=True, address=True)
        )
    assert told.refused == [(Reason.TOO_MANY_MASKS, f"g{MOST_MASKS}!*@*")]
    house.now += 61
    change = [(True, "b", f"g{MOST_MASKS}")]
    house.do(commands.SetModes(guru, room="lobby", changes=change, expel=True, address=True))
    assert house.refusal(commands.Guest(300, name="lagi", address=f"10.0.0.{MOST_MASKS}")) is Reason.BANNED


def test_a_ban_that_is_there_already_puts_out_as_well(house, ana, budi):
    change(house, ana, "Kelas", (True, "b", "Budi"))
    assert house.members("Kelas") == ["Ana", "Budi"]
    change(house, ana, "Kelas", (True, "b", "Budi"), expel=True)
    assert house.members("Kelas") == ["Ana"]


def test_nobody_but_an_admin_takes_the_room_from_its_owner(house, guru, ana, budi):
    change(house, ana, "Kelas", (True, "o", "Budi"))
    assert change(house, budi, "Kelas", (False, "o", "Ana")).refused == [(Reason.PROTECTED, "Ana")]
    assert house.refusal(commands.Kick(budi, room="Kelas", user="Ana")) is Reason.PROTECTED
    assert change(house, guru, "Kelas", (False, "o", "Ana")).changes


def test_who_is_muted_says_nothing_by_a_topic(house, ana, budi):
    change(house, ana, "Kelas", (True, "q", "Budi"))
    assert house.refusal(commands.SetTopic(budi, room="Kelas", text="tetap bicara")) is Reason.MUTED


def test_a_file_does_not_come_from_who_was_muted_meanwhile(house, guru, budi):
    offered = house.reply(commands.Offer(budi, to="lobby", name="f", size=1, sha256="0" * 64))
    change(house, guru, "lobby", (True, "q", "Budi"))
    assert house.reply(commands.Arrived(fid=offered.fid)).reason is Reason.MUTED


# ------------------------------------------------------------------ what was done


def test_the_last_deeds_are_kept_for_who_runs_the_room(house, ana, budi):
    for number in range(MOST_DEEDS):
        change(house, ana, "Kelas", (number % 2 == 0, "m", ""))
    house.do(commands.Kick(ana, room="Kelas", user="Budi", reason="ribut"))
    deeds = house.reply(commands.Deeds(ana, room="Kelas")).deeds
    assert len(deeds) == MOST_DEEDS
    assert (deeds[-1].by, deeds[-1].what, deeds[-1].whom, deeds[-1].reason) == ("Ana", KICK, "Budi", "ribut")
    assert house.refusal(commands.Deeds(budi, room="Kelas")) is Reason.NOT_MEMBER


def test_nothing_tells_of_somebody_who_was_deleted(house, guru, ana, budi):
    change(house, ana, "Kelas", (True, "q", "Budi"), (True, "o", "Budi"))
    change(house, budi, "Kelas", (True, "b", "Nakal"))
    house.do(commands.Drop(budi))
    house.do(commands.DeleteUser(name="Budi"))
    room = house.chat.room("Kelas")
    assert "q" not in room.masks or not room.masks["q"]
    assert "Budi" not in str(room.deeds) + str(room.masks)


def test_a_replay_comes_to_the_same(house, guru, ana, budi):
    change(house, ana, "Kelas", (True, "q", "Budi"), (True, "W", "5"), (True, "i", ""), seconds=60.0)
    house.do(commands.SetModes(guru, room="lobby", changes=[(True, "b", "Budi")], expel=True, address=True))
    assert house.replayed().state == house.state
