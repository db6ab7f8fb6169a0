from hypothesis import given
from hypothesis import strategies as st

from chatlib.server.worker.limits.password_throttle import FORGET, FREE, KEPT, LONGEST, LONGEST_FOR_OTHERS, Throttle


def delays(throttle: Throttle, failures: int, now: float = 0.0) -> list[float]:
    """After each of so many failures."""
    seen = []
    for _ in range(failures):
        throttle.failed("ana", now)
        seen.append(throttle.delay("ana", now))
    return seen


def test_the_first_mistakes_cost_nothing():
    assert delays(Throttle(), FREE) == [0.0] * FREE


def test_then_the_wait_doubles_up_to_the_longest():
    after = delays(Throttle(), FREE + 8)[FREE:]
    assert after[:4] == [0.25, 0.5, 1.0, 2.0]
    assert after[-1] == LONGEST


def test_nobody_waits_longer_however_often_it_fails():
    assert delays(Throttle(), 2000)[-1] == LONGEST


def test_a_success_forgets_the_failures():
    throttle = Throttle()
    delays(throttle, 10)
    throttle.succeeded("ana", "")
    assert throttle.delay("ana", 0.0) == 0.0
    assert delays(throttle, FREE) == [0.0] * FREE


def test_a_success_without_failures_is_fine():
    throttle = Throttle()
    throttle.succeeded("ana", "")
    assert throttle.delay("ana", 0.0) == 0.0


def test_time_forgets_them_as_well_counted_from_the_last():
    throttle = Throttle()
    delays(throttle, 10, now=0.0)
    throttle.failed("ana", FORGET)
    assert throttle.delay("ana", 2 * FORGET) == LONGEST
    assert throttle.delay("ana", 2 * FORGET + 1) == 0.0
    throttle.failed("ana", 2 * FORGET + 1)
    assert throttle.delay("ana", 2 * FORGET + 1) == 0.0


def test_one_does_not_wait_for_anothers_failures():
    throttle = Throttle()
    delays(throttle, 10)
    assert throttle.delay("budi", 0.0) == 0.0


def test_memory_is_bounded_and_the_longest_untouched_is_forgotten_first():
    throttle = Throttle()
    delays(throttle, 10)
    for i in range(KEPT - 1):
        throttle.failed(f"user{i}", 0.0)
    throttle.failed("ana", 0.0)  # touched again: not the oldest any more
    throttle.failed("one more", 0.0)
    assert len(throttle.failures) == KEPT
    assert throttle.delay("ana", 0.0) == LONGEST
    assert "user0" not in throttle.failures


@given(st.lists(st.floats(0, FORGET / 20), min_size=1, max_size=20))
def test_the_wait_never_shrinks_while_failures_go_on(pauses):
    throttle, now, last = Throttle(), 0.0, 0.0
    for pause in pauses:
        now += pause
        throttle.failed("ana", now)
        assert last <= throttle.delay("ana", now) <= LONGEST
        last = throttle.delay("ana", now)


def test_an_account_and_an_address_are_counted_each():
    throttle = Throttle()
    for _ in range(9):
        throttle.wrong("ana", "10.0.0.1", 0.0)
    assert throttle.wait("ana", "10.0.0.2", 0.0) == LONGEST_FOR_OTHERS
    assert throttle.wait("budi", "10.0.0.1", 0.0) == throttle.wait("ana", "10.0.0.1", 0.0) == LONGEST
    assert throttle.wait("ana", "", 0.0) == LONGEST  # where addresses do not count
    assert throttle.wait("budi", "10.0.0.2", 0.0) == 0.0
    assert throttle.wait("10.0.0.1", "", 0.0) == 0.0


def test_who_has_logged_in_from_there_before_does_not_wait_for_others():
    throttle = Throttle()
    throttle.succeeded("ana", "10.0.0.5")
    for _ in range(9):
        throttle.wrong("ana", "10.0.0.1", 0.0)
    assert throttle.wait("ana", "10.0.0.5", 0.0) == 0.0
    for _ in range(9):
        throttle.wrong("budi", "10.0.0.5", 0.0)
    assert throttle.wait("ana", "10.0.0.5", 0.0) > 0


def test_logging_in_clears_the_account_but_not_the_address():
    throttle = Throttle()
    for _ in range(9):
        throttle.wrong("ana", "10.0.0.1", 0.0)
    throttle.succeeded("ana", "10.0.0.1")
    assert throttle.wait("ana", "10.0.0.2", 0.0) == 0.0
    assert throttle.wait("ana", "10.0.0.1", 0.0) > 0


def test_a_bounded_number_of_places_is_trusted():
    throttle = Throttle()
    for n in range(KEPT + 5):
        throttle.succeeded("ana", str(n))
    assert len(throttle.trusted) == KEPT
