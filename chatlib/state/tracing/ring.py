"""A ring of records in shared memory: one process writes, another reads, and neither waits for the other.

What is overwritten before it is read is missed: who looks on must never slow down those who work.
"""

import struct

_HEAD = struct.Struct("=Q")
_LENGTH = struct.Struct("=I")


class RingWriter:
    """Appends to `memory`. Goes on behind what a predecessor wrote there; a record that it died over is not there."""

    def __init__(self, memory: memoryview) -> None:
        self._memory = memory
        self._room = memory[_HEAD.size :]
        (self._head,) = _HEAD.unpack_from(memory)

    def append(self, record: bytes) -> None:
        """One that does not fit into half of the ring is left out."""
        data = _LENGTH.pack(len(record)) + record
        size = len(self._room)
        if len(data) > size // 2:
            return
        at = self._head % size
        first = min(len(data), size - at)
        self._room[at : at + first] = data[:first]
        self._room[: len(data) - first] = data[first:]
        self._head += len(data)
        self._memory[: _HEAD.size] = _HEAD.pack(self._head)  # at once: pack_into would make it 0 before


class RingReader:
    """Reads what is written from now on."""

    def __init__(self, memory: memoryview) -> None:
        self._memory = memory
        self._room = memory[_HEAD.size :]
        self._tail = self._written()

    def take(self) -> list[bytes]:
        """The records since the last time; none of them if so many came that the first may be overwritten."""
        head, size = self._written(), len(self._room)
        at, length = self._tail % size, head - self._tail
        self._tail = head
        most = size - size // 2  # one more, of half the ring, may just be written
        if length > most:
            return []
        first = min(length, size - at)
        data = bytes(self._room[at : at + first]) + bytes(self._room[: length - first])
        if self._written() - head + length > most:
            return []  # it was overwritten while it was copied
        found, at = [], 0
        while at < length:
            (count,) = _LENGTH.unpack_from(data, at)
            found.append(data[at + _LENGTH.size : at + _LENGTH.size + count])
            at += _LENGTH.size + count
        return found

    def _written(self) -> int:
        return _HEAD.unpack_from(self._memory)[0]
