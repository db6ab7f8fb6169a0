"""What the state counts and writes down while somebody looks on, and what it does not write down."""

import os
from functools import partial

import pytest

from chatlib.core import commands, events
from chatlib.state.tracing import records
from chatlib.state.tracing.board import STATE, Board, make_board
from chatlib.state.tracing.ring import RingReader

WORKERS = 3
PATIENTLY = 0x5A5A1234
"""A cid that would be found in the memory."""


class Looking:
    """Somebody who looks on, at a board of his own."""

    def __init__(self, before=b""):
        self.file = make_board(WORKERS)
        os.pwrite(self.file, before, 0)
        self.board = Board(self.file, WORKERS)
        self.board.every = 1
        self.reader = RingReader(self.board.rings[STATE])

    def at(self, house):
        house.call(lambda: house.sequencer.observe(Board(self.file, WORKERS)))
        return self

    @property
    def memory(self):
        return os.pread(self.file, os.fstat(self.file).st_size, 0)

    @property
    def stored(self):
        return self.board.tallies[STATE].read().counts[0]

    def told(self, worker):
        """The last tell to it that had a message, and all the messages."""
        return self.board.tallies[STATE].read().counts[2 * worker + 1 : 2 * worker + 3]

    def traced(self, house):
        """Of all that is done by now."""
        house.call(lambda: None)
        return [records.decode(data) for data in self.reader.take()]


@pytest.fixture
def look():
    looking = []

    def look(before=b""):
        looking.append(Looking(before))
        return looking[-1]

    yield look
    for one in looking:
        os.close(one.file)


@pytest.fixture
def ana(house, worker):
    """Her connection is at the first worker, that of Budi at the second one."""
    house.register("Ana", "Budi")
    worker.enter(1, "Ana")
    other = house.worker(2)
    other.enter(2, "Budi")
    worker.ask(commands.Pass(1))
    return worker, other


def say(text, to="lobby", cid=1, **more):
    return commands.Send(cid, to=to, text=text, **more)


def test_messages_are_counted_for_each_worker_that_is_told_of_them(house, ana, look):
    worker, other = ana
    seen = look().at(house)
    worker.ask(say("satu"), say("dua"))
    other.ask(say("tiga", cid=2))
    worker.ask(say("empat", to="Budi"))
    assert seen.stored == 4
    assert seen.told(1) == (worker.told, 4)
    assert "empat" in [event.text for event in other.hear().events]
    assert seen.told(2) == (other.told, 4)
    assert seen.told(3)[1:] == (3,), "it has nobody's end of what was private, and is told once it is there"


def test_of_what_is_said_in_one_breath_each_message_is_counted(house, ana, look):
    worker, other = ana
    seen = look().at(house)
    worker.ask(say("satu", more=["dua", "tiga"]))
    assert type(other.hear().events[-1]) is events.Run
    assert (seen.stored, seen.told(1), seen.told(2)) == (3, (worker.told, 3), (other.told, 3))
    (traced,) = seen.traced(house)
    assert traced.text == "tiga"


def test_what_is_no_message_is_not_counted(house, ana, look):
    worker, _ = ana
    seen = look().at(house)
    worker.ask(commands.CreateRoom(1, room="Kelas"), commands.WhoAmI(1), commands.ListUsers(1), say("", to="nobody"))
    assert (seen.stored, seen.told(1)) == (0, (0, 0))


def test_what_is_refused_or_told_again_is_no_message(house, ana, look):
    worker, _ = ana
    seen = look().at(house)
    worker.ask(say("satu", id="a"))
    worker.ask(say("satu", id="a"), say("dua", to="nobody"))
    assert (seen.stored, seen.told(1)[1:]) == (1, (1,))


def test_what_is_kept_nowhere_is_not_counted(house, ana, look):
    """It is told to those who are there, and has no place in the order."""
    worker, other = ana
    seen = look().at(house)
    worker.ask(say("sedang mengetik", passing=True))
    assert other.hear_of(events.Message).seq == 0
    assert (seen.stored, seen.told(1), seen.told(2)) == (0, (0, 0), (0, 0))
    assert seen.traced(house) == []


def test_what_was_missed_is_no_message_of_now(house, ana, look):
    worker, _ = ana
    worker.ask(say("lama", to="Budi"))
    seen = look().at(house)
    worker.enter(3, "Budi")
    worker.ask(commands.Inbox(3), commands.History(3, peer="Ana"))
    assert (seen.stored, seen.told(1)[1:]) == (0, (0,))


def test_what_was_told_before_is_not_counted(house, ana, look):
    worker, other = ana
    worker.ask(say("lama"))
    seen = look().at(house)
    assert [seen.board.counts_from(one.number) for one in ana] == [worker.told + 1, other.told + 2]
    assert (seen.stored, seen.told(1)) == (0, (0, 0))


def test_nothing_is_counted_once_nobody_looks_on(house, ana, look):
    worker, _ = ana
    seen = look().at(house)
    worker.ask(say("satu"))
    house.call(lambda: house.sequencer.observe(None))
    before = seen.memory
    worker.ask(say("dua"))
    house.call(lambda: None)
    assert seen.memory == before


