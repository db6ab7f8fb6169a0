"""The log: segments in a directory, each of which begins with the whole state and goes on with what came after.

So the newest segment is all that a server needs in order to begin; the older ones are there for the view, and go when
it has them. What was appended survives the process that wrote it; after `sync` a power cut as well.
"""

import errno
import os
from pathlib import Path

from chatlib.state.errors import JournalError
from chatlib.state.log.segment import HEADER, Record, framed, is_torn, records

LARGE = 4 << 20
"""Bytes after which a new segment is due: so much is played again in a fraction of a second. Where the state itself is
large, it is four times that: it should not be written more often than what happens.
"""

DAMAGED = ".damaged"
"""Ends the name of a copy of what could not be read any more."""


class Log:
    """The writer's side, of which there is one at a time. All methods raise OSError.

    `damage`: what was found when it was opened that should have been otherwise, for whoever runs the server.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.damage: list[str] = []
        self._file = -1
        self._end = self._due = 0
        directory.mkdir(mode=0o700, exist_ok=True)

    def open(self) -> list[Record] | None:
        """The records of the newest segment that has any, to be continued; None if there is none.

        The rest of a record that was not written to its end is cut off. JournalError for a format that is not known.
        """
        unusable: list[Path] = []
        for path in reversed(segments(self.directory)):
            data = path.read_bytes()
            if data[:8] == HEADER[:8] and len(data) >= len(HEADER) and not data.startswith(HEADER):
                raise JournalError(f"{path}: made by a newer version")
            found = records(data, len(HEADER)) if data.startswith(HEADER) else []
            end = found[-1].end if found else 0
            if not is_torn(data, end):
                path.with_name(path.name + DAMAGED).write_bytes(data)
                self.damage.append(f"{path}: damaged at byte {end} of {len(data)}; what stands behind it was not read")
            if found:
                self._file = os.open(path, os.O_WRONLY | os.O_APPEND)
                os.ftruncate(self._file, end)
                self._end, self._due = end, _due(found[0].end)
                for one in unusable:  # they were just to begin
                    one.unlink()
                return found
            unusable.append(path)
        if unusable:
            raise JournalError(f"{unusable[0]}: damaged, and there is no other; put back a backup")
        return None

    @property
    def is_full(self) -> bool:
        """A new segment is due."""
        return self._end >= self._due

    def put_off(self) -> None:
        """No new segment for a while: there is no room for one."""
        self._due = self._end + LARGE

    def begin(self, seq: int, state: bytes) -> None:
        """A new segment, of which `state` is the first record; if there is no room for it, all is as it was."""
        before = segments(self.directory)
        path = self.directory / f"{number_of(before[-1]) + 1 if before else 1:08}.log"
        half = path.with_suffix(".new")
        record = framed(seq, state)
        try:
            file = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
            try:
                _write(file, HEADER + record)
                half.rename(path)
            except BaseException:
                os.close(file)
                raise
        except OSError:
            half.unlink(missing_ok=True)
            raise
        self.close()
        self._file, self._end = file, len(HEADER) + len(record)
        self._due = _due(self._end)

    def append(self, seq: int, payload: bytes) -> None:
        """A record; `seq` is that of the last change in it."""
        record = framed(seq, payload)
        _write(self._file, record)
        self._end += len(record)

    def descriptor(self) -> int:
        """Of the segment that is written, for whoever syncs it in a thread; the caller closes it."""
        return os.dup(self._file)

    def sync(self) -> None:
        """All of it outlives a power cut."""
        os.fsync(self._file)
        sync_directory(self.directory)

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def segments(directory: Path) -> list[Path]:
    """In their order."""
    return sorted(path for path in directory.glob("*.log") if path.stem.isdigit())


def number_of(segment: Path) -> int:
    return int(segment.stem)


def sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _due(beginning: int) -> int:
    """The length at which a segment is full, by that of its beginning, which the state takes."""
    return beginning + max(LARGE, 4 * beginning)


def _write(file: int, data: bytes) -> None:
    written = os.write(file, data)
    if written < len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
