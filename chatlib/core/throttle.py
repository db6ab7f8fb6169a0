"""How long to wait before the next password is looked at."""

from dataclasses import dataclass, field

FREE = 3
"""So many wrong passwords cost nothing: everybody mistypes."""
LONGEST = 5.0
"""Seconds. More would let a stranger lock an account's owner out."""
FORGET = 900.0
"""Seconds after the last failure."""
KEPT = 10_000
"""Names and addresses remembered; beyond, the oldest is forgotten, so that strangers cannot fill the memory."""


@dataclass
class Throttle:
    """Counts failures by account and by address."""

    failures: dict[str, tuple[int, float]] = field(default_factory=dict)

    def failed(self, who: str, now: float) -> None:
        count, _ = self._recent(who, now)
        self.failures.pop(who, None)
        self.failures[who] = (count + 1, now)
        if len(self.failures) > KEPT:
            self.failures.pop(next(iter(self.failures)))

    def succeeded(self, who: str) -> None:
        self.failures.pop(who, None)

    def delay(self, who: str, now: float) -> float:
        """Seconds: doubles with every failure beyond the free ones."""
        count, _ = self._recent(who, now)
        # Ten doublings are far beyond the longest wait; thousands would be a number too large for a float.
        return 0.0 if count <= FREE else min(LONGEST, 0.25 * 2 ** min(count - FREE - 1, 10))

    def _recent(self, who: str, now: float) -> tuple[int, float]:
        count, last = self.failures.get(who, (0, now))
        return (0, now) if now - last > FORGET else (count, last)
