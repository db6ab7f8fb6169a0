"""How many places each may have at once, so that nobody has all of them. Pure."""

import threading
from collections import Counter
from collections.abc import Hashable


class Shares:
    """At most `most` for each. May be used by several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._taken: Counter[Hashable] = Counter()

    def take(self, who: Hashable) -> bool:
        """One more place; False if there is none. "" is nobody whose places are counted."""
        if who == "":
            return True
        with self._lock:
            if self._taken[who] >= self._most:
                return False
            self._taken[who] += 1
            return True

    def leave(self, who: Hashable) -> None:
        """One that was taken."""
        if who == "":
            return
        with self._lock:
            self._taken[who] -= 1
            if not self._taken[who]:
                del self._taken[who]
