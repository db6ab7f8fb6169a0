"""What lies where in the data directory."""

from pathlib import Path

JOURNAL = "ruang.sqlite"

MARKS = "marks"
"""How far each connection was written to: see journal/acknowledged_offsets.py."""

CERTIFICATE = "tls.pem"
"""The server's own, with its key."""

CRASHES = "crash.log"
"""Tracebacks, and whatever else a process writes to its standard error output."""


def is_lost(data: Path) -> bool:
    """Whether a server has been in this directory, and its journal is not there any more, or empty."""
    journal = data / JOURNAL
    return (data / MARKS).exists() and not (journal.exists() and journal.stat().st_size)
