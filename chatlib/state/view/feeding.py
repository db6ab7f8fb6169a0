"""From the log to the view, in bulk: what a process of its own does, behind the state."""

import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path

from chatlib.core import events
from chatlib.state.errors import JournalError
from chatlib.state.layout import LOG, VIEW
from chatlib.state.log.reader import LogReader
from chatlib.state.view import database, word_index
from chatlib.state.view.amending import amend
from chatlib.state.view.blocks import blocks_of, insert

BULK = 4 << 20
"""Bytes of the log that are carried over at once, about: some ten thousand messages."""


CLEARED_EVERY = 2.0
"""Seconds between two times that words which were taken out are cleared away: each writes all that is in the WAL."""


class Feeder:
    """Writes the view in `data`; of two that meet, one. All methods raise JournalError, OSError or sqlite3.Error.

    The position stands in the view, so that whoever is killed has neither left out anything nor done it twice. Nothing
    gets into the view that a power cut could still take out of the log.
    """

    def __init__(self, data: Path) -> None:
        self._directory = data / LOG
        self._db = database.create(data / VIEW)
        # What is in the view is taken from the log, so it must be on the disk by then; there are few commits.
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA secure_delete = ON")  # what somebody deletes is overwritten
        # Words may have been taken out since the file and the index were written anew: a predecessor cannot say.
        self._taken = self._in_wal = True
        self._cleared = 0.0
        self._begin()

    def _begin(self) -> None:
        self._upto = database.upto(self._db)
        self._reader = LogReader(self._directory, self._upto)

    def feed(self) -> int:
        """Carries over what there is, up to a bulk; returns how many bytes that were."""
        records = self._reader.read(BULK)
        if not records:
            self._reader.trim()
            self._clear_up()
            self._index_older()
            return 0
        self._reader.sync()
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            is_alone = database.upto(self._db) == self._upto
            if is_alone:
                upto = records[-1].seq
                if carry_over(self._db, (record.payload for record in records), upto):
                    self._taken = self._in_wal = True
        if not is_alone:  # a successor, or a predecessor who is not dead yet, has been quicker
            self._begin()
            return self.feed()
        self._upto = upto
        self._reader.trim()
        self._clear_wal()
        return sum(len(record.payload) for record in records)

    def _clear_up(self) -> None:
        """Where nothing else is to be done: the index has no words any more that were taken out."""
        if self._taken:
            self._taken, self._in_wal = False, True
            with self._db:
                word_index.rewrite(self._db)
        self._clear_wal()

    def _clear_wal(self) -> None:
        """The file beside the view, which has pages as they were before, is emptied now and then, whoever writes on."""
        now = time.monotonic()
        if self._in_wal and now >= self._cleared + CLEARED_EVERY:
            self._cleared = now
            (busy, *_) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._in_wal = bool(busy)

    def _index_older(self) -> None:
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            word_index.add_older(self._db)

    def feed_all(self) -> None:
        while self.feed():
            pass

    def take_damage(self) -> list[str]:
        """What could not be read in the log, told once."""
        taken, self._reader.damage = self._reader.damage, []
        return taken

    def close(self) -> None:
        self._db.close()


def carry_over(db: sqlite3.Connection, payloads: Iterable[bytes], upto: int) -> bool:
    """Adds what is in records of the log to the transaction that is open; the view has everything up to that SEQ then.
    Whether words were taken out.
    """
    amendments: list[events.Amendment] = []
    word_index.add(db, insert(db, blocks_of(payloads, amendments), upto))
    db.execute("UPDATE position SET upto = ?", (upto,))
    return amend(db, amendments)


def feed_all(data: Path) -> None:
    """Brings the view up to the log, where no other process does."""
    feeder = Feeder(data)
    try:
        feeder.feed_all()
        if damage := feeder.take_damage():
            raise JournalError(damage[0])
    finally:
        feeder.close()
