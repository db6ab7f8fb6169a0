"""Answers to who comes and goes, and what was missed."""

from chatlib.core.errors import Reason
from chatlib.core.events.base import Event
from chatlib.core.events.messages import Message


class Refused(Event):
    """See errors.Refusal."""

    reason: Reason = Reason.NO_SESSION
    subject: str = ""
    limit: int = 0


class Done(Event):
    """It happened; `subject` is the name of the room or user as it is shown."""

    subject: str = ""


class Credentials(Event):
    """The account's `secret`, to be checked after so many seconds of `delay`."""

    name: str = ""
    secret: str = ""
    delay: float = 0.0


class Welcome(Event):
    """The session has begun. If it `pushes`, what was missed follows as CatchUp. `read`: its rooms, and up to when they
    were read, for who enters rooms.
    """

    uid: int = 0
    name: str = ""
    pushes: bool = True
    read: dict[str, str] = {}


class Moved(Event):
    """The connection `moved` is one of the user `uid` from now on, called `new`; it was `name` until now."""

    moved: int = 0
    uid: int = 0
    name: str = ""
    new: str = ""


class Parted(Event):
    """The session of connection `ended`, which `worker` looks after, is over by the user's wish."""

    name: str = ""
    ended: int = 0
    worker: int = 0


class Expelled(Event):
    """`name` is put off the server by `by`, or `banned` (for so many `seconds`; 0: for good): the connection `ended`,
    which `worker` looks after, is told so, and closed.
    """

    name: str = ""
    ended: int = 0
    worker: int = 0
    by: str = ""
    reason: str = ""
    seconds: float = 0.0
    banned: bool = False


class Invitation(Event):
    """To the user `to`."""

    seq: int = 0
    to: int = 0
    sender: str = ""
    room: str = ""
    members: list[str] = []
    receiver: str = ""
    account: str = ""


class CatchUp(Event):
    """What the connection missed up to `seq`. When there is no `more`, it hears from now on what happens in `rooms`."""

    messages: list[Message] = []
    invitations: list[Invitation] = []
    more: bool = False
    seq: int = 0
    rooms: list[int] = []
