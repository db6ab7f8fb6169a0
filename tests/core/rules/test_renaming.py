"""Names change, and guests turn out to be accounts."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.model import Room
from chatlib.core.rules import Fetch
from chatlib.core.rules.rooms import admit, build
from chatlib.core.rules.sessions import RETURN_WITHIN

ENTERS = commands.Details(ident="an", realname="Ana Besar", enters=True)


def comes(house, name: str, **how) -> int:
    """A guest, on a connection that enters rooms."""
    cid = house.cid()
    house.begun(commands.Guest(cid, name=name, dialect="irc", worker=1, details=ENTERS, **how))
    return cid


@pytest.fixture
def gita(house) -> int:
    """A guest in the room Kelas, which she made."""
    cid = comes(house, "gita")
    house.do(commands.Attend(cid, room="Kelas"))
    return cid


@pytest.fixture
def known(house, gita) -> int:
    """The same, who has proved to be the account Ana."""
    house.register("Ana")
    house.do(commands.Identify(gita, name="ana"))
    return gita


@pytest.fixture
def ana(house) -> int:
    """The account, on a connection that enters rooms, in the room Tim, which she made."""
    cid = house.account("Ana", details=ENTERS)
    house.do(commands.Attend(cid, room="Tim"))
    return cid


# ------------------------------------------------------------------ another name


def test_a_guest_takes_another_name_and_stays_who_it_is(house, gita):
    (renamed,) = house.do(commands.Rename(gita, name="Gia"))
    assert renamed == events.Renamed(gita, house.state.seq, uid=1, name="gita", new="Gia", rooms=[1])
    assert (house.members("Kelas"), house.online()) == (["Gia"], ["Gia"])
    assert house.chat.room("Kelas").status(1) == "@"
    assert house.reply(commands.WhoAmI(gita)).subject == "Gia"
    house.register("gita")


def test_the_same_name_changes_nothing_in_other_letters_it_does(house, gita):
    kept = len(house.changes)
    assert house.reply(commands.Rename(gita, name="gita")).new == "gita"
    assert len(house.changes) == kept
    assert house.reply(commands.Rename(gita, name="GITA")).new == "GITA"
    assert house.online() == ["GITA"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("budi", Reason.NAME_IS_USER),
        ("KELAS", Reason.NAME_IS_ROOM),
        ("lobby", Reason.BAD_NAME),
        ("a b", Reason.BAD_NAME),
        ("", Reason.BAD_NAME),
        ("bud\u0456", Reason.LOOKS_ALIKE),
    ],
)
def test_nobody_takes_a_name_that_is_not_free(house, gita, name, reason):
    house.register("Budi")
    assert house.refusal(commands.Rename(gita, name=name)) is reason


@pytest.mark.parametrize("name", ["lain", "Ana"])
def test_an_account_that_hears_everything_keeps_its_name(house, name):
    refused = house.refused(commands.Rename(house.account("Ana"), name=name))
    assert (refused.reason, refused.subject) == (Reason.ALREADY_LOGGED_IN, "Ana")


def test_a_guest_who_hears_everything_takes_another_name(house):
    cid = house.guest("tamu")
    house.do(commands.CreateRoom(cid, room="Tim"))
    renamed = house.reply(commands.Rename(cid, name="tami"))
    assert (renamed.name, renamed.new, house.members("Tim"), house.online()) == ("tamu", "tami", ["tami"], ["tami"])
    house.do(commands.Drop(cid, written=house.state.seq))
    welcome, *_ = house.begun(commands.Resume(house.cid(), session=f"s{cid}"))
    assert (welcome.name, house.online()) == ("tami", ["tami"])


def test_only_where_names_are_said_by_a_verb_one_may_be_called_like_a_verb_of_irc(house, gita):
    assert house.refusal(commands.Rename(house.guest("tamu"), name="join")) is Reason.BAD_NAME
    assert house.reply(commands.Rename(gita, name="join")).new == "join"


def test_what_was_said_by_the_old_name_is_said_by_the_same_user(house, gita):
    first = house.reply(commands.Send(gita, to="Kelas", text="hi", id="m1"))
    house.do(commands.Rename(gita, name="gia"))
    assert house.reply(commands.Send(gita, to="Kelas", text="hi", id="m1")) == events.Sent(
        gita, first.seq, "Kelas", True
    )


def test_who_has_another_name_is_invited_all_the_same(house, gita):
    ana = house.account("Ana")
    house.do(commands.CreateRoom(ana, room="Tim", open=False, invite=["gita"]))
    house.do(commands.Rename(gita, name="gia"))
    house.do(commands.Attend(gita, room="Tim"))
    assert house.members("Tim") == ["Ana", "gia"]


# -------------------------------------------------------------- who one has proved to be


def test_before_a_login_it_is_only_known_who_somebody_is(house):
    house.register("Ana")
    kept = len(house.changes)
    assert house.do(commands.Identify(99, name="ANA")) == [events.Done(99, "Ana")]
    assert house.refusal(commands.Identify(99, name="hantu")) is Reason.UNKNOWN_USER
    assert len(house.changes) == kept


def test_a_guest_is_known_as_its_account_and_others_are_told(house, gita):
    house.register("Ana")
    done, changed = house.do(commands.Identify(gita, name="ana"))
    assert done == events.Done(gita, "Ana")
    assert (changed.cid, changed.uid, changed.what, changed.rooms, changed.person.account) == (
        0,
        1,
        "account",
        [1],
        "Ana",
    )
    assert house.reply(commands.Send(gita, to="Kelas", text="hi")).tags == {"account": "Ana"}


def test_a_guest_may_come_as_who_it_has_proved_to_be(house):
    house.register("Ana")
    cid = comes(house, "gita", account="Ana")
    assert house.reply(commands.Look(cid, name="gita")).people[0].account == "Ana"


def test_an_account_is_itself_and_no_other(house, ana):
    house.register("Budi")
    assert house.do(commands.Identify(ana, name="ana")) == [events.Done(ana, "Ana")]
    assert house.refusal(commands.Identify(ana, name="budi")) is Reason.ALREADY_LOGGED_IN


# ----------------------------------------------------- a guest becomes its account


def test_a_guest_who_takes_the_name_of_its_account_is_a_device_of_it(house, known):
    renamed, moved, fetch = house.do(commands.Rename(known, name="ANA"))
    uid = house.chat.user("Ana").uid
    assert renamed == events.Renamed(known, house.state.seq, uid=1, name="gita", new="Ana", rooms=[1])
    assert moved == events.Moved(0, known, uid, "gita", "Ana")
    assert isinstance(fetch, Fetch)
    assert (fetch.cid, fetch.wanted.uid, fetch.wanted.lobby) == (known, uid, False)
    assert (house.online(), house.members("Kelas")) == (["Ana"], ["Ana"])
    assert house.chat.room("Kelas").status(uid) == "@"
    assert house.reply(commands.WhoAmI(known)).subject == "Ana"
    house.register("gita")


def test_where_the_account_is_online_already_it_comes_into_the_rooms_and_the_guest_goes(house, known):
    house.enter("Ana")
    uid = house.chat.user("Ana").uid
    moved, joined, went = house.do(commands.Rename(known, name="Ana"))
    assert moved == events.Moved(known, known, uid, "gita", "Ana")
    assert (joined.room, joined.uid, joined.name) == ("Kelas", uid, "Ana")
    assert went == events.Went(0, house.state.seq, uid=1, name="gita", rooms=[1], by=1)
    assert (house.online(), house.members("Kelas")) == (["Ana"], ["Ana"])


def test_what_was_written_to_the_account_before_comes_then(house, known):
    seq = house.reply(commands.Send(known, to="Ana", text="hi")).seq
    fetch = house.do(commands.Rename(known, name="Ana"))[-1]
    assert fetch.wanted.private < seq


def test_who_has_not_proved_it_does_not_become_an_account(house, gita):
    house.register("Ana")
    assert house.refusal(commands.Rename(gita, name="Ana")) is Reason.NAME_IS_USER


def test_a_guest_who_became_an_account_goes_as_one(house, known):
    house.do(commands.Rename(known, name="Ana"))
    (went,) = house.do(commands.Drop(known, written=house.state.seq))
    assert (went.name, house.members("Kelas")) == ("Ana", ["Ana"])


# ------------------------------------------------------- an account leaves its name


def test_who_leaves_the_name_of_an_account_goes_on_as_a_guest_known_as_it(house, ana):
    renamed, moved = house.do(commands.Rename(ana, name="gita"))
    uid = house.chat.user("gita").uid
    assert renamed == events.Renamed(ana, house.state.seq, uid=1, name="Ana", new="gita", rooms=[1])
    assert moved == events.Moved(0, ana, uid, "Ana", "gita")
    assert (house.online(), house.members("Tim")) == (["gita"], ["Ana", "gita"])
    assert house.reply(commands.Look(ana, name="gita")).people == [
        events.Person("gita", "an", "Ana Besar", "Ana", rooms=[("Tim", "@")])
    ]


def test_the_other_devices_of_the_account_stay_what_they_are(house, ana):
    full = house.enter("Ana")
    house.do(commands.Rename(ana, name="gita"))
    assert (house.online(), house.reply(commands.WhoAmI(full)).subject) == (["Ana", "gita"], "Ana")


def test_the_guest_is_in_the_rooms_that_the_connection_had_entered_and_in_no_others(house, ana):
    full = house.enter("Ana")
    house.do(commands.CreateRoom(full, room="Kelas"))
    house.do(commands.Attend(ana, room="lobby"))
    moved, came, joined = house.do(commands.Rename(ana, name="gita"))
    assert (moved.cid, moved.new, came.name, joined.room, joined.name) == (ana, "gita", "gita", "Tim", "gita")
    assert (house.members("Kelas"), house.members("Tim")) == (["Ana"], ["Ana", "gita"])
    assert set(house.state.sessions[ana].entered) == {1, events.LOBBY_ID}


def test_there_and_back_again_it_is_the_account_in_its_room(house, ana):
    house.do(commands.Rename(ana, name="gita"))
    house.do(commands.Rename(ana, name="ana"))
    assert (house.online(), house.members("Tim"), list(house.state.users)) == (["Ana"], ["Ana"], [1])
    assert house.chat.room("Tim").status(1) == "@"


def test_what_is_said_in_a_room_when_no_device_of_the_account_hears_it_is_missed(house, ana):
    house.do(commands.Rename(ana, name="gita"))
    seq = house.reply(commands.Send(ana, to="Tim", text="hi")).seq
    assert house.missed(house.begun(commands.Enter(99, name="Ana"))).rooms[1] < seq


def test_what_was_kept_leads_to_the_same_state(house, known):
    for name in ("Ana", "lain", "LAIN", "ana", "gita"):
        house.do(commands.Rename(known, name=name))
    assert house.replayed().state == house.state


# ------------------------------------------------------ a guest registers its own name


def test_a_guest_registers_its_own_name_and_goes_on(house, gita):
    done, changed = house.do(commands.Register(gita, name="GITA", secret="hash"))
    assert done == events.Done(gita, "gita")
    assert (changed.uid, changed.what, changed.rooms, changed.person.account) == (1, "account", [1], "gita")
    house.do(commands.Drop(gita, written=house.state.seq))
    assert house.members("Kelas") == ["gita"]
    house.enter("Gita")


def test_of_another_name_it_registers_somebody_else(house, gita):
    assert house.reply(commands.Register(gita, name="Ana", secret="hash")) == events.Done(gita, "Ana")
    assert (house.chat.user("gita").secret, house.chat.user("Ana").cids) == ("", [])


@pytest.mark.parametrize("cid", [99, 1])
def test_nobody_else_registers_the_name_of_a_guest(house, cid):
    comes(house, "budi")
    comes(house, "gita")
    assert house.refusal(commands.Register(cid, name="gita", secret="hash")) is Reason.NAME_IS_USER


def test_there_is_a_bound_for_guests_as_well(new_house):
    house = new_house(accounts_an_hour=1)
    house.register("Ana", address="10.0.0.1")
    gita = comes(house, "gita")
    register = commands.Register(gita, name="gita", secret="hash", address="10.0.0.1")
    assert house.refusal(register) is Reason.TOO_MANY_ACCOUNTS
    assert house.chat.user("gita").secret == ""


def test_who_registers_its_own_name_keeps_it_after_a_restart(house):
    cid = house.cid()
    house.begun(commands.Guest(cid, name="gita", session="digest", details=ENTERS))
    house.do(commands.Attend(cid, room="Kelas"))
    house.do(commands.Register(cid, name="gita", secret="hash"))
    assert not house.state.tokens["digest"].guest
    house.do(commands.Restart(written={cid: house.state.seq}))
    assert house.state.awaited == {}
    house.now += RETURN_WITHIN + 1
    house.tick()
    assert (house.members("Kelas"), house.chat.user("gita").secret) == (["gita"], "hash")
    house.enter("gita")


# ---------------------------------------------------- a guest who is waited for


@pytest.fixture
def awaited(house) -> int:
    """A guest, budi, whose connection ended with the server; the number of another one who makes a room."""
    cid = house.cid()
    house.begun(commands.Guest(cid, name="budi", session="digest", details=ENTERS))
    house.do(commands.Attend(cid, room="Klub"))
    house.do(commands.Attend(cid, room="Tim"))
    house.do(commands.Restart(written={cid: house.state.seq}))
    gita = comes(house, "gita")
    house.do(commands.Attend(gita, room="Klub"))
    return gita


def test_whose_name_is_taken_by_another_is_not_waited_for_any_more(house, awaited):
    renamed, *left = house.do(commands.Rename(awaited, name="BUDI"))
    assert (renamed.name, renamed.new) == ("gita", "BUDI")
    assert [(type(event), event.name, event.room) for event in left] == [
        (events.Left, "budi", "Klub"),
        (events.Left, "budi", "Tim"),
    ]
    assert (house.members("Klub"), house.online(), house.state.awaited) == (["BUDI"], ["BUDI"], {})


def test_time_removes_nobody_who_took_the_name_of_a_guest_who_was_waited_for(house, awaited):
    house.do(commands.Rename(awaited, name="budi"))
    house.now += RETURN_WITHIN + 1
    assert house.tick() == []
    assert (house.members("Klub"), house.online()) == (["budi"], ["budi"])
    assert house.replayed().state == house.state


def test_an_account_takes_the_name_of_a_guest_who_was_waited_for(house, awaited):
    ana = house.account("Ana", details=ENTERS)
    house.do(commands.Attend(ana, room="Klub"))
    outcome = house.do(commands.Rename(ana, name="budi"))
    assert [event.room for event in outcome if isinstance(event, events.Left)] == ["Klub", "Tim"]
    assert house.members("Klub") == ["Ana", "budi", "gita"]
    house.now += RETURN_WITHIN + 1
    assert house.tick() == []


# ------------------------------------------------ what was missed, and by whom


def goes(house, cid: int) -> None:
    house.do(commands.Drop(cid, written=house.state.seq))


def test_a_guest_with_two_connections_does_not_become_its_account(house):
    house.register("Ana")
    cid = house.cid()
    house.begun(commands.Guest(cid, name="gita", session="digest", account="Ana", details=ENTERS))
    house.begun(commands.Resume(house.cid(), session="digest", seq=house.state.seq))
    assert house.refused(commands.Rename(cid, name="Ana")) == events.Refused(cid, Reason.ALREADY_LOGGED_IN, "gita")
    assert house.online() == ["gita"]


@pytest.fixture
def budi(house, ana) -> int:
    """Who hears all that is said in Tim, where Ana is no more by any device."""
    cid = house.account("Budi")
    house.do(commands.JoinRoom(cid, room="Tim"))
    goes(house, ana)
    return cid


def test_a_guest_who_becomes_its_account_loses_nothing_that_was_missed_in_a_room_of_both(house, budi):
    before = house.state.seq
    seq = house.reply(commands.Send(budi, to="Tim", text="hi")).seq
    gita = comes(house, "gita", account="Ana")
    house.do(commands.Attend(gita, room="Tim"))
    house.do(commands.Rename(gita, name="Ana"))
    goes(house, gita)
    assert before - 1 <= house.missed(house.begun(commands.Enter(99, name="Ana"))).rooms[1] < seq


@pytest.mark.parametrize("stays", [True, False])
def test_an_account_that_is_online_by_polling_only_gives_what_was_missed(house, budi, stays):
    cid, _ = house.poll("Ana")
    if not stays:
        goes(house, cid)
    letter = house.reply(commands.Send(budi, to="Ana", text="hi")).seq
    talk = house.reply(commands.Send(budi, to="Tim", text="hi")).seq
    gita = comes(house, "gita", account="Ana")
    *_, went, fetch = house.do(commands.Rename(gita, name="Ana"))
    assert (went.name, fetch.cid, fetch.wanted.rooms) == ("gita", gita, {})
    assert fetch.wanted.private < letter
    assert house.reply(commands.Attend(gita, room="Tim")).wanted.after < talk


def test_a_device_that_joins_others_is_given_nothing(house, budi):
    house.enter("Ana")
    gita = comes(house, "gita", account="Ana")
    assert not [one for one in house.do(commands.Rename(gita, name="Ana")) if isinstance(one, Fetch)]


def test_what_could_not_be_read_stays_missed_whoever_leaves_the_account(house, budi):
    letter = house.reply(commands.Send(budi, to="Ana", text="hi")).seq
    phone = house.enter("Ana", details=ENTERS)
    house.do(commands.Unread(phone))
    house.do(commands.Rename(phone, name="gita"))
    assert house.missed(house.begun(commands.Enter(99, name="Ana"))).private < letter


def test_who_leaves_an_account_that_goes_on_by_polling_has_come(house, ana):
    goes(house, house.poll("Ana")[0])
    moved, came, joined = house.do(commands.Rename(ana, name="gita"))
    assert (moved.cid, moved.moved, moved.name, moved.new) == (ana, ana, "Ana", "gita")
    assert (came.name, came.person.account, joined.name, joined.again) == ("gita", "Ana", "gita", False)
    assert (house.online(), house.members("Tim")) == (["Ana", "gita"], ["Ana", "gita"])


@pytest.mark.parametrize("accompanied", [False, True])
def test_who_leaves_the_name_of_the_account_and_comes_back_is_given_nothing_again(house, ana, accompanied):
    budi = house.account("Budi")
    house.do(commands.JoinRoom(budi, room="Tim"))
    if accompanied:
        house.enter("Ana", details=ENTERS)
    before = house.reply(commands.Send(budi, to="Tim", text="hi")).seq
    house.do(commands.Rename(ana, name="gita"))
    between = house.reply(commands.Send(budi, to="Tim", text="hi")).seq
    fetched = [one.wanted for one in house.do(commands.Rename(ana, name="Ana")) if isinstance(one, Fetch)]
    assert [(wanted.rooms, wanted.private >= before) for wanted in fetched] == [({}, True)] * (not accompanied)
    assert house.reply(commands.Attend(ana, room="Tim")).already
    phone = house.enter("Ana", details=ENTERS)
    assert isinstance(house.reply(commands.Attend(phone, room="Tim")), events.Entered)
    goes(house, phone)
    goes(house, ana)
    assert house.missed(house.begun(commands.Enter(99, name="Ana"))).rooms[1] >= between


@pytest.mark.parametrize("who", ["gita", "known", "ana"])
def test_nobody_takes_another_name_into_a_room_of_another_realm(house, gita, request, who):
    """Over there the new name was never let in, and what is said would go on being told to it."""
    cid = request.getfixturevalue(who)
    user = house.chat.user({"gita": "gita", "known": "gita", "ana": "Ana"}[who])
    mirror = build(house.chat, Room(house.state.next_rid, "lab@kampus", True, 0, realm="kampus"))
    admit(house.chat, mirror, user, house.state.seq, house.state.sessions[cid])
    new = "Ana" if who == "known" else "lain"
    assert house.refusal(commands.Rename(cid, name=new)) is Reason.NOT_HERE


def test_who_is_called_like_a_verb_of_irc_makes_no_account_of_it(house):
    cid = comes(house, "user")
    assert house.refusal(commands.Lookup(cid, name="user", register=True)) is Reason.BAD_NAME
    assert house.refusal(commands.Register(cid, name="user", secret="hash")) is Reason.BAD_NAME
