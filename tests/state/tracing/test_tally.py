"""Counts are those of one moment, whenever their writer dies and whenever somebody reads."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chatlib.state.tracing.tally import Counted, Tally

COUNT = 3


def make(count=COUNT):
    return memoryview(bytearray(Tally.size(count)))


def numbers(mark):
    """Counts that belong to a mark and to no other, of which no two are the same."""
    return tuple(1000 * mark + place for place in range(COUNT))


def torn(before, after, copied):
    """What is there when only some of the words were copied, in whatever order."""
    words = [(after if place in copied else before)[8 * place : 8 * place + 8] for place in range(len(before) // 8)]
    return memoryview(bytearray(b"".join(words)))


def some_words(memory):
    return st.sets(st.integers(0, len(memory) // 8 - 1))


def test_nothing_is_counted_at_first():
    assert Tally(make(), COUNT).read() is None
    assert Tally(make(), COUNT).resume(10) is None


def test_counts_may_be_below_zero_and_large():
    memory = make(2)
    Tally(memory, 2).write(2**64 - 1, -5, 2**62)
    assert Tally(memory, 2).read() == Counted(2**64 - 1, (-5, 2**62))


@given(st.lists(st.integers(1, 3), min_size=1, max_size=8), st.data())
def test_whenever_the_writer_dies_its_successor_has_the_last_counts_up_to_where_it_came(steps, data):
    """Of a writing that it died over, nothing or all: the one before is there in any case."""
    memory, written = make(), []
    writer = Tally(memory, COUNT)
    for step in steps:
        mark, before = (written[-1] if written else 0) + step, bytes(memory)
        writer.write(mark, *numbers(mark))
        assert Tally(memory, COUNT).read() == Counted(mark, numbers(mark))
        there = torn(before, bytes(memory), data.draw(some_words(memory)))
        upto = data.draw(st.integers(written[-1] if written else mark, mark))
        last = max((one for one in written if one <= upto), default=None)
        allowed = [last and Counted(last, numbers(last))]
        if mark <= upto:
            allowed.append(Counted(mark, numbers(mark)))
        assert Tally(there, COUNT).resume(upto) in allowed
        written.append(mark)


@given(st.integers(1, 5), st.integers(1, 5), st.data())
def test_a_reader_never_sees_a_mixture(mark, step, data):
    """Not even of two that have the same mark."""
    memory = make()
    writer = Tally(memory, COUNT)
    for later in (mark, mark, mark + step):
        before = bytes(memory)
        writer.write(later, *data.draw(st.sampled_from([numbers(later), numbers(later + 1)])))
        found = Tally(torn(before, bytes(memory), data.draw(some_words(memory))), COUNT).read()
        whole = [Tally(memoryview(bytearray(one)), COUNT).read() for one in (before, bytes(memory))]
        assert found in [*whole, None] or found.counts in (numbers(found.mark), numbers(found.mark + 1))


class Lives(RuleBasedStateMachine):
    """A writer counts one at each mark; it may die over any step, and what it had come to may be the mark before."""

    def __init__(self):
        super().__init__()
        self.memory = make(1)
        self.writer = Tally(self.memory, 1)
        self.mark = 1
        self.writer.write(1, 10)

    @rule()
    def counts(self):
        self.mark += 1
        self.writer.write(self.mark, 10 * self.mark)

    @rule()
    def writes_the_same_again(self):
        self.writer.write(self.mark, 10 * self.mark)

    @rule(data=st.data())
    def dies_over_it_and_is_succeeded(self, data):
        before = bytes(self.memory)
        self.writer.write(self.mark + 1, 10 * (self.mark + 1))
        self.memory[:] = torn(before, bytes(self.memory), data.draw(some_words(before)))
        self.succeeds()

    @rule()
    def dies_before_what_it_counted_is_committed(self):
        self.writer.write(self.mark + 1, 10 * (self.mark + 1))
        self.succeeds()

    def succeeds(self):
        """As processes do it: who goes on writes at once what it goes on with."""
        self.writer = Tally(self.memory, 1)
        found = self.writer.resume(self.mark)
        assert found == Counted(self.mark, (10 * self.mark,))
        self.writer.write(self.mark, *found.counts)

    @invariant()
    def is_what_was_counted(self):
        assert Tally(self.memory, 1).read() == Counted(self.mark, (10 * self.mark,))


TestLives = Lives.TestCase
