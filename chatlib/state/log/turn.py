"""What a record of the log holds: what the changes of one turn made, in order, and what other realms must be told."""

from collections.abc import Iterable, Iterator

import msgspec

from chatlib.core import entries
from chatlib.core.cluster.standing import Standing
from chatlib.core.events import Amendment, Message, Run, singly
from chatlib.core.world import Change, Kept, Outgoing


class Turn(msgspec.Struct, array_like=True):
    """`outgoing`: realm, lane, and the entry as links carry it. `standing`: of a node of a cluster, after the turn."""

    kept: list[Message | Run | Amendment | Change]
    outgoing: list[tuple[str, int, bytes]]
    standing: Standing | None = None


class _Other(msgspec.Struct, array_like=True, tag="change", gc=False):
    """A Change, of which no more is looked at."""


class _Said(msgspec.Struct, array_like=True):
    kept: list[Message | Run | Amendment | _Other]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Turn).decode
_decode_said = msgspec.msgpack.Decoder(_Said).decode


def encode(kept: list[Kept], outgoing: Iterable[Outgoing], standing: Standing | None = None) -> bytes:
    return _encode(Turn(kept, [(realm, lane, entries.encode(entry)) for realm, lane, entry in outgoing], standing))


def decode(payload: bytes) -> Turn:
    """With every message by itself."""
    turn = _decode(payload)
    turn.kept = singly(turn.kept)
    return turn


def said(payload: bytes) -> Iterator[Message | Run | Amendment]:
    """What was said, runs as they are, and what became of it."""
    return (one for one in _decode_said(payload).kept if type(one) is not _Other)
