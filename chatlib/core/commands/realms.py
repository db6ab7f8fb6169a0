"""What links to other realms bring about."""

from chatlib.core import entries
from chatlib.core.commands.base import Command


class Federate(Command):
    """This server is the realm `realm`, and knows `peers`; "": it is on its own, but keeps the name that it had."""

    realm: str = ""
    peers: list[str] = []


class Linked(Command):
    """The link to a realm is up, or is not any more."""

    realm: str = ""
    up: bool = True


class Delivered(Command):
    """A realm has what waited for it in this lane of the outbox, up to a number: so many entries more."""

    realm: str = ""
    count: int = 0
    lane: int = 0
    upto: int = 0


class Meet(Command):
    """The user `name` of another realm is spoken of for the first time."""

    name: str = ""


class Asked(Command):
    """A user's request is on its way to the home of a room; connection `cid` gets the answer.

    `what` is the class of the entry that asks.
    """

    uid: int = 0
    what: str = ""
    room: str = ""


class GiveUp(Command):
    """The request `number` was not answered in time."""

    number: int = 0


class Arrive(Command):
    """The entry `number` of a realm's outbox has come; None if it was not understood.

    `content`: that of its file is in the store.
    """

    realm: str = ""
    lane: int = 0
    number: int = 0
    entry: entries.Any | None = None
    content: bool = False


class Received(Command):
    """An entry was received, and what it did is kept in another form."""

    realm: str = ""
    lane: int = 0
    number: int = 0
