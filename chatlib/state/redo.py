"""Records that outlive the process which writes them: what a successor needs in order to go on where it stopped.

They are about connections, so they belong to the supervisor as these do: it makes the files, and hands descriptors of
them to whoever writes. They have no name, are in memory where the system offers that (what is said to clients, their
tokens too, is not for a disk), and are gone when the server is. Two files of a fixed size are used in turn, so that a
log that is full begins anew without a moment in which there is none.
"""

import errno
import os
import secrets
import struct
import tempfile
from collections.abc import Iterable
from typing import NamedTuple
from zlib import crc32

_HEADER = struct.Struct("=QII")
_FRAME = struct.Struct("=II")

SIZE = 1 << 20
"""Bytes of each file: a second of heavy traffic. If what must be kept is more, it grows to twice as much."""


class Files(NamedTuple):
    """Descriptors of the two files of a log. It makes no difference which process made them."""

    one: int
    other: int


def make_files(name: str) -> Files:
    """For a new log, with their room taken already: later there might be none. OSError if there is none now.

    The caller owns the descriptors. `name` is for whoever lists the descriptors of a process.
    """
    return Files(make_file(name, SIZE), make_file(name, SIZE))


class RedoLog:
    """Written by one process, after a first `restart`; until then `read` gives what its predecessor wrote.

    OSError if there is no room any more.
    """

    def __init__(self, files: Files) -> None:
        self._files = files
        self._generation = max(map(_generation, files))

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


def read(files: Files) -> list[bytes]:
    """What the last writer of a log had appended, in order. A record that it died over is left out."""
    file = max(files, key=_generation)
    return _records(os.pread(file, os.fstat(file).st_size, 0))


def make_file(name: str, size: int) -> int:
    """One that has no path, with its room taken already. The caller owns the descriptor. OSError if there is none."""
    if hasattr(os, "memfd_create"):
        file = os.memfd_create(f"ruang-{name}", os.MFD_CLOEXEC)
    else:
        file, path = tempfile.mkstemp()
        os.unlink(path)  # noqa: PTH108  # what the file system has no name for, nobody else can open
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file, 0, size)
    else:
        os.ftruncate(file, size)
    return file


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
