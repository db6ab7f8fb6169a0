"""How much a client may ask for: looked at before the order, by the process that has its connection.

A connection has an allowance of messages, and a larger one of requests, which are charged by what they cost. An address
has one for new sessions, and one for tokens that are used from connections of others. What whoever runs the server may
choose is in options.Allowance.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.server.options import Allowance, counted
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.incidents import IncidentCounts

T = TypeVar("T")

REQUESTS_PER_MESSAGE = 4
"""Requests are cheaper than messages, which go to everybody: a connection may make so many times more of them."""

SESSIONS, SESSIONS_A_SECOND = 200.0, 10.0
"""From one address: a class behind one router logs in at once. Whoever comes and goes all the time does not."""

KEPT = 10_000
"""Addresses remembered. The one that was heard of longest ago has long been granted everything again."""

CHANGE = float(REQUESTS_PER_MESSAGE)
"""Requests that it costs to change something that others are told of."""

SEARCH = 20.0
"""Requests that a search costs: as much of the state's time as so many pages of a history."""

ROWS, SIZE = 5, 8192
"""So many messages, or bytes, of an answer cost one request more."""

NAMES = 100
"""Names that have to be sorted for one more."""

_SESSIONS = frozenset({commands.Guest, commands.Enter, commands.Resume, commands.Register})
_FREE = frozenset({commands.Lookup, commands.Pass})
_COSTS: dict[type[commands.Command], tuple[float, float]] = {
    commands.Send: (1.0, 0.0),
    commands.Offer: (1.0, 0.0),
    commands.DeleteRoom: (0.0, CHANGE),
    commands.JoinRoom: (0.0, CHANGE),
    commands.LeaveRoom: (0.0, CHANGE),
    commands.Answer: (0.0, CHANGE),
    commands.Decline: (0.0, CHANGE),
    commands.Exit: (0.0, CHANGE),
    commands.Kick: (0.0, CHANGE),
    commands.Amend: (0.0, 2 * CHANGE),
    commands.Report: (0.0, 2 * CHANGE),
    commands.SetModes: (0.0, CHANGE),
    commands.SetTopic: (0.0, CHANGE),
    commands.Search: (0.0, SEARCH),
    commands.Backlog: (0.0, SEARCH),
}
"""Messages and requests; all others one request, but for those whose cost depends on what they hold."""


class Bucket:
    """A token bucket; it starts full. It can be overdrawn, by what is known only afterwards."""

    __slots__ = ("_at", "_burst", "_level", "_rate")

    def __init__(self, burst: float, rate: float, now: float) -> None:
        self._burst = self._level = burst
        self._rate = rate
        self._at = now

    def take(self, now: float, cost: float) -> bool:
        """False, and nothing is taken, if there is not so much; of what costs more than a whole bucket, a whole one."""
        level = min(self._burst, self._level + (now - self._at) * self._rate)
        self._at = now
        if level < cost and level < self._burst:
            self._level = level
            return False
        self._level = level - cost
        return True

    def take_all(self, now: float, cost: float) -> bool:
        """As `take`, however large the bucket is."""
        level = self._level + (now - self._at) * self._rate
        if level > self._burst:
            level = self._burst
        self._at = now
        is_enough = level >= cost
        self._level = level - cost if is_enough else level
        return is_enough

    def charge(self, cost: float) -> None:
        """Whether there is so much or not."""
        self._level -= cost


class Purse:
    """What one connection, or all that belong to an address together, may spend."""

    __slots__ = ("messages", "requests")

    def __init__(self, allowance: Allowance, now: float) -> None:
        burst, rate = allowance.burst, allowance.rate
        self.messages = Bucket(burst, rate, now)
        self.requests = Bucket(burst * REQUESTS_PER_MESSAGE, rate * REQUESTS_PER_MESSAGE, now)

    def spend(self, now: float, messages: float, requests: float) -> bool:
        """False if there is not enough of either."""
        return (not messages or self.messages.take(now, messages)) and (
            not requests or self.requests.take(now, requests)
        )


