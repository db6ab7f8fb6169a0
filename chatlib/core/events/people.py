"""Who somebody is, and who was found."""

import msgspec

from chatlib.core.events.base import Event


class Person(msgspec.Struct, array_like=True):
    """What others may know of a user. `account`: see User.known_as; `status` in the room that was asked about;
    `admin`: one of the server's.
    """

    name: str
    ident: str = ""
    realname: str = ""
    account: str = ""
    away: str = ""
    bot: bool = False
    online: bool = True
    status: str = ""
    rooms: list[tuple[str, str]] = []  # those that the asker may know of: name and status
    hidden: bool = False
    admin: bool = False


class Found(Event):
    """`subject` is what was asked for; `departed`: who had such a name, the last first, and when."""

    subject: str = ""
    people: list[Person] = []
    departed: list[tuple[Person, float]] = []


class Counts(Event):
    """Users online and the hidden ones among them, rooms; and the time, in unix seconds."""

    users: int = 0
    hidden: int = 0
    rooms: int = 0
    at: float = 0.0
