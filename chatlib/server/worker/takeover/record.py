"""What a worker writes down about its connections before it acts, so that a successor can go on for it.

Once in a turn, before the first byte goes out, one record: what is about to be written to whom, how far each
connection's input is answered, and what has changed in what it speaks and hears. Whatever of that the kernel has not
got when the worker dies, the successor writes; whatever is not in a record, the state tells again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from chatlib.dialects.detection import dialect_of
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.fanout import Chunk
from chatlib.server.worker.subscribers import Encoding, Line
from chatlib.state import redo
from chatlib.state.redo import Files, RedoLog


class Profile(msgspec.Struct, array_like=True):
    """What a connection speaks and hears. `rooms` is None if it hears nothing."""

    cid: int
    dialect: str
    terminated: bool
    memory: list[Any]
    uid: int
    rooms: list[int] | None
    behind: bool
    seen: int
    wants_more: bool


class Extent(msgspec.Struct, array_like=True):
    """Bytes of its input that were answered, and of its output that were given.

    `waiting`: the chunks that were given last, by their places among all that wait; of the first of them, some bytes
    may be written already.
    """

    cid: int
    taken: int
    given: int
    waiting: list[int]


class Record(msgspec.Struct, array_like=True, tag=str.lower):
    pass


class Everything(Record):
    """`chunks`: those that wait, each once, however many connections it waits for."""

    told: int
    seq: int
    profiles: list[Profile]
    chunks: list[bytes]
    extents: list[Extent]


class Announced(msgspec.Struct, array_like=True):
    """A line that waits to be told to all who hear the room and are told alike, but for who did it himself.

    The same `event` of a room stands there once for each way in which it is told.
    """

    event: int
    rid: int
    dialect: str
    eol: bytes
    manner: int
    data: bytes
    uid: int
    cid: int


class Tick(Record):
    """`chunks`: bytes, and the connections that get them. Those, and those of the `profiles`, have with that got all
    that was `announced` up to here.
    """

    told: int
    seq: int
    chunks: list[tuple[bytes, list[int]]]
    taken: dict[int, int]
    profiles: list[Profile]
    announced: list[Announced]


class Cut(Record):
    """Where a message ends that nothing but a rest of its sender has ended."""

    cid: int
    end: int


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Everything | Tick | Cut).decode


class Recorder:
    """A worker's record. `told` is the number of the last tell whose effects are in it, `seq` that tell's.

    What a predecessor wrote is `remembered` until the first `restart`.
    """

    def __init__(self, log: Files) -> None:
        self.told, self.seq, self._found = recall(log)
        self._log = RedoLog(log)

    @property
    def full(self) -> bool:
        return self._log.full

    def restart(self, connections: Iterable[Connection]) -> None:
        """Forgets all but how things are now."""
        self._found = {}
        connections = list(connections)
        profiles = [profile(conn) for conn in connections]
        chunks: dict[int, tuple[int, bytes]] = {}  # by identity: its place, and itself
        extents = []
        for conn in connections:
            waiting = [chunks.setdefault(id(one), (len(chunks), one))[0] for one in conn.outlet.chunks()]
            extents.append(Extent(conn.cid, conn.answered, conn.outlet.given, waiting))
        everything = Everything(self.told, self.seq, profiles, [chunk for _, chunk in chunks.values()], extents)
        cuts = [Cut(c.cid, c.cut) for c in connections if c.cut > c.consumed]
        self._log.restart(map(_encode, [everything, *cuts]))

    @property
    def cids(self) -> Iterable[int]:
        """The connections that are remembered."""
        return self._found.keys()

    def remembered(self, cid: int) -> "Remembered":
        return self._found.get(cid) or Remembered()

    def tick(
        self,
        told: int,
        seq: int,
        chunks: Iterable[Chunk],
        answered: Iterable[Connection],
        changed: Iterable[Connection],
        waiting: Iterable[tuple[int, Encoding, Line]] = (),
    ) -> None:
        """To be called before anything is written of what a tell brought. What is `waiting` is so from now on."""
        self.told, self.seq = told, seq
        outgoing = [(data, [conn.cid for conn in members]) for data, members in chunks]
        taken = {conn.cid: conn.answered for conn in answered}
        profiles = [profile(conn) for conn in changed]
        announced = [
            Announced(line.index, rid, one.dialect.name, one.eol, one.manner, line.data, line.uid, line.cid)
            for rid, one, line in waiting
        ]
        if outgoing or taken or profiles or announced:
            self._log.append(_encode(Tick(told, seq, outgoing, taken, profiles, announced)))

    def cut(self, cid: int, end: int) -> None:
        self._log.append(_encode(Cut(cid, end)))


def profile(conn: Connection) -> Profile:
    dialect, terminated, memory = conn.memory
    rooms = None if conn.heard is None else list(conn.heard)
    return Profile(conn.cid, dialect, terminated, memory, conn.uid, rooms, conn.behind, conn.seen, conn.wants_more)


@dataclass
class Remembered:
    """One connection. `given` counts all bytes of output, `last` are the last of them, in pieces."""

    profile: Profile | None = None
    taken: int = 0
    cut: int = 0
    given: int = 0
    last: list[bytes] = field(default_factory=list)

    def give(self, data: bytes) -> None:
        self.given += len(data)
        self.last.append(data)

    def unwritten(self, written: int) -> list[bytes]:
        """What the kernel has not got, which has `written` bytes."""
        missing, pieces = self.given - written, []
        for piece in reversed(self.last):
            if missing <= 0:
                break
            pieces.append(piece[-missing:])
            missing -= len(piece)
        return pieces[::-1]


def recall(log: Files) -> tuple[int, int, dict[int, Remembered]]:
    """The last tell that a predecessor has processed, its SEQ, and the connections, by number."""
    told = seq = 0
    found: dict[int, Remembered] = {}
    announced: list[Announced] = []
    heard: dict[int, int] = {}  # how many of them each connection was told
    for record in map(_decode, redo.read(log)):
        if isinstance(record, Cut):
            found.setdefault(record.cid, Remembered()).cut = record.end
            continue
        told, seq = record.told, record.seq
        for one in record.profiles:
            found.setdefault(one.cid, Remembered()).profile = one
        if isinstance(record, Everything):
            for extent in record.extents:
                one = found[extent.cid]
                one.taken, one.given = extent.taken, extent.given
                one.last = [record.chunks[place] for place in extent.waiting]
            continue
        for cid, taken in record.taken.items():
            found.setdefault(cid, Remembered()).taken = taken
        announced += record.announced
        heard |= {one.cid: len(announced) for one in record.profiles}
        for data, cids in record.chunks:
            for cid in cids:
                found.setdefault(cid, Remembered()).give(data)
                heard[cid] = len(announced)
    for cid, one in found.items():
        if one.profile and one.profile.rooms:
            for data in _unheard(one.profile, announced[heard.get(cid, 0) :]):
                one.give(data)
    return told, seq, found


def _unheard(listener: Profile, announced: list[Announced]) -> Iterable[bytes]:
    """What a connection is still to be told of these, each event once.

    The last profile may be older than the line: then nobody was told of it in just that way any more.
    """
    if not announced:
        return ()
    dialect = dialect_of(listener.dialect).recall(listener.memory)
    found: dict[tuple[int, int], tuple[int, bytes]] = {}
    for one in announced:
        is_own = one.cid == listener.cid if dialect.enters else one.uid == listener.uid
        if one.rid in listener.rooms and one.dialect == listener.dialect and not is_own:
            alike = 1 + (one.eol == dialect.eol) + (one.manner == dialect.manner)
            if alike > found.get((one.rid, one.event), (0,))[0]:
                found[one.rid, one.event] = alike, one.data
    return [data for _, data in found.values()]
