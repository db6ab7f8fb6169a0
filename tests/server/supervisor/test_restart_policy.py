"""When a process that has died is started again: a table."""

import signal

import pytest

from chatlib.server.supervisor.restarts.restart_policy import RestartPolicy

KILLED = -signal.SIGKILL


def waits(*lives, exitcodes=()):
    """What is decided after each of these lives, in seconds, begun one after the other; they end with 1 if not told."""
    policy, now, found = RestartPolicy(), 1000.0, []
    for number, life in enumerate(lives):
        policy.begins(now)
        now += life
        found.append(policy.ends(now, exitcodes[number] if exitcodes else 1))
        now += found[-1] or 0.0
    return found


@pytest.mark.parametrize(
    ("lives", "decided"),
    [
        ((3600.0,), [0.0]),
        ((10.0,), [0.0]),
        ((0.1,), [0.0]),
        ((0.1, 0.1), [0.0, 0.25]),
        ((9.9, 9.9), [0.0, 0.25]),
        ((0.1,) * 8, [0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, None]),
        ((60.0,) * 20, [0.0] * 20),
        ((0.1, 0.1, 0.1, 60.0, 0.1, 0.1), [0.0, 0.25, 0.5, 0.0, 0.0, 0.25]),
        ((0.1, 0.1, 0.1, 10.0, 0.1, 0.1, 0.1, 0.1), [0.0, 0.25, 0.5, 0.0, 0.0, 0.25, 0.5, 1.0]),
    ],
)
def test_after_a_quick_death_the_next_start_waits_longer_and_after_too_many_there_is_none(lives, decided):
    assert waits(*lives) == decided


def test_who_was_killed_did_not_die_of_its_start_however_often():
    assert waits(*[0.1] * 50, exitcodes=[KILLED] * 50) == [0.0] * 50


def test_a_death_by_wish_says_that_the_quick_ones_before_it_are_over():
    assert waits(*[0.1] * 5, exitcodes=[1, 70, KILLED, 1, 1]) == [0.0, 0.25, 0.0, 0.0, 0.25]


@pytest.mark.parametrize("exitcode", [0, 1, 70, -signal.SIGSEGV, -signal.SIGTERM])
def test_whatever_else_it_died_of_counts(exitcode):
    assert waits(*[0.1] * 3, exitcodes=[exitcode] * 3) == [0.0, 0.25, 0.5]


def test_a_process_that_never_began_did_not_die_quickly():
    assert RestartPolicy().ends(5.0) == 0.0


def test_each_process_has_its_own():
    one, other = RestartPolicy(), RestartPolicy()
    for policy in (one, one, other):
        policy.begins(0.0)
        policy.ends(0.0)
    assert (one.quick_deaths, other.quick_deaths) == (2, 1)
