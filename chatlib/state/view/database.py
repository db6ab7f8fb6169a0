"""The view's database: messages in blocks, by conversation, and up to which SEQ it has them all."""

import sqlite3
from pathlib import Path

from chatlib.state import sqlite_file
from chatlib.state.view import word_index

VERSION = 6
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
    """Opens the database for its writer, or makes it, see sqlite_file.py."""
    return sqlite_file.create(path, SCHEMA + word_index.SCHEMA, VERSION, PAGE_SIZE)


def upto(db: sqlite3.Connection) -> int:
    """The SEQ up to which the view has everything."""
    return db.execute("SELECT upto FROM position").fetchone()[0]
