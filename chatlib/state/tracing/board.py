"""The memory that processes share with who looks on: how much is to be traced, and a place for each who traces.

The supervisor makes it when the first viewer comes, and hands descriptors of it to whoever writes or reads; so it
outlives each of them, and is gone with the last viewer.
"""

import mmap
import struct

from chatlib.state.redo import make_file
from chatlib.state.tracing.tally import Tally

STATE = 0
"""The place of the state; a worker's is its number."""

OF_A_WORKER = ("accepted", "heard", "delivered")
"""What a worker counts, by the number of the tell: messages of its clients that were answered, those that it was told,
and for how many connections they were written.
"""

_HEADER = 8192  # bytes: room for 300 workers
_RING = 1 << 20
"""Bytes: some seconds of all that is traced."""
_EVERY = struct.Struct("=I")
_NUMBER = struct.Struct("=Q")
_PER_WORKER = struct.Struct("=QQQ")  # the tell from which on it counts, when it began, when it met the state
_FIRST = 64  # of the header, where that of the first worker stands


def counts_of_state(workers: int) -> int:
    return 3 + 2 * workers


def make_board(workers: int) -> int:
    """A descriptor of a new one, which the caller owns. OSError if there is no room."""
    return make_file("board", _HEADER + (workers + 1) * (_tallied(workers) + _RING))


class Board:
    """One that was made for so many workers. The descriptor may be closed afterwards."""

    def __init__(self, file: int, workers: int) -> None:
        tallied = _tallied(workers)
        size = _HEADER + (workers + 1) * (tallied + _RING)
        self._memory = memory = memoryview(mmap.mmap(file, size))
        self._every = memory[: _EVERY.size].cast("I")
        self.workers = workers
        at = range(_HEADER, size, tallied + _RING)
        self.rings = [memory[one + tallied : one + tallied + _RING] for one in at]
        counts = [counts_of_state(workers), *[len(OF_A_WORKER)] * workers]
        self.tallies = [Tally(memory[one : one + tallied], count) for one, count in zip(at, counts, strict=True)]
        """By place. The state counts by SEQ: messages stored, those of them that no client said, and changes that the
        view has not; for each worker the number of the last tell with messages, and those in all tells."""

    @property
    def every(self) -> int:
        """Messages whose SEQ is a multiple of it are traced; 0: nobody has said so yet, and none is."""
        return self._every[0]

    @every.setter
    def every(self, every: int) -> None:
        self._memory[: _EVERY.size] = _EVERY.pack(every)

    def due(self, last: int, seq: int, before: int) -> int:
        """The SEQ of the message that is to be traced of those that have come up to `seq`, the `last` one among them; 0
        if there was one `before`, or nothing is. One at the most, which everybody finds.
        """
        every = self.every
        if every == 1:
            return last
        found = seq - seq % every if every else 0
        return found if found > before else 0

    def counts_from(self, worker: int) -> int:
        """The first tell to this worker that is counted, by both; 0 as long as the state does not count."""
        return _NUMBER.unpack_from(self._memory, self._of(worker))[0]

    def count_from(self, worker: int, number: int) -> None:
        self._put(self._of(worker), number)

    def serves(self, worker: int, at: int, began: bool) -> None:
        """It has just begun to work, or goes on with another state; monotonic nanoseconds."""
        if began:
            self._put(self._of(worker) + 8, at)
        self._put(self._of(worker) + 16, at)  # who begins has met it as well

    def served(self, worker: int) -> tuple[int, int]:
        """When it did, the last time; 0: not since somebody looks on."""
        return _PER_WORKER.unpack_from(self._memory, self._of(worker))[1:]

    def _put(self, at: int, number: int) -> None:
        self._memory[at : at + _NUMBER.size] = _NUMBER.pack(number)  # at once: pack_into would make it 0 before

    def _of(self, worker: int) -> int:
        return _FIRST + _PER_WORKER.size * worker


def _tallied(workers: int) -> int:
    return -(-Tally.size(counts_of_state(workers)) // 4096) * 4096
