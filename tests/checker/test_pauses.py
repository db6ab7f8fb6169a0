"""From a kill until those it concerned heard something new."""

from tests.checker.journal import Journal
from tests.checker.pauses import Kill, Pause, pauses
from tests.checker.verdict import LOBBY

STREAM = ("ani1", LOBBY)


def crowd() -> list[Journal]:
    """ani says something every second from 10 to 19. budi hears it after 0.1 s, citra after 0.4 s, dodi never."""
    ani, budi, citra, dodi = (Journal(name) for name in ("ani1", "budi2", "citra3", "dodi4"))
    said = ani.saying(LOBBY, answered=False)
    for second in range(10, 20):
        number = said.begin(second)
        budi.heard[STREAM].add(number, second + 0.1)
        citra.heard[STREAM].add(number, second + 0.4)
    return [ani, budi, citra, dodi]


def rounded(found: list[Pause]) -> list[tuple[float | None, ...]]:
    return [tuple(None if wait is None else round(wait, 6) for wait in pause) for pause in found]


def kill(at: float, *names: str) -> Kill:
    return Kill("workers", 1, at, frozenset(names))


def test_what_was_said_before_the_kill_does_not_count_however_late_it_comes() -> None:
    assert rounded(pauses([kill(12.05, "budi2", "citra3")], crowd())) == [(1.05, 1.35)]


def test_a_kill_that_concerned_nobody_has_no_pause() -> None:
    assert pauses([kill(12.0)], crowd()) == []


def test_after_which_nobody_heard_anything() -> None:
    assert pauses([kill(19.5, "budi2"), kill(12.0, "dodi4")], crowd()) == [Pause(None, None)] * 2


def test_slow_readers_and_those_who_poll_do_not_count() -> None:
    journals = crowd()
    journals[1].slow, journals[2].pushed = True, False
    assert pauses([kill(12.0, "budi2", "citra3")], journals) == []
