"""What a class needs: hands, questions without a name, polls, groups, who was here when."""

import pytest
from msgspec.structs import replace

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.rules.teaching import polls
from chatlib.core.rules.teaching.groups import MOST_GROUPS
from chatlib.core.rules.teaching.polls import MOST
from chatlib.core.visits import MOST_VISITS, Visit
from chatlib.core.world import SOME_VISITS


@pytest.fixture
def sari(house) -> int:
    """Who made the open room Kelas."""
    cid = house.account("Sari")
    house.do(commands.CreateRoom(cid, room="Kelas"))
    return cid


@pytest.fixture
def budi(house, sari) -> int:
    cid = house.account("Budi")
    house.do(commands.JoinRoom(cid, room="Kelas"))
    return cid


@pytest.fixture
def citra(house, budi) -> int:
    cid = house.guest("Citra")
    house.do(commands.JoinRoom(cid, room="Kelas"))
    return cid


def hands(house, cid, room="Kelas") -> list[str]:
    return house.reply(commands.ListHands(cid, room=room)).hands


# -------------------------------------------------------------------------- hands


def test_hands_go_up_in_order_and_down_again(house, sari, budi, citra):
    for cid in (citra, budi):
        told = house.reply(commands.Raise(cid, room="kelas"))
    assert (told.hands, told.room, told.name) == (["Citra", "Budi"], "Kelas", "Budi")
    assert house.reply(commands.Raise(citra, room="Kelas")).hands == ["Citra", "Budi"]
    house.do(commands.Raise(citra, room="Kelas", up=False))
    assert hands(house, sari) == ["Budi"]


def test_the_next_one_is_called_and_has_the_floor_where_only_some_may_speak(house, sari, budi, citra):
    house.do(commands.SetModes(sari, room="Kelas", changes=[(True, "m", "")]))
    for cid in (budi, citra):
        house.do(commands.Raise(cid, room="Kelas"))
    assert house.refusal(commands.Call(budi, room="Kelas")) is Reason.NOT_OPERATOR
    assert house.reply(commands.Call(sari, room="Kelas")).called == "Budi"
    assert isinstance(house.reply(commands.Send(budi, to="Kelas", text="saya")), events.Message)
    assert house.reply(commands.Call(sari, room="Kelas", user="citra")).called == "Citra"
    assert house.refusal(commands.Send(budi, to="Kelas", text="lagi")) is Reason.MODERATED
    assert isinstance(house.reply(commands.Send(citra, to="Kelas", text="saya")), events.Message)
    assert house.refusal(commands.Call(sari, room="Kelas")) is Reason.NOT_THERE


def test_who_speaks_or_leaves_has_no_hand_up_any_more(house, sari, budi, citra):
    for cid in (budi, citra):
        house.do(commands.Raise(cid, room="Kelas"))
        house.do(commands.Raise(cid, room="lobby"))
    _, told = house.do(commands.Send(budi, to="Kelas", text="jadi begini"))
    assert (told.hands, told.room) == (["Citra"], "Kelas")
    house.do(commands.Drop(citra))
    assert (hands(house, sari), hands(house, sari, "lobby")) == ([], ["Budi"])
    assert house.replayed().state == house.state


def test_only_members_raise_a_hand(house, sari):
    dewi = house.guest("Dewi")
    assert house.refusal(commands.Raise(dewi, room="Kelas")) is Reason.NOT_MEMBER
    assert house.refusal(commands.Raise(dewi, room="Tiada")) is Reason.UNKNOWN_ROOM


# ---------------------------------------------------------------------- questions


def test_a_question_comes_from_nobody(house, sari, budi, citra):
    kept = len(house.changes)
    assert house.reply(commands.MayAsk(budi, room="Kelas", size=5)) == events.Admitted(budi, "Kelas")
    assert len(house.changes) == kept
    (note,) = house.do(commands.Unsigned(room="Kelas", text="kapan\nujian?"))
    assert (note.uid, note.sender, note.receiver) == (0, "server", "Sari")
    assert note.text == "pertanyaan tanpa nama di Kelas: kapan ujian?"
    assert "Budi" not in str(house.changes[kept:])


def test_a_question_comes_once_however_often_it_is_asked_by_successors(house, sari, budi):
    for _ in range(3):
        told = house.do(commands.Unsigned(room="Kelas", text="kapan?", once="x"))
    assert told == []
    assert len([change for change in house.changes if getattr(change, "sender", "") == "server"]) == 1
    assert house.replayed().state == house.state


