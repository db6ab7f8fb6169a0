"""A log that outlives its writer at any moment, in two files of a fixed size."""

from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlib.state import redo
from chatlib.state.redo import RedoLog

SMALL = 300
"""Bytes of a file, so that a few records fill it."""

records = st.binary(min_size=1, max_size=40)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(redo, "SIZE", SMALL)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "log"


@contextmanager
def new_path():
    """A log of its own for each example of hypothesis, written in small files."""
    with TemporaryDirectory() as directory, patch.object(redo, "SIZE", SMALL):
        yield Path(directory) / "log"


@contextmanager
def opened(path, begin=()):
    log = RedoLog(path)
    log.restart(begin)
    yield log
    log.close()


def test_where_there_is_no_log_nothing_is_read(path):
    assert redo.read(path) == []
    log = RedoLog(path)
    assert redo.read(path) == []
    log.close()


def test_what_was_appended_is_read_at_once_in_order(path):
    with opened(path) as log:
        assert redo.read(path) == []
        for i in range(3):
            log.append(b"record %d" % i)
            assert redo.read(path) == [b"record %d" % n for n in range(i + 1)]


def test_after_a_restart_there_is_what_it_began_with_and_what_followed(path):
    with opened(path, [b"one", b"two"]) as log:
        log.append(b"three")
        assert redo.read(path) == [b"one", b"two", b"three"]
        log.restart([b"four"])
        log.append(b"five")
        assert redo.read(path) == [b"four", b"five"]


def test_until_its_first_restart_a_successor_leaves_what_there_is(path):
    with opened(path, [b"one"]):
        pass
    successor = RedoLog(path)
    assert redo.read(path) == [b"one"]
    successor.restart([b"two"])
    assert redo.read(path) == [b"two"]
    successor.close()


def test_a_restart_that_was_not_finished_changed_nothing(path):
    """Its writer dies when so many of the records are written that it begins with, or over the last of them."""

    class Died(Exception):
        pass

    def until_death(many):
        for i in range(many):
            yield b"new %d" % i
        raise Died

    for many in range(4):
        with opened(path, [b"old"]) as log:
            log.append(b"also old")
            with pytest.raises(Died):
                log.restart(until_death(many))
            assert redo.read(path) == [b"old", b"also old"]


def test_it_is_full_when_a_file_is_and_not_again_at_once_if_it_begins_with_much(path):
    with opened(path) as log:
        appended = 0
        while not log.full:
            log.append(b"x" * 20)
            appended += 1
        assert SMALL // 30 <= appended <= SMALL // 20
        much = [b"y" * 20] * 100
        log.restart(much)
        assert not log.full
        for _ in range(50):
            log.append(b"z" * 20)
            assert not log.full
        assert redo.read(path) == much + [b"z" * 20] * 50
        log.restart([])
        assert redo.read(path) == []


def test_a_record_may_be_larger_than_a_file(path):
    with opened(path) as log:
        log.append(b"x" * (10 * SMALL))
        assert log.full
        log.append(b"last")
        assert redo.read(path) == [b"x" * (10 * SMALL), b"last"]


def test_its_files_have_their_room_from_the_beginning(path):
    with opened(path):
        files = list(path.parent.glob("log.*"))
        assert [file.stat().st_size for file in files] == [SMALL] * 2
        assert [file.stat().st_mode & 0o077 for file in files] == [0, 0]


# ------------------------------------------------------------------ where it is kept


def test_the_logs_of_a_server(tmp_path):
    logs = {number: redo.place(tmp_path, "told", number) for number in (1, 2, 17)}
    for number, path in logs.items():
        with opened(path, [b"%d" % number]):
            pass
    with opened(redo.place(tmp_path, "worker", 3)):
        pass
    assert redo.places(tmp_path, "told") == logs
    assert set(redo.places(tmp_path, "worker")) == {3}
    redo.forget(tmp_path)
    assert redo.places(tmp_path, "told") == redo.places(tmp_path, "worker") == {}


