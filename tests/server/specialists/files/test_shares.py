"""Shares: so many places for each."""

import threading

from chatlib.server.specialists.files.shares import Shares


def test_each_has_so_many_and_what_one_leaves_he_can_have_again():
    shares = Shares(2)
    assert [shares.take("ani") for _ in range(3)] == [True, True, False]
    assert shares.take("budi")
    shares.leave("ani")
    assert [shares.take("ani") for _ in range(2)] == [True, False]


def test_who_is_not_counted_has_no_bound():
    shares = Shares(1)
    assert all(shares.take("") for _ in range(10))
    shares.leave("")
    assert shares.take("ani")


def test_nobody_is_remembered_who_has_none():
    shares = Shares(1)
    for uid in range(1000):
        assert shares.take(uid)
        assert not shares.take(uid)
        shares.leave(uid)
    assert not shares._taken


def test_several_threads_get_no_more_than_there_are():
    shares, got = Shares(50), []

    def take() -> None:
        got.extend(shares.take("ani") for _ in range(100))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(got) == 50
