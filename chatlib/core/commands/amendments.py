"""What can be done with a message that was said."""

from typing import Literal

from chatlib.core import events
from chatlib.core.commands.base import Command


class Amend(Command):
    """`what` is done with the message of this SEQ; `text`: as of events.Amendment, or the reason of a deletion.

    `where`, if it is named: the room it must have been said in, or the other one of a private conversation. The
    `original` is what the journal has of it, filled in there; one with the SEQ 0 says that it has nothing.
    """

    seq: int = 0
    what: Literal["edit", "delete", "react", "unreact", "pin", "unpin"] = "edit"
    text: str = ""
    where: str = ""
    original: events.Message | None = None


class Report(Command):
    """Those who run the room, or the server, are shown the message of this SEQ. `original`: as of Amend."""

    seq: int = 0
    reason: str = ""
    original: events.Message | None = None


class Pins(Command):
    """The messages that are pinned in a room: events.Page."""

    room: str = ""
