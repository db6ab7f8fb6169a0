"""What other realms must still be told: a database of its own, which follows the log at once.

Whatever is put in is in the log already; what a crash keeps from being put in, `Journal` finds there.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from chatlib.state import sqlite_file

VERSION = 1

SCHEMA = """
CREATE TABLE outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT, realm TEXT NOT NULL, lane INTEGER NOT NULL, entry BLOB NOT NULL
);
CREATE INDEX outbox_by_lane ON outbox (realm, lane, number);
INSERT INTO sqlite_sequence VALUES ('outbox', 0);
CREATE TABLE position (upto INTEGER NOT NULL);
INSERT INTO position VALUES (0);
"""
"""`upto`: the SEQ of the last turn whose entries were put in."""

PAGE = 256
"""Entries that are read at once."""


class Outbox:
    """The writer's side. Opens the file at `path`, or makes it. All methods raise sqlite3.Error."""

    def __init__(self, path: Path) -> None:
        # After a power cut what is missing is taken from the log, see `sync`.
        self._db = sqlite_file.create(path, SCHEMA, VERSION)
        self._unsynced = bool(self.waiting())

    @property
    def upto(self) -> int:
        return self._db.execute("SELECT upto FROM position").fetchone()[0]

    def renumber(self, least: int) -> None:
        """Numbers go on from there, if they have not come so far yet."""
        self._db.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'outbox'", (least,))

    def put(self, upto: int, outgoing: Iterable[tuple[str, int, bytes]]) -> None:
        """The entries (realm, lane, and themselves) of the turn that ends with this SEQ."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._unsynced = True
            self._db.executemany("INSERT INTO outbox (realm, lane, entry) VALUES (?, ?, ?)", outgoing)
            self._db.execute("UPDATE position SET upto = ?", (upto,))

    def take_over(self, db: sqlite3.Connection) -> None:
        """What an earlier version kept in another database, under the same numbers."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            rows = db.execute("SELECT number, realm, lane, entry FROM outbox ORDER BY number")
            self._db.executemany("INSERT INTO outbox VALUES (?, ?, ?, ?)", rows)
            (number,) = db.execute("SELECT max(seq) FROM sqlite_sequence").fetchone()
            self.renumber(number or 0)

    def rewind(self, upto: int) -> None:
        """The log ends there: what comes behind it is put in, though something of that number was before."""
        self._db.execute("UPDATE position SET upto = min(upto, ?)", (upto,))

    def sync(self) -> bool:
        """Whether all that was put in outlives a power cut by now; not while somebody reads. It may have to wait for
        the disk.
        """
        if not self._unsynced:
            return True
        _, in_log, carried_over = self._db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        self._unsynced = in_log != carried_over
        return not self._unsynced

    def compact(self) -> None:
        """Writes the file anew, so that nothing is left in it of what was withdrawn."""
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self._db.close()

    def withdraw(self, sender: str) -> None:
        """What this user said, and other realms have not heard yet."""
        self._withdraw("sender", sender)

    def withdraw_room(self, room: str) -> None:
        """As `withdraw`, of what was said in a room of ours."""
        self._withdraw("room", room)

    def _withdraw(self, field: str, value: str) -> None:
        entry = "CAST(entry AS TEXT)"
        said = f"json_extract({entry}, '$.what') = 'talk' AND json_extract({entry}, '$.{field}') = ?"
        self._db.execute(f"DELETE FROM outbox WHERE {said}", (value,))

    def undelivered(self, realm: str, lane: int, upto: int) -> int:
        """How many the realm was not known to have, up to this number."""
        query = "SELECT count(*) FROM outbox WHERE realm = ? AND lane = ? AND number <= ?"
        return self._db.execute(query, (realm, lane, upto)).fetchone()[0]

    def delivered(self, realm: str, lane: int, upto: int) -> int:
        """The realm has these; returns how many they were."""
        values = (realm, lane, upto)
        return self._db.execute("DELETE FROM outbox WHERE realm = ? AND lane = ? AND number <= ?", values).rowcount

    def waiting(self) -> Counter[str]:
        """How many for each realm."""
        return Counter(dict(self._db.execute("SELECT realm, count(*) FROM outbox GROUP BY realm")))


class OutboxReader:
    """Reads what is committed, from another process than the writer's; use it from one thread. sqlite3.Error."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite_file.read(path)

    def after(self, realm: str, lane: int, number: int) -> list[tuple[int, bytes]]:
        """A page of (number, entry) beyond a number, in order."""
        query = "SELECT number, entry FROM outbox WHERE realm = ? AND lane = ? AND number > ? ORDER BY number LIMIT ?"
        return self._db.execute(query, (realm, lane, number, PAGE)).fetchall()

    def close(self) -> None:
        self._db.close()
