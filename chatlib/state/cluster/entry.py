"""What the order consists of: entries, each with what a node had to say since its last one."""

import msgspec

from chatlib.core import commands


class Item(msgspec.Struct, array_like=True, tag=str.lower):
    """What is said in an entry."""


class Asked(Item):
    """A worker's batch, which is done with this (see frames.Batch). `full`: its node had no room on the disk."""

    worker: int
    number: int
    commands: list[commands.Any]
    full: bool = False


class Own(Item):
    """A command of the server's own. `ticket`: by which the node knows who waits for what comes of it, 0: nobody.

    Without a command it only comes behind all that the node had said before.
    """

    command: commands.Any | None
    ticket: int = 0


class Tick(Item):
    """A second has passed. `kept` and `written`: see standing.Node. `digest`: of the state after `count` entries, if
    one is due.
    """

    kept: int = 0
    count: int = 0
    digest: str = ""
    written: dict[int, int] = {}


class Join(Item):
    """A state process of the node begins, with the first entry of its run, in which nothing else stands.

    `goes_on`: its connections live. Else they are gone, and `written` tells of each up to which SEQ it was written to.
    """

    goes_on: bool
    rules: int
    bounds: str
    written: dict[int, int] = {}


class Leave(Item):
    """The node has said goodbye to its clients, and ends. `written`: as of a Join."""

    written: dict[int, int] = {}


class Entry(msgspec.Struct, array_like=True):
    """`number` within the `run` of the `node`, from 1; a server on its own is node 0 and numbers nothing. Of the two
    times: state/order/clock.py.
    """

    node: int
    run: int
    number: int
    now: float
    told: float
    items: list[Asked | Own | Tick | Join | Leave]


def touches_outbox(entry: Entry) -> bool:
    """Whether something in it takes entries out of the outbox, or numbers them otherwise."""
    return any(
        type(one) is Join or (type(one) is Own and type(one.command) is commands.Delivered) for one in entry.items
    )


encode = encode_item = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Entry).decode
