"""Damages a journal as a bad disk does."""

from pathlib import Path

from chatlib.state.view.database import PAGE_SIZE

LEAF = 0x0D
"""First byte of a page that holds rows of a table (sqlite.org/fileformat.html, section 1.6)."""


def spoil(journal: Path, holding: bytes) -> tuple[int, bytes]:
    """Overwrites the beginning of the first page of rows that holds these bytes; where that is, and what was there.

    Nobody may have the file open.
    """
    with open(journal, "r+b") as file:
        data = file.read()
        pages = range(0, len(data), PAGE_SIZE)
        at = next(p for p in pages if data[p] == LEAF and holding in data[p : p + PAGE_SIZE])
        file.seek(at)
        file.write(b"\xff" * 100)
        return at, data[at : at + 100]
