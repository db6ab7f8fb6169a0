"""How much a client may ask for: looked at before the order, by the process that has its connection.

A connection has an allowance of messages, and a larger one of requests, which are charged by what they cost. An address
has one for new sessions, and one for tokens that are used from connections of others.
"""

import ipaddress
from collections.abc import Callable
from typing import TypeVar

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.server.options import Allowance
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.limits.bursts import Bursts

T = TypeVar("T")

REQUESTS_PER_MESSAGE = 4
"""Requests are cheaper than messages, which go to everybody: a connection may make so many times more of them."""

SESSIONS, SESSIONS_A_SECOND = 200.0, 10.0
"""From one address: a class behind one router logs in at once. Whoever comes and goes all the time does not."""

KEPT = 10_000
"""Addresses remembered. The one that was heard of longest ago has long been granted everything again."""

CHANGE = REQUESTS_PER_MESSAGE
"""Requests that it costs to change something that others are told of."""

ROWS, SIZE = 5, 8192
"""So many messages, or bytes, of an answer cost one request more."""

NAMES = 100
"""Names that have to be sorted for one more."""

_BEGIN = (commands.Guest, commands.Enter, commands.Resume, commands.Register)
_FREE = (*_BEGIN, commands.Lookup, commands.Pass)
_CHANGES = (
    commands.CreateRoom, commands.DeleteRoom, commands.JoinRoom, commands.LeaveRoom, commands.Invite, commands.Answer,
    commands.Decline, commands.Exit,
)  # fmt: skip


class Bucket:
    """A token bucket; it starts full. It can be overdrawn, by what is known only afterwards."""

    __slots__ = ("_at", "_burst", "_level", "_rate")

    def __init__(self, burst: float, rate: float) -> None:
        self._burst = self._level = burst
        self._rate = rate
        self._at = float("-inf")

    def has(self, now: float, cost: float) -> bool:
        """Whether so much can be taken by now; nothing is taken. More than a whole bucket is as much as one."""
        if now > self._at:
            self._level = min(self._burst, self._level + max(0.0, now - self._at) * self._rate)
            self._at = now
        return self._level >= min(cost, self._burst)

    def take(self, cost: float) -> None:
        self._level -= cost


class Purse:
    """What one connection, or all that belong to an address together, may spend."""

    __slots__ = ("messages", "requests")

    def __init__(self, allowance: Allowance) -> None:
        burst, rate = allowance.burst, allowance.rate
        self.messages = Bucket(burst, rate)
        self.requests = Bucket(burst * REQUESTS_PER_MESSAGE, rate * REQUESTS_PER_MESSAGE)

    def spend(self, now: float, messages: float, requests: float) -> bool:
        """False, and nothing is spent, if there is not enough of either."""
        if not self.requests.has(now, requests) or (messages and not self.messages.has(now, messages)):
            return False
        self.requests.take(requests)
        self.messages.take(messages)
        return True


class Allowances:
    """Those of a worker. `clock` is monotonic."""

    def __init__(self, allowance: Allowance, bursts: Bursts, clock: Callable[[], float]) -> None:
        self._allowance = allowance
        self._bursts = bursts
        self._clock = clock
        self._sessions: dict[str, Bucket] = {}
        self._purses: dict[str, Purse] = {}

    def admit(self, conn: Connection, command: commands.Command, own_token: bool) -> Reason | None:
        """Charges the command; why it must be refused, if it must. `own_token`: of the connection's own session."""
        now = self._clock()
        if isinstance(command, _FREE):
            return self._admit_session(conn, now) if isinstance(command, _BEGIN) else None
        messages, requests = _cost(command)
        if conn.purse is None:
            conn.purse = Purse(self._allowance)
        if not conn.purse.spend(now, messages, requests):
            return Reason.TOO_FAST
        if not own_token and (address := self.counted(conn)):
            purse = _of(self._purses, address, lambda: Purse(self._allowance))
            if not purse.spend(now, messages, requests):
                return Reason.TOO_FAST
        return None

    def charge(self, conn: Connection, event: events.Event) -> None:
        """Afterwards: what the answer to a request cost, and what a message did not that had come before."""
        if conn.purse is None:
            return
        if isinstance(event, events.Sent):
            conn.purse.messages.take(-1.0)
        elif isinstance(event, events.Page):
            size = sum(len(message.text) for message in event.messages)
            conn.purse.requests.take(len(event.messages) / ROWS + size / SIZE)
        elif isinstance(event, events.Names):
            conn.purse.requests.take(event.total / NAMES)
        elif isinstance(event, events.Files):
            conn.purse.requests.take(len(event.files) / ROWS + sum(m.file.size for m in event.files) / SIZE)

    def counted(self, conn: Connection) -> str:
        """The address, or the network, under which limits count; "" if none do."""
        return counted(conn.address, self._allowance.loopback)

    def _admit_session(self, conn: Connection, now: float) -> Reason | None:
        address = self.counted(conn)
        if not address:
            return None
        bucket = _of(self._sessions, address, lambda: Bucket(SESSIONS, SESSIONS_A_SECOND))
        if not bucket.has(now, 1.0):
            self._bursts.note("sessions", address)
            return Reason.TOO_FAST
        bucket.take(1.0)
        return None


def counted(address: str, loopback: bool) -> str:
    """As one counts: all of a household's IPv6 addresses (/64) are one. "" for this machine, unless `loopback`."""
    if not loopback and (address == "::1" or address.startswith("127.")):
        return ""
    if ":" not in address:
        return address
    network = ipaddress.ip_network(f"{address.partition('%')[0]}/64", strict=False)
    return str(network)


def _of(known: dict[str, T], address: str, make: Callable[[], T]) -> T:
    found = known.pop(address, None) or make()
    known[address] = found  # the last one heard of
    if len(known) > KEPT:
        del known[next(iter(known))]
    return found


def _cost(command: commands.Command) -> tuple[float, float]:
    """Messages and requests."""
    match command:
        case commands.Send() | commands.Offer():
            return 1.0, 1.0
        case commands.Circulate():
            return float(len(command.to)), 1.0
        case commands.CreateRoom():
            return 0.0, CHANGE * (1.0 + len(command.invite))
        case commands.Invite():
            return 0.0, CHANGE * max(1.0, len(command.users))
    return 0.0, float(CHANGE) if isinstance(command, _CHANGES) else 1.0
