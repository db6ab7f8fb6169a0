"""From the log to the view, in bulk: what a process of its own does, behind the state."""

from pathlib import Path

from chatlib.state.errors import JournalError
from chatlib.state.layout import LOG, VIEW
from chatlib.state.log.reader import LogReader
from chatlib.state.view import database
from chatlib.state.view.blocks import blocks_of, insert

BULK = 4 << 20
"""Bytes of the log that are carried over at once, about: some ten thousand messages."""


class Feeder:
    """The only writer of the view in `data`. All methods raise JournalError, OSError or sqlite3.Error.

    The position stands in the view, so that whoever is killed has neither left out anything nor done it twice. Nothing
    gets into the view that a power cut could still take out of the log.
    """

    def __init__(self, data: Path) -> None:
        self._db = database.create(data / VIEW)
        self._reader = LogReader(data / LOG, database.upto(self._db))

    def feed(self) -> int:
        """Carries over what there is, up to a bulk; returns how many bytes that were."""
        records = self._reader.read(BULK)
        if not records:
            return 0
        self._reader.sync()
        upto = records[-1].seq
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            insert(self._db, blocks_of(record.payload for record in records), upto)
            self._db.execute("UPDATE position SET upto = ?", (upto,))
        self._reader.trim()
        return sum(len(record.payload) for record in records)

    def feed_all(self) -> None:
        while self.feed():
            pass

    def take_damage(self) -> list[str]:
        """What could not be read in the log, told once."""
        taken, self._reader.damage = self._reader.damage, []
        return taken

    def close(self) -> None:
        self._db.close()


def feed_all(data: Path) -> None:
    """Brings the view up to the log, where no other process does."""
    feeder = Feeder(data)
    try:
        feeder.feed_all()
        if damage := feeder.take_damage():
            raise JournalError(damage[0])
    finally:
        feeder.close()
