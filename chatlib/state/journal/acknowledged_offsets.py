"""How far each connection's kernel took what was pushed to it, kept where no crash can take it away.

A file in the data directory, mapped into memory by the workers that write it and the state process that reads it
when a worker, or the whole server, has died. A worker keeps one mark for all of its connections, the
last SEQ of which every line was written; only a connection that lags behind has a mark of its own.
"""

import errno
import mmap
import os
import struct
from pathlib import Path

_MARK = struct.Struct("=QQ")
WORKERS = 256
"""More workers than a machine has use for."""
SLOTS = 1 << 16
"""More connections than a server has open at once: two whose numbers differ by so much share a slot."""


def _reserve(file: int, size: int) -> None:
    """A page that found no room later would be the end of whoever touches it."""
    if hasattr(os, "posix_fallocate"):
        try:
            os.posix_fallocate(file, 0, size)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP):  # there are file systems that cannot
                raise


class AcknowledgedOffsets:
    """Opens the file, or makes it; OSError if there is no room for it. Numbers of workers are below WORKERS, but for
    that of their node above.
    """

    def __init__(self, path: Path) -> None:
        size = (WORKERS + SLOTS) * _MARK.size
        with open(path, "a+b") as file:
            file.truncate(size)
            _reserve(file.fileno(), size)
            self._map = mmap.mmap(file.fileno(), size)

    def worker(self, number: int, seq: int) -> None:
        """Every line up to `seq` was written to every connection of this worker, but those that lag."""
        _MARK.pack_into(self._map, number * _MARK.size, number, seq)

    def lags(self, cid: int, seq: int) -> None:
        """This connection has only been written what there was up to `seq`."""
        _MARK.pack_into(self._map, self._slot(cid), cid, seq)

    def keeps_up(self, cid: int) -> None:
        _MARK.pack_into(self._map, self._slot(cid), 0, 0)

    def of_worker(self, number: int) -> int:
        """The SEQ up to which those of its connections have everything that do not lag."""
        return _MARK.unpack_from(self._map, number % WORKERS * _MARK.size)[1]

    def written(self, cid: int, worker: int) -> int:
        """The SEQ up to which connection `cid` of that worker has everything."""
        owner, seq = _MARK.unpack_from(self._map, self._slot(cid))
        return seq if owner == cid else self.of_worker(worker)

    def close(self) -> None:
        self._map.close()

    def _slot(self, cid: int) -> int:
        return (WORKERS + cid % SLOTS) * _MARK.size
