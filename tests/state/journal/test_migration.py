"""Journals of earlier versions."""

import sqlite3

import msgspec
import pytest

from chatlib.core import commands
from chatlib.core.chat import Chat
from chatlib.core.model import State, User
from chatlib.state.journal.content_store import Store
from chatlib.state.journal.journal import VERSION, Journal

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
    path = tmp_path / "ruang.sqlite"
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
    return path


def recovered(path) -> Chat:
    journal = Journal(path)
    state, changes = journal.load()
    chat = Chat(state)
    for change in changes:
        chat.replay(change)
    journal.close()
    return chat


def test_files_of_version_1_are_still_received_and_nothing_is_received_twice(old):
    for _ in range(2):
        chat = recovered(old)
        assert chat.state.seq == 8
        chat.apply(commands.Enter(1, name="Budi", worker=1), 2.0)
        (found,) = chat.apply(commands.ReceiveFiles(1), 2.0)
        store = Store(old.parent)
        assert [(m.sender, m.uid, m.text, store.content(m.file.sha256).read_bytes()) for m in found.files] == [
            ("Ana", 1, "f5", b"lama"),
            ("Gita", 0, "f6", b"lama"),
            ("Ana", 1, "f8", b"baru"),
        ]
        assert chat.apply(commands.Tick(), 3.0) == []


def test_it_is_of_the_present_version_then_and_has_the_files_in_its_history(old):
    Journal(old).close()
    db = sqlite3.connect(old)
    assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert db.execute("SELECT seq, text, size FROM messages ORDER BY seq").fetchall() == [
        (3, "f3", 5), (4, "hai", None), (5, "f5", 4), (6, "f6", 4), (8, "f8", 4),
    ]  # fmt: skip
    assert db.execute("SELECT name FROM sqlite_master WHERE name = 'files'").fetchall() == []
    db.close()


def test_a_migration_that_fails_changes_nothing(old, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Store, "put", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space"):
            Journal(old)
    assert recovered(old).state.seq == 8
