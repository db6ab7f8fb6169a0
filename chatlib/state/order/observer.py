"""What the state counts and writes down while somebody looks on."""

import time
from collections.abc import Iterable

from chatlib.core import events, names
from chatlib.core.model import State
from chatlib.core.rules import Outcome
from chatlib.core.world import Kept
from chatlib.state.frames import Batch
from chatlib.state.journal.journal import Journal
from chatlib.state.order.line import Lines, WorkerLine
from chatlib.state.tracing.board import STATE, Board
from chatlib.state.tracing.records import LONGEST, Ruled, encode, is_public
from chatlib.state.tracing.ring import RingWriter


class Observer:
    """Called by the sequencer at each step of a turn. Goes on with what a predecessor had counted up to the SEQ."""

    def __init__(self, board: Board, state: State, lines: Lines, journal: Journal) -> None:
        self._board = board
        self._journal = journal
        self._state = state
        self._tally, self._ring = board.tallies[STATE], RingWriter(board.rings[STATE])
        found = self._tally.resume(state.seq + 1)
        counts = found.counts if found else (0,) * (2 + 3 * board.workers)
        self._stored = counts[0]
        self._last = dict(enumerate(counts[2::3], 1))
        self._messages = dict(enumerate(counts[3::3], 1))
        self._answers = dict(enumerate(counts[4::3], 1))
        self._before = dict.fromkeys(lines, state.seq)
        self._batch: tuple[int, int, int] = (0, 0, 0)  # the worker's number, its batch, when it was read
        self._traced: list[Ruled] = []
        self._held: list[Ruled] = []
        for number, line in lines.items():
            if not board.counts_from(number):
                board.count_from(number, line.told + 1)
        self._write()

    def batch(self, worker: int, batch: Batch) -> None:
        """What it asks for comes next."""
        self._batch = (worker, batch.number, time.monotonic_ns())

    def outcome(self, outcome: Outcome, before: int, worker: int) -> None:
        """What the rules have made of one command of this worker's (0: of nobody's), when the SEQ was `before`."""
        every = self._board.every
        for event in outcome:
            if type(event) is events.Message and event.seq > before:
                if worker and event.cid:
                    self._answers[worker] += 1
                if every and not event.seq % every:
                    self._traced.append(self._ruled(event))

    def kept(self, kept: Iterable[Kept]) -> None:
        """These are to be stored next."""
        self._stored += sum(type(one) is events.Message and not one.event for one in kept)

    def packed(self, line: WorkerLine) -> None:
        """A worker is told its news next."""
        before, self._before[line.number] = self._before[line.number], self._state.seq
        fresh = sum(type(one) is events.Message and one.seq > before for one in line.news)
        if fresh:
            self._last[line.number] = line.told + 1
            self._messages[line.number] += fresh

    def commits(self) -> None:
        """All that was packed and kept is stored now."""
        self._write()

    def stored(self) -> None:
        now = time.monotonic_ns()
        for one in self._traced:
            one.stored = now
        self._held += self._traced
        self._traced.clear()

    def told(self) -> None:
        """All that is stored was told."""
        if self._held:
            now = time.monotonic_ns()
            for one in self._held:
                one.told = now
                self._ring.append(encode(one))
            self._held.clear()

    def _ruled(self, message: events.Message) -> Ruled:
        now, shown = time.monotonic_ns(), is_public(message)
        worker, batch, read = self._batch
        size = len(message.text.encode())
        return Ruled(
            message.seq, message.at, message.sender if shown else "", names.LOBBY if shown else "",
            message.text[:LONGEST] if shown else "", size, not shown, message.cid if shown else 0, worker, batch, read,
            now,
        )  # fmt: skip

    def _write(self) -> None:
        per_worker = zip(self._last.values(), self._messages.values(), self._answers.values(), strict=True)
        counts = [count for counts in per_worker for count in counts]
        self._tally.write(self._state.seq + 1, self._stored, self._journal.behind, *counts)
