"""The journal: every change in its order, in SQLite. One writer, which is the sequencer."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from heapq import merge
from pathlib import Path

import msgspec

from chatlib.core import commands, events
from chatlib.core.model import State
from chatlib.core.names import AT
from chatlib.core.rules import Conversation, Letters, Missed, RoomLetters
from chatlib.core.world import Change, Outgoing
from chatlib.state.journal import migration
from chatlib.state.journal.outbox import Outbox

VERSION = 2
"""Of the schema, kept in the file. A newer file than the program knows is refused."""

PAGE = 200
PAGE_BYTES = 256 * 1024
"""A page ends at either: with any text, in any dialect, it stays well below what may wait for one connection."""

SCHEMA = """
CREATE TABLE changes (seq INTEGER PRIMARY KEY, at REAL NOT NULL, command BLOB NOT NULL);
CREATE TABLE messages (
    seq INTEGER PRIMARY KEY, at REAL NOT NULL, room INTEGER, room_name TEXT NOT NULL,
    sender INTEGER NOT NULL, sender_name TEXT NOT NULL, receiver INTEGER, receiver_name TEXT NOT NULL,
    text TEXT NOT NULL, id TEXT NOT NULL, low INTEGER, high INTEGER, file INTEGER, size INTEGER, sha256 TEXT
);
CREATE INDEX messages_by_room ON messages (room, seq) WHERE room IS NOT NULL;
CREATE INDEX messages_by_pair ON messages (low, high, seq) WHERE low IS NOT NULL;
CREATE INDEX messages_by_receiver ON messages (receiver, seq) WHERE receiver IS NOT NULL;
CREATE TABLE snapshot (seq INTEGER PRIMARY KEY, state BLOB NOT NULL);
"""

_MESSAGE = "seq, at, room, room_name, sender, sender_name, receiver, receiver_name, text, id, file, size, sha256"
_encode = msgspec.msgpack.Encoder().encode
_decode_command = msgspec.msgpack.Decoder(commands.Any).decode
_decode_state = msgspec.msgpack.Decoder(State).decode


class JournalError(Exception):
    """The journal cannot be used; the text says why, for whoever started the server."""


class Journal:
    """Opens the file at `path`, or makes it. `sync`: "normal" outlives the process, "full" a power cut as well.

    Use it from one thread. What was appended is durable, and seen by other connections, after `commit`.
    """

    def __init__(self, path: Path, sync: str = "normal") -> None:
        self.path = path
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            try:
                self._prepare(sync)
            except BaseException:
                self._db.close()
                raise
        except sqlite3.Error as error:
            raise JournalError(f"{path}: {error}") from error

    def _prepare(self, sync: str) -> None:
        db = self._db
        db.execute("PRAGMA busy_timeout = 5000")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(f"PRAGMA synchronous = {sync.upper()}")
        # Checkpoints are made by a thread of their own (checkpoints.py), never inside a commit.
        db.execute("PRAGMA wal_autocheckpoint = 0")
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise JournalError(f"{self.path}: made by a newer version (schema {version}, this one knows {VERSION})")
        if version == 0:
            db.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
        elif version == 1:
            migration.from_1(db, self.path)
        self._outbox = Outbox(db)

    # ----------------------------------------------------------------- write

    def append(self, changes: Iterable[Change]) -> None:
        """Adds changes to the transaction that is open, or opens one."""
        plain, messages = [], []
        for seq, at, what in changes:
            if isinstance(what, events.Message):
                messages.append(_message_row(what))
            else:
                plain.append((seq, at, _encode(what)))
        self._begin()
        if messages:
            self._db.executemany(f"INSERT INTO messages VALUES ({'?, ' * 14}?)", messages)
        if plain:
            self._db.executemany("INSERT INTO changes VALUES (?, ?, ?)", plain)

    def put_out(self, outgoing: Iterable[Outgoing]) -> None:
        """Adds to the transaction what other realms must be told of these changes."""
        self._begin()
        self._outbox.add(outgoing)

    def renumber_outgoing(self, least: int) -> None:
        """Adds to the transaction that no number below this one is given to an entry of the outbox any more."""
        self._begin()
        self._outbox.renumber(least)

    def commit(self) -> None:
        if self._db.in_transaction:
            self._db.execute("COMMIT")

    def rollback(self) -> None:
        """Nothing of the transaction that is open has been."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def delivered(self, realm: str, lane: int, upto: int) -> int:
        """Adds to the transaction that the outbox need not keep this any more; returns how much that was."""
        self._begin()
        return self._outbox.delivered(realm, lane, upto)

    def _begin(self) -> None:
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")

    def save(self, state: State) -> None:
        """Keeps the state whole, so that what came before need not be played again; not if there is no room for it."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.execute("DELETE FROM snapshot")
            self._db.execute("INSERT INTO snapshot VALUES (?, ?)", (state.seq, _encode(state)))
            self._db.execute("DELETE FROM changes WHERE seq <= ?", (state.seq,))
            self._db.execute("COMMIT")
        except sqlite3.OperationalError:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def forget(self, uid: int, name: str, instead: str) -> tuple[int, int]:
        """Takes away what a user said: private conversations and files whole, elsewhere the words and the name.

        How many messages that were of either sort. Part of the transaction that is open; see `compact`.
        """
        whole = self._db.execute("DELETE FROM messages WHERE low = ? OR high = ?", (uid, uid)).rowcount
        said = (
            "UPDATE messages SET sender_name = ?, text = ?, id = '', file = NULL, size = NULL, sha256 = NULL"
            " WHERE sender = ?"
        )
        words = self._db.execute(said, (instead, instead, uid)).rowcount
        # What the server itself told others, who declined a file perhaps.
        self._db.execute("DELETE FROM messages WHERE sender = 0 AND instr(text, ?) = 1", (f"{name} menolak ",))
        self._outbox.withdraw(name)
        return whole, words

    def forget_room(self, rid: int, name: str) -> int:
        """Takes away what was said in a room; how many messages that was. As `forget`."""
        count = self._db.execute("DELETE FROM messages WHERE room = ?", (rid,)).rowcount
        self._outbox.withdraw_room(name)
        return count

    def check(self) -> None:
        """Reads everything. JournalError if it is damaged."""
        sound(self._db, self.path)

    def compact(self) -> None:
        """Writes the file anew, so that nothing is left in it of what was taken away. Takes as much space once more."""
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self._db.close()

    # ------------------------------------------------------------------ read

    def waiting(self) -> Counter[str]:
        """How many entries of the outbox wait for each realm."""
        return self._outbox.waiting()

    def load(self) -> tuple[State, Iterator[Change]]:
        """The state that was saved last, and what has changed since, in order."""
        row = self._db.execute("SELECT state FROM snapshot").fetchone()
        state = _decode_state(row[0]) if row else State()
        plain = (
            Change(seq, at, _decode_command(command))
            for seq, at, command in self._db.execute(
                "SELECT seq, at, command FROM changes WHERE seq > ? ORDER BY seq", (state.seq,)
            )
        )
        messages = (
            Change(message.seq, message.at, message)
            for message in map(
                _message, self._db.execute(f"SELECT {_MESSAGE} FROM messages WHERE seq > ? ORDER BY seq", (state.seq,))
            )
        )
        return state, merge(plain, messages, key=lambda change: change.seq)

    def messages(self) -> Iterator[events.Message]:
        """All of them, in their order."""
        return map(_message, self._db.execute(f"SELECT {_MESSAGE} FROM messages ORDER BY seq"))

    def conversation(self, wanted: Conversation) -> list[events.Message]:
        """Oldest first: those nearest to the SEQ that is given, else the latest."""
        where, values = "room = ?", [wanted.rid]
        if wanted.pair:
            where, values = "low = ? AND high = ?", list(wanted.pair)
        if wanted.before >= 0:
            where, values = where + " AND seq < ?", [*values, wanted.before]
        forward = wanted.after >= 0 > wanted.before
        if wanted.after >= 0:
            where, values = where + " AND seq > ?", [*values, wanted.after]
        found = self._messages(where, values, wanted.limit, "ASC" if forward else "DESC")
        page, _ = _page(found, wanted.limit)
        return page if forward else page[::-1]

    def letters(self, wanted: Letters) -> tuple[list[events.Message], bool]:
        """A page of them, and whether there is more."""
        where, values = "receiver = ? AND seq > ? AND file IS NULL", [wanted.uid, wanted.after]
        if wanted.realm:
            where, address = f"{where} AND substr(sender_name, ?) = ?", AT + wanted.realm
            values += [-len(address), address]
        return _page(self._messages(where, values))

    def room_letters(self, wanted: RoomLetters) -> tuple[list[events.Message], bool]:
        """As `letters`."""
        values = [wanted.rid, wanted.after, wanted.uid]
        return _page(self._messages("room = ? AND seq > ? AND sender <> ? AND file IS NULL", values))

    def missed(self, wanted: Missed) -> tuple[list[events.Message], bool]:
        """A page of it, and whether there is more."""
        sources = [self._messages("receiver = ? AND seq > ?", [wanted.uid, wanted.private])]
        for rid, after in wanted.rooms.items():
            sources.append(self._messages("room = ? AND seq > ? AND sender <> ?", [rid, after, wanted.uid]))
        return _page(merge(*sources, key=lambda message: message.seq))

    def _messages(self, where: str, values: list, limit: int = PAGE, order: str = "ASC") -> Iterator[events.Message]:
        # One more than a page holds, so that _page can tell that there is more.
        query = f"SELECT {_MESSAGE} FROM messages WHERE {where} ORDER BY seq {order} LIMIT ?"
        return map(_message, self._db.execute(query, (*values, limit + 1)))


def sound(db: sqlite3.Connection, path: Path) -> None:
    """Reads everything. JournalError if it is damaged; sqlite3.Error if that was interrupted."""
    try:
        (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        found = str(error)
    if found != "ok":
        raise JournalError(f"{path}: {' '.join(found.split())}")


def _page(messages: Iterable[events.Message], limit: int = PAGE) -> tuple[list[events.Message], bool]:
    page: list[events.Message] = []
    size = 0
    for message in messages:
        if len(page) >= limit or size >= PAGE_BYTES:
            return page, True
        page.append(message)
        size += len(message.text.encode())
    return page, False


def _message_row(m: events.Message) -> tuple:
    file = (m.file.fid, m.file.size, m.file.sha256) if m.file else (None, None, None)
    if m.to:
        low, high = min(m.uid, m.to), max(m.uid, m.to)
        return (m.seq, m.at, None, "", m.uid, m.sender, m.to, m.receiver, m.text, m.id, low, high, *file)
    return (m.seq, m.at, m.rid, m.room, m.uid, m.sender, None, "", m.text, m.id, None, None, *file)


def _message(row: tuple) -> events.Message:
    seq, at, room, room_name, sender, sender_name, receiver, receiver_name, text, request_id, *file = row
    return events.Message(
        0, seq, at, room or 0, room_name, sender, sender_name, receiver or 0, receiver_name, text, request_id,
        events.Attachment(*file) if file[0] is not None else None,
    )  # fmt: skip
