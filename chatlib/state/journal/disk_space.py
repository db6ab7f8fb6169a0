"""Is there room on the disk? Asked before it is too late: what cannot be kept must not be promised."""

import shutil
from pathlib import Path

RESERVE = 8 << 20
"""Bytes that stay free: more than the heaviest traffic writes between two looks, and enough to clean up with."""


class DiskSpace:
    """Of the file system that holds `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._least = RESERVE

    def enough(self) -> bool:
        """Once it was not, there must be twice as much before it is again: each change of mind is told to somebody."""
        enough = shutil.disk_usage(self._path).free >= self._least
        self._least = RESERVE if enough else 2 * RESERVE
        return enough
