"""Journals of earlier versions, brought up to date when they are opened: journal.VERSION is that of today's."""

import sqlite3
import time
from pathlib import Path

import msgspec

from chatlib.core import names
from chatlib.core.events import Attachment, Message
from chatlib.core.model import State, User
from chatlib.state.journal.content_store import Store


def from_1(db: sqlite3.Connection, path: Path) -> None:
    """Files were rows of their own, content and all; now they are messages, and contents are in the store.

    Their time to live begins now. Interrupted, it begins anew: all of it is one transaction.
    """
    db.execute("BEGIN IMMEDIATE")
    for column in ("file INTEGER", "size INTEGER", "sha256 TEXT"):
        db.execute(f"ALTER TABLE messages ADD COLUMN {column}")
    row = db.execute("SELECT state FROM snapshot").fetchone()
    state = msgspec.msgpack.decode(row[0], type=State) if row else State()
    rows = db.execute("SELECT seq, sender_name, receiver, receiver_name, name, size, content FROM files ORDER BY seq")
    for seq, sender, receiver, receiver_name, name, size, content in rows:
        file = Attachment(seq, size, Store(path.parent).put(content))
        uid = _uid(state, sender)
        message = Message(0, seq, time.time(), 0, "", uid, sender, receiver, receiver_name, name, file=file)
        db.execute(
            "INSERT INTO messages VALUES (?, ?, NULL, '', ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?)",
            (seq, message.at, uid, sender, receiver, receiver_name, name, min(uid, receiver), max(uid, receiver),
             file.fid, file.size, file.sha256),
        )  # fmt: skip
        if seq <= state.seq:
            state.files[seq] = message
    db.execute("UPDATE snapshot SET state = ?", (msgspec.msgpack.encode(state),))
    db.execute("DROP TABLE files")
    db.execute("PRAGMA user_version = 2")
    db.execute("COMMIT")


def from_2(db: sqlite3.Connection) -> None:
    """Messages have tags, and beside them stands what else happened in a conversation."""
    columns = "".join(f"ALTER TABLE messages ADD COLUMN {name} TEXT; " for name in ("tags", "event"))
    db.executescript(f"BEGIN; {columns} PRAGMA user_version = 3; COMMIT;")


def _uid(state: State, name: str) -> int:
    """Of who sent it; 0, which is nobody, if it was a guest."""
    found: list[User] = [user for user in state.users.values() if names.key(user.name) == names.key(name)]
    return found[0].uid if found else 0
