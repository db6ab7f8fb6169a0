"""Carries the write-ahead log over into the database file, in a thread, so that no commit waits for it."""

import sqlite3
import threading
from contextlib import suppress
from pathlib import Path

EVERY = 2.0
"""Seconds."""
SMALL = 4 << 20
"""Bytes of log that are not worth the trouble."""
WAIT = 0.2
"""Seconds to wait for readers: a checkpoint that does keeps the writer waiting too, and a backup may read for long."""
LARGE = 64 << 20
"""Bytes of log from which on the writer is made to wait for the last few pages, so that the log can begin anew."""


class Checkpoints:
    """Begins at once; `stop` ends it and makes a last checkpoint, after which the log is empty."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        log = self._path.with_name(self._path.name + "-wal")
        db = sqlite3.connect(self._path, isolation_level=None)
        db.execute(f"PRAGMA busy_timeout = {int(WAIT * 1000)}")
        while not self._stop.wait(EVERY):
            size = log.stat().st_size if log.exists() else 0
            # A checkpoint that fails (a full disk) is made up for by the next one: the log has everything.
            with suppress(sqlite3.Error):
                if size > SMALL:
                    db.execute("PRAGMA wal_checkpoint(PASSIVE)")
                if size > LARGE:
                    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with suppress(sqlite3.Error):
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
