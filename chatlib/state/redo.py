"""Records that outlive the process which writes them: what a successor needs in order to go on where it stopped.

They do not outlive the machine, and need not: they are about connections. So they are kept in memory, where the system
offers a place for that: what is said to clients, their tokens too, is not for a disk. Two files of a fixed size are
used in turn, so that a log that is full begins anew without a moment in which there is none.
"""

import errno
import os
import secrets
import shutil
import stat
import struct
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from zlib import crc32

_HEADER = struct.Struct("=QII")
_FRAME = struct.Struct("=II")

SIZE = 1 << 20
"""Bytes of each file: a second of heavy traffic. If what must be kept is more, it grows to twice as much."""

MEMORY = Path("/dev/shm")
"""Files here are never written to a disk (Linux)."""


class RedoLog:
    """Written by one process, after a first `restart`; until then `read` gives what its predecessor wrote.

    OSError if there is no room for it.
    """

    def __init__(self, path: Path) -> None:
        self._files = [os.open(one, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) for one in _both(path)]
        for file in self._files:
            _reserve(file)
        self._generation = max(_generation(file) for file in self._files)

    @property
    def full(self) -> bool:
        """It is time to `restart`."""
        return self._end > self._full_at

    def append(self, record: bytes) -> None:
        """Once this returns, the record is there for whoever reads the log after our death."""
        head = _FRAME.pack(len(record), crc32(record, self._seed))
        written = os.pwritev(self._files[self._current], (head, record), self._end)
        if written < len(head) + len(record):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._end += written

    def restart(self, records: Iterable[bytes]) -> None:
        """The log holds these records, and nothing else, from one moment to the next."""
        self._generation += 1
        self._current = self._generation % 2
        self._seed = secrets.randbits(32)
        file, self._end = self._files[self._current], _HEADER.size
        os.pwrite(file, bytes(_HEADER.size), 0)
        for record in records:
            self.append(record)
        self._full_at = max(SIZE, 2 * self._end)
        if os.fstat(file).st_size > self._full_at:
            os.ftruncate(file, self._full_at)  # it was needed once
        os.pwrite(file, _HEADER.pack(self._generation, self._seed, _check(self._generation, self._seed)), 0)

    def close(self) -> None:
        for file in self._files:
            os.close(file)


def read(path: Path) -> list[bytes]:
    """What the last writer of the log at `path` had appended, in order. A record that it died over is left out."""
    files = []
    try:
        for one in _both(path):
            files.append(os.open(one, os.O_RDONLY | os.O_CLOEXEC))
        file = max(files, key=_generation)
        return _records(os.pread(file, os.fstat(file).st_size, 0))
    except FileNotFoundError:
        return []
    finally:
        for file in files:
            os.close(file)


def home(data: Path) -> Path:
    """The directory for the logs of the server with this data directory, its owner's alone."""
    owner = os.geteuid()
    path = MEMORY / f"ruang-{owner}-{crc32(bytes(data)):08x}" if MEMORY.is_dir() else data / "redo"
    with suppress(FileExistsError):
        path.mkdir(mode=0o700)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(path))  # somebody else was quicker
    return path


def place(data: Path, what: str, number: int) -> Path:
    """Where the log of `what` belongs, for a worker's number."""
    return home(data) / f"{what}-{number}"


def places(data: Path, what: str) -> dict[int, Path]:
    """The logs of `what` that there are, by the worker's number."""
    found = home(data).glob(f"{what}-*.0")
    return {int(one.stem.rpartition("-")[2]): one.with_suffix("") for one in found}


def forget(data: Path) -> None:
    """All logs: nobody is left who could go on."""
    shutil.rmtree(home(data), ignore_errors=True)


def _reserve(file: int) -> None:
    """Takes the room now, where the system can do that: later there might be none."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file, 0, SIZE)


def _both(path: Path) -> list[Path]:
    return [path.with_name(f"{path.name}.{number}") for number in range(2)]


def _generation(file: int) -> int:
    """0 for a file that holds no complete log."""
    header = os.pread(file, _HEADER.size, 0)
    if len(header) < _HEADER.size:
        return 0
    generation, seed, check = _HEADER.unpack(header)
    return generation if check == _check(generation, seed) else 0


def _check(generation: int, seed: int) -> int:
    return crc32(generation.to_bytes(8, "big"), seed)


def _records(data: bytes) -> list[bytes]:
    """The seed in their checksums tells them from what is left of an earlier use of the file."""
    if len(data) < _HEADER.size:
        return []
    seed, found, at = _HEADER.unpack_from(data)[1], [], _HEADER.size
    while at + _FRAME.size <= len(data):
        length, check = _FRAME.unpack_from(data, at)
        record = data[at + _FRAME.size : at + _FRAME.size + length]
        if len(record) < length or not length or crc32(record, seed) != check:
            break
        found.append(record)
        at += _FRAME.size + length
    return found
