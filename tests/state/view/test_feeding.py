"""From the log to the view: everything, once, whoever is killed when; and how it is cut into blocks."""

from contextlib import closing

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.core import commands, events
from chatlib.core.world import Change, Kept, last_seq
from chatlib.state import sqlite_file
from chatlib.state.errors import JournalError
from chatlib.state.layout import LOG, VIEW
from chatlib.state.log import turn
from chatlib.state.log.log import Log, segments
from chatlib.state.log.reader import LogReader
from chatlib.state.log.segment import OVERHEAD
from chatlib.state.view import blocks, feeding
from chatlib.state.view.blocks import MOST, MOST_BYTES, Place, blocks_of, messages_in, packed, texts_in
from chatlib.state.view.feeding import Feeder, feed_all
from chatlib.state.view.history import everything


def said(seq: int, where: int, size: int = 3, more: int = 0) -> Kept:
    """In one of three conversations, with so many in the same breath, or no message at all."""
    if where == 3:
        return Change(seq, 1.0, commands.Restart())
    to = {"rid": 7} if where == 2 else {"to": where + 2}
    how = {"at": float(seq), "uid": 1, "sender": "ani", "text": "x" * size, "away": "makan", **to}
    if more:
        return events.Run(9, seq, **how, more=[f"{number} {'x' * size}" for number in range(more)])
    return events.Message(9, seq, **how)


def plain(kept: list[Kept]) -> list[events.Message]:
    """As anybody may read them."""
    found = [one for one in events.singly(kept) if isinstance(one, events.Message)]
    for one in found:
        one.cid, one.away = 0, ""
    return found


@pytest.fixture
def log(tmp_path):
    made = Log(tmp_path / LOG)
    made.begin(0, b"state")
    yield made
    made.close()


def write(log: Log, seqs: range) -> list[Kept]:
    kept = [said(seq, seq % 4) for seq in seqs]
    for start in range(0, len(kept), 3):
        some = kept[start : start + 3]
        log.append(some[-1].seq, turn.encode(some, ()))
    return plain(kept)


def viewed(data) -> list[events.Message]:
    with closing(sqlite_file.read(data / VIEW)) as db:
        return list(everything(db))


def test_everything_is_carried_over_once_bulk_by_bulk(log, tmp_path, monkeypatch):
    monkeypatch.setattr(feeding, "BULK", 300)
    expected = write(log, range(1, 100))
    feed_all(tmp_path)
    assert viewed(tmp_path) == expected
    expected += write(log, range(100, 120))
    for _ in range(2):
        feed_all(tmp_path)
        assert viewed(tmp_path) == expected


@pytest.mark.parametrize("at", ["insert", "sync", "trim"])
def test_who_is_killed_in_the_middle_has_neither_left_out_anything_nor_done_it_twice(log, tmp_path, monkeypatch, at):
    expected = write(log, range(1, 30))
    log.begin(29, b"state")
    expected += write(log, range(30, 40))

    class Killed(Exception):
        pass

    def kill(*_: object) -> None:
        raise Killed

    feeder = Feeder(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(*((feeding, "insert", kill) if at == "insert" else (feeding.LogReader, at, kill)))
        with pytest.raises(Killed):
            feeder.feed()
    feeder.close()
    feed_all(tmp_path)
    assert viewed(tmp_path) == expected


def test_segments_go_once_the_view_has_them(log, tmp_path):
    write(log, range(1, 30))
    log.begin(29, b"state")
    feed_all(tmp_path)
    assert [path.name for path in segments(tmp_path / LOG)] == ["00000002.log"]
    write(log, range(30, 40))
    feed_all(tmp_path)
    assert [path.name for path in segments(tmp_path / LOG)] == ["00000002.log"]


@pytest.mark.parametrize("hurt", [1, 14, 25])
def test_damage_is_told_and_what_stands_before_it_and_the_next_segment_are_read(log, tmp_path, hurt):
    """One bit of the turn that begins with this SEQ is another one."""
    said_before = write(log, range(1, hurt))
    path = segments(tmp_path / LOG)[0]
    at = path.stat().st_size + OVERHEAD
    write(log, range(hurt, 29))
    log.begin(28, b"state")
    said_behind = write(log, range(29, 40))
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    with pytest.raises(JournalError, match=rf"{path.name}: damaged at byte {at - OVERHEAD} "):
        feed_all(tmp_path)
    assert viewed(tmp_path) == said_before + said_behind


def test_nothing_is_in_the_view_that_the_log_could_lose(log, tmp_path, monkeypatch):
    write(log, range(1, 30))
    synced, inserted = [], []
    monkeypatch.setattr(feeding.LogReader, "sync", lambda _: synced.append(len(inserted)))
    monkeypatch.setattr(feeding, "insert", lambda *_: inserted.append(1) or [])
    feed_all(tmp_path)
    assert synced == [0]


def test_two_that_feed_at_once_do_it_once(log, tmp_path, monkeypatch):
    """As while a reload tries out the next one, or if one was stopped and goes on."""
    monkeypatch.setattr(feeding, "BULK", 300)
    expected = write(log, range(1, 100))
    one, other = Feeder(tmp_path), Feeder(tmp_path)
    read = LogReader.read

    def other_is_quicker(reader, most):
        found = read(reader, most)
        monkeypatch.setattr(LogReader, "read", read)
        other.feed()
        return found

    monkeypatch.setattr(LogReader, "read", other_is_quicker)
    for feeder in (one, other):
        feeder.feed_all()
        feeder.close()
    assert viewed(tmp_path) == expected


# ---------------------------------------------------------------------------- blocks


SIZES = st.sampled_from([1, 50, MOST_BYTES // 4, MOST_BYTES * 2])


@given(st.lists(st.tuples(st.integers(0, 3), SIZES, st.sampled_from([0, 0, 1, 40, MOST - 1, MOST])), max_size=40))
def test_blocks_are_the_conversations_in_pieces(kinds):
    kept: list[Kept] = []
    for where, size, more in kinds:
        kept.append(said(1 + last_seq(kept[-1]) if kept else 1, where, size, more))
    payloads = [turn.encode(kept[start : start + 5], ()) for start in range(0, len(kept), 5)]
    found: dict[Place, list[events.Message]] = {}
    for block in blocks_of(payloads, []):
        messages = messages_in(block.messages)
        assert (block.first, block.last, block.at) == (messages[0].seq, messages[-1].seq, messages[0].at)
        alone = len(msgspec.msgpack.decode(block.messages)) == 1
        assert len(messages) <= MOST or alone
        assert len(block.messages) <= MOST_BYTES or alone
        assert texts_in(block.messages) == [one.text for one in messages]
        assert {blocks.place_of(one) for one in messages} == {block.place}
        assert packed(block.place, messages)._replace(messages=b"") == block._replace(messages=b"")
        found.setdefault(block.place, []).extend(messages)
    for messages in found.values():
        assert messages == sorted(messages, key=lambda one: one.seq)
    assert sorted((one for some in found.values() for one in some), key=lambda one: one.seq) == plain(kept)