def test_they_are_in_memory_and_their_owners_only(tmp_path, memory):
    home = redo.home(tmp_path)
    assert home.parent == memory
    assert home.stat().st_mode & 0o077 == 0
    assert redo.home(tmp_path) == home
    redo.forget(tmp_path)
    assert not list(memory.iterdir())


def test_each_data_directory_has_a_place_of_its_own(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    assert redo.home(one) != redo.home(other)
    with opened(redo.place(one, "told", 1)):
        redo.forget(other)
        assert set(redo.places(one, "told")) == {1}


def test_where_there_is_no_such_memory_they_are_in_the_data_directory(tmp_path, monkeypatch):
    monkeypatch.setattr(redo, "MEMORY", tmp_path / "not there")
    assert redo.home(tmp_path).parent == tmp_path


@pytest.mark.parametrize("trap", ["open to all", "a link", "a file"])
def test_a_place_that_somebody_else_has_prepared_is_not_used(tmp_path, trap):
    home = redo.home(tmp_path)
    home.rmdir()
    if trap == "open to all":
        home.mkdir()
        home.chmod(0o777)
    elif trap == "a link":
        home.symlink_to(tmp_path)
    else:
        home.touch(0o600)
    with pytest.raises(PermissionError, match=home.name):
        redo.place(tmp_path, "told", 1)


# --------------------------------------------------------------- whatever happens

steps = st.lists(st.one_of(records, st.lists(records, max_size=6)), max_size=30)


@settings(deadline=None)
@given(steps)
def test_it_holds_what_was_written_since_the_last_restart(steps):
    """A step is a record to append, or a list of them to begin anew with; now and then the writer has a successor."""
    with new_path() as path:
        log, model = RedoLog(path), []
        log.restart(())
        for number, step in zip(count(1), steps):
            if isinstance(step, list):
                log.restart(step)
                model = step
            else:
                log.append(step)
                model = [*model, step]
            if number % 7 == 0:
                log.close()
                log = RedoLog(path)
                assert redo.read(path) == model
                log.restart(model)
            assert redo.read(path) == model
        log.close()


@settings(deadline=None)
@given(st.lists(records, min_size=1, max_size=8), st.lists(records, max_size=8), st.data())
def test_a_record_that_its_writer_died_over_is_left_out(earlier, written, data):
    """What lies behind the place where it died is from an earlier use of the file, and is never read."""
    with new_path() as path:
        with opened(path, earlier) as log:
            log.restart([])
            log.restart([])  # the same file again
            for record in written:
                log.append(record)
            current = max(path.parent.iterdir(), key=lambda file: file.stat().st_mtime_ns)
            before = current.read_bytes()
            log.append(last := data.draw(records))
            assert current.read_bytes() != before
        whole = current.read_bytes()
        end = max(i for i in range(len(whole)) if whole[i : i + 1] != before[i : i + 1]) + 1
        start = next(i for i in range(end) if whole[i : i + 1] != before[i : i + 1])
        cut = data.draw(st.integers(start, end - 1))
        current.write_bytes(whole[:cut] + before[cut:])
        assert redo.read(path) == written
        current.write_bytes(whole)
        assert redo.read(path) == [*written, last]


@settings(deadline=None)
@given(st.lists(st.lists(records, max_size=8), min_size=1, max_size=6))
def test_nothing_of_an_earlier_use_of_a_file_is_read(uses):
    """Records of one length stand where those of the use before stood, so that only their seed tells them apart."""
    with new_path() as path, opened(path) as log:
        for use in uses:
            log.restart([])
            for record in use:
                log.append(record.ljust(40))
                log.append(record.ljust(40))
            log.restart([])
            for record in use[: len(use) // 2]:
                log.append(record.ljust(40))
            assert redo.read(path) == [record.ljust(40) for record in use[: len(use) // 2]]


@settings(deadline=None)
@given(st.binary(max_size=400), st.binary(max_size=400))
def test_a_file_of_anything_else_holds_no_log(first, second):
    with new_path() as path:
        for number, content in enumerate((first, second)):
            path.with_name(f"log.{number}").write_bytes(content)
        assert redo.read(path) == []
        with opened(path, [b"new"]):
            assert redo.read(path) == [b"new"]
