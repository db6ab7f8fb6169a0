"""Signals become something to read: how many that mean the end, how many that mean to begin afresh."""

import select
import signal
import sys

import pytest

from chatlib.server.supervisor.signals import ENDS, RENEWS, Signals, held

KNOWN = sorted(ENDS | RENEWS)


class Terminal:
    """What the server writes to."""

    def __init__(self, is_there):
        self.is_there = is_there

    def isatty(self):
        return self.is_there


@pytest.fixture
def make(monkeypatch):
    """Signals of a server that writes to a terminal or not; whoever had the signals before has them again."""
    before = {number: signal.getsignal(number) for number in KNOWN}
    made = []

    def make(terminal):
        monkeypatch.setattr(sys, "stdout", terminal)
        made.append(Signals())
        return made[-1]

    wakeup = signal.set_wakeup_fd(-1)
    yield make
    signal.set_wakeup_fd(wakeup)
    for number, handler in before.items():
        signal.signal(number, handler)
    for one in made:
        one._bell.close()
        one._ringer.close()


def arrived(signals, *numbers):
    for number in numbers:
        signal.raise_signal(number)
    assert select.select([signals], [], [], 10)[0]
    return signals.read()


def test_nothing_has_come_yet(make):
    signals = make(Terminal(False))
    assert select.select([signals], [], [], 0)[0] == []
    assert signals.read() == (0, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_some_mean_the_end(make, number):
    signals = make(Terminal(False))
    assert arrived(signals, number) == (1, 0)
    assert signals.read() == (0, 0)


@pytest.mark.parametrize("there", [True, False])
def test_one_means_to_begin_afresh_with_a_terminal_or_without(make, there):
    assert arrived(make(Terminal(there)), signal.SIGHUP) == (0, 1)


def test_it_means_the_end_if_the_terminal_is_gone(make):
    terminal = Terminal(True)
    signals = make(terminal)
    assert arrived(signals, signal.SIGHUP) == (0, 1)
    terminal.is_there = False
    assert arrived(signals, signal.SIGHUP) == (1, 0)


def test_whoever_never_had_a_terminal_misses_none(make):
    terminal = Terminal(False)
    signals = make(terminal)
    assert arrived(signals, signal.SIGHUP) == (0, 1)


def test_several_at_once_are_counted(make):
    signals = make(Terminal(False))
    assert arrived(signals, signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGHUP) == (2, 2)


def test_a_process_that_is_started_in_held_is_deaf_to_an_interrupt():
    with held():
        assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, set())
        with held():
            pass
        assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, set())
        assert signal.SIGHUP not in signal.pthread_sigmask(signal.SIG_BLOCK, set())
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, set())
