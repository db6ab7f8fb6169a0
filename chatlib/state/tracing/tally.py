"""Counts in shared memory that are right whenever their writer is killed, and that its successor goes on with.

They stand twice. Each writing replaces the older ones and is known by a mark, a number that grows: who finds
out how far a dead process had come takes the counts of that mark, and nothing is counted twice or not at all.
"""

import struct
from typing import NamedTuple

_MARK = struct.Struct("=Q")


class Counted(NamedTuple):
    """What was counted up to a mark."""

    mark: int
    counts: tuple[int, ...]


class Tally:
    """So many counts, in the first `Tally.size(count)` bytes of `memory`. Marks are 1 at least."""

    def __init__(self, memory: memoryview, count: int) -> None:
        self._memory = memory
        self._counts = struct.Struct(f"={count}q")
        self._next = 0

    @staticmethod
    def size(count: int) -> int:
        return 2 * (_MARK.size + 8 * count)

    def write(self, mark: int, *counts: int) -> None:
        at = self._next * (_MARK.size + self._counts.size)
        _MARK.pack_into(self._memory, at, 0)  # who reads in the middle finds nothing here
        self._counts.pack_into(self._memory, at + _MARK.size, *counts)
        _MARK.pack_into(self._memory, at, mark)
        self._next = 1 - self._next

    def read(self, upto: int = 2**64 - 1) -> Counted | None:
        """The last counts whose mark is not beyond `upto`; None if there are none."""
        found = max((one for one in self._both() if 0 < one[0] <= upto), default=None)
        return found and Counted(found[0], found[2])

    def resume(self, upto: int) -> Counted | None:
        """As `read`, for a successor, who goes on from there."""
        found = max((one for one in self._both() if 0 < one[0] <= upto), default=None)
        self._next = 1 - found[1] if found else 0
        return found and Counted(found[0], found[2])

    def _both(self) -> list[tuple[int, int, tuple[int, ...]]]:
        found = []
        for place in (0, 1):
            at = place * (_MARK.size + self._counts.size)
            (mark,) = _MARK.unpack_from(self._memory, at)
            counts = self._counts.unpack_from(self._memory, at + _MARK.size)
            if _MARK.unpack_from(self._memory, at)[0] == mark:  # else it was just being written
                found.append((mark, place, counts))
        return found
