"""The native client's side of the dialect `mamushi`: what lines become, without any socket."""

from typing import Any, Self

import msgspec

LOBBY = "lobby"
SERVER = "server"
"""Who speaks in the server's own name."""
NOTICES = frozenset({"INVITED", "DECLINED", "JOINED", "LEFT"})
_encode = msgspec.json.Encoder().encode


class File(msgspec.Struct, frozen=True):
    """`number`: by which the server knows it; `size` in bytes; `sha256` in hex."""

    number: int
    size: int
    sha256: str


class Message(msgspec.Struct, frozen=True):
    """Somebody said something. `where`: the room, or the other one of a private conversation. `time`: unix seconds.

    With a `file`, `text` is the name that its sender gave it; see `Session.get_file`.
    """

    seq: int
    time: float
    sender: str
    where: str
    text: str
    private: bool = False
    mine: bool = False
    file: File | None = None


class Presence(msgspec.Struct, frozen=True):
    name: str
    online: bool


class Notice(msgspec.Struct, frozen=True):
    """Something happened in a room. `kind`: INVITED, DECLINED, JOINED or LEFT; `whom` it concerns, `who` did it."""

    kind: str
    room: str
    who: str
    whom: list[str]


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
    """Somebody to whom one has just written is away, and says this."""

    name: str
    text: str


class Lost(msgspec.Struct, frozen=True):
    """The server cannot be reached; the session tries again by itself."""


class Restored(msgspec.Struct, frozen=True):
    """The session goes on. What was missed follows."""


class Paced(msgspec.Struct, frozen=True):
    """The server takes no more for the moment: what is `waiting` goes out in its turn. Told once, until none waits."""

    waiting: int


Event = Message | Presence | Notice | Invitation | Topic | Renamed | Away | Lost | Restored | Paced


class Frame(msgspec.Struct, rename="upper"):
    """One line of the server, a response if it has an `id` of ours."""

    code: str = ""
    content: Any = None
    id: Any = None
    token: str = ""
    seq: int = 0
    sender: str = ""
    receiver: str = ""
    room: str = ""
    time: float = 0.0
    refused: dict[str, str] = {}
    reasons: dict[str, str] = {}
    reason: str = ""
    subject: str = ""
    limit: int = 0
    more: bool = False
    before: int = 0
    file: int = 0
    size: int = 0
    sha256: str = ""
    offset: int = 0
    away: str = ""

    @property
    def ok(self) -> bool:
        return self.code.endswith("_OK") or self.code == "ROOM_QUITTED"

    @property
    def target(self) -> tuple[str, bool]:
        """Of a SEND_OK: the user or room, as everybody writes it, and whether it is a private conversation."""
        where = str(self.content).split(" ke ", 1)[-1].removesuffix(" berhasil dikirim").removesuffix(" dapat dikirim")
        return where.removeprefix("room "), not where.startswith("room ")


decode = msgspec.json.Decoder(Frame).decode


class ServerRefusal(Exception):
    """The server says no: the `code` of the protocol, and why in its own words, which are Indonesian.

    In a form that any language can be made of: `reason`, one of chatlib.core.errors.Reason; its `subject`, a name; and
    the `limit` that was met. They are empty where the server, or an older one, does not tell.
    """

    def __init__(self, code: str, words: str, reason: str = "", subject: str = "", limit: int = 0) -> None:
        super().__init__(words)
        self.code = code
        self.reason = reason
        self.subject = subject
        self.limit = limit

    @classmethod
    def of(cls, frame: Frame) -> Self:
        return cls(frame.code, str(frame.content), frame.reason, frame.subject, frame.limit)


def request(flag: str, request_id: str, **fields: Any) -> bytes:
    """A line that asks for something; the names of the fields in any case."""
    return _encode({"FLAG": flag, "ID": request_id, **{k.upper(): v for k, v in fields.items()}}) + b"\n"


def event(frame: Frame, me: str) -> Event | None:
    """What a push tells; None for one that this client does not know."""
    if frame.code == "MESSAGE":
        return message(frame, me)
    if frame.code in NOTICES:
        whom = frame.content if isinstance(frame.content, list) else [str(frame.content)]
        return Notice(frame.code, frame.room, frame.sender, whom)
    if frame.code == "INVITATION":
        return Invitation(frame.sender, frame.room, list(frame.content))
    if frame.code in ("ONLINE", "OFFLINE"):
        return Presence(frame.sender, frame.code == "ONLINE")
    if frame.code == "TOPIC":
        return Topic(frame.room, frame.sender, str(frame.content))
    if frame.code == "RENAMED":
        return Renamed(frame.sender, str(frame.content))
    return None


def message(frame: Frame, me: str) -> Message:
    mine = frame.sender == me
    where = frame.room or (frame.receiver if mine else frame.sender)
    file = File(frame.file, frame.size, frame.sha256) if frame.sha256 else None
    return Message(frame.seq, frame.time, frame.sender, where, str(frame.content), not frame.room, mine, file)


def page(frame: Frame, me: str) -> list[Message]:
    """The messages of a HISTORY_OK."""
    return [message(msgspec.convert(item, Frame), me) for item in frame.content]
