"""Who runs a room: topic, modes, who is put out, who may speak."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.model import Topic
from chatlib.core.rules.moderation.authority import LONGEST_REASON
from chatlib.core.rules.moderation.masks import MOST_MASKS
from chatlib.core.rules.moderation.topics import LONGEST_TOPIC


def change(house, cid: int, *changes: tuple[bool, str, str]) -> events.ModesChanged:
    return house.reply(commands.SetModes(cid, room="Kelas", changes=list(changes)))


def say(cid: int, **how) -> commands.Send:
    return commands.Send(cid, to="Kelas", text="hi", **how)


# ---------------------------------------------------------------- who runs it


def test_whoever_made_an_open_room_runs_it_as_long_as_there_is_no_operator(house, ana, budi):
    room = house.chat.room("Kelas")
    assert (room.status(1), room.status(2)) == ("@", "")
    change(house, ana, (True, "o", "Budi"))
    assert (room.status(1), room.status(2)) == ("@", "@")
    command = commands.SetModes(budi, room="Kelas", changes=[(False, "o", "Ana")])
    assert house.reply(command).refused == [(Reason.PROTECTED, "Ana")]
    change(house, ana, (False, "o", "Ana"))
    assert (room.status(1), room.status(2)) == ("", "@")


def test_whoever_made_it_runs_it_again_when_the_last_operator_has_gone(house, ana, budi):
    change(house, ana, (True, "o", "Budi"), (False, "o", "Ana"))
    house.do(commands.LeaveRoom(budi, room="Kelas"))
    assert house.chat.room("Kelas").status(1) == "@"


def test_nobody_runs_a_room_by_invitation_or_one_that_he_is_not_in(house, ana):
    house.do(commands.CreateRoom(ana, room="Tim", open=False))
    assert house.refusal(commands.SetModes(ana, room="Tim")) is Reason.NOT_OPERATOR
    house.do(commands.LeaveRoom(ana, room="Kelas"))
    assert house.refusal(commands.SetModes(ana, room="Kelas")) is Reason.NOT_MEMBER


@pytest.mark.parametrize("command", [commands.Kick(user="Ana"), commands.SetModes(changes=[(True, "m", "")])])
def test_only_operators_put_out_and_change_modes(house, budi, citra, command):
    command.room = "kelas"
    for command.cid, reason in ((budi, Reason.NOT_OPERATOR), (citra, Reason.NOT_MEMBER)):
        assert house.refused(command) == events.Refused(command.cid, reason, "Kelas")


# ------------------------------------------------------------------- put out


def test_who_is_put_out_is_no_member_and_everybody_hears_why(house, ana, budi):
    (kicked,) = house.do(commands.Kick(ana, room="kelas", user="BUDI", reason="spam\x07"))
    assert kicked == events.Kicked(ana, house.state.seq, 1, "Kelas", 1, "Ana", 2, "Budi", "spam")
    assert house.members("Kelas") == ["Ana"]
    assert house.state.users[2].rooms == {}
    house.do(commands.JoinRoom(budi, room="Kelas"))


def test_without_a_reason_it_is_the_name_of_the_operator_and_a_long_one_is_cut(house, ana, budi, citra):
    house.do(commands.JoinRoom(citra, room="Kelas"))
    assert house.reply(commands.Kick(ana, room="Kelas", user="Budi")).reason == "Ana"
    long = house.reply(commands.Kick(ana, room="Kelas", user="Citra", reason="\u00e9" * LONGEST_REASON))
    assert long.reason == "\u00e9" * (LONGEST_REASON // 2)


@pytest.mark.parametrize(("user", "reason"), [("Citra", Reason.NOT_THERE), ("hantu", Reason.UNKNOWN_USER)])
def test_only_members_can_be_put_out(house, ana, citra, user, reason):
    assert house.refused(commands.Kick(ana, room="Kelas", user=user)) == events.Refused(ana, reason, user)


def test_whoever_comes_back_is_not_what_he_was(house, ana, budi):
    change(house, ana, (True, "o", "Budi"), (True, "v", "Budi"))
    house.do(commands.Kick(ana, room="Kelas", user="Budi"))
    house.do(commands.JoinRoom(budi, room="Kelas"))
    assert house.chat.room("Kelas").status(2) == ""


def test_a_room_goes_with_the_last_one_who_puts_himself_out(house):
    ani = house.account("Ani", details=commands.Details(enters=True))
    house.do(commands.Attend(ani, room="Tim"))
    house.do(commands.Kick(ani, room="Tim", user="Ani"))
    assert house.refusal(commands.Survey(ani, room="Tim")) is Reason.UNKNOWN_ROOM


# --------------------------------------------------------------------- topic


def test_a_topic_is_told_shown_and_taken_away(house, ana, budi):
    (told,) = house.do(commands.SetTopic(budi, room="kelas", text="Bab 1\x1b"))
    assert told == events.TopicChanged(budi, house.state.seq, 1, "Kelas", 2, "Budi", "Bab 1", house.now)
    assert house.chat.room("Kelas").topic == Topic("Bab 1", "Budi", house.now)
    house.do(commands.SetTopic(budi, room="Kelas"))
    assert house.chat.room("Kelas").topic is None


def test_a_topic_is_kept_among_the_messages(house, ana):
    house.do(commands.SetTopic(ana, room="Kelas", text="Bab 1"))
    kept = house.changes[-1]
    assert (kept.rid, kept.sender, kept.text, kept.event) == (1, "Ana", "Bab 1", "topic")
    assert house.replayed().state == house.state


def test_a_long_topic_is_cut_between_letters(house, ana):
    told = house.reply(commands.SetTopic(ana, room="Kelas", text="a" + "\u00e9" * LONGEST_TOPIC))
    assert told.text == "a" + "\u00e9" * ((LONGEST_TOPIC - 1) // 2)


def test_who_may_change_the_topic(house, ana, budi, citra):
    assert house.refusal(commands.SetTopic(citra, room="Kelas", text="x")) is Reason.NOT_MEMBER
    change(house, ana, (True, "t", ""))
    assert house.refusal(commands.SetTopic(budi, room="Kelas", text="x")) is Reason.NOT_OPERATOR
    house.do(commands.SetTopic(ana, room="Kelas", text="x"))


# --------------------------------------------------------------------- modes


def test_everybody_is_told_what_has_changed_and_who_asked_what_has_not(house, ana, budi, citra):
    changes = [(True, "m", ""), (True, "n", ""), (True, "v", "bUDI"), (True, "o", "Citra"), (False, "s", "")]
    told = change(house, ana, *changes, (True, "o", "hantu"))
    assert (told.cid, told.seq, told.room, told.name) == (ana, house.state.seq, "Kelas", "Ana")
    assert told.changes == [(True, "m", ""), (True, "v", "Budi")]
    assert told.refused == [(Reason.NOT_THERE, "Citra"), (Reason.UNKNOWN_USER, "hantu")]
    assert house.chat.room("Kelas").modes == "mn"


@pytest.mark.parametrize(
    ("letter", "about"),
    [("m", ""), ("s", ""), ("t", ""), ("o", "Budi"), ("v", "Budi"), ("b", "x!*@*"), ("e", "x!*@*")],
)
def test_whatever_was_set_is_told_once_and_can_be_taken_away(house, ana, budi, letter, about):
    before = house.reply(commands.Survey(ana, room="Kelas"))
    assert change(house, ana, (True, letter, about), (True, letter, about)).changes == [(True, letter, about)]
    assert change(house, ana, (False, letter, about), (False, letter, about)).changes == [(False, letter, about)]
    assert house.reply(commands.Survey(ana, room="Kelas")) == before


def test_a_key_is_told_when_it_is_set_and_when_it_goes(house, ana, budi, citra):
    assert change(house, ana, (True, "k", "sesam")).changes == [(True, "k", "sesam")]
    assert [house.reply(commands.Survey(cid, room="Kelas")).key for cid in (budi, citra)] == ["sesam", "*"]
    assert change(house, ana, (False, "k", "whatever")).changes == [(False, "k", "sesam")]
    assert change(house, ana, (False, "k", "")).changes == []


@pytest.mark.parametrize("key", ["", "a b", "a,b", " a", "a\x07", "x" * 65])
def test_a_key_is_one_word(house, ana, key):
    told = change(house, ana, (True, "k", key))
    assert (told.changes, told.refused) == ([], [(Reason.BAD_KEY, "Kelas")])


@pytest.mark.parametrize("number", ["", "0", "-1", "1.5", "x", "\u0661", "\u00b2", "1" * 100])
def test_a_limit_is_a_number_that_some_room_could_reach(house, ana, number):
    told = change(house, ana, (True, "l", number))
    assert (told.changes, told.refused, house.chat.room("Kelas").limit) == ([], [], 0)


def test_a_limit_is_told_when_it_changes(house, ana):
    assert change(house, ana, (True, "l", "007"), (True, "l", "7")).changes == [(True, "l", "7")]
    assert change(house, ana, (False, "l", ""), (False, "l", "")).changes == [(False, "l", "")]


def test_a_mask_is_known_by_whom_and_when_and_in_whatever_case(house, ana):
    assert change(house, ana, (True, "b", "X@home"), (True, "b", "x@HOME")).changes == [(True, "b", "*!X@home")]
    assert house.reply(commands.Survey(ana, room="Kelas")).masks == {"b": [("*!X@home", "Ana", house.now)]}
    assert change(house, ana, (False, "b", "*!x@Home")).changes == [(False, "b", "*!X@home")]


def test_a_list_has_room_for_so_many_masks(house, ana):
    changes = [(True, "b", f"user{n}") for n in range(MOST_MASKS + 1)]
    told = change(house, ana, *changes)
    assert (len(told.changes), told.refused) == (MOST_MASKS, [(Reason.TOO_MANY_MASKS, f"user{MOST_MASKS}!*@*")])
    assert change(house, ana, (True, "e", "user1")).refused == []


# ---------------------------------------------------------------- who may speak


@pytest.mark.parametrize(("mode", "reason"), [((True, "m", ""), Reason.MODERATED), ((True, "b", "*"), Reason.BANNED)])
def test_where_not_everybody_may_speak_operators_and_the_voiced_may(house, ana, budi, mode, reason):
    change(house, ana, mode)
    assert house.refused(say(budi)) == events.Refused(budi, reason, "Kelas")
    house.do(say(ana))
    change(house, ana, (True, "v", "Budi"))
    assert house.reply(say(budi)).sender == "Budi"


def test_who_is_excepted_from_a_ban_may_speak(house, ana, budi):
    change(house, ana, (True, "b", "*"), (True, "e", "budi"))
    assert house.reply(say(budi)).sender == "Budi"


def test_from_outside_one_may_speak_only_where_that_is_allowed_and_asked_for(house, ana, citra):
    assert house.refusal(say(citra, outside=True)) is Reason.NOT_MEMBER
    change(house, ana, (False, "n", ""))
    assert house.refusal(say(citra)) is Reason.NOT_MEMBER
    assert house.reply(say(citra, outside=True)).rid == 1


@pytest.mark.parametrize(
    ("mode", "reason"),
    [((True, "m", ""), Reason.MODERATED), ((True, "b", "Citra"), Reason.BANNED), ((True, "i", ""), Reason.NOT_MEMBER)],
)
def test_from_outside_one_may_not_speak_where_members_may_not(house, ana, citra, mode, reason):
    change(house, ana, (False, "n", ""), mode)
    assert house.refusal(say(citra, outside=True)) is reason


# ----------------------------------------------------------- closed by its maker


def test_who_made_a_room_and_closes_it_goes_on_running_it(house, ana, budi):
    assert change(house, ana, (True, "i", "")).changes == [(True, "i", "")]
    assert house.chat.room("Kelas").status(1) == "@"
    assert change(house, ana, (False, "i", "")).changes == [(False, "i", "")]


def test_who_made_a_room_and_closes_it_can_delete_it(house, ana, budi):
    change(house, ana, (True, "i", ""))
    assert house.refusal(commands.DeleteRoom(budi, room="Kelas")) is Reason.NOT_CREATOR
    done, deleted = house.do(commands.DeleteRoom(ana, room="Kelas"))
    assert (done.subject, deleted.members) == ("Kelas", ["Ana", "Budi"])


# ------------------------------------------------------------------------ time


def test_what_is_kept_of_a_room_follows_the_time_that_never_goes_back(house):
    """The clock on the wall, which says something else, is for who reads it."""
    ani = house.account("Ani", details=commands.Details(enters=True))
    change = [(True, "b", "x")]
    for command in (
        commands.Attend(ani, room="Tim"),
        commands.CreateRoom(ani, room="Kelas"),
        commands.SetModes(ani, room="Tim", changes=change),
    ):
        house.chat.apply(command, house.now, told=5.0)
        house.changes += house.chat.take_changes()
    tim, kelas = house.chat.room("Tim"), house.chat.room("Kelas")
    assert (tim.made, kelas.made, tim.masks["b"]["x!*@*"].at) == (house.now, house.now, house.now)
    assert house.replayed().state == house.state


# ------------------------------------------------------- in whatever other way


@pytest.mark.parametrize(("mode", "reason"), [("m", Reason.MODERATED), ("b", Reason.BANNED)])
def test_who_may_not_speak_may_not_send_a_file_either(house, ana, budi, mode, reason):
    def offer(name):
        return commands.Offer(budi, to="Kelas", name=name, size=1, sha256="00")

    earlier = house.reply(offer("awal.txt"))
    change(house, ana, (True, mode, "Budi" if mode == "b" else ""))
    assert house.refusal(offer("baru.txt")) is reason
    (refused,) = list(house.do(commands.Arrived(fid=earlier.fid)))
    assert refused.reason is reason


def test_a_secret_room_is_listed_for_its_members_alone(house, ana, citra):
    change(house, ana, (True, "s", ""))
    assert house.reply(commands.ListRooms(citra)).names == []
    assert house.reply(commands.ListRooms(ana)).names == ["Kelas"]
    assert house.refusal(commands.Members(citra, room="Kelas")) is Reason.NOT_MEMBER


def test_a_ban_is_newer_than_the_invitations_that_there_are(house, ana, citra):
    house.do(commands.Invite(ana, room="Kelas", users=["Citra"]))
    change(house, ana, (True, "b", "Citra"))
    assert house.refusal(commands.JoinRoom(citra, room="Kelas")) is Reason.BANNED
    house.do(commands.Invite(ana, room="Kelas", users=["Citra"]))
    assert isinstance(house.reply(commands.JoinRoom(citra, room="Kelas")), events.Done)


def test_who_is_banned_keeps_the_name(house, ana):
    tamu = house.cid()
    house.do(
        commands.Guest(tamu, name="tamu", dialect="irc", worker=1, details=commands.Details("t", "T", enters=True))
    )
    house.do(commands.Attend(tamu, room="Kelas"))
    change(house, ana, (True, "b", "tamu"))
    assert house.refusal(commands.Rename(tamu, name="lain")) is Reason.BANNED
    change(house, ana, (False, "b", "tamu"))
    assert isinstance(house.reply(commands.Rename(tamu, name="lain")), events.Renamed)
