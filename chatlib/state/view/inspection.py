"""Whether the view that a server begins with can be read, found out while it serves already."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from chatlib.state import sqlite_file
from chatlib.state.errors import JournalError
from chatlib.state.processes import step_back


class Inspection:
    """Begins at once, in a thread; `damaged` is called there with the reason if it is."""

    def __init__(self, path: Path, damaged: Callable[[str], None]) -> None:
        self._path = path
        self._damaged = damaged
        self._db = sqlite_file.read(path)
        self._thread = threading.Thread(target=self._run, name="inspection", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """It need not come to its end."""
        with suppress(sqlite3.Error):  # it has
            self._db.interrupt()
        self._thread.join()

    def _run(self) -> None:
        step_back()
        with closing(self._db), suppress(sqlite3.Error):
            try:
                sound(self._db, self._path)
            except JournalError as error:
                self._damaged(str(error))


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
