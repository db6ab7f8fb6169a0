"""What one may know of others, and of rooms."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.model import DEPARTED_KEPT
from chatlib.core.rules.deletion import DELETED
from chatlib.core.rules.people import LONGEST_SELF

ENTERS = commands.Details(ident="an", realname="Ana \x02Besar", enters=True)


@pytest.fixture
def ana(house) -> int:
    """Who made the rooms Kelas, which is open, and Tim, which is not."""
    cid = house.account("Ana")
    house.do(commands.CreateRoom(cid, room="Kelas"))
    house.do(commands.CreateRoom(cid, room="Tim", open=False))
    return cid


@pytest.fixture
def budi(house, ana) -> int:
    return house.account("Budi")


@pytest.fixture
def secret(house, ana) -> None:
    """Kelas is not shown to others."""
    house.do(commands.SetModes(ana, room="Kelas", changes=[(True, "s", "")]))


def found(house, cid: int, **what) -> list[str]:
    return [person.name for person in house.reply(commands.Look(cid, **what)).people]


def hide(house, cid: int) -> None:
    house.do(commands.Describe(cid, hidden=True))


# --------------------------------------------------------------- what one says


def test_what_a_user_says_of_itself_is_told_and_only_that_changes(house, ana, budi):
    (told,) = house.do(commands.Describe(ana, away="makan\x07"))
    assert (told.cid, told.uid, told.name, told.what, told.rooms) == (ana, 1, "Ana", "away", [1, 2])
    assert told.person == events.Person("Ana", account="Ana", away="makan")
    told = house.reply(commands.Describe(ana, realname="Ana Besar"))
    assert (told.what, told.person.away) == ("realname", "makan")
    assert house.reply(commands.Describe(ana, bot=True)).what == "bot"
    assert house.reply(commands.Describe(ana, away="")).person == events.Person("Ana", "", "Ana Besar", "Ana", bot=True)


@pytest.mark.parametrize("what", [{"away": ""}, {"bot": False}, {"hidden": True}, {}])
def test_what_was_so_before_or_concerns_nobody_is_not_told(house, ana, what):
    assert house.reply(commands.Describe(ana, **what)).what == ""


def test_what_is_too_long_is_cut_between_letters(house, ana):
    told = house.reply(commands.Describe(ana, away="a" + "\u00e9" * LONGEST_SELF))
    assert told.person.away == "a" + "\u00e9" * ((LONGEST_SELF - 1) // 2)


def test_a_login_says_who_somebody_is_without_control_characters(house):
    cid = house.account("Ana", details=ENTERS)
    (person,) = house.reply(commands.Look(cid, name="ANA")).people
    assert person == events.Person("Ana", "an", "Ana Besar", "Ana")


def test_nobody_is_away_any_more_who_comes_again(house, ana):
    house.do(commands.Describe(ana, away="makan"))
    house.do(commands.Drop(ana))
    assert house.reply(commands.Look(house.enter("Ana"), name="Ana")).people[0].away == ""


# ------------------------------------------------------------------ looking


def test_somebody_is_found_by_name_online_or_not(house, ana, budi):
    house.do(commands.Drop(ana))
    (person,) = house.reply(commands.Look(budi, name="ana")).people
    assert (person.name, person.online) == ("Ana", False)
    assert found(house, budi, name="Kelas") == found(house, budi, name="hantu") == []


def test_several_are_found_at_once(house, ana, budi):
    answer = house.reply(commands.LookMany(budi, names=["BUDI", "hantu", "Kelas", "ana"]))
    assert [person.name for person in answer.people] == ["Budi", "Ana"]


def test_the_rooms_of_somebody_are_those_that_one_may_know_of(house, ana, budi):
    assert house.reply(commands.Look(budi, name="Ana")).people[0].rooms == [("Kelas", "@")]
    assert house.reply(commands.Look(ana, name="Ana")).people[0].rooms == [("Kelas", "@"), ("Tim", "")]
    hide(house, ana)
    assert house.reply(commands.Look(budi, name="Ana")).people[0].rooms == []
    house.do(commands.JoinRoom(budi, room="Kelas"))
    assert house.reply(commands.Look(budi, name="Ana")).people[0].rooms == [("Kelas", "@")]


@pytest.mark.parametrize(
    ("mask", "names"),
    [
        ("A*", ["Ana"]),
        ("?nA", ["Ana"]),
        ("*!*@ruang", ["Ana", "Budi"]),
        ("*besar", ["Ana"]),
        ("x*", []),
        ("", ["Budi"]),
    ],
)
def test_those_who_are_online_are_found_by_a_mask_of_what_they_are_called(house, ana, budi, mask, names):
    house.register("Adi")
    house.do(commands.Describe(ana, realname="Ana Besar"))
    assert found(house, budi, mask=mask) == names


def test_the_members_of_a_room_are_shown_who_are_online(house, ana, budi):
    house.do(commands.JoinRoom(budi, room="Kelas"))
    house.do(commands.SetModes(ana, room="Kelas", changes=[(True, "v", "Budi")]))
    people = house.reply(commands.Look(ana, room="kelas")).people
    assert [(person.name, person.status) for person in people] == [("Ana", "@"), ("Budi", "+")]
    house.do(commands.Drop(ana))
    assert found(house, budi, room="Kelas") == ["Budi"]
    assert house.reply(commands.Survey(budi, room="Kelas")).members == [("Budi", "+")]


def test_everybody_who_is_online_is_in_the_lobby(house, ana, budi):
    assert found(house, budi, room="LOBBY") == ["Ana", "Budi"]
    view = house.reply(commands.Survey(budi, room="Lobby"))
    assert (view.rid, view.room, view.members, view.member) == (0, "lobby", [("Ana", ""), ("Budi", "")], True)


def test_what_is_no_room_is_unknown(house, budi):
    for kind in (commands.Look, commands.Survey):
        assert house.refused(kind(budi, room="hantu")) == events.Refused(budi, Reason.UNKNOWN_ROOM, "hantu")


@pytest.mark.parametrize("room", ["Kelas", "Tim"])
def test_who_is_in_a_room_that_is_not_shown_only_its_members_know(house, ana, budi, secret, room):
    assert found(house, budi, room=room) == []
    assert house.reply(commands.Survey(budi, room=room)).members == []
    assert found(house, ana, room=room) == ["Ana"]


def test_who_hides_is_found_by_those_who_share_a_room(house, ana, budi):
    hide(house, ana)
    assert (found(house, budi, mask="*"), found(house, budi, room="Kelas")) == (["Budi"], [])
    assert house.reply(commands.Survey(budi, room="Kelas")).members == []
    assert found(house, ana, mask="*") == ["Ana", "Budi"]
    house.do(commands.JoinRoom(budi, room="Kelas"))
    assert (found(house, budi, mask="*"), found(house, budi, room="Kelas")) == (["Ana", "Budi"], ["Ana", "Budi"])


def test_who_has_gone_is_remembered_the_last_first(house, ana):
    for realname in ("one", "two"):
        gita = house.guest("gita")
        house.do(commands.Describe(gita, realname=realname))
        house.do(commands.Drop(gita))
        house.now += 1
    departed = house.reply(commands.Look(ana, name="GITA", departed=True)).departed
    assert [(gone.name, gone.realname, at) for gone, at in departed] == [
        ("gita", "two", house.now - 1),
        ("gita", "one", house.now - 2),
    ]
    for _ in range(DEPARTED_KEPT):
        house.do(commands.Drop(house.guest("lain")))
    assert house.reply(commands.Look(ana, name="gita", departed=True)).departed == []


# -------------------------------------------------------------------- rooms


def test_a_room_is_shown_with_what_holds_in_it(house, ana, budi):
    house.do(commands.SetTopic(ana, room="Kelas", text="Bab 1"))
    house.do(commands.SetModes(ana, room="Kelas", changes=[(True, "l", "9"), (True, "k", "sesam"), (True, "b", "x")]))
    view = house.reply(commands.Survey(budi, room="kelas"))
    assert view == events.View(
        budi, 1, "Kelas", True, "n", "*", 9, house.now, "Bab 1", "Ana", house.now, [("Ana", "@")],
        {"b": [("x!*@*", "Ana", house.now)]}, False,
    )  # fmt: skip


def test_rooms_are_listed_with_how_many_are_in_them_and_what_they_are_about(house, ana, budi):
    house.do(commands.SetTopic(ana, room="Kelas", text="Bab 1"))
    assert house.reply(commands.ListChannels(budi)).rooms == [("Kelas", 1, "Bab 1"), ("lobby", 2, "")]
    assert house.reply(commands.ListChannels(ana)).rooms == [("Kelas", 1, "Bab 1"), ("lobby", 2, ""), ("Tim", 1, "")]


def test_a_room_that_is_not_shown_is_listed_for_its_members(house, ana, budi, secret):
    assert [name for name, *_ in house.reply(commands.ListChannels(budi)).rooms] == ["lobby"]
    assert [name for name, *_ in house.reply(commands.ListChannels(ana)).rooms] == ["Kelas", "lobby", "Tim"]


@pytest.mark.parametrize(
    ("bounds", "listed"),
    [
        ({"least": 2}, ["lobby"]),
        ({"most": 1}, ["Kelas", "Tim"]),
        ({"least": 1, "most": 1}, ["Kelas", "Tim"]),
        ({"names": ["KELAS", "hantu"]}, ["Kelas"]),
        ({"names": ["lobby", "tim"], "most": 1}, ["Tim"]),
        ({"most": 0}, []),
    ],
)
def test_rooms_are_listed_by_name_and_number_of_members(house, ana, budi, bounds, listed):
    assert [name for name, *_ in house.reply(commands.ListChannels(ana, **bounds)).rooms] == listed


def test_the_lobby_is_listed_if_anybody_hears_it(house):
    cid = house.account("Ana", details=ENTERS)
    assert house.reply(commands.ListChannels(cid)).rooms == []
    house.do(commands.Attend(cid, room="lobby"))
    assert house.reply(commands.ListChannels(cid)).rooms == [("lobby", 1, "")]


def test_invitations_are_listed_until_they_are_answered(house, ana, budi):
    for room in ("Tim", "Kelas"):
        house.do(commands.Invite(ana, room=room, users=["Budi"]))
    assert house.reply(commands.ListInvitations(budi)) == events.Names(budi, "", ["Kelas", "Tim"], 2)
    house.do(commands.Answer(budi, room="Tim"))
    house.do(commands.Answer(budi, room="Kelas", accept=False))
    assert house.reply(commands.ListInvitations(budi)).names == []


def test_users_and_rooms_are_counted(house, ana, budi):
    hide(house, ana)
    assert house.reply(commands.Count(budi)) == events.Counts(budi, 2, 1, 3, house.now)


# ------------------------------------------------------------- who was deleted


def test_nothing_that_one_may_know_of_others_names_who_was_deleted(house, ana, budi):
    for command in (
        commands.JoinRoom(budi, room="Kelas"),
        commands.SetTopic(budi, room="Kelas", text="Bab 1"),
        commands.SetModes(ana, room="Kelas", changes=[(True, "o", "Budi")]),
        commands.SetModes(budi, room="Kelas", changes=[(True, "b", "x")]),
        commands.MarkRead(ana, target="Budi", at="2026"),
        commands.Identify(house.guest("gita"), name="Budi"),
        commands.Drop(budi),
    ):
        house.do(command)
    assert house.reply(commands.Look(ana, name="Budi", departed=True)).departed
    assert isinstance(house.reply(commands.DeleteUser(7, name="Budi")), events.Done)
    assert house.reply(commands.Look(ana, name="Budi", departed=True)).departed == []
    view = house.reply(commands.Survey(ana, room="Kelas"))
    assert (view.topic, view.topic_by, view.masks) == ("Bab 1", DELETED, {"b": [("x!*@*", DELETED, house.now)]})
    assert house.reply(commands.Look(ana, name="gita")).people[0].account == ""
    assert house.chat.user("Ana").read == {}
    assert house.replayed().state == house.state


def test_what_stands_beside_others_names_stays(house, ana, budi):
    gita = house.guest("gita")
    house.do(commands.Identify(gita, name="Ana"))
    house.do(commands.SetTopic(ana, room="Kelas", text="Bab 1"))
    house.do(commands.MarkRead(budi, target="Ana", at="2026"))
    house.register("Citra")
    house.do(commands.DeleteUser(7, name="Citra"))
    assert house.reply(commands.Survey(ana, room="Kelas")).topic_by == "Ana"
    assert house.reply(commands.Look(ana, name="gita")).people[0].account == "Ana"
    assert house.chat.user("Budi").read == {"ana": "2026"}