class Allowances:
    """Those of one of so many `workers`, over which the connections of an address are spread. `clock` is monotonic."""

    def __init__(
        self, allowance: Allowance, workers: int, incidents: IncidentCounts, clock: Callable[[], float]
    ) -> None:
        self._allowance = allowance
        self._share = 1.0 / workers
        self._incidents = incidents
        self._clock = clock
        self._sessions: dict[str, Bucket] = {}
        self._purses: dict[str, Purse] = {}

    def admit_messages(self, conn: Connection, count: int) -> bool:
        """The short way of `admit`, for messages; False, and nothing is charged, if there is not enough for all."""
        purse = conn.purse
        return purse is not None and purse.messages.take_all(self._clock(), count)

    def admit(self, conn: Connection, command: commands.Command, foreign: bool = False) -> Reason | None:
        """Charges the command; why it must be refused, if it must. `foreign`: by a token of another session's."""
        kind = type(command)
        if kind in _FREE:
            return None
        now = self._clock()
        if kind in _SESSIONS:
            return self._admit_session(conn, now)
        messages, requests = _COSTS.get(kind) or _cost(command)
        purse = conn.purse
        if purse is None:
            purse = conn.purse = Purse(self._allowance, now)
        if not purse.spend(now, messages, requests):
            return Reason.TOO_FAST
        if foreign and (address := self.counted(conn)):
            purse = _of(self._purses, address, lambda: Purse(self._allowance, now))
            if not purse.spend(now, messages, requests):
                return Reason.TOO_FAST
        return None

    def charge(self, conn: Connection, event: events.Event) -> None:
        """Afterwards: what the answer to a request cost, and what a message did not that had come before."""
        price = _PRICES.get(type(event))
        if price and conn.purse:
            price(conn.purse, event)

    def counted(self, conn: Connection) -> str:
        """The address, or the network, under which limits count; "" if none do."""
        return counted(conn.address, self._allowance.loopback)

    def _admit_session(self, conn: Connection, now: float) -> Reason | None:
        address = self.counted(conn)
        if not address:
            return None
        bucket = _of(
            self._sessions, address, lambda: Bucket(SESSIONS * self._share, SESSIONS_A_SECOND * self._share, now)
        )
        if bucket.take(now, 1.0):
            return None
        self._incidents.note("sessions", address)
        return Reason.TOO_FAST


def _of(known: dict[str, T], address: str, make: Callable[[], T]) -> T:
    found = known.pop(address, None) or make()
    known[address] = found  # the last one heard of
    if len(known) > KEPT:
        del known[next(iter(known))]
    return found


def _cost(command: commands.Command) -> tuple[float, float]:
    match command:
        case commands.Circulate():
            return float(len(command.to)), 1.0
        case commands.CreateRoom():
            return 0.0, CHANGE * (1.0 + len(command.invite))
        case commands.Invite():
            return 0.0, CHANGE * max(1.0, len(command.users))
    return 0.0, 1.0


def _sent_before(purse: Purse, _: events.Sent) -> None:
    purse.messages.charge(-1.0)


def _page(purse: Purse, event: events.Page) -> None:
    if event.once:
        return  # others were charged when they sent it
    purse.requests.charge(len(event.messages) / ROWS + sum(len(m.text) for m in event.messages) / SIZE)


def _names(purse: Purse, event: events.Names) -> None:
    purse.requests.charge(event.total / NAMES)


def _files(purse: Purse, event: events.Files) -> None:
    purse.requests.charge(len(event.files) / ROWS + sum(m.file.size for m in event.files) / SIZE)


_PRICES: dict[type[events.Event], Callable[[Purse, Any], None]] = {
    events.Sent: _sent_before,
    events.Page: _page,
    events.Names: _names,
    events.Files: _files,
}
"""What an answer costs beyond its question."""
