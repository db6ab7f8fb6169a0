"""Promises: nobody is promised the room that another one will take."""

import errno
from types import SimpleNamespace

import pytest

from chatlib.server.specialists.files.promises import LOW, RESERVE, Promises


@pytest.fixture
def disk(monkeypatch):
    """One with so many bytes `free`."""
    disk = SimpleNamespace(free=RESERVE + 1000)
    monkeypatch.setattr("shutil.disk_usage", lambda _: disk)
    return disk


@pytest.fixture
def promises(disk, tmp_path):
    return Promises(tmp_path)


def fits(promises, size):
    try:
        with promises.hold(size):
            return True
    except OSError as error:
        return error.errno != errno.ENOSPC


def test_the_reserve_is_left(promises):
    assert fits(promises, 1000)
    assert not fits(promises, 1001)


def test_what_was_promised_counts_as_used_before_a_byte_of_it_has_come(promises):
    with promises.hold(700):
        assert fits(promises, 300)
        assert not fits(promises, 301)
    assert fits(promises, 1000)


def test_what_has_come_counts_on_the_disk_and_not_twice(promises, disk):
    with promises.hold(700) as promise:
        disk.free -= 500
        promise.came(500)
        assert fits(promises, 300)
        assert not fits(promises, 301)


def test_what_will_not_come_is_given_back(promises, disk):
    with promises.hold(700) as promise:
        disk.free -= 100
        promise.came(100)
    assert fits(promises, 900)
    assert not fits(promises, 901)


def test_a_promise_that_was_refused_holds_nothing(promises):
    for _ in range(10):
        assert not fits(promises, 2000)
    assert fits(promises, 1000)


def test_what_others_take_meanwhile_ends_what_has_begun(promises, disk):
    with promises.hold(1000) as promise:
        disk.free = LOW
        promise.came(1)
        disk.free = LOW - 1
        with pytest.raises(OSError, match="space"):
            promise.came(1)
    disk.free = RESERVE + 1000
    assert fits(promises, 1000)
