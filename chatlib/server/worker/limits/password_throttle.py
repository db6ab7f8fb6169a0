"""How long to wait before the next password is looked at."""

from dataclasses import dataclass, field

FREE = 3
"""So many wrong passwords cost nothing: everybody mistypes."""
LONGEST = 5.0
"""Seconds."""
LONGEST_FOR_OTHERS = 1.0
"""Seconds for whom only others, elsewhere, have mistyped: more would let a stranger lock an account's owner out."""
FORGET = 900.0
"""Seconds after the last failure."""
KEPT = 10_000
"""Names and addresses remembered; beyond, the oldest is forgotten, so that strangers cannot fill the memory."""


@dataclass
class Throttle:
    """Counts failures by account and by address. Times are those of a monotonic clock.

    Where an account has logged in from before, the failures of others elsewhere do not count.
    """

    failures: dict[str, tuple[int, float]] = field(default_factory=dict)
    trusted: dict[tuple[str, str], None] = field(default_factory=dict)

    def failed(self, who: str, now: float) -> None:
        count, _ = self._recent(who, now)
        self.failures.pop(who, None)
        self.failures[who] = (count + 1, now)
        if len(self.failures) > KEPT:
            self.failures.pop(next(iter(self.failures)))

    def succeeded(self, account: str, address: str) -> None:
        self.failures.pop(account, None)
        self.trusted.pop((account, address), None)
        self.trusted[account, address] = None
        if len(self.trusted) > KEPT:
            del self.trusted[next(iter(self.trusted))]

    def wrong(self, account: str, address: str, now: float) -> None:
        """A password of this account, from this address ("": one that does not count)."""
        for who in _counted(account, address):
            self.failed(who, now)

    def wait(self, account: str, address: str, now: float) -> float:
        """Seconds until the next password of this account, from there, is to be looked at."""
        by_account, *by_address = (self.delay(one, now) for one in _counted(account, address))
        if (account, address) in self.trusted:
            by_account = 0.0
        elif by_address:
            by_account = min(by_account, LONGEST_FOR_OTHERS)
        return max(by_account, *by_address, 0.0)

    def delay(self, who: str, now: float) -> float:
        """Seconds: doubles with every failure beyond the free ones."""
        count, _ = self._recent(who, now)
        # Ten doublings are far beyond the longest wait; thousands would be a number too large for a float.
        return 0.0 if count <= FREE else min(LONGEST, 0.25 * 2 ** min(count - FREE - 1, 10))

    def _recent(self, who: str, now: float) -> tuple[int, float]:
        count, last = self.failures.get(who, (0, now))
        return (0, now) if now - last > FORGET else (count, last)


def _counted(account: str, address: str) -> list[str]:
    """Under what a wrong password counts: "/" keeps an address from being taken for a name."""
    return [account, "/" + address] if address else [account]
