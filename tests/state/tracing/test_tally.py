"""Counts are those of one moment, whenever their writer dies and whenever somebody reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chatlib.state.tracing import tally
from chatlib.state.tracing.tally import Counted, Tally

COUNT = 3


def make(count=COUNT):
    return memoryview(bytearray(Tally.size(count)))


def numbers(mark):
    """Counts that belong to a mark and to no other, of which no two are the same."""
    return tuple(1000 * mark + place for place in range(COUNT))


class Struct:
    """As the one of the library, which empties its bytes, and then writes value after value: `moments` has the memory
    after each of these.
    """

    def __init__(self, struct, moments):
        self._struct = struct
        self._moments = moments
        self.size = struct.size
        self.unpack_from = struct.unpack_from

    def pack_into(self, memory, at, *values):
        memory[at : at + self.size] = bytes(self.size)
        self._moments.append(bytes(memory))
        data = self._struct.pack(*values)
        for place in range(0, self.size, 8):
            memory[at + place : at + place + 8] = data[place : place + 8]
            self._moments.append(bytes(memory))


def moments_of_writing(memory, writer, mark, monkeypatch):
    """All that the memory is, from one writing to the next."""
    moments = [bytes(memory)]
    with monkeypatch.context() as patch:
        patch.setattr(tally, "_MARK", Struct(tally._MARK, moments))
        patch.setattr(writer, "_counts", Struct(writer._counts, moments))
        writer.write(mark, *numbers(mark))
    return moments


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
    with pytest.MonkeyPatch.context() as patch:
        for step in steps:
            mark = (written[-1] if written else 0) + step
            for moment in moments_of_writing(memory, writer, mark, patch):
                there = [*written[-1:], mark]
                upto = data.draw(st.integers(there[0], there[-1]))
                found = Tally(memoryview(bytearray(moment)), COUNT).resume(upto)
                before = max((one for one in written if one <= upto), default=None)
                allowed = [before and Counted(before, numbers(before))]
                if mark <= upto:
                    allowed.append(Counted(mark, numbers(mark)))
                assert found in allowed
            assert Tally(memory, COUNT).read() == Counted(mark, numbers(mark))
            written.append(mark)


@given(st.lists(st.integers(1, 3), min_size=2, max_size=6), st.data())
def test_a_reader_never_sees_a_mixture(steps, data):
    """However far the writer comes between any two of its looks."""
    memory, moments, mark = make(), [], 0
    writer = Tally(memory, COUNT)
    with pytest.MonkeyPatch.context() as patch:
        for step in steps:
            mark += step
            moments += moments_of_writing(memory, writer, mark, patch)
        shown, at = memoryview(bytearray(moments[0])), 0

        class Reading:
            def __init__(self, struct):
                self._struct = struct
                self.size = struct.size

            def unpack_from(self, memory, offset):
                nonlocal at
                at = data.draw(st.integers(at, min(at + 12, len(moments) - 1)))
                shown[:] = moments[at]
                return self._struct.unpack_from(memory, offset)

        patch.setattr(tally, "_MARK", Reading(tally._MARK))
        reader = Tally(shown, COUNT)
        reader._counts = Reading(reader._counts)
        while at < len(moments) - 1:
            found = reader.read()
            assert found is None or found.counts == numbers(found.mark)
            at += 1


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

    @rule(how_far=st.integers(0, 4))
    def dies_over_it_and_is_succeeded(self, how_far):
        moments = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tally, "_MARK", Struct(tally._MARK, moments))
            patch.setattr(self.writer, "_counts", Struct(self.writer._counts, moments))
            self.writer.write(self.mark + 1, 10 * (self.mark + 1))
        self.memory[:] = moments[how_far]
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
