"""One server for each data directory."""

import os
from pathlib import Path

from chatlib.server.texts import ServerError

if os.name == "nt":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


PRIVATE = 0o077
"""The umask for everything that is made in it: its owner's alone."""


class DataDirectory:
    """Makes the directory, readable to its owner only, and holds it until `release` or the process ends.

    `is_open` to other users of the machine: then what was made there before may be so, too, and is not from now on.
    """

    def __init__(self, path: Path) -> None:
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._descriptor = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ServerError("data_bad", data=path, reason=error.strerror) from None
        try:
            _lock(self._descriptor)
        except OSError:
            os.close(self._descriptor)
            raise ServerError("data_taken", data=path) from None

        self.is_open = os.name != "nt" and bool(path.stat().st_mode & PRIVATE)
        for made in path.iterdir() if self.is_open else ():
            # What lies in a directory nobody reaches who may not enter that.
            if not made.is_symlink():
                made.chmod(made.stat().st_mode & ~PRIVATE)

    def release(self) -> None:
        os.close(self._descriptor)
