"""What a client may ask for: of its connection, and of the address that it comes from."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.server.options import Allowance
from chatlib.server.worker.incidents import IncidentCounts
from chatlib.server.worker.limits.rate_limits import (
    KEPT,
    REQUESTS_PER_MESSAGE,
    SESSIONS,
    SESSIONS_A_SECOND,
    Allowances,
    Bucket,
)

SEND, WHO = commands.Send(to="lobby", text="hi"), commands.WhoAmI()


class Desk:
    """The allowances of a worker, and a clock that stands still."""

    def __init__(self, burst: float = 5.0, rate: float = 1.0, loopback: bool = False, workers: int = 1) -> None:
        self.now, self.incidents = 0.0, IncidentCounts()
        self.allowances = Allowances(Allowance(burst, rate, loopback), workers, self.incidents, lambda: self.now)

    def admitted(self, conn, command, times: int = 1, foreign: bool = False) -> int:
        return sum(self.allowances.admit(conn, command, foreign) is None for _ in range(times))


def connection(address: str = "10.0.0.1"):
    return SimpleNamespace(address=address, purse=None)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@given(st.lists(st.floats(0, 10), max_size=50))
def test_over_any_time_a_bucket_gives_a_burst_and_the_rate_at_most(pauses):
    bucket, now, given_out = Bucket(5.0, 2.0, 0.0), 0.0, 0
    for pause in pauses:
        now += pause
        while bucket.take(now, 1.0):
            given_out += 1
    assert given_out <= 5.0 + 2.0 * now + 1e-6


def test_a_connection_sends_a_burst_and_then_at_the_rate(desk):
    one, other = connection(), connection()
    assert desk.admitted(one, SEND, 10) == 5
    assert desk.admitted(other, SEND) == 1
    desk.now += 1.0
    assert desk.admitted(one, SEND, 10) == 1


def test_there_are_more_requests_than_messages(desk):
    assert desk.admitted(connection(), WHO, 100) == 5 * REQUESTS_PER_MESSAGE


def test_what_was_sent_before_costs_no_message(desk):
    conn = connection()
    for _ in range(8):
        assert desk.admitted(conn, SEND) == 1
        desk.allowances.charge(conn, events.Sent(1))


def test_what_an_answer_holds_is_charged_as_well(desk):
    conn = connection()
    assert desk.admitted(conn, WHO) == 1
    desk.allowances.charge(conn, events.Page(1, "lobby", [events.Message(text="x" * 100)] * 200))
    assert desk.admitted(conn, WHO) == 0
    desk.now += 60.0
    assert desk.admitted(conn, WHO) == 1


def test_what_an_inbox_gives_is_not_charged_again(desk):
    conn = connection()
    assert desk.admitted(conn, WHO) == 1
    desk.allowances.charge(conn, events.Page(1, "", [events.Message(text="x" * 100)] * 200, once=True))
    assert desk.admitted(conn, WHO, 100) == 5 * REQUESTS_PER_MESSAGE - 1


@pytest.mark.parametrize(
    ("command", "times"),
    [
        (commands.CreateRoom(room="x"), 5),
        (commands.CreateRoom(room="x", invite=["a"] * 4), 1),
        (commands.Invite(room="x", users=["a", "b"]), 2),
        (commands.Circulate(to=["a", "b"], text="x"), 2),
        (commands.Pass(), 100),
    ],
)
def test_what_costs_more_is_charged_more(desk, command, times):
    assert desk.admitted(connection(), command, 100) == times


def test_what_costs_more_than_there_can_ever_be_takes_all_there_is(desk):
    conn = connection()
    assert desk.admitted(conn, commands.Invite(room="x", users=["a"] * 100)) == 1
    assert desk.admitted(conn, WHO) == 0


def test_a_token_that_is_used_from_elsewhere_charges_the_address_too(desk):
    assert sum(desk.admitted(connection(), SEND, foreign=True) for _ in range(20)) == 5
    assert desk.admitted(connection("10.0.0.2"), SEND, foreign=True) == 1
    assert desk.admitted(connection(), SEND) == 1


def test_new_sessions_have_a_bound_by_address(desk):
    guest = commands.Guest(name="ani")
    assert sum(desk.admitted(connection(), guest) for _ in range(1000)) == SESSIONS
    assert desk.allowances.admit(connection(), guest) is Reason.TOO_FAST
    assert desk.admitted(connection("10.0.0.2"), guest) == 1
    assert [report.kind for report in desk.incidents.take()] == ["sessions"]


def test_workers_share_the_bound_for_an_address():
    desk, guest = Desk(workers=4), commands.Guest(name="ani")
    assert sum(desk.admitted(connection(), guest) for _ in range(1000)) == SESSIONS / 4
    desk.now = 10.0
    assert sum(desk.admitted(connection(), guest) for _ in range(1000)) == SESSIONS_A_SECOND * 10 / 4


@pytest.mark.parametrize(("loopback", "admitted"), [(False, 1000), (True, SESSIONS)])
def test_this_machine_is_exempt_unless_it_is_not(loopback, admitted):
    desk, guest = Desk(loopback=loopback), commands.Guest(name="ani")
    assert sum(desk.admitted(connection("127.0.0.1"), guest) for _ in range(1000)) == admitted


def test_a_bounded_number_of_addresses_is_remembered(desk):
    for n in range(KEPT + 10):
        desk.admitted(connection(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}"), commands.Guest(name="x"))
    assert len(desk.allowances._sessions) == KEPT
