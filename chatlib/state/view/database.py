"""The view's database: messages in blocks, by conversation, and up to which SEQ it has them all."""

import sqlite3
from pathlib import Path

from chatlib.state.errors import JournalError

VERSION = 4
"""Of the schema, kept in the file. A newer one than the program knows is refused; up to 3 it was the journal itself."""

PAGE_SIZE = 16384
"""Bytes: about what a block takes."""

SCHEMA = """
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY, room INTEGER, low INTEGER, high INTEGER, last INTEGER NOT NULL
);
CREATE UNIQUE INDEX conversations_by_room ON conversations (room) WHERE room IS NOT NULL;
CREATE UNIQUE INDEX conversations_by_pair ON conversations (low, high) WHERE low IS NOT NULL;
CREATE INDEX conversations_by_high ON conversations (high) WHERE high IS NOT NULL;
CREATE TABLE blocks (
    number INTEGER PRIMARY KEY, bulk INTEGER NOT NULL, conversation INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, at REAL NOT NULL, messages BLOB NOT NULL
);
CREATE INDEX blocks_by_conversation ON blocks (conversation, first, last);
CREATE TABLE position (upto INTEGER NOT NULL);
INSERT INTO position VALUES (0);
"""
"""`last`: the SEQ of the last message; `first` and `at`: SEQ and time of the first. `bulk`: up to which SEQ the view
had everything after the block was written, together with others.
"""


def create(path: Path | str) -> sqlite3.Connection:
    """Opens the database for its writer, or makes it; JournalError if it cannot be used, or is of another version."""
    db = _connect(str(path), path)
    try:
        db.execute(f"PRAGMA page_size = {PAGE_SIZE}")  # of a new file
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        version = version_of(db)
        if version > VERSION:
            raise JournalError(f"{path}: made by a newer version (schema {version}, this one knows {VERSION})")
        if version == 0:
            db.executescript(f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
    except sqlite3.Error as error:
        db.close()
        raise JournalError(f"{path}: {error}") from error
    except BaseException:
        db.close()
        raise
    return db


def read(path: Path) -> sqlite3.Connection:
    """For whoever reads beside the writer. As `create`."""
    return _connect(f"{path.as_uri()}?mode=ro", path)


def version_of(db: sqlite3.Connection) -> int:
    """0 for a file that is new."""
    return db.execute("PRAGMA user_version").fetchone()[0]


def upto(db: sqlite3.Connection) -> int:
    """The SEQ up to which the view has everything."""
    return db.execute("SELECT upto FROM position").fetchone()[0]


def _connect(name: str, path: Path | str) -> sqlite3.Connection:
    try:
        db = sqlite3.connect(name, isolation_level=None, check_same_thread=False, uri=name.startswith("file:"))
        db.execute("PRAGMA busy_timeout = 5000")
    except sqlite3.Error as error:
        raise JournalError(f"{path}: {error}") from error
    return db
