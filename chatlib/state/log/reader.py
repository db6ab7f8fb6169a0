"""The log as another process than its writer sees it: what has come since, in order."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from chatlib.state.log.log import number_of, segments, sync_directory
from chatlib.state.log.segment import HEADER, Record, is_torn, records


class LogReader:
    """Begins behind a SEQ. All methods raise OSError.

    `damage` tells what had to be left out, a line for each place: what stands behind it in its segment is not read.
    """

    def __init__(self, directory: Path, after: int) -> None:
        self._directory = directory
        self._after = after
        self._number = 0
        self._at = 0
        self.damage: list[str] = []

    def read(self, most: int) -> list[Record]:
        """What stands behind all that was read before: about so many bytes, and at least a record if there is one.

        States are passed over.
        """
        while True:
            following = [path for path in segments(self._directory) if number_of(path) >= self._number]
            if not following:
                return []
            path = following[0]
            if number_of(path) > self._number:
                self._number, self._at = number_of(path), 0
            try:
                found, rest = self._read(path, most)
            except FileNotFoundError:
                continue  # it was not needed any more
            if found := [record for record in found if record.seq > self._after]:
                self._after = found[-1].seq
                return found
            if rest:  # these were all old
                continue
            if len(following) == 1:
                return []
            if path.stat().st_size > self._at:
                self.damage.append(f"{path}: damaged at byte {self._at} of {path.stat().st_size}")
            self._number, self._at = number_of(following[1]), 0

    def sync(self) -> None:
        """What was read outlives a power cut."""
        for path in segments(self._directory):
            if number_of(path) <= self._number:
                with suppress(FileNotFoundError), open(path, "r+b") as file:
                    os.fsync(file.fileno())
        sync_directory(self._directory)

    def trim(self) -> None:
        """Removes the segments before the one that is being read, unless somebody copies them just now."""
        old = [path for path in segments(self._directory) if number_of(path) < self._number]
        if not old:
            return
        with suppress(BlockingIOError), held(self._directory, wait=False):
            for path in old:
                path.unlink(missing_ok=True)

    def _read(self, path: Path, most: int) -> tuple[list[Record], bool]:
        """The records that come next, and whether there were any."""
        with open(path, "rb") as file:
            if self._at > os.fstat(file.fileno()).st_size:
                self._at = 0  # its writer has cut off what could not be read
            file.seek(self._at)
            data = file.read(most)
            if not self._at:
                data += file.read()  # the state is as long as it is
                if not data.startswith(HEADER):
                    return [], False
                found = records(data, len(HEADER))
                end = found[-1].end if found else 0
                found = found[1:]
            else:
                found = records(data)
                if not found and len(data) == most:
                    data += file.read()
                    found = records(data)
                end = found[-1].end if found else 0
        self._at += end
        return found, end > 0


def damage_in(path: Path) -> str:
    """What is wrong in a segment, or nothing; what its writer is just writing is not."""
    data = path.read_bytes()
    found = records(data, len(HEADER)) if data.startswith(HEADER) else []
    end = found[-1].end if found else 0
    return "" if found and is_torn(data, end) else f"{path}: damaged at byte {end} of {len(data)}"


@contextmanager
def held(directory: Path, wait: bool = True) -> Iterator[None]:
    """Nobody removes a segment meanwhile. BlockingIOError if it is not to `wait` and somebody else holds it."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(descriptor)
