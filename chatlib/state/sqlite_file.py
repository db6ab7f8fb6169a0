"""A file of SQLite's that one process writes and others read: how it is made, opened and refused."""

import sqlite3
from pathlib import Path

from chatlib.state.errors import JournalError

BUSY_SECONDS = 5
"""How long one waits for the lock of another process: a predecessor who is about to end may hold it."""


def create(path: Path | str, schema: str, version: int, page_size: int = 4096) -> sqlite3.Connection:
    """Opens the file for its writer, or makes it, by the statements of `schema`.

    JournalError if it cannot be used, or is of a newer version than this one. What is committed may be lost in a power
    cut (`synchronous` is NORMAL), but nothing of it alone.
    """
    db = _connect(str(path), path)
    try:
        db.execute(f"PRAGMA page_size = {page_size}")  # of a new file
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        found = version_of(db)
        if found > version:
            raise JournalError(f"{path}: made by a newer version (schema {found}, this one knows {version})")
        if found == 0:
            db.executescript(f"BEGIN IMMEDIATE; {schema} PRAGMA user_version = {version}; COMMIT;")
    except sqlite3.Error as error:
        db.close()
        raise JournalError(f"{path}: {error}") from error
    except BaseException:
        db.close()
        raise
    return db


def read(path: Path) -> sqlite3.Connection:
    """For whoever reads beside the writer. JournalError if it is not there."""
    return _connect(f"{path.as_uri()}?mode=ro", path)


def version_of(db: sqlite3.Connection) -> int:
    """0 for a file that is new."""
    return db.execute("PRAGMA user_version").fetchone()[0]


def _connect(name: str, path: Path | str) -> sqlite3.Connection:
    try:
        return sqlite3.connect(
            name, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=name.startswith("file:")
        )
    except sqlite3.Error as error:
        raise JournalError(f"{path}: {error}") from error
