"""The log: what was appended is read again, by its next writer and by others, whatever became of the last bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.state.errors import JournalError
from chatlib.state.log import log
from chatlib.state.log.log import Log, segments
from chatlib.state.log.reader import LogReader, damage_in, held
from chatlib.state.log.segment import HEADER, framed, is_torn, records

PAYLOADS = [b"", b"x", b"\xf5log" * 9, bytes(range(256)) * 40, framed(7, b"one within another")]


def fill(written: Log, start: int, count: int) -> None:
    for number in range(start, start + count):
        written.append(number, b"turn %d" % number)


def read_all(reader: LogReader, most: int = 64) -> list[int]:
    found = []
    while some := reader.read(most):
        assert len(some) == 1 or sum(len(one.payload) for one in some) <= max(most, 4096)
        found += [one.seq for one in some]
    return found


@pytest.fixture
def written(tmp_path):
    """A log with two segments: the state at 0, turns 1 to 5, the state at 5, turns 6 to 9."""
    made = Log(tmp_path / "log")
    assert made.open() is None
    made.begin(0, b"state 0")
    fill(made, 1, 5)
    made.begin(5, b"state 5")
    fill(made, 6, 4)
    yield made
    made.close()


def reopened(written: Log) -> tuple[Log, list]:
    written.close()
    again = Log(written.directory)
    return again, again.open()


def test_the_newest_segment_is_what_a_writer_goes_on_with(written):
    again, found = reopened(written)
    assert [(one.seq, one.payload) for one in found][:2] == [(5, b"state 5"), (6, b"turn 6")]
    fill(again, 10, 1)
    again, found = reopened(again)
    assert [one.seq for one in found] == [5, 6, 7, 8, 9, 10]
    again.close()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_any_bytes_are_read_as_they_were_written(payload):
    data = framed(3, payload) + framed(4, b"end")
    assert [(one.seq, one.payload) for one in records(data)] == [(3, payload), (4, b"end")]
    assert records(data)[-1].end == len(data)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=5), st.data())
def test_of_what_is_cut_anywhere_all_is_read_that_was_whole(payloads, data):
    frames = [framed(seq, payload) for seq, payload in enumerate(payloads)]
    whole = b"".join(frames)
    cut = data.draw(st.integers(0, len(whole)))
    found = records(whole[:cut])
    assert [one.payload for one in found] == payloads[: len(found)]
    assert sum(map(len, frames[: len(found) + 1])) > cut or len(found) == len(frames)
    assert is_torn(whole[:cut], found[-1].end if found else 0)


@given(st.lists(st.binary(max_size=40), min_size=2, max_size=5), st.data())
def test_what_is_damaged_in_the_middle_is_told_from_what_was_not_written_to_its_end(payloads, data):
    frames = [framed(seq, payload) for seq, payload in enumerate(payloads)]
    hurt = data.draw(st.integers(0, len(frames) - 2))
    place = data.draw(st.integers(0, len(frames[hurt]) - 1))
    start = sum(map(len, frames[:hurt]))
    whole = bytearray(b"".join(frames))
    whole[start + place] ^= data.draw(st.integers(1, 255))
    assert [one.payload for one in records(bytes(whole))] == payloads[:hurt]
    assert not is_torn(bytes(whole), start)


# ------------------------------------------------------------------ the next writer


@pytest.mark.parametrize("rest", [b"\0" * 100, framed(10, b"turn 10")[:-1], b"\xf5lo", framed(10, b"x")[:5]])
def test_a_record_that_was_not_written_to_its_end_is_cut_off(written, rest):
    path = segments(written.directory)[-1]
    with open(path, "ab") as file:
        file.write(rest)
    again, found = reopened(written)
    assert ([one.seq for one in found], again.damage) == ([5, 6, 7, 8, 9], [])
    fill(again, 10, 1)
    assert not damage_in(path)
    again.close()


def test_damage_in_the_middle_is_told_and_kept_and_nothing_behind_it_is_read(written):
    path = segments(written.directory)[-1]
    whole = path.read_bytes()
    at = whole.index(b"turn 7")
    path.write_bytes(whole[:at] + b"X" + whole[at + 1 :])
    again, found = reopened(written)
    assert [one.seq for one in found] == [5, 6]
    assert len(again.damage) == 1
    assert path.name in again.damage[0]
    assert path.with_name(path.name + log.DAMAGED).read_bytes()[at : at + 6] == b"Xurn 7"
    again.close()


@pytest.mark.parametrize("left", [b"", HEADER, HEADER + framed(9, b"state 9")[:-1]])
def test_a_segment_that_was_just_to_begin_is_nothing(written, left):
    (written.directory / "00000003.log").write_bytes(left)
    again, found = reopened(written)
    assert [one.seq for one in found] == [5, 6, 7, 8, 9]
    again.begin(9, b"state 9")
    assert [path.name for path in segments(again.directory)] == ["00000001.log", "00000002.log", "00000003.log"]
    again.close()


def test_a_log_of_a_newer_version_is_refused(written):
    path = segments(written.directory)[-1]
    path.write_bytes(HEADER[:-1] + b"\xff" + path.read_bytes()[len(HEADER) :])
    with pytest.raises(JournalError, match="newer"):
        reopened(written)


def test_where_a_segment_finds_no_room_the_last_one_goes_on(written, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(log.os, "write", lambda file, data: len(data) // 2)
        with pytest.raises(OSError, match="No space"):
            written.begin(9, b"state 9")
    fill(written, 10, 1)
    assert not list(written.directory.glob("*.new"))
    again, found = reopened(written)
    assert [one.seq for one in found] == [5, 6, 7, 8, 9, 10]
    again.close()


def test_a_segment_is_full_when_it_is_large_and_the_state_small_beside_it(tmp_path):
    made = Log(tmp_path / "log")
    made.begin(0, b"s" * log.LARGE)
    for _ in range(5):
        assert not made.is_full
        made.append(1, b"x" * log.LARGE)
    assert made.is_full
    made.begin(1, b"s")
    assert not made.is_full
    made.append(2, b"x" * log.LARGE)
    assert made.is_full
    made.close()


# -------------------------------------------------------------------------- readers


@pytest.mark.parametrize("after", range(10))
@pytest.mark.parametrize("most", [1, 64, 1 << 20])
def test_a_reader_is_given_what_stands_behind_a_seq_in_order_and_no_states(written, after, most):
    assert read_all(LogReader(written.directory, after), most) == list(range(after + 1, 10))


def test_a_reader_that_is_done_is_given_what_comes_later(written):
    reader = LogReader(written.directory, 0)
    assert read_all(reader) == list(range(1, 10))
    fill(written, 10, 2)
    assert read_all(reader) == [10, 11]
    written.begin(11, b"state 11")
    assert read_all(reader) == []
    fill(written, 12, 1)
    assert read_all(reader) == [12]
    assert reader.damage == []


def test_half_a_record_is_waited_for(written):
    reader = LogReader(written.directory, 0)
    read_all(reader)
    record = framed(10, b"turn 10")
    with open(segments(written.directory)[-1], "ab") as file:
        file.write(record[:10])
        file.flush()
        assert reader.read(64) == []
        file.write(record[10:])
        file.flush()
        assert read_all(reader) == [10]


def test_what_was_read_can_go_but_not_what_is_still_being_read(written):
    reader = LogReader(written.directory, 0)
    reader.read(1)
    reader.trim()
    assert len(segments(written.directory)) == 2
    read_all(reader)
    with held(written.directory):
        reader.trim()
        assert len(segments(written.directory)) == 2  # somebody copies them
    reader.sync()
    reader.trim()
    assert [path.name for path in segments(written.directory)] == ["00000002.log"]


@pytest.mark.parametrize("hurt", ["turn 1", "turn 4", "state 0"])
def test_damage_in_an_older_segment_is_told_and_the_next_one_is_read(written, hurt):
    path = segments(written.directory)[0]
    whole = path.read_bytes()
    path.write_bytes(whole.replace(hurt.encode(), b"X" * len(hurt)))
    reader = LogReader(written.directory, 0)
    before = list(range(1, int(hurt[-1])))
    assert read_all(reader) == [*before, 6, 7, 8, 9]
    assert len(reader.damage) == 1
    assert path.name in reader.damage[0]
    assert path.name in damage_in(path)


@pytest.mark.parametrize("left", [0, 10, 30])
def test_where_there_is_no_other_segment_it_is_told_and_left_alone(tmp_path, left):
    made = Log(tmp_path / "log")
    made.begin(0, b"state 0")
    fill(made, 1, 5)
    made.close()
    (path,) = segments(made.directory)
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(JournalError, match="damaged"):
        made.open()
    assert path.stat().st_size == left


def test_a_reader_that_is_too_slow_for_the_trimming_reads_on(written, monkeypatch):
    """As a state that begins while the view's process lets go of a segment."""
    reader, other = LogReader(written.directory, 5), LogReader(written.directory, 0)
    read_all(other)
    first = segments(written.directory)[0]
    read = LogReader._read

    def trimmed_before(self, path, most):
        other.trim()
        return read(self, path, most)

    monkeypatch.setattr(LogReader, "_read", trimmed_before)
    assert read_all(reader) == [6, 7, 8, 9]
    assert not first.exists()


def test_a_reader_begins_anew_where_the_writer_has_cut_off(written):
    reader = LogReader(written.directory, 0)
    read_all(reader)
    path = segments(written.directory)[-1]
    path.write_bytes(path.read_bytes()[:-60])
    again, found = reopened(written)
    assert found[-1].seq < 8
    fill(again, 10, 1)
    assert read_all(reader) == [10]
    again.close()
