"""What lies where in the data directory."""

from pathlib import Path

LOG = "log"
"""What was promised: the directory of the log's segments, see log/."""

VIEW = "ruang.sqlite"
"""What finds it again, see view/. (Up to schema 3 it was the journal itself.)"""

OUTBOX = "outbox.sqlite"
"""What other realms must still be told."""

MARKS = "marks"
"""How far each connection was written to: see journal/acknowledged_offsets.py."""

CERTIFICATE = "tls.pem"
"""The server's own, with its key."""

CLIENT = "client"
"""The ready-made client that is handed out over HTTP: wheels and their index. Whoever has no copy makes another one, so
that backups are without it."""

CLUSTER = "cluster"
"""Which cluster the directory of a node belongs to. Backups are without it: what is put back may begin another one."""

BEHIND = "behind"
"""It is there if what a node has is to be taken from another one, before it takes part again."""

CRASHES = "crash.log"
"""Tracebacks, and whatever else a process writes to its standard error output."""


def is_there(data: Path) -> bool:
    """Whether there is a journal in this directory, or a part of one."""
    view = data / VIEW
    return (view.exists() and bool(view.stat().st_size)) or any((data / LOG).glob("*.log"))


def is_lost(data: Path) -> bool:
    """Whether a server has been in this directory, and its journal is not there any more, or empty."""
    return (data / MARKS).exists() and not is_there(data)
