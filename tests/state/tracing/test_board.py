"""One memory, seen alike by all who have a descriptor of it."""

import os

import pytest

from chatlib.state.tracing import board as boards
from chatlib.state.tracing.board import OF_A_WORKER, STATE, Board, make_board
from chatlib.state.tracing.ring import RingReader, RingWriter
from chatlib.state.tracing.tally import Counted


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
    for place, tally in enumerate(ours.tallies):
        counts = [place] * (len(OF_A_WORKER) if place else 2 + 3 * workers)
        for mark in (1, 2):
            tally.write(place + mark, *counts)
        writer, size = RingWriter(ours.rings[place]), boards._RING // 2 - 100
        writer.append(bytes([255]) * size)
        writer.append(bytes([place]) * size)
    assert theirs.every == 3
    for worker in range(1, workers + 1):
        assert theirs.counts_from(worker) == 100 + worker
        assert theirs.served(worker) == (200 + worker, 300 + worker)
    for place, (tally, reader) in enumerate(zip(theirs.tallies, readers, strict=True)):
        count = len(OF_A_WORKER) if place else 2 + 3 * workers
        assert tally.read() == Counted(place + 2, (place,) * count)
        assert [set(one) for one in reader.take()] == [{255}, {place}]


def test_the_state_has_the_first_place_and_a_worker_that_of_its_number(open_board):
    board, _ = open_board(3)
    assert STATE == 0
    assert len(board.rings) == len(board.tallies) == 4
