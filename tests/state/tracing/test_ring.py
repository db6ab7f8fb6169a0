"""Who reads gets what was written, in its order, or nothing of it; whoever died meanwhile."""

import mmap
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from chatlib.state.tracing.ring import RingReader, RingWriter

HEAD, LENGTH = 8, 4
RECORDS = st.lists(st.binary(max_size=40), max_size=8)
"""Those of a moment. Of a ring of 64 bytes one or two of them may wait to be read, and of the longest none."""


class Killed(BaseException):
    """Instead of SIGKILL."""


def make(size=64):
    return memoryview(bytearray(HEAD + size))


def fits(record, size=64):
    return LENGTH + len(record) <= size // 2


def may_wait(records, size=64):
    """Whether none of them can be overwritten while one more, of half the ring, is being written."""
    return sum(LENGTH + len(record) for record in records) <= size - size // 2


def is_subsequence(some, of):
    rest = iter(of)
    return all(one in rest for one in some)


@given(st.lists(RECORDS, max_size=20), st.integers(16, 200))
def test_each_look_finds_all_that_was_appended_since_the_last_one_or_nothing_of_it(moments, size):
    memory = make(size)
    writer, reader = RingWriter(memory), RingReader(memory)
    for records in moments:
        for record in records:
            writer.append(record)
        written = [record for record in records if fits(record, size)]
        assert reader.take() == (written if may_wait(written, size) else [])
    assert reader.take() == []


@given(st.lists(st.tuples(st.binary(max_size=30), st.booleans(), st.booleans())))
def test_readers_do_not_disturb_each_other(steps):
    memory = make()
    writer, readers = RingWriter(memory), [RingReader(memory), RingReader(memory)]
    took = [[], []]
    for record, *looks in steps:
        writer.append(record)
        for reader, found, looks_now in zip(readers, took, looks, strict=True):
            if looks_now:
                found += reader.take()
    appended = [record for record, *_ in steps]
    assert all(is_subsequence(found, appended) for found in took)


def test_who_comes_later_reads_what_is_written_from_then_on():
    memory = make()
    writer = RingWriter(memory)
    writer.append(b"before")
    reader = RingReader(memory)
    assert reader.take() == []
    writer.append(b"afterwards")
    assert reader.take() == [b"afterwards"]


def test_a_record_around_the_end_is_whole():
    memory = make(32)
    writer, reader = RingWriter(memory), RingReader(memory)
    for record in (b"0123456789", b"abcdefghij", b"ABCDEFGHIJ"):
        writer.append(record)
        assert reader.take() == [record]


def test_a_record_that_is_too_long_is_left_out_and_the_others_are_there():
    memory = make(64)
    writer, reader = RingWriter(memory), RingReader(memory)
    took = []
    for record in (b"one", bytes(29), bytes(28), b"two"):
        writer.append(record)
        took += reader.take()
    assert took == [b"one", bytes(28), b"two"]


class Dying:
    """The memory of a writer that is killed after so many of its writes. It can be written to in slices alone."""

    def __init__(self, memory, left):
        self.memory = memory
        self.left = left

    def __len__(self):
        return len(self.memory)

    def __getitem__(self, key):
        return self.memory[key]

    def __setitem__(self, key, data):
        if not self.left:
            raise Killed
        self.left -= 1
        self.memory[key] = data


def dies(memory, record, after):
    """A writer that is killed in the middle of appending this one, after so many writes of its bytes: two at the most,
    and then comes the head."""
    writer = RingWriter(memory)
    writer._room, writer._memory = Dying(writer._room, after), Dying(memory, 0)
    try:
        writer.append(record)
    except Killed:
        return
    raise AssertionError("it lives")


@given(st.lists(st.tuples(st.binary(max_size=28), st.none() | st.integers(0, 2), st.booleans()), max_size=30))
def test_what_a_writer_died_over_is_not_there_and_its_successor_goes_on_behind_what_is(steps):
    """It may have been written over what nobody has read yet: that is read whole, or not at all."""
    memory = make()
    writer, reader, waiting = RingWriter(memory), RingReader(memory), []
    for record, dies_after, looks in steps:
        if dies_after is None:
            writer.append(record)
            waiting.append(record)
        else:
            dies(memory, record, dies_after)
            writer = RingWriter(memory)
        if looks:
            assert reader.take() == (waiting if may_wait(waiting) else [])
            waiting = []
    reader.take()
    writer.append(b"last")
    assert reader.take() == [b"last"]


def test_what_a_writer_died_over_does_not_show_through():
    """All but four bytes of the ring wait to be read when it dies over more than these, with nothing announced."""
    memory = make()
    writer, reader = RingWriter(memory), RingReader(memory)
    for record in (b"a" * 16, b"b" * 16, b"c" * 16):
        writer.append(record)
    dies(memory, b"\xff" * 20, 2)
    assert reader.take() == []
    RingWriter(memory).append(b"next")
    assert reader.take() == [b"next"]


def test_what_is_overwritten_while_it_is_copied_is_missed():
    """The writer goes on between the two looks of the reader at how far it is."""
    memory = make()
    writer, reader = RingWriter(memory), RingReader(memory)
    writer.append(b"a" * 16)
    looks, written = [], reader._written

    def look():
        if looks:
            writer.append(b"d" * 16)
        looks.append(None)
        return written()

    reader._written = look
    assert reader.take() == []
    assert len(looks) == 2
    reader._written = written
    assert reader.take() == [b"d" * 16], "it is only what may be overwritten that is missed"


WRITES = """
import mmap, sys
from chatlib.state.tracing.ring import RingWriter
with open(sys.argv[1], "r+b") as file:
    writer = RingWriter(memoryview(mmap.mmap(file.fileno(), 0)))
for number in range(100_000):
    writer.append(number.to_bytes(4))
"""


def test_who_looks_while_another_process_writes_sees_nothing_twice(tmp_path):
    """How far it is changes at once; in between it is not 0, from where all of the ring would be read again."""
    path = tmp_path / "ring"
    path.write_bytes(bytes(HEAD + (1 << 16)))
    with open(path, "r+b") as file:
        reader = RingReader(memoryview(mmap.mmap(file.fileno(), 0)))
    last, ended = -1, False
    with subprocess.Popen([sys.executable, "-c", WRITES, path]) as writer:
        while not ended:
            ended = writer.poll() is not None  # and once more there is something to be read
            for record in reader.take():
                assert int.from_bytes(record) > last
                last = int.from_bytes(record)
    assert writer.returncode == 0
    assert last > 0
