"""The time that decides never goes back."""

import time

from chatlib.state.order.clock import Clock


def test_a_clock_that_is_set_back_changes_what_is_told_and_nothing_else(monkeypatch):
    wall, ticking = [1_000_000.0], [50.0]
    monkeypatch.setattr(time, "time", lambda: wall[0])
    monkeypatch.setattr(time, "monotonic", lambda: ticking[0])
    clock = Clock(0.0)
    assert (clock.now(), clock.told()) == (1_000_000.0, 1_000_000.0)
    wall[0], ticking[0] = 996_400.0, 51.0
    assert (clock.now(), clock.told()) == (1_000_001.0, 996_400.0)


def test_it_goes_on_from_what_was_kept(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 1_000_000.0)
    assert Clock(2_000_000.0).now() >= 2_000_000.0
