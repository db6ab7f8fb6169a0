"""Tokens that are used from any connection, and who counts as online because of them."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.model import TOKENS_KEPT

MINUTE = 60.0
HOUR = 3600.0


def whoami(house, token: str, cid: int = 99):
    return house.do(commands.WhoAmI(cid, token))


def test_a_token_works_from_any_connection_and_outlives_its_own(house):
    cid, token = house.poll_new("Ana")
    assert whoami(house, token) == [events.Done(99, "Ana")]
    house.do(commands.Drop(cid))
    assert whoami(house, token, 100) == [events.Done(100, "Ana")]


def test_the_token_counts_not_the_connection_that_carries_it(house):
    _, token = house.poll_new("Ana")
    budi = house.account("Budi")
    assert whoami(house, token, budi) == [events.Done(budi, "Ana")]
    assert house.refusal(commands.WhoAmI(budi, "dead")) is Reason.NO_SESSION


def test_the_token_of_a_pushing_session_is_only_good_for_resuming(house):
    cid = house.account("Ana")
    assert house.refusal(commands.WhoAmI(99, f"s{cid}")) is Reason.NO_SESSION


def test_a_token_dies_by_logout_and_by_nothing_that_happens_to_another(house):
    cid, token = house.poll_new("Ana")
    other_cid, other = house.poll("Ana")
    assert house.reply(commands.Exit(99, token)) == events.Parted(99, "Ana", cid, 1)
    assert house.refusal(commands.WhoAmI(99, token)) is Reason.NO_SESSION
    assert house.refusal(commands.WhoAmI(cid)) is Reason.NO_SESSION
    assert whoami(house, other) == [events.Done(99, "Ana")]
    assert house.reply(commands.WhoAmI(other_cid)).subject == "Ana"


def test_logging_out_by_a_token_from_elsewhere_takes_the_user_offline(house):
    _, token = house.poll_new("Ana")
    outcome = house.do(commands.Exit(99, token))
    assert [type(event) for event in outcome] == [events.Parted, events.Went]
    assert house.online() == []


def test_logging_out_by_a_token_whose_connection_is_gone_takes_the_user_offline(house):
    cid, token = house.poll_new("Ana")
    house.do(commands.Drop(cid))
    outcome = house.do(commands.Exit(99, token))
    assert outcome == [events.Parted(99, "Ana", 0), events.Went(0, house.state.seq, uid=1, name="Ana")]


def test_logging_out_by_anothers_token_leaves_the_own_session_alone(house):
    cid, token = house.poll_new("Ana")
    budi, _ = house.poll_new("Budi")
    assert house.reply(commands.Exit(budi, token)).ended == cid
    assert house.reply(commands.WhoAmI(budi)).subject == "Budi"
    assert house.online() == ["Budi"]


def test_a_user_stays_online_while_its_token_was_used_in_the_last_five_minutes(house):
    cid, token = house.poll_new("Ana")
    house.now += 10 * MINUTE
    whoami(house, token)
    assert house.do(commands.Drop(cid)) == []
    assert house.online() == ["Ana"]


def test_a_request_of_the_own_connection_uses_the_token_as_well(house):
    cid, _ = house.poll_new("Ana")
    house.now += 10 * MINUTE
    house.do(commands.WhoAmI(cid))
    house.now += 4 * MINUTE
    assert house.do(commands.Drop(cid)) == []


def test_a_user_whose_token_rested_longer_goes_with_the_connection(house):
    cid, _ = house.poll_new("Ana")
    house.now += 5 * MINUTE + 11
    assert [type(event) for event in house.do(commands.Drop(cid))] == [events.Went]


def test_a_lapse_takes_offline_who_has_no_connection(house):
    cid, _ = house.poll_new("Ana")
    house.do(commands.Drop(cid))
    assert house.do(commands.Lapse(uid=1)) == [events.Went(0, house.state.seq, uid=1, name="Ana")]
    assert house.do(commands.Lapse(uid=1)) == []
    assert house.do(commands.Lapse(uid=99)) == []


def test_a_lapse_does_nothing_to_who_has_one(house):
    house.poll_new("Ana")
    assert house.do(commands.Lapse(uid=1)) == []
    assert house.online() == ["Ana"]


@pytest.fixture
def lapsed(house) -> str:
    """The token of Ana, who does not count as online any more."""
    cid, token = house.poll_new("Ana")
    house.do(commands.Drop(cid))
    house.now += 6 * MINUTE
    house.do(commands.Lapse(uid=1))
    return token


def test_using_the_token_again_brings_its_user_back_and_that_is_told(house, lapsed):
    came, done = whoami(house, lapsed)
    assert came == events.Came(0, house.state.seq, uid=1, name="Ana", person=events.Person("Ana", account="Ana"))
    assert done == events.Done(99, "Ana")
    assert house.online() == ["Ana"]
    assert len(whoami(house, lapsed)) == 1


def test_coming_back_is_told_even_if_the_request_is_refused(house, lapsed):
    outcome = house.do(commands.JoinRoom(99, lapsed, "nowhere"))
    assert house.online() == ["Ana"]
    assert events.Refused(99, Reason.UNKNOWN_ROOM, "nowhere") in outcome
    assert [event.name for event in outcome if isinstance(event, events.Came)] == ["Ana"]


def test_logging_out_ends_it_even_after_the_user_had_lapsed(house, lapsed):
    outcome = house.do(commands.Exit(99, lapsed))
    assert events.Parted(99, "Ana", 0) in outcome
    assert house.online() == []


def test_a_token_dies_after_twelve_hours_unused(house):
    cid, token = house.poll_new("Ana")
    house.do(commands.Drop(cid))
    house.now += 12 * HOUR
    whoami(house, token)
    house.now += 12 * HOUR + 1
    assert house.refusal(commands.WhoAmI(99, token)) is Reason.NO_SESSION


def test_the_token_of_an_open_connection_does_not_die(house):
    cid, token = house.poll_new("Ana")
    house.now += 100 * HOUR
    assert house.reply(commands.WhoAmI(cid, token)).subject == "Ana"


def test_an_expired_token_is_forgotten(house):
    cid, token = house.poll_new("Ana")
    house.do(commands.Drop(cid))
    assert house.do(commands.Expire(session=token)) == []
    assert token not in house.state.tokens
    assert house.chat.user("Ana").tokens == []
    seq = house.state.seq
    assert house.do(commands.Expire(session=token)) == []
    assert house.state.seq == seq


def test_a_user_has_a_bounded_number_of_tokens_and_the_oldest_makes_room(house):
    house.register("Ana")
    tokens = [house.poll("Ana")[1] for _ in range(TOKENS_KEPT + 1)]
    assert len(house.state.tokens) == TOKENS_KEPT
    assert house.refusal(commands.WhoAmI(99, tokens[0])) is Reason.NO_SESSION
    assert whoami(house, tokens[1]) == [events.Done(99, "Ana")]
