"""What the state counts and writes down while somebody looks on."""

import time
from operator import attrgetter

from chatlib.core import events, names
from chatlib.core.cluster.numbers import node_of, node_of_worker
from chatlib.core.model import State
from chatlib.core.world import Kept
from chatlib.state.cluster.entry import Asked
from chatlib.state.journal.journal import Journal
from chatlib.state.order.workers.line import Lines, WorkerLine
from chatlib.state.tracing.board import STATE, Board, counts_of_state
from chatlib.state.tracing.records import LONGEST, Ruled, are_fresh, encode, is_public
from chatlib.state.tracing.ring import RingWriter

_CID, _EVENT = attrgetter("cid"), attrgetter("event")


class Observer:
    """Called by the sequencer at each step of a turn. Goes on with what a predecessor had counted up to the SEQ."""

    def __init__(self, board: Board, state: State, lines: Lines, journal: Journal) -> None:
        self._board = board
        self._journal = journal
        self._node = next((node_of_worker(number) for number in lines), 0)
        self._state = state
        self._tally, self._ring = board.tallies[STATE], RingWriter(board.rings[STATE])
        found = self._tally.resume(state.seq + 1)
        counts = found.counts if found else (0,) * counts_of_state(board.workers)
        self._counts = list(counts)  # as they stand on the board
        self._before = {line.number: state.seq for line in lines.values()}
        self._committed = state.seq
        self._batches: list[tuple[int, Asked, int]] = []  # of this turn: whose, and when it was read
        self._traced: dict[int, Ruled] = {}
        self._held: list[Ruled] = []
        for line in lines.values():
            if not board.counts_from(line.number):
                board.count_from(line.number, line.told + 1)
        self._write()

    def batch(self, worker: int, batch: Asked) -> None:
        """What it asks for comes next."""
        self._batches.append((worker, batch, time.monotonic_ns()))

    def kept(self, kept: list[Kept]) -> None:
        """These are to be stored next."""
        if not kept:
            return
        self._changed = True
        messages = kept = events.singly(kept)
        if list(map(type, kept)).count(events.Message) != len(kept) or any(map(_EVENT, kept)):
            messages = [one for one in kept if type(one) is events.Message and not one.event]
        self._counts[0] += len(messages)
        # Those that no worker here has asked for: of the server itself, of other realms, or of other nodes.
        self._counts[1] += sum(not cid or node_of(cid) != self._node for cid in map(_CID, messages))

    def packed(self, line: WorkerLine) -> None:
        """A worker is told its news next."""
        number, seq = line.number, self._state.seq
        before, self._before[number] = self._before[number], seq
        news = events.singly(line.news)
        if are_fresh(news, before):
            fresh = news
        else:
            fresh = [one for one in news if type(one) is events.Message and one.seq > before]
        if fresh:
            self._changed = True
            counts, at = self._counts, 2 * number + 1
            counts[at] = line.told + 1
            counts[at + 1] += len(fresh)
            if (due := self._board.due(fresh[-1].seq, seq, self._committed)) and due not in self._traced:
                self._traced.update((one.seq, self._ruled(one)) for one in fresh if one.seq == due)

    def commits(self) -> None:
        """All that was packed and kept is stored now."""
        if self._changed or self._counts[2] != self._journal.behind:
            self._write()

    def stored(self) -> None:
        if self._traced:
            now = time.monotonic_ns()
            for one in self._traced.values():
                one.stored = now
            self._held += self._traced.values()
            self._traced.clear()
        if self._batches:
            self._batches.clear()
        self._committed = self._state.seq

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
        came = [one for one in self._batches if message.cid in map(_CID, one[1].commands)]
        worker, batch, read = (came[-1][0], came[-1][1].number, came[-1][2]) if came else (0, 0, now)
        size = len(message.text.encode())
        return Ruled(
            message.seq, message.at, message.sender if shown else "", names.LOBBY if shown else "",
            message.text[:LONGEST] if shown else "", size, not shown, message.cid if shown else 0, worker, batch, read,
            now,
        )  # fmt: skip

    def _write(self) -> None:
        self._changed = False
        self._counts[2] = self._journal.behind
        self._tally.write(self._state.seq + 1, *self._counts)
