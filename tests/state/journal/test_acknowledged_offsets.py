import pytest

from chatlib.state.journal.acknowledged_offsets import SLOTS, WORKERS, AcknowledgedOffsets


@pytest.fixture
def path(tmp_path):
    return tmp_path / "marks"


@pytest.fixture
def acknowledged(path):
    opened = AcknowledgedOffsets(path)
    yield opened
    opened.close()


def test_at_first_nothing_was_written(acknowledged):
    assert acknowledged.written(7, 1) == 0


def test_a_workers_mark_is_that_of_all_its_connections(acknowledged):
    acknowledged.worker(1, 40)
    acknowledged.worker(2, 50)
    assert acknowledged.written(7, 1) == acknowledged.written(8, 1) == 40
    assert acknowledged.written(7, 2) == 50


def test_a_connection_that_lags_has_a_mark_of_its_own(acknowledged):
    acknowledged.worker(1, 40)
    acknowledged.lags(7, 12)
    assert acknowledged.written(7, 1) == 12
    assert acknowledged.written(8, 1) == 40
    acknowledged.worker(1, 60)
    assert acknowledged.written(7, 1) == 12


def test_a_connection_that_keeps_up_again_has_none(acknowledged):
    acknowledged.worker(1, 40)
    acknowledged.lags(7, 12)
    acknowledged.keeps_up(7)
    assert acknowledged.written(7, 1) == 40


def test_the_mark_of_another_connection_in_the_same_slot_does_not_count(acknowledged):
    acknowledged.worker(1, 40)
    acknowledged.lags(7, 12)
    assert acknowledged.written(7 + SLOTS, 1) == 40


def test_all_workers_and_slots_have_room(acknowledged):
    acknowledged.worker(WORKERS - 1, 5)
    acknowledged.lags(SLOTS - 1, 6)
    acknowledged.lags(SLOTS, 7)
    assert acknowledged.written(1, WORKERS - 1) == 5
    assert acknowledged.written(SLOTS - 1, 1) == 6
    assert acknowledged.written(SLOTS, 1) == 7


def test_two_processes_see_the_same_marks_at_once(path, acknowledged):
    other = AcknowledgedOffsets(path)
    other.worker(1, 40)
    other.lags(7, 12)
    assert (acknowledged.written(8, 1), acknowledged.written(7, 1)) == (40, 12)
    other.close()


def test_marks_outlive_whoever_made_them(path):
    first = AcknowledgedOffsets(path)
    first.worker(3, 1 << 40)
    first.close()
    second = AcknowledgedOffsets(path)
    assert second.written(7, 3) == 1 << 40
    second.close()
