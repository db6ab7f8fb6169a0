"""What is traced of single messages, and what workers say of their connections. Times are time.monotonic_ns()."""

import msgspec

from chatlib.core.events import LOBBY_ID, Event, Message


class Record(msgspec.Struct, array_like=True, tag=str.lower):
    pass


class Ruled(Record):
    """By the state: a message that it put in order. Of a private one neither text nor names are written down.

    It came on connection `cid` in this `batch` of the `worker` (0: in none).
    """

    seq: int
    at: float
    sender: str
    place: str
    text: str
    length: int
    private: bool
    cid: int
    worker: int
    batch: int
    read: int
    ruled: int
    stored: int = 0
    told: int = 0


class Received(msgspec.Struct, array_like=True):
    """How it was told to `count` connections that speak alike, some of which are `cids`. `line` is b"" if private."""

    dialect: str
    line: bytes
    length: int
    count: int
    cids: list[int]


class Spread(Record):
    """By each worker that told somebody of a message."""

    seq: int
    heard: int
    rendered: int
    receivers: list[Received]
    recorded: int = 0
    written: int = 0


class Came(Record):
    """By the worker of its sender: the line that it was (b"" if private), and when that was read. `woke` and `asked`
    are 0 where a predecessor had done that.
    """

    seq: int
    cid: int
    dialect: str
    line: bytes
    length: int
    woke: int
    asked: int
    consumed: int


class Connected(msgspec.Struct, array_like=True):
    """A connection: bytes that wait in the worker, and those that the client's machine has not acknowledged. `fault`:
    the number of the one that is on it; 0: none.
    """

    cid: int
    name: str
    dialect: str
    waiting: int
    kernel: int
    fault: int


class Connections(Record):
    """By a worker: `total` connections, some of which are `shown`; those that are `lagging`, with bytes `waiting`; and
    `batches` that the state has not answered, of so many `askers`.
    """

    total: int
    shown: list[Connected]
    lagging: int
    waiting: int
    batches: int
    askers: int


class Audited(Record):
    """By a worker that has compared all its connections, one after the other, with what the kernel counts: bytes that
    were `given` to them, of which the `kernel` has so many, and so many are `waiting`; `short` connections have got
    less than that, and `beyond` more.
    """

    began: int
    given: int
    kernel: int
    waiting: int
    short: int
    beyond: int


Any = Ruled | Spread | Came | Connections | Audited
encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Any).decode

LONGEST = 600
"""Bytes of a line or text that are written down."""

MOST_SHOWN, MOST_NAMED = 400, 50
"""Connections of a worker that are described, and receivers of a message that are named."""


def are_fresh(told: list[Event], before: int) -> bool:
    """Whether all of it is messages that nobody was told before: nearly always where much is said, and found out in
    bulk. `before`: the SEQ up to which all was told.
    """
    return bool(told) and list(map(type, told)).count(Message) == len(told) and told[0].seq > before


def is_public(message: Message) -> bool:
    """Whether a class may see it: what is said in the lobby, to everybody."""
    return not message.to and message.rid == LOBBY_ID
