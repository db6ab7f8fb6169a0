"""What others are told."""

from chatlib.core.errors import Reason
from chatlib.core.events.base import LOBBY_ID, Event
from chatlib.core.events.people import Person


class Push(Event):
    """Something that `name` (user `uid`) did, told to the members of room `rid`. Where it has a `by`, that is the
    connection on which it was done, and which need not be told.
    """

    seq: int = 0
    rid: int = LOBBY_ID
    room: str = ""
    uid: int = 0
    name: str = ""


class Came(Push):
    """Is online now. Of a user of another realm only the user `to` is told, if that is not 0."""

    to: int = 0
    person: Person | None = None
    by: int = 0


class Went(Push):
    """Is not online any more. `to`: as of Came. Who shares one of the `rooms` is told as well."""

    to: int = 0
    rooms: list[int] = []
    reason: str = ""
    by: int = 0


class Joined(Push):
    """`again`: was a member all the time, and is online again."""

    person: Person | None = None
    again: bool = False
    by: int = 0


class Left(Push):
    """`gone`: because it is not online any more, of which a Went tells."""

    reason: str = ""
    gone: bool = False


class Kicked(Push):
    """`name` put `whom` (user `whom_uid`) out of the room."""

    whom_uid: int = 0
    whom: str = ""
    reason: str = ""


class TopicChanged(Push):
    text: str = ""
    at: float = 0.0


class ModesChanged(Push):
    """`changes`: whether it was set, the letter and its parameter. Who asked hears as well what was `refused`. For how
    many `seconds` (0: for good) and why; the room's `modes` and pace (`slow`) as they are then.
    """

    changes: list[tuple[bool, str, str]] = []
    refused: list[tuple[Reason, str]] = []
    seconds: float = 0.0
    reason: str = ""
    modes: str = ""
    slow: int = 0


class Renamed(Push):
    """`name` is called `new` now."""

    new: str = ""
    rooms: list[int] = []


class Changed(Push):
    """What a user says of itself, or is known as, has changed: `what` of "away", "account", "realname", "bot"."""

    what: str = ""
    rooms: list[int] = []
    person: Person | None = None


class Tagged(Push):
    """Tags without a text, to the user `to` or to the room. `id`: no other message has it."""

    to: int = 0
    receiver: str = ""
    tags: dict[str, str] = {}
    at: float = 0.0
    id: str = ""


class Declined(Push):
    pass


class Invited(Push):
    """`name` invited `whom`."""

    whom: str = ""


class Deleted(Push):
    """`name` deleted the room; these were its members."""

    members: list[str] = []