@pytest.mark.parametrize(("size", "reason"), [(0, Reason.EMPTY), (4097, Reason.TOO_LONG)])
def test_what_is_no_question(house, sari, budi, size, reason):
    assert house.refusal(commands.MayAsk(budi, room="Kelas", size=size)) is reason


def test_who_may_ask(house, sari, budi):
    dewi = house.guest("Dewi")
    assert house.refusal(commands.MayAsk(dewi, room="Kelas", size=5)) is Reason.NOT_MEMBER
    assert house.refusal(commands.MayAsk(dewi, room="lobby", size=5)) is Reason.NOT_THERE  # nobody runs it
    house.do(commands.SetModes(sari, room="Kelas", changes=[(True, "m", "")]))
    assert isinstance(house.reply(commands.MayAsk(budi, room="Kelas", size=5)), events.Admitted)
    house.do(commands.SetModes(sari, room="Kelas", changes=[(False, "m", ""), (True, "q", "Budi")]))
    assert house.refusal(commands.MayAsk(budi, room="Kelas", size=5)) is Reason.MUTED


# -------------------------------------------------------------------------- polls


def poll(house, sari, **how) -> events.PollChanged:
    return house.reply(commands.OpenPoll(sari, room="Kelas", question="paham?", options=["ya", "belum"], **how))


def test_everybody_votes_once_and_may_think_again(house, sari, budi, citra):
    assert poll(house, sari).counts == [0, 0]
    for cid, choice, counts in ((budi, 1, [1, 0]), (citra, 2, [1, 1]), (budi, 2, [0, 2]), (citra, 0, [0, 1])):
        (told,) = house.told(commands.Vote(cid, room="Kelas", choice=choice))
        assert (told.counts, told.uid, told.name) == (counts, 0, "Sari")
    assert house.reply(commands.ShowPoll(budi, room="Kelas")).choice == 2
    assert house.reply(commands.ShowPoll(citra, room="Kelas")).choice == 0
    assert house.reply(commands.EndPoll(sari, room="Kelas")).open is False
    assert house.refusal(commands.Vote(budi, room="Kelas", choice=1)) is Reason.NO_POLL


def test_what_is_no_vote_and_no_poll(house, sari, budi):
    assert house.refusal(commands.ShowPoll(budi, room="Kelas")) is Reason.NO_POLL
    assert house.refusal(commands.OpenPoll(budi, room="Kelas", question="?", options=["a", "b"])) is Reason.NOT_OPERATOR
    for question, options in (("", ["a", "b"]), ("?", ["a"]), ("?", ["a", " "]), ("?", ["x"] * (MOST + 1))):
        command = commands.OpenPoll(sari, room="Kelas", question=question, options=options)
        assert house.refusal(command) is Reason.EMPTY
    poll(house, sari)
    for choice in (-1, 3):
        assert house.refusal(commands.Vote(budi, room="Kelas", choice=choice)) is Reason.NO_OPTION


def test_the_vote_of_who_is_gone_is_gone_as_long_as_the_poll_is_open(house, sari, budi, citra):
    poll(house, sari)
    for cid in (budi, citra):
        house.do(commands.Vote(cid, room="Kelas", choice=1))
    house.do(commands.Drop(citra))
    assert house.reply(commands.EndPoll(sari, room="Kelas")).counts == [1, 0]
    house.do(commands.LeaveRoom(budi, room="Kelas"))
    assert house.reply(commands.ShowPoll(sari, room="Kelas")).counts == [1, 0]


def test_the_server_itself_asks_the_lobby_and_everybody_there_answers(house, sari):
    guest = house.guest("Citra")
    (told,) = house.do(commands.PollLobby(question=" Hilang? ", options=["ya", "tidak"]))
    assert (told.name, told.uid, told.rid) == ("server", events.SERVER_ID, events.LOBBY_ID)
    assert (told.question, told.options, told.counts, told.open) == ("Hilang?", ["ya", "tidak"], [0, 0], True)
    for cid, choice in ((sari, 1), (guest, 2), (sari, 2)):
        house.do(commands.Vote(cid, room="lobby", choice=choice))
    assert polls.standing(house.chat) == ("Hilang?", ["ya", "tidak"], [0, 2], True)
    (told,) = house.do(commands.PollLobby())
    assert (told.counts, told.open) == ([0, 2], False)


@pytest.mark.parametrize(
    ("question", "options"), [("x", ["one"]), ("x", ["one", " "]), (" ", ["one", "two"]), ("x", ["y"] * (MOST + 1))]
)
def test_what_is_no_question_is_not_put_to_the_lobby(house, question, options):
    (refused,) = house.do(commands.PollLobby(question=question, options=options))
    assert refused.reason is Reason.EMPTY
    assert polls.standing(house.chat) == ("", [], [], False)


