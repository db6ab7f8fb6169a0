import pytest

from chatlib.state.marks import SLOTS, WORKERS, Marks


@pytest.fixture
def path(tmp_path):
    return tmp_path / "marks"


@pytest.fixture
def marks(path):
    opened = Marks(path)
    yield opened
    opened.close()


def test_at_first_nothing_was_written(marks):
    assert marks.written(7, 1) == 0


def test_a_workers_mark_is_that_of_all_its_connections(marks):
    marks.worker(1, 40)
    marks.worker(2, 50)
    assert marks.written(7, 1) == marks.written(8, 1) == 40
    assert marks.written(7, 2) == 50


def test_a_connection_that_lags_has_a_mark_of_its_own(marks):
    marks.worker(1, 40)
    marks.lags(7, 12)
    assert marks.written(7, 1) == 12
    assert marks.written(8, 1) == 40
    marks.worker(1, 60)
    assert marks.written(7, 1) == 12


def test_a_connection_that_keeps_up_again_has_none(marks):
    marks.worker(1, 40)
    marks.lags(7, 12)
    marks.keeps_up(7)
    assert marks.written(7, 1) == 40


def test_the_mark_of_another_connection_in_the_same_slot_does_not_count(marks):
    marks.worker(1, 40)
    marks.lags(7, 12)
    assert marks.written(7 + SLOTS, 1) == 40


def test_all_workers_and_slots_have_room(marks):
    marks.worker(WORKERS - 1, 5)
    marks.lags(SLOTS - 1, 6)
    marks.lags(SLOTS, 7)
    assert marks.written(1, WORKERS - 1) == 5
    assert marks.written(SLOTS - 1, 1) == 6
    assert marks.written(SLOTS, 1) == 7


def test_two_processes_see_the_same_marks_at_once(path, marks):
    other = Marks(path)
    other.worker(1, 40)
    other.lags(7, 12)
    assert (marks.written(8, 1), marks.written(7, 1)) == (40, 12)
    other.close()


def test_marks_outlive_whoever_made_them(path):
    first = Marks(path)
    first.worker(3, 1 << 40)
    first.close()
    second = Marks(path)
    assert second.written(7, 3) == 1 << 40
    second.close()
