"""What a segment of the log looks like: a record for each turn, each with its length, its SEQ and a checksum.

    record: mark (4 bytes), length of the payload (4), SEQ of its last change (8), CRC-32 (4), payload

The first record of a segment is the state as it was when the segment began; see log.py.
"""

import struct
from typing import NamedTuple
from zlib import crc32

HEADER = b"RUANGLOG\0\0\0\1"
"""Begins every segment; the last four bytes are the version of the format."""

_MARK = b"\xf5log"
"""No text in UTF-8 has its first byte: what somebody writes is hardly ever taken for the beginning of a record."""

_HEAD = struct.Struct("<4sIQ")
_CHECK = struct.Struct("<I")
OVERHEAD = _HEAD.size + _CHECK.size
"""Bytes of a record beside its payload."""


class Record(NamedTuple):
    """`seq`: of the last change in it; `end`: where in the segment it ends."""

    seq: int
    payload: bytes
    end: int


def framed(seq: int, payload: bytes) -> bytes:
    """The record, as it is written."""
    head = _HEAD.pack(_MARK, len(payload), seq)
    return b"".join((head, _CHECK.pack(crc32(payload, crc32(head))), payload))


def records(data: bytes, at: int = 0) -> list[Record]:
    """Those that are whole, from the place `at` up to the first that is not."""
    found = []
    while (record := _record(data, at)) is not None:
        found.append(record)
        at = record.end
    return found


def is_torn(data: bytes, at: int) -> bool:
    """Whether what stands from `at` on is only the rest of a record that was not written to its end.

    Else there are whole records behind it, so that something in the middle is damaged.
    """
    while (at := data.find(_MARK, at + 1)) >= 0:
        if _record(data, at) is not None:
            return False
    return True


def _record(data: bytes, at: int) -> Record | None:
    begin = at + OVERHEAD
    if begin > len(data):
        return None
    mark, length, seq = _HEAD.unpack_from(data, at)
    end = begin + length
    if mark != _MARK or end > len(data):
        return None
    payload = data[begin:end]
    (check,) = _CHECK.unpack_from(data, at + _HEAD.size)
    return Record(seq, payload, end) if check == crc32(payload, crc32(data[at : at + _HEAD.size])) else None
