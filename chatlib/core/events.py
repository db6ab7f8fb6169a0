"""What the room says: replies to one connection, and what others are told.

A reply carries the `cid` of the connection that asked. A push says whom it concerns:
`rid` is the room whose members get it (the lobby is room 0), `uid` who did it. A `Message` is
both: everybody's push, its sender's acknowledgement, the journal's row and a line of history.
"""

import msgspec

from chatlib.core.errors import Reason

LOBBY_ID = 0


class Event(msgspec.Struct, array_like=True, tag=str.lower):
    cid: int = 0


# ------------------------------------------------------------------- replies


class Refused(Event):
    reason: Reason = Reason.NO_SESSION
    subject: str = ""


class Done(Event):
    """It happened; `subject` is the name of the room or user as it is shown."""

    subject: str = ""


class Credentials(Event):
    """The account's `secret`, to be checked after so many seconds of `delay`."""

    name: str = ""
    secret: str = ""
    delay: float = 0.0


class Welcome(Event):
    """The session has begun. If it `pushes`, what was missed follows as CatchUp."""

    uid: int = 0
    name: str = ""
    pushes: bool = True


class Parted(Event):
    """The session of connection `ended`, which `worker` looks after, is over by the user's wish."""

    name: str = ""
    ended: int = 0
    worker: int = 0


class Sent(Event):
    """A message with this `id` had been accepted before, under `seq`."""

    seq: int = 0
    subject: str = ""
    is_room: bool = False


class Names(Event):
    """A page of `names`, out of `total`; if there is `more`, it goes on behind the last one."""

    subject: str = ""
    names: list[str] = []
    total: int = 0
    more: bool = False


class Invites(Event):
    """How the invitations to `room` went."""

    room: str = ""
    invited: list[str] = []
    refused: list[tuple[Reason, str]] = []


class Circulated(Event):
    """A message went to those who were `reached`."""

    reached: list[str] = []
    refused: list[tuple[Reason, str]] = []


class Offered(Event):
    """A file for `subject` may be uploaded under the number `fid`, by a connection of its own."""

    fid: int = 0
    subject: str = ""
    is_room: bool = False


# -------------------------------------------------------------------- pushes


class Attachment(msgspec.Struct, array_like=True):
    """A file, whose content is kept elsewhere. `fid` is its number from the offer to the end; `size` in bytes."""

    fid: int
    size: int
    sha256: str


class Message(Event):
    """Private if `to` (a uid) is not 0, else to the room `rid`. `at`: unix seconds.

    If it has a `file`, `text` is the name of that.
    """

    seq: int = 0
    at: float = 0.0
    rid: int = 0
    room: str = ""
    uid: int = 0
    sender: str = ""
    to: int = 0
    receiver: str = ""
    text: str = ""
    id: str = ""
    file: Attachment | None = None


class Files(Event):
    """Messages with files, oldest first. Whoever has the contents at hand fills them in, in the same order."""

    files: list[Message] = []
    contents: list[bytes] = []


class Page(Event):
    """Messages, oldest first. Those of an inbox are given `once`; `more`: there is more, which the next call gives."""

    subject: str = ""
    messages: list[Message] = []
    more: bool = False
    once: bool = False


class Invitation(Event):
    """To the user `to`."""

    seq: int = 0
    to: int = 0
    sender: str = ""
    room: str = ""
    members: list[str] = []


class CatchUp(Event):
    """What the connection missed up to `seq`. When there is no `more`, it hears from now on what happens in `rooms`."""

    messages: list[Message] = []
    invitations: list[Invitation] = []
    more: bool = False
    seq: int = 0
    rooms: list[int] = []


class Push(Event):
    """Something that `name` (user `uid`) did, told to the members of room `rid`."""

    seq: int = 0
    rid: int = LOBBY_ID
    room: str = ""
    uid: int = 0
    name: str = ""


class Came(Push):
    """Is online now. Of a user of another realm only the user `to` is told, if that is not 0."""

    to: int = 0


class Went(Push):
    """Is not online any more. `to`: as of Came."""

    to: int = 0


class Joined(Push):
    pass


class Left(Push):
    pass


class Declined(Push):
    pass


class Invited(Push):
    """`name` invited `whom`."""

    whom: str = ""


class Deleted(Push):
    """`name` deleted the room; these were its members."""

    members: list[str] = []


Any = (
    Refused | Done | Credentials | Welcome | Parted | Sent | Circulated | Offered | Names | Invites | Message | Files
    | Page | Invitation | CatchUp | Came | Went | Joined | Left | Declined | Invited | Deleted
)  # fmt: skip
"""One of them, as the codecs of the pipes know it."""
