"""What workers and the state tell each other, each a payload of their channel."""

import msgspec

from chatlib.core import commands, events

TO_ONE = (
    events.Message,
    events.Invitation,
    events.Came,
    events.Went,
    events.Tagged,
    events.Marked,
    events.Amendment,
    events.Reported,
)
"""Pushes that may be for one user only."""


class Frame(msgspec.Struct, array_like=True, tag=str.lower):
    pass


class Hello(Frame):
    """From a worker, first of all: it has processed all tells up to number `told`, and these connections live."""

    told: int
    cids: list[int]


class Resumed(Frame):
    """To a worker, first of all: batches up to `done` are committed; tells up to `last` are from before its hello."""

    done: int
    last: int


class Batch(Frame):
    """From a worker: what its connections asked for in one turn of its loop; numbers grow by one.

    Tells up to number `heard` need not be kept for it any more. A batch of nothing says only that.
    """

    number: int
    heard: int
    commands: list[commands.Any]


class Told(Frame):
    """To a worker: all batches up to `done` are committed, and this is what came of everything up to `seq`, in order.

    Numbers grow by one, from each worker to its successor as well.
    """

    number: int
    done: int
    seq: int
    events: list[events.Any]


encode = msgspec.msgpack.Encoder().encode
decode_from_worker = msgspec.msgpack.Decoder(Hello | Batch).decode
decode_from_state = msgspec.msgpack.Decoder(Resumed | Told).decode
decode_told = msgspec.msgpack.Decoder(Told).decode
