"""Lookup, Register and Failed."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason

HOUR = 3600.0


def register(name: str, address: str = "", cid: int = 7) -> commands.Register:
    return commands.Register(cid, name=name, secret="hash", address=address)


def test_a_new_account_is_answered_with_its_name_and_is_not_logged_in(house):
    assert house.do(register("Ana")) == [events.Done(7, "Ana")]
    assert house.online() == []
    assert not house.state.sessions


def test_a_new_account_can_be_logged_in_by_the_same_command(house):
    enter = commands.Enter(dialect="sendto", worker=3, session="s")
    outcome = house.do(commands.Register(7, name="Ana", secret="hash", enter=enter))
    uid = house.chat.user("ana").uid
    assert outcome[0] == events.Welcome(7, uid, "Ana", True)
    assert house.missed(outcome).uid == uid
    assert outcome[-1] == events.Came(
        0, house.state.seq, uid=uid, name="Ana", person=events.Person("Ana", account="Ana")
    )
    assert house.state.sessions[7].worker == 3


def test_a_connection_never_has_two_sessions(house):
    cid = house.account("Ana")
    enter = commands.Enter(dialect="sendto", worker=1, session="new")
    house.do(commands.Register(cid, name="Budi", secret="hash", enter=enter))
    holders = [user.name for user in house.state.users.values() if cid in user.cids]
    assert len(holders) == 1
    house.do(commands.Drop(cid))
    assert house.online() == []


@pytest.mark.parametrize("again", ["Ana", "ANA", "ana"])
def test_a_name_is_given_once_without_regard_to_case(house, again):
    house.register("Ana")
    assert house.refused(register(again)) == events.Refused(7, Reason.NAME_IS_USER, "Ana")


def test_the_second_of_two_who_both_found_the_name_free_is_refused(house):
    for cid in (1, 2):
        assert isinstance(house.reply(commands.Lookup(cid, name="Ana", register=True)), events.Credentials)
    house.reply(register("Ana", cid=1))
    assert house.refusal(register("Ana", cid=2)) is Reason.NAME_IS_USER


def test_rooms_and_guests_have_their_names_for_themselves(house):
    cid = house.guest("Gita")
    house.do(commands.CreateRoom(cid, room="Kelas"))
    assert house.refused(register("gita")) == events.Refused(7, Reason.NAME_IS_USER, "Gita")
    assert house.refused(register("KELAS")) == events.Refused(7, Reason.NAME_IS_ROOM, "Kelas")


def test_nobody_gets_an_impossible_name(house):
    assert house.refusal(register("lobby")) is Reason.BAD_NAME
    assert house.refusal(commands.Lookup(7, name="a b", register=True)) is Reason.BAD_NAME


def test_a_lookup_finds_the_secret_of_an_account_and_changes_nothing(house):
    house.register("Ana")
    seq = house.state.seq
    assert house.reply(commands.Lookup(7, name="ANA")) == events.Credentials(7, "Ana", "hash of Ana", 0.0)
    assert house.state.seq == seq


def test_a_lookup_finds_neither_guests_nor_rooms_nor_strangers(house):
    cid = house.guest("Gita")
    house.do(commands.CreateRoom(cid, room="Kelas"))
    for name in ("gita", "kelas", "nobody", "", "x" * 100):
        refused = house.refused(commands.Lookup(7, name=name))
        assert refused.reason is Reason.UNKNOWN_USER
        assert len(refused.subject) <= 32


def test_a_lookup_before_registering_gives_no_secret_away(house):
    assert house.reply(commands.Lookup(7, name="Ana", register=True)) == events.Credentials(7, "Ana", "", 0.0)
    house.register("Ana")
    assert house.refusal(commands.Lookup(7, name="ana", register=True)) is Reason.NAME_IS_USER


def test_an_address_makes_so_many_accounts_an_hour(new_house):
    house = new_house(accounts_an_hour=2)
    house.register("A1", "10.0.0.1")
    house.now += 1800
    house.register("A2", "10.0.0.1")
    assert house.refusal(register("A3", "10.0.0.1")) is Reason.TOO_MANY_ACCOUNTS
    assert house.refusal(commands.Lookup(7, name="A3", address="10.0.0.1", register=True)) is Reason.TOO_MANY_ACCOUNTS
    house.register("B1", "10.0.0.2")
    house.now += 1801  # the first one is more than an hour old
    house.register("A3", "10.0.0.1")
    assert house.refusal(register("A4", "10.0.0.1")) is Reason.TOO_MANY_ACCOUNTS


def test_without_an_address_there_is_no_such_limit(new_house):
    house = new_house(accounts_an_hour=1)
    for i in range(5):
        house.register(f"user{i}")


def test_addresses_of_long_ago_are_forgotten(house):
    for i in range(10):
        house.register(f"user{i}", f"10.0.0.{i}")
    house.now += HOUR + 1
    house.register("last", "10.0.1.1")
    assert list(house.state.accounts_made) == ["10.0.1.1"]
