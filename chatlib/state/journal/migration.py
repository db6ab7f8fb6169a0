"""Data directories of earlier versions, brought up to date when they are opened; see database.VERSION."""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from heapq import merge
from itertools import groupby, islice
from pathlib import Path

import msgspec

from chatlib.core import commands, names
from chatlib.core.events import Attachment, Message
from chatlib.core.model import State, User
from chatlib.core.world import Change, Kept
from chatlib.state import sqlite_file
from chatlib.state.errors import JournalError
from chatlib.state.journal.content_store import Store
from chatlib.state.journal.outbox import Outbox
from chatlib.state.layout import LOG, OUTBOX, VIEW
from chatlib.state.log import turn
from chatlib.state.log.log import Log
from chatlib.state.view import blocks, database, word_index

AT_ONCE = 10_000
"""Messages that are put into blocks together."""

_decode_command = msgspec.msgpack.Decoder(commands.Any).decode
_decode_tags = msgspec.json.Decoder(dict[str, str]).decode


def migrate(data: Path) -> None:
    """OSError, sqlite3.Error or JournalError if that cannot be; then all is as it was, and it can be tried again."""
    path = data / VIEW
    if not path.exists():
        return
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        try:
            version = sqlite_file.version_of(db)
        except sqlite3.DatabaseError as error:
            raise JournalError(f"{path}: {error}") from error
        if version == 1:
            from_1(db, path)
        if version in (1, 2):
            from_2(db)
        if version in (1, 2, 3):
            from_3(db, data)
        if version in (4, 5):
            from_4(db)


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


def from_3(db: sqlite3.Connection, data: Path) -> None:
    """The database was the journal itself, with a row for each message and each command. Now the log is that.

    The log and the outbox are made first, and made anew if there are any: nothing counts before the commit.
    """
    shutil.rmtree(data / LOG, ignore_errors=True)
    for file in data.glob(f"{OUTBOX}*"):
        file.unlink()
    row = db.execute("SELECT state FROM snapshot").fetchone()
    state = row[0] if row else msgspec.msgpack.encode(State())
    seq = msgspec.msgpack.decode(state, type=State).seq
    with closing(Log(data / LOG)) as log:
        log.begin(seq, state)
        upto = seq
        for kept in _in_turns(_kept_after(db, seq)):
            upto = kept[-1].seq
            log.append(upto, turn.encode(kept, ()))
        log.sync()
    outbox = Outbox(data / OUTBOX)
    with closing(outbox):
        if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'outbox'").fetchone():
            outbox.take_over(db)
    db.execute("BEGIN IMMEDIATE")
    for statement in (database.SCHEMA + word_index.SCHEMA).split(";"):
        db.execute(statement)
    for bulk in _in_turns(_messages_after(db, -1)):
        by_place = sorted(bulk, key=lambda one: (blocks.place_of(one), one.seq))
        for place, said in groupby(by_place, key=blocks.place_of):
            said_there = iter(said)
            while part := list(islice(said_there, blocks.MOST)):
                word_index.add(db, blocks.insert(db, [blocks.packed(place, part)], bulk[-1].seq))
    db.execute("UPDATE position SET upto = ?", (upto,))
    for table in ("messages", "changes", "snapshot", "outbox"):
        db.execute(f"DROP TABLE IF EXISTS {table}")
    db.execute(f"PRAGMA user_version = {database.VERSION}")
    db.execute("COMMIT")


def from_4(db: sqlite3.Connection) -> None:
    """There was no index of words, or (5) one that had them as long as they are; what is there already is taken into it
    while the server serves. And there were no runs, which those versions cannot read.
    """
    before = "DROP TABLE IF EXISTS words; DROP TABLE IF EXISTS unindexed;"
    upto = "UPDATE unindexed SET upto = (SELECT coalesce(max(number), 0) FROM blocks)"
    version = f"PRAGMA user_version = {database.VERSION}"
    db.executescript(f"BEGIN; {before} {word_index.SCHEMA} {upto}; {version}; COMMIT;")


def _kept_after(db: sqlite3.Connection, seq: int) -> Iterator[Kept]:
    rows = db.execute("SELECT seq, at, command FROM changes WHERE seq > ? ORDER BY seq", (seq,))
    plain = (Change(seq, at, _decode_command(command)) for seq, at, command in rows)
    return merge(plain, _messages_after(db, seq), key=lambda one: one.seq)


def _messages_after(db: sqlite3.Connection, seq: int) -> Iterator[Message]:
    columns = (
        "seq, at, room, room_name, sender, sender_name, receiver, receiver_name, text, id, file, size, sha256, tags,"
        " event"
    )
    for row in db.execute(f"SELECT {columns} FROM messages WHERE seq > ? ORDER BY seq", (seq,)):
        seq, at, room, room_name, uid, sender, to, receiver, text, request_id, *file, tags, event = row
        yield Message(
            0, seq, at, room or 0, room_name, uid, sender, to or 0, receiver, text, request_id,
            Attachment(*file) if file[0] is not None else None, _decode_tags(tags) if tags else None,
            event=event or "",
        )  # fmt: skip


def _in_turns(kept: Iterator[Kept]) -> Iterator[list[Kept]]:
    while some := list(islice(kept, AT_ONCE)):
        yield some


def _uid(state: State, name: str) -> int:
    """Of who sent it; 0, which is nobody, if it was a guest."""
    found: list[User] = [user for user in state.users.values() if names.key(user.name) == names.key(name)]
    return found[0].uid if found else 0
