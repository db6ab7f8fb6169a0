"""Room on the disk for what is still to come: what was promised to one upload is not promised to another."""

import errno
import os
import shutil
import threading
from pathlib import Path
from types import TracebackType

RESERVE = 64 << 20
"""Bytes of the disk that are left to the journal, which must go on."""

LOW = RESERVE // 2
"""Bytes of the disk; with fewer, nothing goes on that has begun: others take of the same disk, and know nothing of our
promises. Not the whole reserve: the journal may take of that meanwhile."""


class Promises:
    """Of one process, on the disk with this directory. May be used by several threads.

    Whatever does not fit is refused as by the disk itself: OSError, ENOSPC.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._promised = 0

    def hold(self, size: int) -> "Promise":
        """Room for so many bytes beside the reserve; the caller enters it at once, and leaves it when all is over."""
        with self._lock:
            if size > self._free() - RESERVE - self._promised:
                raise _full()
            self._promised += size
        return Promise(self, size)

    def settle(self, size: int) -> None:
        """So many bytes are not to come any more."""
        with self._lock:
            self._promised -= size

    def check(self) -> None:
        """Whether what has begun may go on."""
        if self._free() < LOW:
            raise _full()

    def _free(self) -> int:
        return shutil.disk_usage(self._root).free


class Promise:
    """For one content, as a context: what has not come at its end will not come."""

    def __init__(self, promises: Promises, size: int) -> None:
        self._promises = promises
        self._left = size

    def came(self, count: int) -> None:
        """After so many bytes were written: up to then they count twice, which harms nobody."""
        self._left -= count
        self._promises.settle(count)
        self._promises.check()

    def __enter__(self) -> "Promise":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._promises.settle(self._left)


def _full() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
