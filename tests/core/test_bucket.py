"""The token bucket and the limits in chatlib/core/model.py."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from chatlib.core.model import NO_LIMITS, Bucket, Limits, State


def taken(bucket: Bucket, now: float, tries: int, burst: float = 5.0, rate: float = 2.0) -> int:
    return sum(bucket.take(now, burst, rate) for _ in range(tries))


def test_a_bucket_starts_full():
    assert taken(Bucket(), 100.0, 10) == 5


def test_it_fills_at_its_rate():
    bucket = Bucket()
    taken(bucket, 100.0, 10)
    assert taken(bucket, 100.4, 10) == 0
    assert taken(bucket, 100.5, 10) == 1
    assert taken(bucket, 102.0, 10) == 3


def test_it_never_holds_more_than_a_burst():
    bucket = Bucket()
    taken(bucket, 100.0, 10)
    assert taken(bucket, 1e9, 100) == 5


def test_a_clock_set_back_gives_nothing():
    bucket = Bucket()
    taken(bucket, 100.0, 10)
    assert taken(bucket, 50.0, 10) == 0
    assert taken(bucket, 100.5, 10) >= 1


def test_without_limits_it_always_gives():
    assert taken(Bucket(), 100.0, 1000, NO_LIMITS.burst, NO_LIMITS.rate) == 1000


def test_a_bucket_that_was_played_again_without_limits_is_full_under_limits():
    bucket = Bucket()
    taken(bucket, 100.0, 10, NO_LIMITS.burst, NO_LIMITS.rate)
    assert taken(bucket, 100.0, 10) == 5


@given(st.lists(st.floats(0, 3), max_size=60))
def test_over_any_time_it_gives_a_burst_and_the_rate_at_most(pauses):
    bucket, now, given_out = Bucket(), 0.0, 0
    for pause in pauses:
        now += pause
        given_out += taken(bucket, now, 3)
    assert given_out <= 5 + 2 * now + 1e-6


def test_the_limits_are_those_of_the_protocol_unless_told_otherwise():
    limits = Limits()
    assert limits.message == 4096
    assert (limits.burst, limits.rate) == (200, 50)
    assert limits.accounts_an_hour == 300
    assert (limits.file, limits.files_of_user) == (100 * 1024**2, 1024**3)
    assert limits.keep_files == 30 * 86400
    assert limits.token_life == 12 * 3600
    assert limits.online_after_use == 300


def test_two_states_share_nothing():
    one, other = State(), State()
    one.online[1] = None
    assert not other.online


def test_a_state_survives_being_written_down(house):
    house.account("Ana")
    house.guest("Gita")
    written = msgspec.msgpack.encode(house.state)
    assert msgspec.msgpack.decode(written, type=State) == house.state
