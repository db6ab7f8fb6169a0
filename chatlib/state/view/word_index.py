"""Which words are in which block: a full-text index (SQLite's FTS5) whose rows are blocks, and not messages.

A search finds the few blocks that may have what is looked for, and reads them. So the index costs a message next to
nothing: a word that comes up a hundred times in a block is there once, and where in the block is not noted. The index
keeps no text either; what is taken out of a block has to be named. Words are made here, by core.searching, and not by
FTS5: its tables of letters are those of an old Unicode, and what people type is never its syntax.
"""

import sqlite3
from collections.abc import Iterable, Iterator

from chatlib.core.searching import Query, lookups, tokens
from chatlib.state.view.blocks import Texts, texts_in

BEGINNINGS = (1, 2, 3, 4, 6)
"""Lengths for which the index has the beginnings of words as well: for any other it would have to put together what it
has of all words that begin so, which takes the longer the more was ever said. Of a longer one the rest is left to
whoever reads the block.
"""

LONGEST, OF_LONGER = 24, 8
"""Characters of the longest words that are there whole, and how many of longer ones: people say hardly any, but paste
keys and the like, each of which would be another entry that nobody ever types.
"""

SCHEMA = f"""
CREATE VIRTUAL TABLE words USING fts5 (
    text, content = '', columnsize = 0, detail = none, tokenize = 'ascii', prefix = '{" ".join(map(str, BEGINNINGS))}'
);
CREATE TABLE unindexed (upto INTEGER NOT NULL);
INSERT INTO unindexed VALUES (0);
"""
"""To this tokenizer whatever is not ASCII is part of a word. `upto`: blocks of this number and below are not in the
index yet, since they are older than it.
"""

AT_ONCE = 64
"""Blocks of that kind that are taken in at once: some tens of milliseconds."""

_PLACE = "\ue000"
"""In front of a conversation's number makes a word that nobody can say: it is no letter."""

Row = tuple[int, int, bytes]
"""A block's number, its conversation, and what is in it."""


def add(db: sqlite3.Connection, rows: Iterable[Texts]) -> None:
    """Part of the transaction that is open, as everything here."""
    db.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", _described(rows))


def replace(db: sqlite3.Connection, row: Row, instead: bytes = b"") -> None:
    """What is in this block is something else from now on, or nothing."""
    if row[0] > _unindexed(db):
        ((number, words),) = _described(_read([row]))
        db.execute("INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)", (number, words))
        if instead:
            add(db, _read([(*row[:2], instead)]))


def add_older(db: sqlite3.Connection) -> bool:
    """Some of those that are older than the index, the latest first; False if there are none."""
    if not (upto := _unindexed(db)):
        return False
    rows = "SELECT number, conversation, messages FROM blocks WHERE number BETWEEN ? AND ?"
    add(db, _read(db.execute(rows, (upto - AT_ONCE + 1, upto)).fetchall()))
    db.execute("UPDATE unindexed SET upto = ?", (max(0, upto - AT_ONCE),))
    return True


def rewrite(db: sqlite3.Connection) -> None:
    """Nothing is left of what was removed."""
    db.execute("INSERT INTO words (words) VALUES ('optimize')")


def expression(query: Query, conversations: Iterable[int]) -> str:
    """What the index is asked for: blocks of these conversations that have the words. At least one is needed."""
    places = " OR ".join(f'"{_PLACE}{one}"' for one in conversations)
    words = [f'"{_begun(word)}"*' if is_beginning else f'"{_known(word)}"' for word, is_beginning in lookups(query)]
    return " AND ".join([*words, f"({places})"])


def _known(token: str) -> str:
    return token if len(token) <= LONGEST else token[:OF_LONGER]


def _begun(token: str) -> str:
    return token[: max(length for length in BEGINNINGS if length <= len(token))]


def _read(rows: Iterable[Row]) -> Iterator[Texts]:
    for number, conversation, data in rows:
        yield number, conversation, texts_in(data)


def _described(rows: Iterable[Texts]) -> Iterator[tuple[int, str]]:
    for number, conversation, texts in rows:
        words = set(map(_known, tokens("\n".join(texts))))
        yield number, " ".join([f"{_PLACE}{conversation}", *sorted(words)])


def _unindexed(db: sqlite3.Connection) -> int:
    return db.execute("SELECT upto FROM unindexed").fetchone()[0]
