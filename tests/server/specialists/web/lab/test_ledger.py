"""What two sides have counted is even, or somebody has lost something; what is only under way is not."""

from hypothesis import given
from hypothesis import strategies as st

from chatlib.server.specialists.web.lab.ledger import Ledger
from chatlib.state.tracing.records import Audited
from chatlib.state.tracing.tally import Counted


def state(stored, *workers, mark=50):
    """`workers`: the last tell that had a message, all messages told, and those that its own clients had said."""
    others = stored - sum(said for *_, said in workers)
    return Counted(mark, (stored, others, 0, *[count for last, told, _ in workers for count in (last, told)]))


def worker(told, accepted, heard, delivered=0):
    """What it had counted when it was through with this tell."""
    return Counted(told + 1, (accepted, heard, delivered))


def noted(stated, **workers):
    ledger = Ledger()
    ledger.note(stated, {int(name[1:]): counted for name, counted in workers.items()})
    return ledger


def verdict(ledger):
    return ledger.waiting, ledger.lost, ledger.doubled, ledger.frame()["balanced"]


def test_nothing_is_even():
    assert verdict(Ledger()) == (0, 0, 0, True)
    assert Ledger().frame() == {
        "accepted": 0, "stored": 0, "delivered": 0, "waiting": 0, "lost": 0, "doubled": 0, "balanced": True, "told": [],
        "bytes": [],
    }  # fmt: skip


def test_what_all_have_heard_is_even():
    ledger = noted(state(3, (9, 3, 2), (7, 3, 1)), w1=worker(9, 2, 3, 20), w2=worker(7, 1, 3, 10))
    assert verdict(ledger) == (0, 0, 0, True)
    frame = ledger.frame()
    assert (frame["accepted"], frame["stored"], frame["delivered"]) == (3, 3, 30)
    assert frame["told"] == [{"worker": 1, "told": 3, "heard": 3}, {"worker": 2, "told": 3, "heard": 3}]


def test_who_has_come_further_than_the_last_message_is_even():
    assert verdict(noted(state(3, (9, 3, 2)), w1=worker(12, 2, 3))) == (0, 0, 0, True)


def test_what_a_worker_has_not_heard_yet_waits_and_is_not_lost():
    assert verdict(noted(state(3, (9, 3, 3)), w1=worker(8, 1, 1))) == (2, 0, 0, False)


def test_a_worker_that_has_never_counted_waits_for_what_it_was_told():
    assert verdict(noted(state(0, (0, 0, 0)), w1=None)) == (0, 0, 0, True)
    assert verdict(noted(state(2, (9, 2, 0)), w1=None)) == (2, 0, 0, False)
    assert verdict(noted(state(2, (9, 2, 0)))) == (2, 0, 0, False)


def test_what_it_should_have_heard_by_now_is_lost():
    assert verdict(noted(state(3, (9, 3, 0)), w1=worker(9, 0, 1))) == (0, 2, 0, False)


def test_what_it_has_heard_twice_is_doubled():
    assert verdict(noted(state(3, (9, 3, 0)), w1=worker(9, 0, 5))) == (0, 0, 2, False)


def test_answers_are_counted_on_their_own():
    assert verdict(noted(state(3, (9, 3, 3)), w1=worker(9, 2, 3))) == (0, 1, 0, False)
    assert verdict(noted(state(3, (9, 3, 3)), w1=worker(9, 4, 3))) == (0, 0, 1, False)


def test_one_that_lost_and_one_that_doubled_are_not_even():
    ledger = noted(state(3, (9, 3, 0), (9, 3, 0)), w1=worker(9, 0, 2), w2=worker(9, 0, 4))
    assert verdict(ledger) == (0, 1, 1, False)


def test_what_the_kernel_says_counts_as_well():
    ledger = noted(state(3, (9, 3, 0), (9, 3, 0)), w1=worker(9, 0, 3), w2=worker(9, 0, 3))
    ledger.audited(1, Audited(5, 1000, 1000, 0, 0, 0))
    assert verdict(ledger) == (0, 0, 0, True)
    ledger.audited(2, Audited(6, 900, 800, 50, 2, 1))
    assert verdict(ledger) == (0, 2, 1, False)
    assert ledger.frame()["bytes"] == [
        {"worker": 1, "given": 1000, "kernel": 1000, "waiting": 0},
        {"worker": 2, "given": 900, "kernel": 800, "waiting": 50},
    ]
    ledger.audited(2, Audited(7, 900, 850, 50, 0, 0))
    assert verdict(ledger) == (0, 0, 0, True), "the last audit is what counts"


@given(st.lists(st.tuples(st.integers(1, 3), st.sets(st.integers(1, 3)), st.booleans()), max_size=30), st.data())
def test_whenever_one_looks_nothing_is_lost_or_doubled_where_nothing_is(turns, data):
    """Turns of the state, each with some messages for some workers, who hear them later, in their order."""
    last, told, pending = dict.fromkeys((1, 2, 3), 0), dict.fromkeys((1, 2, 3), 0), {1: [], 2: [], 3: []}
    heard, number, stored, ledger = dict.fromkeys((1, 2, 3), 0), dict.fromkeys((1, 2, 3), 0), 0, Ledger()
    upto = dict.fromkeys((1, 2, 3), 0)
    for messages, to, looks in turns:
        stored += messages
        for one in to:
            number[one] += 1
            last[one], told[one] = number[one], told[one] + messages
            pending[one].append((number[one], messages))
        for one in (1, 2, 3):
            for _ in range(data.draw(st.integers(0, len(pending[one])))):
                upto[one], count = pending[one].pop(0)
                heard[one] += count
        if looks:
            stated = state(stored, *[(last[one], told[one], 0) for one in (1, 2, 3)])
            ledger.note(stated, {one: worker(upto[one], 0, heard[one]) for one in (1, 2, 3)})
            waiting = sum(count for one in pending.values() for _, count in one)
            assert verdict(ledger) == (waiting, 0, 0, not waiting)
