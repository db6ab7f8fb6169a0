"""The native client's side of the dialect `mamushi`: what lines become, without any socket."""

from typing import Any, Self

import msgspec

from chatlib.client.session.events import (
    Away,
    Composes,
    Deleted,
    Edited,
    Event,
    Expelled,
    File,
    Hands,
    Invitation,
    Message,
    Notice,
    Pinned,
    Placed,
    Poll,
    Presence,
    Quote,
    Reacted,
    Read,
    Renamed,
    Reported,
    Ruled,
    Topic,
)
from chatlib.client.session.rules import Deed, Rules, Ruling

LOBBY = "lobby"
SERVER = "server"
"""Who speaks in the server's own name."""
NOTICES = frozenset({"INVITED", "DECLINED", "JOINED", "LEFT"})
UNKNOWN = "FLAG tidak dikenal"
"""How what a server says of a request ends that it does not know."""
_encode = msgspec.json.Encoder().encode


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
    author: str = ""
    deleted: str = ""
    edited: float = 0.0
    reply: Quote | None = None
    reactions: dict[str, list[str]] = {}
    on: bool = True
    seconds: float = 0.0
    banned: bool = False
    called: str = ""
    question: str = ""
    options: list[str] = []
    counts: list[int] = []
    open: bool = True
    vote: int | None = None
    nodes: list[str] = []

    @property
    def ok(self) -> bool:
        return self.code.endswith("_OK") or self.code == "ROOM_QUITTED"

    @property
    def target(self) -> tuple[str, bool]:
        """Of a SEND_OK: the user or room, as everybody writes it, and whether it is a private conversation."""
        where = str(self.content).split(" ke ", 1)[-1].removesuffix(" berhasil dikirim").removesuffix(" dapat dikirim")
        return where.removeprefix("room "), not where.startswith("room ")


decode = msgspec.json.Decoder(Frame).decode


class Unread(msgspec.Struct, frozen=True, rename="upper"):
    """What was not read in a conversation since that `time`, of which `mentions` are about the user."""

    room: str = ""
    receiver: str = ""
    count: int = 0
    mentions: int = 0
    time: float = 0.0

    @property
    def where(self) -> str:
        return self.room or self.receiver


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

    @property
    def unknown(self) -> bool:
        """The server does not know such requests: it is older than this client."""
        return self.code == "BAD_REQUEST" and str(self).endswith(UNKNOWN)

    @classmethod
    def of(cls, frame: Frame) -> Self:
        return cls(frame.code, str(frame.content), frame.reason, frame.subject, frame.limit)


def request(flag: str, request_id: str, **fields: Any) -> bytes:
    """A line that asks for something; the names of the fields in any case."""
    return _encode({"FLAG": flag, "ID": request_id, **{k.upper(): v for k, v in fields.items()}}) + b"\n"


def event(frame: Frame, me: str) -> Event | None:
    """What a push tells; None for one that this client does not know."""
    match frame.code:
        case "MESSAGE":
            return message(frame, me)
        case code if code in NOTICES:
            whom = frame.content if isinstance(frame.content, list) else [str(frame.content)]
            return Notice(frame.code, frame.room, frame.sender, whom, frame.reason)
        case "INVITATION":
            return Invitation(frame.sender, frame.room, list(frame.content))
        case "ONLINE" | "OFFLINE":
            return Presence(frame.sender, frame.code == "ONLINE")
        case "TOPIC":
            return Topic(frame.room, frame.sender, str(frame.content))
        case "RENAMED":
            return Renamed(frame.sender, str(frame.content))
        case "AWAY":
            return Away(frame.sender, str(frame.content))
        case "READ":
            return Read(frame.room or frame.receiver, frame.time)
        case "TYPING":
            return Composes(frame.room or frame.sender, frame.sender, frame.content == "active")
        case "RULES":
            beside = {"SECONDS": frame.seconds, "REASON": frame.reason}
            rulings = [msgspec.convert({**change, **beside}, Ruling) for change in frame.content]
            return Ruled(frame.room, frame.sender, rulings)
        case "EXPELLED":
            return Expelled(frame.sender, frame.reason, frame.banned, frame.seconds)
        case "REPORTED":
            return Reported(frame.sender, frame.author, frame.room, str(frame.content), frame.reason)
        case "DELETED":
            return Deleted(frame.seq, frame.sender, frame.reason)
        case "EDITED":
            return Edited(frame.seq, frame.sender, str(frame.content), frame.time)
        case "REACTED":
            return Reacted(frame.seq, frame.sender, str(frame.content), frame.on)
        case "PINNED":
            return Pinned(frame.room, frame.sender, frame.seq, frame.on)
        case "HANDS":
            return Hands(frame.room, frame.sender, list(frame.content), frame.called)
        case "POLL":
            return poll(frame, frame.sender)
        case "PLACED":
            return Placed(frame.room, frame.sender, list(frame.content))
    return None


def message(frame: Frame, me: str) -> Message:
    mine = frame.sender == me
    where = frame.room or (frame.receiver if mine else frame.sender)
    file = File(frame.file, frame.size, frame.sha256) if frame.sha256 else None
    return Message(
        frame.seq, frame.time, frame.sender, where, str(frame.content), not frame.room, mine, file,
        frame.deleted, frame.edited, frame.reply, frame.reactions,
    )  # fmt: skip


def page(frame: Frame, me: str) -> list[Message]:
    """The messages of a HISTORY_OK, SEARCH_OK or PINS_OK."""
    return [message(msgspec.convert(item, Frame), me) for item in frame.content]


def poll(frame: Frame, who: str = "") -> Poll:
    """That of a push, or of an answer, which does not say who began it."""
    return Poll(frame.room, who, frame.question, frame.options, frame.counts, frame.open, frame.vote)


def unread(frame: Frame) -> list[Unread]:
    """Those of an UNREAD_OK."""
    return msgspec.convert(frame.content, list[Unread])


def rules(frame: Frame) -> Rules:
    """Those of a RULES_OK; of the answer to a change only what holds."""
    return msgspec.convert(frame.content, Rules)


def deeds(frame: Frame) -> list[Deed]:
    """Those of a MODLOG_OK."""
    return msgspec.convert(frame.content, list[Deed])
