"""What is kept of what those did who run a room."""

import msgspec

KICK, DELETE, REPORT = "kick", "delete", "report"
"""What a Deed says of who was put out, and of whose message was deleted or reported."""


class Listing(msgspec.Struct, array_like=True):
    """Of a mask: who put it there and when, and for how long, both in unix seconds (0: for good); why. `whom`: the user
    for whose sake an address is listed.
    """

    by: str
    at: float
    until: float = 0.0
    reason: str = ""
    whom: str = ""


class Deed(msgspec.Struct, array_like=True):
    """What somebody who runs a room did there. `what`: the letter of a mode, or a word of its own (KICK)."""

    at: float
    by: str
    what: str
    on: bool = True
    whom: str = ""
    seconds: float = 0.0
    reason: str = ""
    seq: int = 0
