"""What other realms must still be told: a table of the journal's own database, written in its transactions."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from chatlib.core.entries import encode
from chatlib.core.world import Outgoing

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS outbox (number INTEGER PRIMARY KEY AUTOINCREMENT,"
    " realm TEXT NOT NULL, lane INTEGER NOT NULL, entry BLOB NOT NULL)",
    "CREATE INDEX IF NOT EXISTS outbox_by_lane ON outbox (realm, lane, number)",
    "INSERT INTO sqlite_sequence SELECT 'outbox', 0"
    " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'outbox')",
)

PAGE = 256
"""Entries that are read at once."""


class Outbox:
    """The writer's side. The caller begins and commits."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        for statement in SCHEMA:
            db.execute(statement)

    def renumber(self, least: int) -> None:
        """Numbers go on from there, if they have not come so far yet."""
        self._db.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'outbox'", (least,))

    def add(self, outgoing: Iterable[Outgoing]) -> None:
        rows = [(realm, lane, encode(entry)) for realm, lane, entry in outgoing]
        self._db.executemany("INSERT INTO outbox (realm, lane, entry) VALUES (?, ?, ?)", rows)

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
        self._db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA busy_timeout = 5000")

    def after(self, realm: str, lane: int, number: int) -> list[tuple[int, bytes]]:
        """A page of (number, entry) beyond a number, in order."""
        query = "SELECT number, entry FROM outbox WHERE realm = ? AND lane = ? AND number > ? ORDER BY number LIMIT ?"
        return self._db.execute(query, (realm, lane, number, PAGE)).fetchall()

    def close(self) -> None:
        self._db.close()
