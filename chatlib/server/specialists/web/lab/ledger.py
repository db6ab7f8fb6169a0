"""Double-entry bookkeeping of messages: what one process gave must be what another one got, whoever died in between."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chatlib.state.tracing.records import Audited
from chatlib.state.tracing.tally import Counted


@dataclass
class Account:
    """A worker, as the state sees it and as it sees itself, in messages; and its connections, as the kernel sees them.

    `told`: what the state gave it; `heard`: what it got of that, and `accepted`: those that its own clients had said.
    """

    told: int = 0
    accepted: int = 0
    heard: int = 0
    delivered: int = 0
    even: bool = True  # it has heard all, so that both must agree
    audited: Audited | None = None

    @property
    def missing(self) -> int:
        """Messages that it should have by now and has not; below 0: that it has twice."""
        return self.told - self.heard if self.even else 0


@dataclass
class Ledger:
    """All accounts, by worker. `stored`: messages in the log, `others` of which no client said; `behind`: changes that
    the view has not yet; `waiting`: messages that a worker has not heard yet.
    """

    stored: int = 0
    others: int = 0
    behind: int = 0
    accounts: dict[int, Account] = field(default_factory=dict)

    def note(self, state: Counted, workers: Mapping[int, Counted | None]) -> None:
        """What both sides had counted at one moment."""
        self.stored, self.others, self.behind, *rest = state.counts
        for number, (last, told) in enumerate(zip(rest[::2], rest[1::2], strict=True), 1):
            account, counted = self.accounts.setdefault(number, Account()), workers.get(number)
            account.told = told
            if counted is not None:
                account.accepted, account.heard, account.delivered = counted.counts
                account.even = counted.mark > last  # marks are one more than the number of the tell
            else:
                account.even = not told

    def audited(self, worker: int, audited: Audited) -> None:
        self.accounts.setdefault(worker, Account()).audited = audited

    @property
    def accepted(self) -> int:
        return sum(one.accepted for one in self.accounts.values())

    @property
    def delivered(self) -> int:
        return sum(one.delivered for one in self.accounts.values())

    @property
    def unanswered(self) -> int:
        """Messages that are stored, and whose senders were not told so; below 0: more often than that."""
        return self.stored - self.others - self.accepted if self.is_even else 0

    @property
    def waiting(self) -> int:
        return sum(one.told - one.heard for one in self.accounts.values() if not one.even)

    @property
    def lost(self) -> int:
        """Messages that somebody should have, and connections that got less than they were given."""
        short = sum(one.audited.short for one in self.accounts.values() if one.audited)
        return short + max(0, self.unanswered) + sum(max(0, one.missing) for one in self.accounts.values())

    @property
    def doubled(self) -> int:
        beyond = sum(one.audited.beyond for one in self.accounts.values() if one.audited)
        return beyond + max(0, -self.unanswered) + sum(max(0, -one.missing) for one in self.accounts.values())

    @property
    def is_even(self) -> bool:
        """Nothing is on its way between two processes: what is missing now is lost."""
        return all(one.even for one in self.accounts.values())

    def frame(self) -> dict[str, Any]:
        """As viewers get it, but for what only others know."""
        audits = {number: one.audited for number, one in self.accounts.items() if one.audited}
        return {
            "accepted": self.accepted,
            "stored": self.stored,
            "delivered": self.delivered,
            "waiting": self.waiting,
            "lost": self.lost,
            "doubled": self.doubled,
            "balanced": self.is_even and not (self.lost or self.doubled),
            "told": [{"worker": n, "told": one.told, "heard": one.heard} for n, one in self.accounts.items()],
            "bytes": [
                {"worker": number, "given": one.given, "kernel": one.kernel, "waiting": one.waiting}
                for number, one in audits.items()
            ],
        }
