"""What the journal keeps: written, opened again, loaded."""

from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from chatlib.core import commands, entries, events
from chatlib.core.model import Room, State, User
from chatlib.core.rules import Conversation
from chatlib.core.world import Change, Kept, Outgoing
from chatlib.state.errors import JournalError
from chatlib.state.journal.journal import Journal
from chatlib.state.journal.recovery import replayed
from chatlib.state.layout import LOG, VIEW
from chatlib.state.log import log
from chatlib.state.log.log import segments
from chatlib.state.view.database import VERSION, create
from chatlib.state.view.feeding import feed_all

KEPT: list[Kept] = [
    Change(1, 10.0, commands.Register(name="Ana", secret="h", enter=commands.Enter(dialect="sendto", worker=1))),
    events.Message(0, 2, 11.0, 0, "lobby", 1, "Ana", text="h\u00e9 \U0001f600", id="m1"),
    events.Message(0, 3, 12.0, 0, "", 1, "Ana", 2, "Budi", "secret"),
    Change(4, 13.0, commands.CreateRoom(5, "t", "Tim", False, True, ["Budi"])),
    events.Message(0, 5, 14.0, 0, "", 1, "Ana", 2, "Budi", "f", file=events.Attachment(4, 3, "0f")),
    Change(6, 15.0, commands.Restart(written={5: 3})),
]

LATEST = Conversation(0, None, -1, -1, 9)


class Opened(Journal):
    """`state` and `since` are what it has loaded."""

    def load_all(self) -> "Opened":
        self.state, since = self.load()
        self.since = list(since)
        return self

    def keep(self, *kept: Kept) -> None:
        self.append(list(kept))
        self.commit()


@pytest.fixture
def reopen(tmp_path):
    """Opens the directory and loads what is there, and closes what was open before."""
    with ExitStack() as opened:

        def again() -> Opened:
            opened.close()
            return opened.enter_context(closing(Opened(tmp_path))).load_all()

        yield again


def test_a_new_journal_is_empty(reopen):
    journal = reopen()
    assert (journal.state, journal.since) == (State(), [])


def test_what_was_committed_is_there_in_order_and_once(reopen):
    journal = reopen()
    journal.append(KEPT[:4])
    journal.append(KEPT[4:])
    journal.commit()
    for _ in range(2):
        assert reopen().since == KEPT


def test_what_was_not_committed_is_not(reopen):
    journal = reopen()
    journal.keep(*KEPT[:2])
    journal.append(KEPT[2:])
    assert reopen().since == KEPT[:2]


def test_committing_nothing_is_fine(reopen):
    journal = reopen()
    journal.commit()
    journal.keep()
    assert reopen().since == []


def test_who_asks_is_given_what_was_appended_whether_the_view_has_it_or_not(reopen, tmp_path):
    journal = reopen()
    journal.append(KEPT[:3])
    assert [one.seq for one in journal.history.conversation(LATEST)] == [2]
    journal.commit()
    feed_all(tmp_path)
    journal.keep(events.Message(0, 7, 16.0, 0, "lobby", 1, "Ana", text="x"))
    for _ in range(2):
        assert [one.seq for one in journal.history.conversation(LATEST)] == [2, 7]
        journal.look()
    assert [one.seq for one in reopen().history.conversation(LATEST)] == [2, 7]


def test_a_saved_state_comes_back_and_only_what_follows_is_played_again(reopen):
    journal = reopen()
    state = State(seq=4, next_uid=3, users={1: User(1, "Ana", "h", rooms={1: 4}, sent={"m1": 2})})
    state.rooms[1] = Room(1, "Tim", False, 1, {1: None}, {2: ("Ana", 4)})
    state.accounts_made["10.0.0.1"] = [10.0]
    journal.keep(*KEPT[:4])
    journal.save(state)
    journal.keep(*KEPT[4:])
    again = reopen()
    assert again.state == state
    assert again.since == KEPT[4:]
    assert [one.seq for one in again.history.conversation(LATEST)] == [2]


