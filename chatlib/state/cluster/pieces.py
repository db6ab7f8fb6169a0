"""Entries as they lie in etcd, which takes no value over 1.5 MiB: in pieces, each with what tells where it belongs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import Struct

from chatlib.state.cluster.entry import Entry, decode

LARGEST = 1 << 20
"""Bytes of a piece."""

_HEAD = Struct("!BQQII")
"""Node, run, number of the entry, number of the piece from 0, how many there are."""


def cut(node: int, run: int, number: int, whole: bytes) -> Iterator[bytes]:
    """An entry, to be put in this order."""
    count = max(1, -(-len(whole) // LARGEST))
    for piece in range(count):
        part = whole[piece * LARGEST : (piece + 1) * LARGEST]
        yield _HEAD.pack(node, run, number, piece, count) + part


@dataclass
class _Begun:
    """An entry of which pieces are missing. `first`: the position of its first one."""

    entry: tuple[int, int]
    first: int
    pieces: list[bytes] = field(default_factory=list)


class Assembly:
    """Puts them together again. A node puts one after the other, so that of each one entry at most is begun; but a
    piece of which it was not known whether it arrived comes twice, the second time perhaps behind later ones.
    """

    def __init__(self) -> None:
        self._begun: dict[int, _Begun] = {}
        self._newest: dict[int, tuple[int, int]] = {}  # of each node: run and number of the entry begun last
        self._last = 0

    @property
    def upto(self) -> int:
        """From here on the log is to be read again by who has followed it so far: nothing was begun before."""
        return min((begun.first - 1 for begun in self._begun.values()), default=self._last)

    def add(self, position: int, value: bytes) -> Entry | None:
        """The entry that this was the last piece of."""
        self._last = position
        node, run, number, piece, count = _HEAD.unpack_from(value)
        part = value[_HEAD.size :]
        if piece == 0 and (run, number) > self._newest.get(node, (0, 0)):
            self._newest[node] = (run, number)
            self._begun[node] = _Begun((run, number), position)
        begun = self._begun.get(node)
        if begun is None or begun.entry != (run, number) or len(begun.pieces) != piece:
            return None  # it was there before, or its beginning never came
        begun.pieces.append(part)
        if len(begun.pieces) < count:
            return None
        del self._begun[node]
        return decode(b"".join(begun.pieces))

    def forget(self, node: int) -> None:
        self._begun.pop(node, None)
