"""What a record of the log holds: what the changes of one turn made, in order, and what other realms must be told."""

from collections.abc import Iterable

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


class MessageHead(msgspec.Struct, array_like=True, tag="message", gc=False):
    """The beginning of a Message: as much of it as tells where it belongs."""

    cid: int
    seq: int
    at: float
    rid: int
    room: str
    uid: int
    sender: str
    to: int = 0


class ChangeHead(msgspec.Struct, array_like=True, tag="change", gc=False):
    """The beginning of a Change."""

    seq: int


class _Heads(msgspec.Struct, array_like=True):
    kept: list[MessageHead | Run | Amendment | ChangeHead]


class _Raws(msgspec.Struct, array_like=True):
    kept: list[msgspec.Raw]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Turn).decode
_decode_heads = msgspec.msgpack.Decoder(_Heads).decode
_decode_raws = msgspec.msgpack.Decoder(_Raws).decode


def encode(kept: list[Kept], outgoing: Iterable[Outgoing], standing: Standing | None = None) -> bytes:
    return _encode(Turn(kept, [(realm, lane, entries.encode(entry)) for realm, lane, entry in outgoing], standing))


def decode(payload: bytes) -> Turn:
    """With every message by itself."""
    turn = _decode(payload)
    turn.kept = singly(turn.kept)
    return turn


def pieces(payload: bytes) -> Iterable[tuple[MessageHead | Run | Amendment | ChangeHead, msgspec.Raw]]:
    """Of each thing kept, what it is about (a run and an amendment whole), and all of it as it stands in the record, to
    be passed on as it is.
    """
    return zip(_decode_heads(payload).kept, _decode_raws(payload).kept, strict=True)
