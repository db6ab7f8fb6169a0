"""What a worker is told is kept until it has processed it."""

import os
from contextlib import contextmanager
from itertools import chain
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.core import events
from chatlib.state import redo
from chatlib.state.frames import Resumed, Told, decode_from_state
from chatlib.state.order.workers import line as lines
from chatlib.state.order.workers.line import new, remembered


@contextmanager
def new_logs():
    """Of two workers."""
    logs = {number: redo.make_files("told") for number in (3, 11)}
    yield logs
    for file in chain(*logs.values()):
        os.close(file)


@pytest.fixture
def logs():
    with new_logs() as logs:
        yield logs


@pytest.fixture
def line(logs):
    return new(logs)[3]


def tell(line, seq, *news):
    line.news += news
    return decode_from_state(line.pack(seq))


def greeting(line, told):
    resumed, *tells = map(decode_from_state, line.greeting(told))
    return resumed, tells


def note(number):
    return events.Done(0, f"note {number}")


def test_news_and_answers_make_something_to_tell(line):
    assert not line.has_news
    line.news.append(note(1))
    assert line.has_news
    line.pack(1)
    assert not line.has_news
    line.answered = False
    assert line.has_news
    line.pack(1)
    assert not line.has_news


def test_tells_are_numbered_and_say_which_batches_are_done(line):
    assert tell(line, 5, note(1), note(2)) == Told(1, 0, 5, [note(1), note(2)])
    line.done = 7
    assert tell(line, 6) == Told(2, 7, 6, [])


def test_who_has_processed_some_gets_the_others(line):
    told = [tell(line, n, note(n)) for n in range(1, 6)]
    assert greeting(line, 2) == (Resumed(0, 5), told[2:])
    assert line.live
    assert greeting(line, 5) == (Resumed(0, 5), [])


def test_what_was_heard_is_kept_no_longer(line):
    told = [tell(line, n, note(n)) for n in range(1, 6)]
    line.heard(3)
    line.heard(1)
    assert greeting(line, 0) == (Resumed(0, 5), told[3:])


def test_too_much_is_kept_until_it_was_heard(line, monkeypatch):
    monkeypatch.setattr(lines, "MOST_KEPT", 1000)
    count = 0
    while not line.overfull:
        count += 1
        tell(line, count, events.Done(0, "x" * 100))
    assert 5 < count < 11
    line.heard(1)
    assert not line.overfull


def test_whoever_comes_next_remembers_what_was_committed(logs, line):
    line.done = 4
    told = [tell(line, seq, note(seq)) for seq in (10, 10, 12, 15)]
    found = remembered(logs, 12)[3]
    assert (found.number, found.live) == (3, False)
    assert greeting(found, 0) == (Resumed(4, 3), told[:3])
    assert tell(found, 13, note(0)).number == 4


def test_what_was_never_told_is_forgotten_for_good(logs, line):
    told = [tell(line, seq, note(seq)) for seq in (10, 12)]
    second = remembered(logs, 11)[3]
    instead = tell(second, 12, note(0))
    third = remembered(logs, 12)[3]
    assert greeting(third, 0) == (Resumed(0, 2), [told[0], instead])


def test_each_number_has_its_own(logs):
    for number, line in new(logs).items():
        tell(line, 5, note(number))
    for number, found in remembered(logs, 5).items():
        assert greeting(found, 0)[1][0].events == [note(number)]


@given(st.lists(st.one_of(st.just("tell"), st.just("die"), st.integers(0, 3)), min_size=10, max_size=40))
def test_none_is_lost_and_none_changes_however_often_the_log_begins_anew(steps):
    """Tells, what was heard of the last of them (all but so many), and deaths of the state process."""
    with patch.object(redo, "SIZE", 80), new_logs() as logs:
        line, told, heard = new(logs)[3], [], 0
        for step in steps:
            if step == "tell":
                line.done += 1
                told.append(tell(line, len(told), note(len(told))))
            elif step == "die":
                line = remembered(logs, len(told))[3]
            else:
                heard = max(heard, len(told) - step)
                line.heard(heard)
            assert (line.told, line.done) == (len(told), len(told))
        assert greeting(remembered(logs, len(told))[3], heard) == (Resumed(len(told), len(told)), told[heard:])


def test_what_is_only_known_to_have_been_told_is_told_to_nobody(logs):
    line = new(logs)[3]
    for number in range(1, 6):
        tell(line, number, note(number))
    greeting(line, 5)
    again = remembered(logs, 5)[3]
    assert greeting(again, 3) == (Resumed(0, 3), [])
    assert tell(again, 6).number == 6


def test_who_dies_again_and_again_does_not_hand_down_more_and_more(logs):
    line, told = new(logs)[3], []
    for number in range(1, 300):
        line.done += 1
        told.append(tell(line, number, note(number)))
        line = remembered(logs, number)[3]
        assert greeting(line, max(0, number - 2)) == (Resumed(number, number), told[-2:])
        assert len(redo.read(logs[3])) <= 3
    assert greeting(line, number) == (Resumed(number, number), [])
    assert greeting(remembered(logs, number)[3], number) == (Resumed(number, number), [])


def test_who_has_written_down_less_than_it_has_heard_waits_for_nothing(line):
    """What concerned none of its connections is in no record of its, and kept no longer once it was heard."""
    for n in range(1, 6):
        tell(line, n, note(n))
    line.heard(5)
    assert greeting(line, 2) == (Resumed(0, 2), [])
