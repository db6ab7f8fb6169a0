"""What holds in a room, who runs it, and what was done there. Names and values: docs/protocols.md, RULES and MODLOG."""

import msgspec


class Ruling(msgspec.Struct, frozen=True, rename="upper"):
    """One thing that holds from now on, or does not any more. `about`: whom, or how much. `seconds`: 0 is for good."""

    what: str
    on: bool = True
    about: str = ""
    seconds: float = 0.0
    reason: str = ""


class Listed(msgspec.Struct, frozen=True, rename="upper"):
    """Somebody, or a mask of names, who may not come in or not speak `until` then, in unix seconds; 0: for good."""

    who: str
    by: str = ""
    until: float = 0.0
    reason: str = ""


class Rules(msgspec.Struct, frozen=True, rename="upper"):
    """`announce`: only moderators speak. `locked`: nobody comes in uninvited. `accounts`: guests do not come in.
    `slow`: seconds between two messages of one speaker. `bans` and `mutes` are known to those who run the room.
    """

    announce: bool = False
    locked: bool = False
    accounts: bool = False
    slow: int = 0
    role: str = ""
    owner: str = ""
    moderators: list[str] = []
    voiced: list[str] = []
    bans: list[Listed] = []
    mutes: list[Listed] = []


class Deed(msgspec.Struct, frozen=True, rename="upper"):
    """What somebody did `by` whom a room is run; as a Ruling, or KICK, DELETE, REPORT."""

    time: float
    by: str
    what: str
    on: bool = True
    whom: str = ""
    seconds: float = 0.0
    reason: str = ""
