"""Journals of earlier versions."""

import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from chatlib.core import commands, entries, events
from chatlib.core.chat import Chat
from chatlib.core.model import RULES_VERSION, State, User
from chatlib.core.rules import Matches
from chatlib.core.rules.moderation.authority import runs
from chatlib.core.searching import read
from chatlib.state import sqlite_file
from chatlib.state.errors import JournalError
from chatlib.state.journal.content_store import Store
from chatlib.state.journal.journal import Journal
from chatlib.state.journal.outbox import OutboxReader
from chatlib.state.journal.recovery import replayed
from chatlib.state.layout import OUTBOX, VIEW
from chatlib.state.view.database import VERSION
from chatlib.state.view.feeding import Feeder, feed_all
from chatlib.state.view.history import everything

SCHEMA_1 = """
CREATE TABLE changes (seq INTEGER PRIMARY KEY, at REAL NOT NULL, command BLOB NOT NULL);
CREATE TABLE messages (
    seq INTEGER PRIMARY KEY, at REAL NOT NULL, room INTEGER, room_name TEXT NOT NULL,
    sender INTEGER NOT NULL, sender_name TEXT NOT NULL, receiver INTEGER, receiver_name TEXT NOT NULL,
    text TEXT NOT NULL, id TEXT NOT NULL, low INTEGER, high INTEGER
);
CREATE TABLE files (
    seq INTEGER PRIMARY KEY, at REAL NOT NULL, sender_name TEXT NOT NULL, receiver INTEGER NOT NULL,
    receiver_name TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, content BLOB NOT NULL
);
CREATE TABLE snapshot (seq INTEGER PRIMARY KEY, state BLOB NOT NULL);
PRAGMA user_version = 1;
"""


@pytest.fixture
def old(tmp_path):
    """As version 1 left it: two accounts, a message, files before and after the snapshot, one of them fetched."""
    path = tmp_path / VIEW
    db = sqlite3.connect(path)
    db.executescript(SCHEMA_1)
    state = State(seq=5, next_uid=3, users={1: User(1, "Ana", "h"), 2: User(2, "Budi", "h", files=3)})
    builtins = msgspec.to_builtins(state)
    del builtins["uploads"], builtins["files"]
    db.execute("INSERT INTO snapshot VALUES (5, ?)", (msgspec.msgpack.encode(builtins),))
    db.execute("INSERT INTO messages VALUES (4, 1.0, NULL, '', 1, 'Ana', 2, 'Budi', 'hai', '', 1, 2)")
    for seq, sender, content in ((3, "Ana", b"sudah"), (5, "Ana", b"lama"), (6, "Gita", b"lama"), (8, "Ana", b"baru")):
        row = (seq, 1.0, sender, 2, "Budi", f"f{seq}", len(content), content)
        db.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    db.execute(
        "INSERT INTO changes VALUES (7, 1.0, ?)", (msgspec.msgpack.encode(commands.Register(name="C", secret="h")),)
    )
    db.commit()
    db.close()
    return tmp_path


def recovered(data) -> Chat:
    with closing(Journal(data)) as journal:
        return replayed(journal)


def said(data) -> list[events.Message]:
    with closing(sqlite_file.read(data / VIEW)) as db:
        return list(everything(db))


def test_files_of_version_1_are_still_received_and_nothing_is_received_twice(old):
    for _ in range(2):
        chat = recovered(old)
        assert chat.state.seq == 8
        chat.apply(commands.Enter(1, name="Budi", worker=1), 2.0)
        (found,) = chat.apply(commands.ReceiveFiles(1), 2.0)
        store = Store(old)
        assert [(m.sender, m.uid, m.text, store.content(m.file.sha256).read_bytes()) for m in found.files] == [
            ("Ana", 1, "f5", b"lama"),
            ("Gita", 0, "f6", b"lama"),
            ("Ana", 1, "f8", b"baru"),
        ]
        assert chat.apply(commands.Tick(), 3.0) == []


