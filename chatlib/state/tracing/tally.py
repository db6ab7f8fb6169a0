"""Counts in shared memory that are right whenever their writer is killed, and that its successor goes on with.

They stand twice. Each writing replaces the older ones and is known by a mark, a number that grows: who finds
out how far a dead process had come takes the counts of that mark, and nothing is counted twice or not at all.
"""

import struct
from typing import NamedTuple
from zlib import crc32

_CHECK = struct.Struct("=Q")


class Counted(NamedTuple):
    """What was counted up to a mark."""

    mark: int
    counts: tuple[int, ...]


class Tally:
    """So many counts, in the first `Tally.size(count)` bytes of `memory`. Marks are 1 at least.

    With them stands a checksum: whoever reads in the middle of a writing, or after a death in the middle, whatever of
    it was copied by then, finds that these are no counts.
    """

    def __init__(self, memory: memoryview, count: int) -> None:
        self._memory = memory
        self._format = struct.Struct(f"=Q{count}q")
        size = self.size(count) // 2
        self._places = [slice(at, at + size) for at in (0, size)]
        self._next = 0

    @staticmethod
    def size(count: int) -> int:
        return 2 * (8 * (1 + count) + _CHECK.size)

    def write(self, mark: int, *counts: int) -> None:
        data = self._format.pack(mark, *counts)
        self._memory[self._places[self._next]] = data + _CHECK.pack(crc32(data))
        self._next = 1 - self._next

    def read(self, upto: int = 2**64 - 1) -> Counted | None:
        """The last counts whose mark is not beyond `upto`; None if there are none."""
        found = self._last(upto)
        return found and found[0]

    def resume(self, upto: int) -> Counted | None:
        """As `read`, for a successor, who goes on from there."""
        found = self._last(upto)
        self._next = 1 - found[1] if found else 0
        return found and found[0]

    def _last(self, upto: int) -> tuple[Counted, int] | None:
        """And which of the two it is."""
        found = []
        for number, place in enumerate(self._places):
            copied = bytes(self._memory[place])
            data, check = copied[: -_CHECK.size], copied[-_CHECK.size :]
            mark, *counts = self._format.unpack(data)
            if 0 < mark <= upto and _CHECK.pack(crc32(data)) == check:
                found.append((Counted(mark, tuple(counts)), number))
        return max(found, default=None)