# ------------------------------------------------------------------- its successor


@pytest.mark.parametrize("times", [1, 2, 3])
def test_what_was_not_committed_is_not_counted_and_then_once(house, open_house, ana, look, times):
    """As often as the state dies over it."""
    worker, _ = ana
    seen = look().at(house)
    worker.ask(say("satu"))
    told = worker.told
    for _ in range(times):
        copies, commit = [], house.journal.commit

        def about_to_commit(*standing, house=house, seen=seen, copies=copies, commit=commit):
            if house.journal._kept and not copies:
                copies.append((house.copy(), seen.memory))
            return commit(*standing)

        house.call(partial(setattr, house.journal, "commit", about_to_commit))
        worker.ask(say("dua"))
        assert (seen.stored, seen.told(1)) == (2, (told + 1, 2))
        ((remains, memory),) = copies
        house, seen = open_house(remains, goes_on=True), look(memory)
        assert seen.stored == 2, "so much it had counted"
        seen.at(house)
        assert (seen.stored, seen.told(1)) == (1, (told, 1))
        worker = house.worker(1, told, [1])
    worker.ask(say("dua"))
    assert (seen.stored, seen.told(1)) == (2, (told + 1, 2))


def test_what_was_committed_counts_on(house, open_house, ana, look):
    worker, _ = ana
    seen = look().at(house)
    worker.ask(say("satu"), say("dua"))
    begins = seen.board.counts_from(1)
    copy, memory = house.call(lambda: (house.copy(), seen.memory))
    again, seen = open_house(copy, goes_on=True), look(memory)
    seen.at(again)
    worker = again.worker(1, worker.told, [1])
    worker.ask(say("tiga"))
    assert (seen.stored, seen.told(1)) == (3, (worker.told, 3))
    assert seen.board.counts_from(1) == begins


# -------------------------------------------------------------------------- traces


def test_the_way_of_a_message_is_written_down_step_by_step(house, worker, look):
    house.register("Ana")
    worker.enter(PATIENTLY, "Ana")
    seen = look().at(house)
    told = worker.reply(say("halo semua", cid=PATIENTLY))
    (one,) = seen.traced(house)
    assert (one.seq, one.at, one.sender, one.place, one.text, one.length) == (
        told.seq, told.at, "Ana", "lobby", "halo semua", 10,
    )  # fmt: skip
    assert (one.private, one.cid, one.worker, one.batch) == (False, PATIENTLY, 1, worker.batches)
    steps = [one.read, one.ruled, one.stored, one.told]
    assert steps[0] > 0
    assert steps == sorted(steps)
    for word in (b"halo semua", b"Ana", PATIENTLY.to_bytes(4, "big")):
        assert word in seen.memory


def test_the_length_is_in_bytes_and_a_long_text_is_cut(house, ana, look):
    worker, _ = ana
    seen = look().at(house)
    worker.ask(say("é" * 700))
    (one,) = seen.traced(house)
    assert (one.text, one.length) == ("é" * records.LONGEST, 1400)


def test_some_are_chosen_by_their_seq_and_of_one_turn_the_last_of_these(house, ana, look):
    worker, _ = ana
    seen = look().at(house)
    seen.board.every = 3
    told = worker.ask(*[say(f"m{i}") for i in range(10)])
    seqs = [one.seq for one in told if isinstance(one, events.Message)]
    assert [one.seq for one in seen.traced(house)] == [seq for seq in seqs if not seq % 3][-1:]
    seen.board.every = 0
    worker.ask(say("halo"), say("halo"), say("halo"))
    assert seen.traced(house) == []


@pytest.mark.parametrize("to", ["Budi", "Kantin"])
def test_what_is_not_for_all_stands_nowhere_but_for_its_length(house, worker, look, to):
    """All of the memory is searched."""
    house.register("Ana", "Budi")
    worker.enter(PATIENTLY, "Ana")
    worker.enter(PATIENTLY + 1, "Budi")
    worker.ask(commands.CreateRoom(PATIENTLY, room="Kantin"), commands.JoinRoom(PATIENTLY + 1, room="Kantin"))
    seen = look().at(house)
    told = worker.ask(say("sangat rahasia", to=to, cid=PATIENTLY))
    told += worker.ask(say("juga rahasia", to=to, cid=PATIENTLY + 1))
    first, second = (one for one in told if isinstance(one, events.Message))
    one, other = seen.traced(house)
    assert [(one.seq, one.private, one.length, one.worker) for one in (one, other)] == [
        (first.seq, True, 14, 1), (second.seq, True, 12, 1),
    ]  # fmt: skip
    assert [(one.sender, one.place, one.text, one.cid) for one in (one, other)] == [("", "", "", 0)] * 2
    memory = seen.memory
    for word in (b"rahasia", b"Ana", b"Budi", b"Kantin", PATIENTLY.to_bytes(4, "big"), PATIENTLY.to_bytes(4, "little")):
        assert word not in memory
    assert seen.stored == 2
