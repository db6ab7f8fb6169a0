"""The journal: every change in its order, in SQLite. One writer, which is the sequencer."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from heapq import merge
from pathlib import Path

import msgspec

from chatlib.core import commands, events
from chatlib.core.model import State
from chatlib.core.world import Change, Outgoing
from chatlib.state.journal import migration
from chatlib.state.journal.errors import JournalError
from chatlib.state.journal.history import History
from chatlib.state.journal.outbox import Outbox

VERSION = 3
"""Of the schema, kept in the file. A newer file than the program knows is refused."""

SCHEMA = """
CREATE TABLE changes (seq INTEGER PRIMARY KEY, at REAL NOT NULL, command BLOB NOT NULL);
CREATE TABLE messages (
    seq INTEGER PRIMARY KEY, at REAL NOT NULL, room INTEGER, room_name TEXT NOT NULL,
    sender INTEGER NOT NULL, sender_name TEXT NOT NULL, receiver INTEGER, receiver_name TEXT NOT NULL,
    text TEXT NOT NULL, id TEXT NOT NULL, low INTEGER, high INTEGER, file INTEGER, size INTEGER, sha256 TEXT,
    tags TEXT, event TEXT
);
CREATE INDEX messages_by_room ON messages (room, seq) WHERE room IS NOT NULL;
CREATE INDEX messages_by_pair ON messages (low, high, seq) WHERE low IS NOT NULL;
CREATE INDEX messages_by_receiver ON messages (receiver, seq) WHERE receiver IS NOT NULL;
CREATE TABLE snapshot (seq INTEGER PRIMARY KEY, state BLOB NOT NULL);
"""

_OF_MOST = (
    "seq, at, room, room_name, sender, sender_name, receiver, receiver_name, text, id, low, high, file, size, sha256"
)
"""The columns that are filled in for most messages: SQLite takes a microsecond for each NULL that it is given."""

_encode = msgspec.msgpack.Encoder().encode
_decode_command = msgspec.msgpack.Decoder(commands.Any).decode
_encode_tags = msgspec.json.Encoder().encode
_decode_state = msgspec.msgpack.Decoder(State).decode


class Journal:
    """Opens the file at `path`, or makes it. `sync`: "normal" outlives the process, "full" a power cut as well.

    Use it from one thread; `history` reads what is in it. What was appended is durable, and seen by other connections,
    after `commit`.
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
        if version == 1:
            migration.from_1(db, self.path)
        if version in (1, 2):
            migration.from_2(db)
        self._outbox = Outbox(db)
        self.history = History(db)

    # ----------------------------------------------------------------- write

    def append(self, changes: Iterable[Change]) -> None:
        """Adds changes to the transaction that is open, or opens one."""
        plain, messages, tagged = [], [], []
        for seq, at, what in changes:
            if not isinstance(what, events.Message):
                plain.append((seq, at, _encode(what)))
            elif what.tags or what.event:
                tags = _encode_tags(what.tags).decode() if what.tags else None
                tagged.append((*_message_row(what), tags, what.event or None))
            else:
                messages.append(_message_row(what))
        self._begin()
        if messages:
            self._db.executemany(f"INSERT INTO messages ({_OF_MOST}) VALUES ({'?, ' * 14}?)", messages)
        if tagged:
            self._db.executemany(f"INSERT INTO messages VALUES ({'?, ' * 16}?)", tagged)
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
            "UPDATE messages SET sender_name = ?, text = ?, id = '', file = NULL, size = NULL, sha256 = NULL,"
            " tags = NULL WHERE sender = ?"
        )
        words = self._db.execute(said, (instead, instead, uid)).rowcount
        known_as = _encode_tags({"account": name}).decode()[1:-1]  # guests who had proved to be this user
        self._db.execute("UPDATE messages SET tags = NULL WHERE instr(tags, ?)", (known_as,))
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
        messages = (Change(message.seq, message.at, message) for message in self.history.messages(after=state.seq))
        return state, merge(plain, messages, key=lambda change: change.seq)


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


def _message_row(m: events.Message) -> tuple:
    file = (m.file.fid, m.file.size, m.file.sha256) if m.file else (None, None, None)
    if m.to:
        low, high = min(m.uid, m.to), max(m.uid, m.to)
        return (m.seq, m.at, None, "", m.uid, m.sender, m.to, m.receiver, m.text, m.id, low, high, *file)
    return (m.seq, m.at, m.rid, m.room, m.uid, m.sender, None, "", m.text, m.id, None, None, *file)
