"""What the journal keeps: written, opened again, loaded."""

import sqlite3

import pytest

from chatlib.core import commands, events
from chatlib.core.model import Room, State, User
from chatlib.core.world import Change
from chatlib.state.journal.errors import JournalError
from chatlib.state.journal.journal import VERSION, Journal

CHANGES = [
    Change(1, 10.0, commands.Register(name="Ana", secret="h", enter=commands.Enter(dialect="sendto", worker=1))),
    Change(2, 11.0, events.Message(0, 2, 11.0, 0, "lobby", 1, "Ana", text="h\u00e9 \U0001f600", id="m1")),
    Change(3, 12.0, events.Message(0, 3, 12.0, 0, "", 1, "Ana", 2, "Budi", "secret")),
    Change(4, 13.0, commands.CreateRoom(5, "t", "Tim", False, True, ["Budi"])),
    Change(5, 14.0, events.Message(0, 5, 14.0, 0, "", 1, "Ana", 2, "Budi", "f", file=events.Attachment(4, 3, "0f"))),
    Change(6, 15.0, commands.Restart(written={5: 3})),
]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "j.sqlite"


@pytest.fixture
def reopen(path):
    """Opens the file, and closes what was open before."""
    opened: list[Journal] = []

    def again() -> Journal:
        for journal in opened:
            journal.close()
        opened.append(Journal(path))
        return opened[-1]

    yield again
    for journal in opened:
        journal.close()


def loaded(journal: Journal) -> list[Change]:
    return list(journal.load()[1])


def test_where_there_is_no_room_for_the_whole_state_everything_stays_as_it_was(reopen):
    journal = reopen()
    journal.append(CHANGES)
    journal.commit()
    large = State(seq=6, users={n: User(n, f"user{n}", "x" * 1000) for n in range(1000)})
    (pages,) = journal._db.execute("PRAGMA page_count").fetchone()
    journal._db.execute(f"PRAGMA max_page_count = {pages}")
    journal.save(large)
    assert loaded(journal) == CHANGES
    journal.append([Change(7, 16.0, commands.Restart())])
    journal.commit()
    journal._db.execute("PRAGMA max_page_count = 1000000")
    journal.save(large)
    assert reopen().load()[0] == large


def test_a_new_journal_is_empty(reopen):
    state, changes = reopen().load()
    assert state == State()
    assert list(changes) == []


def test_what_was_committed_is_there_in_order_and_once(reopen):
    journal = reopen()
    journal.append(CHANGES[:4])
    journal.append(CHANGES[4:])
    journal.commit()
    found = loaded(reopen())
    assert [(change.seq, change.at) for change in found] == [(change.seq, change.at) for change in CHANGES]
    assert [change.what for change in found] == [change.what for change in CHANGES]


def test_what_was_not_committed_is_not(reopen):
    journal = reopen()
    journal.append(CHANGES[:2])
    journal.commit()
    journal.append(CHANGES[2:])
    assert loaded(reopen()) == CHANGES[:2]


def test_others_see_it_after_the_commit_and_not_before(path, reopen):
    journal = reopen()
    other = Journal(path)
    journal.append(CHANGES[:1])
    assert loaded(journal) == CHANGES[:1]
    assert loaded(other) == []
    journal.commit()
    assert loaded(other) == CHANGES[:1]
    other.close()


def test_committing_nothing_is_fine(reopen):
    journal = reopen()
    journal.commit()
    journal.append([])
    journal.commit()
    assert loaded(journal) == []


def test_no_number_is_given_twice(reopen):
    journal = reopen()
    journal.append(CHANGES[:1])
    with pytest.raises(sqlite3.IntegrityError):
        journal.append(CHANGES[:1])


def test_a_saved_state_comes_back_and_only_what_follows_is_played_again(reopen):
    journal = reopen()
    state = State(seq=4, next_uid=3, users={1: User(1, "Ana", "h", rooms={1: 4}, sent={"m1": 2})})
    state.rooms[1] = Room(1, "Tim", False, 1, {1: None}, {2: ("Ana", 4)})
    state.accounts_made["10.0.0.1"] = [10.0]
    journal.append(CHANGES[:4])
    journal.commit()
    journal.save(state)
    journal.append(CHANGES[4:])
    journal.commit()
    found, changes = reopen().load()
    assert found == state
    assert [change.seq for change in changes] == [5, 6]


def test_a_state_saved_again_replaces_the_last_one(reopen):
    journal = reopen()
    journal.save(State(seq=4))
    journal.save(State(seq=9))
    assert reopen().load()[0].seq == 9


def test_the_journal_writes_ahead_and_makes_no_checkpoint_of_its_own(path, reopen):
    journal = reopen()
    for i in range(2000):
        journal.append([Change(i + 1, 0.0, commands.Register(name=f"user{i}", secret="x" * 1000))])
        journal.commit()
    assert path.with_name(path.name + "-wal").stat().st_size > 1000 * 4096


@pytest.mark.parametrize(("sync", "level"), [("normal", 1), ("full", 2)])
def test_sync_is_what_was_asked_for(path, sync, level):
    journal = Journal(path, sync)
    assert journal._db.execute("PRAGMA synchronous").fetchone() == (level,)
    assert journal._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    journal.close()


# ------------------------------------------------------- files it cannot use


def test_a_newer_file_is_refused_and_left_alone(path, reopen):
    reopen().close()
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    with pytest.raises(JournalError, match="newer version"):
        Journal(path)


def test_a_file_that_is_no_journal_is_refused(path):
    path.write_bytes(b"This is a letter to my mother, and no database at all." * 100)
    with pytest.raises(JournalError, match="not a database"):
        Journal(path)


def test_a_directory_that_is_not_there_is_an_error_with_the_path_in_it(tmp_path):
    with pytest.raises(JournalError, match="nowhere"):
        Journal(tmp_path / "nowhere" / "j.sqlite")
