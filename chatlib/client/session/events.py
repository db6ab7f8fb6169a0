"""What a session tells: that somebody said something, came, went, changed something."""

import msgspec

from chatlib.client.session.rules import Ruling


class File(msgspec.Struct, frozen=True):
    """`number`: by which the server knows it; `size` in bytes; `sha256` in hex."""

    number: int
    size: int
    sha256: str


class Quote(msgspec.Struct, frozen=True, rename="upper"):
    """The message that another one answers: by whom, and the beginning of its text, empty where nobody knows it."""

    seq: int
    sender: str = ""
    text: str = msgspec.field(name="CONTENT", default="")


class Message(msgspec.Struct, frozen=True):
    """Somebody said something. `where`: the room, or the other one of a private conversation. `time`: unix seconds.

    With a `file`, `text` is the name that its sender gave it; see `Session.get_file`. `deleted`: by whom; the `text`
    is empty then. `edited`: when its text was put in place of another one, or 0. `reactions`: who reacted with what.
    """

    seq: int
    time: float
    sender: str
    where: str
    text: str
    private: bool = False
    mine: bool = False
    file: File | None = None
    deleted: str = ""
    edited: float = 0.0
    reply: Quote | None = None
    reactions: dict[str, list[str]] = {}


class Presence(msgspec.Struct, frozen=True):
    name: str
    online: bool


class Notice(msgspec.Struct, frozen=True):
    """Something happened in a room. `kind`: INVITED, DECLINED, JOINED or LEFT; `whom` it concerns, `who` did it.

    Somebody LEFT with a `reason` if he was put out.
    """

    kind: str
    room: str
    who: str
    whom: list[str]
    reason: str = ""


class Invitation(msgspec.Struct, frozen=True):
    sender: str
    room: str
    members: list[str]


class Topic(msgspec.Struct, frozen=True):
    """A room is about something else from now on; `text` is empty if about nothing in particular."""

    room: str
    who: str
    text: str


class Renamed(msgspec.Struct, frozen=True):
    old: str
    new: str


class Away(msgspec.Struct, frozen=True):
    """Somebody is away, and says this; empty: he is back."""

    name: str
    text: str


class Ruled(msgspec.Struct, frozen=True):
    """`who` changed what holds in a room."""

    room: str
    who: str
    changes: list[Ruling]


class Expelled(msgspec.Struct, frozen=True):
    """`who` put the user off the server, and the session has ended. `banned`: for `seconds`, or (0) for good."""

    who: str
    reason: str
    banned: bool
    seconds: float


class Reported(msgspec.Struct, frozen=True):
    """`who` shows a message of `author` to those who run its room, or the server (`room` is empty: a private one)."""

    who: str
    author: str
    room: str
    text: str
    reason: str


class Deleted(msgspec.Struct, frozen=True):
    """`who` deleted the message with that SEQ; `Session.messages` has what is left of it."""

    seq: int
    who: str
    reason: str


class Edited(msgspec.Struct, frozen=True):
    """The message with that SEQ has another text since that `time`."""

    seq: int
    who: str
    text: str
    time: float


class Reacted(msgspec.Struct, frozen=True):
    """`who` reacted to the message with that SEQ, or (not `on`) took it back."""

    seq: int
    who: str
    emoji: str
    on: bool


class Pinned(msgspec.Struct, frozen=True):
    """`who` pinned the message with that SEQ in a room, or (not `on`) took it down."""

    room: str
    who: str
    seq: int
    on: bool


class Read(msgspec.Struct, frozen=True):
    """The user has read a conversation until that `time`, on this device or another one."""

    where: str
    time: float


class Composes(msgspec.Struct, frozen=True):
    """`who` is writing there (`active`), or not any more."""

    where: str
    who: str
    active: bool


class Hands(msgspec.Struct, frozen=True):
    """`who` raised a hand in a room, lowered it, or `called` somebody; the `queue` of those whose hands are up now."""

    room: str
    who: str
    queue: list[str]
    called: str = ""


class Poll(msgspec.Struct, frozen=True):
    """How a poll stands that `who` began ("": nobody says who): `counts` by option. It has just begun, or somebody has
    voted, or it is over (not `open`). `vote`: what the user has chosen, from 1, 0 for nothing; None where that is not
    told.
    """

    room: str
    who: str
    question: str
    options: list[str]
    counts: list[int]
    open: bool = True
    vote: int | None = None


class Voted(msgspec.Struct, frozen=True):
    """The user has chosen the option of that number in the poll of a room, or (0) none any more."""

    room: str
    option: int


class Placed(msgspec.Struct, frozen=True):
    """`who` put the user into a room, with these members."""

    room: str
    who: str
    members: list[str]


class Lost(msgspec.Struct, frozen=True):
    """The server cannot be reached; the session tries again by itself."""


class Restored(msgspec.Struct, frozen=True):
    """The session goes on. What was missed follows. `server`: HOST:PORT of the node where it is now, if that is another
    one than before.
    """

    server: str = ""


class Paced(msgspec.Struct, frozen=True):
    """The server takes no more for the moment: what is `waiting` goes out in its turn. Told once, until none waits."""

    waiting: int


Change = Deleted | Edited | Reacted
"""What becomes of a message."""

Event = (
    Message | Presence | Notice | Invitation | Topic | Renamed | Away | Ruled | Expelled | Reported | Change | Pinned
    | Read | Composes | Hands | Poll | Voted | Placed | Lost | Restored | Paced
)  # fmt: skip
