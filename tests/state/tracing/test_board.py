"""One memory, seen alike by all who have a descriptor of it."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.state.journal.acknowledged_offsets import WORKERS
from chatlib.state.tracing import board as boards
from chatlib.state.tracing.board import OF_A_WORKER, STATE, Board, make_board
from chatlib.state.tracing.ring import RingReader, RingWriter
from chatlib.state.tracing.tally import Counted

MOST_WORKERS = WORKERS - 1
"""As many as --workers takes."""


@pytest.fixture
def open_board():
    files = []

    def open_board(workers=2):
        """Two views of a new one, as of two processes."""
        files.append(make_board(workers))
        return Board(files[-1], workers), Board(files[-1], workers)

    yield open_board
    for file in files:
        os.close(file)


def test_a_new_one_says_nothing(open_board):
    board, _ = open_board()
    assert board.every == 0
    assert [board.counts_from(worker) for worker in (1, 2)] == [0, 0]
    assert [board.served(worker) for worker in (1, 2)] == [(0, 0), (0, 0)]
    assert [one.read() for one in board.tallies] == [None] * 3


def test_it_outlives_the_descriptor():
    file = make_board(1)
    board = Board(file, 1)
    os.close(file)
    board.every = 7
    assert board.every == 7


@pytest.mark.parametrize("workers", [1, 2, 16, 32])
def test_everybody_has_a_place_of_his_own(open_board, workers):
    """What one writes, as much as there is room for, changes nothing of another's."""
    ours, theirs = open_board(workers)
    ours.every = 3
    for worker in range(1, workers + 1):
        ours.count_from(worker, 100 + worker)
        ours.serves(worker, 200 + worker, began=True)
        ours.serves(worker, 300 + worker, began=False)
    readers = [RingReader(ring) for ring in theirs.rings]
    writers = [RingWriter(ring) for ring in ours.rings]
    for place, tally in enumerate(ours.tallies):
        counts = [place] * (len(OF_A_WORKER) if place else 3 + 2 * workers)
        for mark in (1, 2):
            tally.write(place + mark, *counts)
    found = [[] for _ in readers]
    for _ in range(2):  # of a ring half may wait to be read
        for place, writer in enumerate(writers):
            writer.append(bytes([place]) * (boards._RING // 2 - 100))
        for took, reader in zip(found, readers, strict=True):
            took += reader.take()
    assert theirs.every == 3
    for worker in range(1, workers + 1):
        assert theirs.counts_from(worker) == 100 + worker
        assert theirs.served(worker) == (200 + worker, 300 + worker)
    for place, (tally, took) in enumerate(zip(theirs.tallies, found, strict=True)):
        count = len(OF_A_WORKER) if place else 3 + 2 * workers
        assert tally.read() == Counted(place + 2, (place,) * count)
        assert [set(one) for one in took] == [{place}] * 2


def test_the_state_has_the_first_place_and_a_worker_that_of_its_number(open_board):
    board, _ = open_board(3)
    assert STATE == 0
    assert len(board.rings) == len(board.tallies) == 4


def test_there_is_room_for_as_many_workers_as_there_may_be(open_board):
    ours, theirs = open_board(MOST_WORKERS)
    workers = range(1, MOST_WORKERS + 1)
    reader = RingReader(theirs.rings[STATE])
    RingWriter(ours.rings[STATE]).append(b"of the state")
    ours.tallies[STATE].write(7, *[5] * (3 + 2 * MOST_WORKERS))
    for worker in workers:
        ours.tallies[worker].write(worker, *[worker] * len(OF_A_WORKER))
        ours.count_from(worker, 2**63 + worker)
        ours.serves(worker, worker, began=True)
    assert theirs.tallies[STATE].read() == Counted(7, (5,) * (3 + 2 * MOST_WORKERS))
    assert reader.take() == [b"of the state"]
    assert [theirs.counts_from(worker) for worker in workers] == [2**63 + worker for worker in workers]
    assert [theirs.tallies[worker].read().mark for worker in workers] == [*workers]


def test_who_begins_to_work_has_met_the_state_as_well(open_board):
    """It may have met it while it had not all of its predecessor yet, when it said nothing."""
    ours, theirs = open_board()
    ours.serves(1, 5, began=False)
    assert theirs.served(1) == (0, 5)
    ours.serves(1, 7, began=True)
    assert theirs.served(1) == (7, 7)
    ours.serves(1, 9, began=False)
    assert theirs.served(1) == (7, 9)


class Slices:
    """A memory that can be written to in slices alone, whole numbers at once."""

    def __init__(self, memory):
        self.memory = memory

    def __setitem__(self, key, data):
        self.memory[key] = data


def test_no_number_is_0_while_another_takes_its_place(open_board):
    """As it would be for a moment if `struct` wrote it to its place: see test_ring.py."""
    ours, theirs = open_board()
    ours._memory = Slices(ours._memory)
    ours.every = 3
    ours.count_from(1, 4)
    ours.serves(1, 5, began=True)
    assert (theirs.every, theirs.counts_from(1), theirs.served(1)) == (3, 4, (5, 5))


@given(st.lists(st.integers(1, 9), max_size=30), st.integers(1, 12))
def test_of_what_came_in_between_one_is_due_at_the_most_and_everybody_finds_the_same(steps, every):
    """The last one that is a multiple; so nobody who looks less often finds another one than who looks more often."""
    file = make_board(1)
    board = Board(file, 1)
    os.close(file)
    assert board.due(4, 5, 0) == 0, "nobody has said yet how many"
    board.every = every
    seq = 0
    for step in steps:
        before, seq = seq, seq + step
        multiples = [one for one in range(before + 1, seq + 1) if not one % every]
        last = before + 1
        expected = last if every == 1 else multiples[-1] if multiples else 0
        assert board.due(last, seq, before) == expected
