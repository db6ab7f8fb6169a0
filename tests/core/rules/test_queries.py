import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.rules import Conversation, Fetch
from chatlib.core.rules.queries import LONGEST_LIST


@pytest.fixture
def citra(house) -> int:
    return house.account("Citra")


@pytest.fixture
def ana(house, citra) -> int:
    return house.account("ana")


@pytest.fixture
def rooms(house, citra, ana) -> None:
    """An open one and one by invitation, both Citra's."""
    house.do(commands.CreateRoom(citra, room="Kelas"))
    house.do(commands.CreateRoom(citra, room="asisten", open=False, invite=["ana"]))


def test_an_answer_known_beforehand_comes_in_its_turn_even_without_a_session(house):
    assert house.do(commands.Pass(99)) == [events.Done(99)]


def test_one_learns_the_own_name_as_it_is_shown(house, citra):
    assert house.do(commands.WhoAmI(citra)) == [events.Done(citra, "Citra")]


def test_users_are_listed_by_name_without_regard_to_case_or_by_login(house, citra, ana):
    house.guest("Budi")
    house.register("Dian")
    assert house.reply(commands.ListUsers(citra)).names == ["ana", "Budi", "Citra"]
    assert house.reply(commands.ListUsers(citra, by_login=True)).names == ["Citra", "ana", "Budi"]


def test_who_comes_back_is_the_last_to_have_logged_in(house, citra, ana):
    house.do(commands.Drop(citra))
    house.enter("Citra")
    assert house.reply(commands.ListUsers(ana, by_login=True)).names == ["ana", "Citra"]


def test_a_list_goes_on_behind_a_name_that_is_not_there_any_more_and_leaves_nobody_out(house, citra, ana):
    budi = house.guest("Budi")
    house.do(commands.Drop(budi))
    assert house.reply(commands.ListUsers(ana, after="Budi")).names == ["Citra"]
    assert house.reply(commands.ListUsers(ana, after="Citra", by_login=True)).names == ["ana"]
    assert house.reply(commands.ListUsers(ana, after="Budi", by_login=True)).names == ["Citra", "ana"]


def test_rooms_by_invitation_are_listed_to_their_members_only(house, rooms, citra, ana):
    assert house.reply(commands.ListRooms(citra)).names == ["asisten", "Kelas"]
    assert house.reply(commands.ListRooms(ana)).names == ["Kelas"]
    house.do(commands.Answer(ana, room="asisten"))
    assert house.reply(commands.ListRooms(ana)).names == ["asisten", "Kelas"]


def test_members_are_listed_sorted(house, rooms, citra, ana):
    house.do(commands.Answer(ana, room="asisten"))
    assert house.do(commands.Members(citra, room="ASISTEN")) == [events.Names(citra, "asisten", ["ana", "Citra"], 2)]


def test_members_of_the_lobby_are_all_who_are_online(house, citra, ana):
    assert house.do(commands.Members(ana, room="Lobby")) == [events.Names(ana, "lobby", ["ana", "Citra"], 2)]


def test_anyone_sees_the_members_of_an_open_room_and_nobody_else_those_of_another(house, rooms, ana):
    assert house.reply(commands.Members(ana, room="kelas")).names == ["Citra"]
    assert house.refused(commands.Members(ana, room="ASISTEN")) == events.Refused(ana, Reason.NOT_MEMBER, "asisten")
    assert house.refusal(commands.Members(ana, room="nothing")) is Reason.UNKNOWN_ROOM


def wanted(house, command: commands.History) -> Conversation:
    (fetch,) = house.do(command)
    assert isinstance(fetch, Fetch)
    assert fetch.cid == command.cid
    return fetch.wanted


def test_history_of_the_lobby_of_a_room_and_of_a_pair(house, rooms, citra, ana):
    assert house.do(commands.History(ana, peer="LOBBY")) == [Fetch(ana, Conversation(0, None, -1, -1, 50), "lobby")]
    assert house.do(commands.History(citra, peer="kelas")) == [Fetch(citra, Conversation(1, None, -1, -1, 50), "Kelas")]
    assert house.do(commands.History(citra, peer="ANA")) == [Fetch(citra, Conversation(0, (1, 2), -1, -1, 50), "ana")]


def test_both_of_a_pair_have_the_same_history(house, citra, ana):
    assert wanted(house, commands.History(ana, peer="Citra")) == wanted(house, commands.History(citra, peer="ana"))


def test_history_of_a_room_is_for_its_members(house, rooms, ana):
    assert house.refusal(commands.History(ana, peer="kelas")) is Reason.NOT_MEMBER
    assert house.refusal(commands.History(ana, peer="asisten")) is Reason.NOT_MEMBER
    refused = house.refused(commands.History(ana, peer="n" * 40))
    assert refused == events.Refused(ana, Reason.UNKNOWN_TARGET, "n" * 32)


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-5, 1), (1, 1), (200, 200), (10**9, 200)])
def test_a_page_of_history_is_bounded(house, ana, asked, given):
    assert wanted(house, commands.History(ana, peer="lobby", limit=asked)).limit == given


def test_bounds_of_history_are_seqs_and_nothing_below(house, ana):
    page = wanted(house, commands.History(ana, peer="lobby", before=-3, after=-9))
    assert (page.before, page.after) == (-1, -1)
    page = wanted(house, commands.History(ana, peer="lobby", before=30, after=9))
    assert (page.before, page.after) == (30, 9)


def test_questions_change_nothing(house, rooms, ana):
    seq, kept = house.state.seq, len(house.changes)
    for question in (commands.WhoAmI, commands.ListUsers, commands.ListRooms, commands.Inbox, commands.ReceiveFiles):
        house.reply(question(ana))
    for question in (commands.Members(ana, room="Kelas"), commands.History(ana, peer="lobby"), commands.Pass(ana)):
        house.reply(question)
    assert (house.state.seq, len(house.changes)) == (seq, kept)


def test_long_lists_come_in_pages(house):
    people = sorted(f"u{n}" for n in range(LONGEST_LIST + 2))
    first, *_ = [house.guest(name) for name in people]
    page = house.reply(commands.ListUsers(first))
    assert (page.names, page.total, page.more) == (people[:LONGEST_LIST], len(people), True)
    rest = house.reply(commands.ListUsers(first, after=page.names[-1].upper()))
    assert (rest.names, rest.total, rest.more) == (people[LONGEST_LIST:], len(people), False)
    assert house.reply(commands.Members(first, room="lobby", after="zz")).names == []


def test_a_page_goes_on_behind_a_name_that_has_gone(house):
    ani, *_ = [house.guest(name) for name in ("ani", "budi", "citra")]
    assert house.reply(commands.ListUsers(ani, after="bo")).names == ["budi", "citra"]


def test_the_realms_that_a_server_knows(house):
    ani = house.guest("ani")
    assert house.reply(commands.ListRealms(ani)).names == []
    house.do(commands.Federate(realm="b", peers=["c", "a"]))
    assert house.reply(commands.ListRealms(ani)).names == ["a", "b", "c"]