def test_where_there_is_no_room_for_the_whole_state_everything_stays_as_it_was(reopen, monkeypatch):
    journal = reopen()
    journal.keep(*KEPT)
    large = State(seq=6, users={n: User(n, f"user{n}", "x" * 1000) for n in range(1000)})

    def no_room(file: int, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(log, "_write", no_room)
        journal.save(large)
    journal.keep(Change(7, 16.0, commands.Restart()))
    assert [one.seq for one in reopen().since] == [1, 2, 3, 4, 5, 6, 7]
    journal = reopen()
    journal.save(large)
    assert reopen().state == large


def test_the_state_is_to_be_saved_when_much_has_happened_since(reopen):
    journal = reopen()
    number = 0
    while not journal.is_full:
        number += 1
        journal.keep(events.Message(0, number, 1.0, 0, "lobby", 1, "Ana", text="x" * 4000))
    assert number * 4000 > log.LARGE / 2
    journal.save(State(seq=number))
    assert not journal.is_full


def test_what_other_realms_must_be_told_is_found_in_the_log_if_it_did_not_get_into_the_outbox(reopen, monkeypatch):
    journal = reopen()
    outgoing = Outgoing("b", 0, entries.Presence("ani", True))
    with monkeypatch.context() as patch:
        patch.setattr(journal._outbox, "put", lambda *_: None)
        journal.append(KEPT[:2], [outgoing])
        journal.commit()
    journal.append(KEPT[2:], [outgoing])
    journal.commit()
    assert journal.waiting() == {"b": 1}
    for _ in range(2):
        assert reopen().waiting() == {"b": 1}  # its place is behind what it has


def test_an_outbox_that_is_behind_gets_what_is_missing_once(reopen, monkeypatch):
    journal = reopen()
    with monkeypatch.context() as patch:
        patch.setattr(journal._outbox, "put", lambda *_: None)
        journal.append(KEPT[:2], [Outgoing("b", 0, entries.Presence("ani", True))])
        journal.commit()
    for _ in range(2):
        assert reopen().waiting() == {"b": 1}


# ------------------------------------------------------- files it cannot use


def test_a_newer_view_is_refused_and_left_alone(tmp_path):
    db = create(tmp_path / VIEW)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    with pytest.raises(JournalError, match="newer version"):
        Journal(tmp_path)


def test_a_newer_log_is_refused_and_left_alone(reopen, tmp_path):
    reopen().close()
    (segment,) = segments(tmp_path / LOG)
    data = bytearray(segment.read_bytes())
    data[11] += 1
    segment.write_bytes(data)
    before = set(Path("/proc/self/fd").iterdir())
    with pytest.raises(JournalError, match="newer version"):
        Journal(tmp_path)
    assert segment.read_bytes() == data
    assert set(Path("/proc/self/fd").iterdir()) == before, "something is still open"


def test_a_file_that_is_no_view_is_refused(tmp_path):
    (tmp_path / VIEW).write_bytes(b"This is a letter to my mother, and no database at all." * 100)
    with pytest.raises(JournalError, match="not a database"):
        Journal(tmp_path)


def test_a_directory_that_is_not_there_is_an_error_with_the_path_in_it(tmp_path):
    with pytest.raises(JournalError, match="nowhere"):
        Journal(tmp_path / "nowhere")


def test_a_view_without_its_log_is_refused(reopen, tmp_path):
    journal = reopen()
    journal.keep(*KEPT)
    feed_all(tmp_path)
    journal.close()
    for segment in segments(tmp_path / LOG):
        segment.unlink()
    with pytest.raises(JournalError, match=LOG):
        reopen()


def test_a_view_that_is_gone_is_told_of_and_the_log_goes_on(reopen, tmp_path):
    journal = reopen()
    journal.keep(*KEPT)
    journal.save(State(seq=6))
    feed_all(tmp_path)
    journal.keep(events.Message(0, 7, 16.0, 0, "lobby", 1, "Ana", text="x"))
    journal.close()
    for path in tmp_path.glob(f"{VIEW}*"):
        path.unlink()
    again = reopen()
    assert [VIEW in line for line in again.damage] == [True]
    assert again.history.conversation(LATEST)[-1].seq == 7


def test_a_log_that_ends_before_the_view_is_told_of_and_no_number_is_given_again(reopen, tmp_path):
    journal = reopen()
    for one in KEPT:
        journal.keep(one)
    feed_all(tmp_path)
    journal.close()
    (segment,) = segments(tmp_path / LOG)
    segment.write_bytes(segment.read_bytes()[:-40])
    again = Journal(tmp_path)
    chat = replayed(again)
    again.close()
    assert chat.state.seq == 6
    assert len(again.damage) == 1
    assert LOG in again.damage[0]