def test_where_there_is_no_poll_none_is_ended(house):
    (refused,) = house.do(commands.PollLobby())
    assert refused.reason is Reason.NO_POLL


# ------------------------------------------------------------------------- groups


def test_groups_at_random_have_everybody_in_one_of_them_at_once(house, sari, budi, citra):
    dewi = house.guest("Dewi")
    house.do(commands.JoinRoom(dewi, room="Kelas"))
    outcome = house.do(commands.MakeGroups(sari, room="Kelas", count=2, name="regu"))
    groups = outcome[0].groups
    assert sorted(groups) == ["regu-1", "regu-2"]
    assert sorted(name for names in groups.values() for name in names) == ["Budi", "Citra", "Dewi"]
    for group, names in groups.items():
        assert house.members(group) == sorted([*names, "Sari"])
        assert not house.chat.room(group).open
    placed = [one.receiver for one in outcome if isinstance(one, events.Placed)]
    assert sorted(placed) == ["Budi", "Citra", "Dewi"]
    assert house.replayed().state == house.state


def test_groups_as_they_are_listed(house, sari, budi, citra):
    wanted = {"merah": ["BUDI", "Hantu"], "biru": ["Citra", "budi"], "kosong": []}
    told = house.reply(commands.MakeGroups(sari, room="Kelas", groups=wanted))
    assert told.groups == {"merah": ["Budi"], "biru": ["Citra"]}
    assert told.refused == [(Reason.NOT_THERE, "Hantu"), (Reason.NOT_THERE, "budi")]


def test_names_of_groups_that_mean_the_same_are_one_group(house, sari, budi, citra):
    wanted = {"Caf\u00e9": ["Budi"], "CAFE\u0301 ": ["Citra"]}
    told = house.reply(commands.MakeGroups(sari, room="Kelas", groups=wanted))
    assert told.groups == {"Caf\u00e9": ["Budi", "Citra"]}
    assert house.members("caf\u00e9") == ["Budi", "Citra", "Sari"]


def test_groups_that_cannot_be(house, sari, budi):
    def refusal(**how) -> Reason:
        return house.refusal(commands.MakeGroups(sari, room="Kelas", **how))

    assert house.refusal(commands.MakeGroups(budi, room="Kelas", count=1)) is Reason.NOT_OPERATOR
    for count in (-1, 0, 2, MOST_GROUPS + 1):
        assert refusal(count=count) is Reason.NOT_THERE
    assert refusal(groups={"a": []}) is Reason.EMPTY
    assert refusal(groups={"kelas": ["Budi"]}) is Reason.NAME_IS_ROOM
    assert refusal(groups={f"g{number}": ["Budi"] for number in range(MOST_GROUPS + 1)}) is Reason.TOO_MANY_ROOMS


# ---------------------------------------------------------------------- attendance


def test_who_was_here_when(house, sari, budi):
    house.do(commands.Appoint(name="Sari"))
    came = house.now
    tamu = house.guest("Tamu")
    house.now += 600
    house.do(commands.Drop(tamu))
    house.now += 60
    visits = house.reply(commands.Attendance(sari)).visits
    assert visits[-1] == Visit("Tamu", False, came, came + 600)
    assert [(one.name, one.went) for one in visits if not one.went] == [("Budi", 0.0), ("Sari", 0.0)]
    later = house.reply(commands.Attendance(sari, since=came + 601)).visits
    assert [one.name for one in later] == ["Budi", "Sari"]
    assert house.reply(commands.Attendance(sari, until=came)).visits == []
    assert house.refusal(commands.Attendance(budi)) is Reason.NOT_OPERATOR


def test_a_bounded_number_of_visits_is_kept(house, sari):
    house.state.visits = [Visit("x", False, 0.0, 1.0)] * (MOST_VISITS + SOME_VISITS)
    house.do(commands.Drop(house.guest("Tamu")))
    assert len(house.state.visits) == MOST_VISITS + 1


def test_in_a_lobby_that_is_hushed_only_admins_speak(house, sari, budi):
    house.do(commands.Appoint(name="Sari"))
    house.do(commands.Hush())
    assert house.refusal(commands.Send(budi, to="lobby", text="hai")) is Reason.MODERATED
    assert isinstance(house.reply(commands.Send(sari, to="lobby", text="hai")), events.Message)
    assert replace(house.replayed().state) == house.state
