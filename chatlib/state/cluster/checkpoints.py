"""Whether all nodes have come to the same: now and then each hashes its state, and tells the others with a tick."""

from collections import Counter
from collections.abc import Collection
from hashlib import blake2b

import msgspec

from chatlib.core.model import State
from chatlib.state.cluster.order import Out

EVERY = 1024
"""Entries between two: a whole state is written out for each."""

KEPT = 8
"""Of one's own, until the others have told theirs: far more than come in a second."""


class Checkpoints:
    """Those of the node `own`. A checkpoint is the number of entries that were taken by then."""

    def __init__(self, own: int) -> None:
        self._own = own
        self._digests: dict[int, str] = {}
        self._votes: dict[int, dict[int, str]] = {}  # by checkpoint, what each node has

    @property
    def latest(self) -> tuple[int, str]:
        """The last one and its digest; (0, "") if there was none yet."""
        return next(reversed(self._digests.items()), (0, ""))

    def look(self, state: State) -> None:
        """All of an entry was taken."""
        standing = state.standing
        if standing.count % EVERY:
            return
        # From which position on a node would begin anew is its own.
        alike = msgspec.structs.replace(state, standing=msgspec.structs.replace(standing, position=0))
        self._digests[standing.count] = blake2b(msgspec.msgpack.encode(alike), digest_size=8).hexdigest()
        while len(self._digests) > KEPT:
            gone = next(iter(self._digests))
            del self._digests[gone]
            self._votes.pop(gone, None)

    def compare(self, node: int, count: int, digest: str, living: Collection[int]) -> None:
        """A node has told its digest. What most of the living have is right; where that is nothing, what the lowest
        number has. Raises Out if this node has something else.
        """
        mine = self._digests.get(count)
        if mine is None:
            return
        votes = self._votes.setdefault(count, {self._own: mine})
        votes[node] = digest
        right, most = Counter(votes.values()).most_common(1)[0]
        if most * 2 <= len(living):
            if not set(living) <= set(votes):
                return
            right = votes[min(living)]
        if right != mine:
            raise Out("differs")
