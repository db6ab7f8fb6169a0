"""A log that outlives its writer at any moment, in two files of a fixed size."""

import os
import sys
import tempfile
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.state import redo
from chatlib.state.redo import RedoLog

SMALL = 300
"""Bytes of a file, so that a few records fill it."""

records = st.binary(min_size=1, max_size=40)


@contextmanager
def new_files():
    """For a log of its own for each example of hypothesis, in small files."""
    with patch.object(redo, "SIZE", SMALL):
        files = redo.make_files("test")
        yield files
        for file in files:
            os.close(file)


@pytest.fixture
def files():
    with new_files() as files:
        yield files


def begun(files, records=()):
    """A log that holds these records."""
    log = RedoLog(files)
    log.restart(records)
    return log


def content(file):
    return os.pread(file, os.fstat(file).st_size, 0)


def test_where_nothing_was_written_nothing_is_read(files):
    assert redo.read(files) == []
    RedoLog(files)
    assert redo.read(files) == []


def test_what_was_appended_is_read_at_once_in_order(files):
    log = begun(files)
    assert redo.read(files) == []
    for i in range(3):
        log.append(b"record %d" % i)
        assert redo.read(files) == [b"record %d" % n for n in range(i + 1)]


def test_after_a_restart_there_is_what_it_began_with_and_what_followed(files):
    log = begun(files, [b"one", b"two"])
    log.append(b"three")
    assert redo.read(files) == [b"one", b"two", b"three"]
    log.restart([b"four"])
    log.append(b"five")
    assert redo.read(files) == [b"four", b"five"]


def test_until_its_first_restart_a_successor_leaves_what_there_is(files):
    begun(files, [b"one"])
    successor = RedoLog(files)
    assert redo.read(files) == [b"one"]
    successor.restart([b"two"])
    assert redo.read(files) == [b"two"]


class Died(Exception):
    pass


def until_death(many):
    for i in range(many):
        yield b"new %d" % i
    raise Died


@pytest.mark.parametrize("many", range(4))
def test_a_restart_that_was_not_finished_changed_nothing(files, many):
    """Its writer dies when so many of the records are written that it begins with, or over the last of them."""
    log = begun(files, [b"old"])
    log.append(b"also old")
    with pytest.raises(Died):
        log.restart(until_death(many))
    assert redo.read(files) == [b"old", b"also old"]


def test_nothing_of_a_restart_that_was_not_finished_is_read_later(files):
    """The next one writes to the same file, and its last record ends where one of the other's began."""
    with pytest.raises(Died):
        begun(files, [b"old!"]).restart(until_death(3))
    log = begun(files, [b"newer"])
    assert redo.read(files) == [b"newer"]
    log.append(b"later")
    assert redo.read(files) == [b"newer", b"later"]


def test_it_is_full_when_a_file_is_and_not_again_at_once_if_it_begins_with_much(files):
    log = begun(files)
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
    assert redo.read(files) == much + [b"z" * 20] * 50
    log.restart([])
    assert redo.read(files) == []


def test_a_record_may_be_larger_than_a_file(files):
    log = begun(files)
    log.append(b"x" * (10 * SMALL))
    assert log.full
    log.append(b"last")
    assert redo.read(files) == [b"x" * (10 * SMALL), b"last"]


def test_where_there_is_no_room_for_a_record_its_writer_is_told(files, monkeypatch):
    log = begun(files, [b"old"])
    write = os.pwritev
    monkeypatch.setattr(os, "pwritev", lambda file, parts, at: write(file, (b"".join(parts)[:10],), at))
    with pytest.raises(OSError, match="No space"):
        log.append(b"x" * 20)
    assert redo.read(files) == [b"old"]


# --------------------------------------------------------------------------- files


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere files can be without a name, but not in memory")
def test_the_files_are_in_memory_and_have_their_room_from_the_beginning(files):
    for file in files:
        assert str(Path(f"/proc/self/fd/{file}").readlink()) == "/memfd:ruang-test (deleted)"
        found = os.fstat(file)
        assert (found.st_size, found.st_blocks > 0) == (SMALL, True)
        assert not os.get_inheritable(file)


def test_where_there_is_no_such_memory_they_are_files_without_a_name(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "memfd_create", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with new_files() as files:
        assert not list(tmp_path.iterdir())
        begun(files, [b"one"])
        assert redo.read(files) == [b"one"]


# --------------------------------------------------------------- whatever happens

steps = st.lists(st.one_of(records, st.lists(records, max_size=6)), max_size=30)


@given(steps)
def test_it_holds_what_was_written_since_the_last_restart(steps):
    """A step is a record to append, or a list of them to begin anew with; now and then the writer has a successor."""
    with new_files() as files:
        log, model = begun(files), []
        for number, step in zip(count(1), steps):
            if isinstance(step, list):
                log.restart(step)
                model = step
            else:
                log.append(step)
                model = [*model, step]
            if number % 7 == 0:
                log = RedoLog(files)
                assert redo.read(files) == model
                log.restart(model)
            assert redo.read(files) == model


@given(st.lists(records, min_size=1, max_size=8), st.lists(records, max_size=8), st.data())
def test_a_record_that_its_writer_died_over_is_left_out(earlier, written, data):
    """What lies behind the place where it died is from an earlier use of the file, and is never read."""
    with new_files() as files:
        log = begun(files, earlier)
        log.restart([])
        log.restart([])  # the same file again
        for record in written:
            log.append(record)
        before = [content(file) for file in files]
        log.append(last := data.draw(records))
        (current,) = [i for i, file in enumerate(files) if content(file) != before[i]]
        before, whole = before[current], content(files[current])
        end = max(i for i in range(len(whole)) if whole[i : i + 1] != before[i : i + 1]) + 1
        start = next(i for i in range(end) if whole[i : i + 1] != before[i : i + 1])
        cut = data.draw(st.integers(start, end - 1))
        os.pwrite(files[current], whole[:cut] + before[cut:], 0)
        assert redo.read(files) == written
        os.pwrite(files[current], whole, 0)
        assert redo.read(files) == [*written, last]


@given(st.lists(st.lists(records, max_size=8), min_size=1, max_size=6))
def test_nothing_of_an_earlier_use_of_a_file_is_read(uses):
    """Records of one length stand where those of the use before stood, so that only their seed tells them apart."""
    with new_files() as files:
        log = begun(files)
        for use in uses:
            log.restart([])
            for record in use:
                log.append(record.ljust(40))
                log.append(record.ljust(40))
            log.restart([])
            for record in use[: len(use) // 2]:
                log.append(record.ljust(40))
            assert redo.read(files) == [record.ljust(40) for record in use[: len(use) // 2]]


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_a_file_of_anything_else_holds_no_log(first, second):
    with new_files() as files:
        for file, garbage in zip(files, (first, second), strict=True):
            os.ftruncate(file, len(garbage))
            os.pwrite(file, garbage, 0)
        assert redo.read(files) == []
        begun(files, [b"new"])
        assert redo.read(files) == [b"new"]
