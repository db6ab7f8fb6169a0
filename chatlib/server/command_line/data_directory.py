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


class DataDirectory:
    """Makes the directory, readable to its owner only, and holds it until `release` or the process ends."""

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

    def release(self) -> None:
        os.close(self._descriptor)