def test_it_is_of_the_present_version_then_and_has_the_files_in_its_history(old):
    recovered(old)
    assert [(one.seq, one.text, one.file and one.file.size) for one in said(old)] == [
        (3, "f3", 5), (4, "hai", None), (5, "f5", 4), (6, "f6", 4), (8, "f8", 4),
    ]  # fmt: skip
    with closing(sqlite3.connect(old / VIEW)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables.isdisjoint(["files", "messages", "changes", "snapshot"])


def test_a_migration_that_fails_changes_nothing(old, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Store, "put", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(JournalError, match="No space"):
            Journal(old)
    assert recovered(old).state.seq == 8


# ------------------------------------------------- when the database was the journal itself

SCHEMA_3 = """
CREATE TABLE changes (seq INTEGER PRIMARY KEY, at REAL NOT NULL, command BLOB NOT NULL);
CREATE TABLE messages (
    seq INTEGER PRIMARY KEY, at REAL NOT NULL, room INTEGER, room_name TEXT NOT NULL,
    sender INTEGER NOT NULL, sender_name TEXT NOT NULL, receiver INTEGER, receiver_name TEXT NOT NULL,
    text TEXT NOT NULL, id TEXT NOT NULL, low INTEGER, high INTEGER, file INTEGER, size INTEGER, sha256 TEXT,
    tags TEXT, event TEXT
);
CREATE TABLE snapshot (seq INTEGER PRIMARY KEY, state BLOB NOT NULL);
CREATE TABLE outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT, realm TEXT NOT NULL, lane INTEGER NOT NULL, entry BLOB NOT NULL
);
PRAGMA user_version = 3;
"""

ROWS = [
    (2, 1.0, 0, "lobby", 1, "Ana", None, "", "satu", "a1", None, None, None, None, None, None, None),
    (3, 2.0, None, "", 1, "Ana", 2, "Budi", "dua", "", 1, 2, None, None, None, '{"account":"Ana"}', None),
    (5, 3.0, 0, "lobby", 1, "Ana", None, "", "tiga", "a2", None, None, None, None, None, None, None),
    (6, 4.0, 0, "lobby", 1, "Ana", None, "", "empat", "", None, None, None, None, None, None, "topic"),
]

MESSAGES = [
    events.Message(0, 2, 1.0, 0, "lobby", 1, "Ana", text="satu", id="a1"),
    events.Message(0, 3, 2.0, 0, "", 1, "Ana", 2, "Budi", "dua", tags={"account": "Ana"}),
    events.Message(0, 5, 3.0, 0, "lobby", 1, "Ana", text="tiga", id="a2"),
    events.Message(0, 6, 4.0, 0, "lobby", 1, "Ana", text="empat", event="topic"),
]


@pytest.fixture
def rows(tmp_path):
    """As version 3 left it, killed: a snapshot, messages before and behind it, something for another realm."""
    with closing(sqlite3.connect(tmp_path / VIEW)) as db:
        db.executescript(SCHEMA_3)
        state = State(seq=3, next_uid=3, users={1: User(1, "Ana", "h"), 2: User(2, "Budi", "h")})
        db.execute("INSERT INTO snapshot VALUES (3, ?)", (msgspec.msgpack.encode(state),))
        register = msgspec.msgpack.encode(commands.Register(name="Citra", secret="h"))
        db.execute("INSERT INTO changes VALUES (4, 2.5, ?)", (register,))
        db.executemany(f"INSERT INTO messages VALUES ({'?, ' * 16}?)", ROWS)
        for number in (7, 9):
            entry = entries.encode(entries.Presence(f"ani{number}", True))
            db.execute("INSERT INTO outbox VALUES (?, 'b', 0, ?)", (number, entry))
        db.commit()
    return tmp_path


def test_nothing_of_version_3_is_lost(rows):
    for _ in range(2):
        chat = recovered(rows)
        assert chat.state.seq == 6
        assert [user.name for user in chat.state.users.values()] == ["Ana", "Budi", "Citra"]
        assert chat.state.users[1].sent == {"a2": 5}
        assert said(rows) == MESSAGES
    reader = OutboxReader(rows / OUTBOX)
    assert [number for number, _ in reader.after("b", 0, 0)] == [7, 9]
    reader.close()


def test_nothing_of_it_is_carried_over_twice(rows):
    with closing(sqlite3.connect(rows / VIEW)) as db:  # something that is no message, as after a kill
        db.execute("INSERT INTO changes VALUES (7, 5.0, ?)", (msgspec.msgpack.encode(commands.Restart()),))
        db.commit()
    assert recovered(rows).state.seq == 7
    feed_all(rows)
    assert said(rows) == MESSAGES


def test_a_migration_that_was_broken_off_begins_anew(rows, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("chatlib.state.view.blocks.insert", lambda *_: (_ for _ in ()).throw(OSError(28, "No space")))
        with pytest.raises(JournalError, match="No space"):
            Journal(rows)
    assert recovered(rows).state.seq == 6
    assert said(rows) == MESSAGES


# ------------------------------------------------------------------ before the index of words


@pytest.fixture
def schema_4(tmp_path):
    """As a server left it, killed, that knew no index: three messages each in the lobby, in a room, and to Budi."""
    with tarfile.open(Path(__file__).with_name("schema-4.tar.gz")) as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path


def test_what_was_said_before_there_was_an_index_is_found(schema_4):
    is_found_after_migration(schema_4)


def test_an_index_of_long_words_is_made_anew(schema_4):
    recovered(schema_4)
    with closing(sqlite3.connect(schema_4 / VIEW)) as db:
        db.execute("INSERT INTO words (rowid, text) VALUES (1, 'kata')")
        db.execute("UPDATE unindexed SET upto = 0")
        db.execute("PRAGMA user_version = 5")
        db.commit()
    is_found_after_migration(schema_4)


def is_found_after_migration(schema_4):
    chat = recovered(schema_4)
    ani = chat.state.users[1]
    with closing(Feeder(schema_4)) as feeder:
        feeder.feed_all()  # and then takes in what is older
        assert feeder.feed() == 0
    with closing(Journal(schema_4)) as journal:

        def found(typed, rooms, uid):
            page, _ = journal.history.matches(Matches(read(typed), rooms, uid, None, chat.state.seq + 1, 50))
            return [one.text for one in page]

        assert found("ke-", [0, *ani.rooms], ani.uid) == [
            text for n in (2, 1, 0) for text in (f"rahasia ke-{n}", f"kuis ke-{n} di kelas", f"rapat ke-{n} di lobby")
        ]
        assert found("rahasia", [0], 0) == []
        assert [one.text for one in said(schema_4) if one.to] == [f"rahasia ke-{n}" for n in range(3)]


# ------------------------------------------------------------------ before somebody ran a server


@pytest.fixture
def rules_2(tmp_path):
    """As a server left it, killed, under the second rules: Citra runs Tim (+imnt, +b) and Kelas (+nt, +e, a topic)."""
    with tarfile.open(Path(__file__).with_name("rules-2.tar.gz")) as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path


def test_what_held_in_a_room_before_holds_still(rules_2):
    chat = recovered(rules_2)
    tim, kelas = chat.room("tim"), chat.room("kelas")
    assert (tim.modes, tim.open, tim.enterable, [*tim.masks["b"]]) == ("mnt", False, False, ["nakal!*@*"])
    assert (kelas.modes, kelas.open, kelas.masks["e"]["*!*@lain"].by) == ("nt", True, "citra")
    assert (kelas.topic.text, kelas.topic.by) == ("bab satu", "citra")
    assert kelas.masks["e"]["*!*@lain"].until == 0.0
    citra = chat.user("citra")
    assert runs(chat, tim, citra)
    assert citra.read == {"kelas": "2026-11-01T00:00:00.000Z"}
    assert [one.text for one in said(rules_2) if not one.event] == [
        "halo kelas",
        "hai semua",
        "rahasia kita",
        "halo lobby",
    ]


def test_a_closed_room_of_before_is_opened_and_closed_as_ever(rules_2):
    chat = recovered(rules_2)
    chat.apply(commands.Restart(rules=RULES_VERSION), chat.state.now)
    chat.apply(commands.Enter(90, name="citra"), chat.state.now)
    for on, enterable in ((False, True), (True, False), (False, True)):
        chat.apply(commands.SetModes(90, room="tim", changes=[(on, "i", "")]), chat.state.now)
        assert chat.room("tim").enterable is enterable
