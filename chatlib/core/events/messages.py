"""What was said, and what came of saying it."""

from typing import Any

import msgspec

from chatlib.core.errors import Reason
from chatlib.core.events.base import Event


class Attachment(msgspec.Struct, array_like=True):
    """A file, whose content is kept elsewhere. `fid` is its number from the offer to the end; `size` in bytes."""

    fid: int
    size: int
    sha256: str


class Reply(msgspec.Struct, array_like=True):
    """What a message answers: SEQ and sender of another one. Its `text`, the beginning, is told at once or never."""

    seq: int
    sender: str
    text: str = ""


class Revision(msgspec.Struct, array_like=True):
    """What became of a message: when it was `edited` last (unix seconds; 0: never), who `deleted` it, and who said what
    to it.
    """

    edited: float = 0.0
    deleted: str = ""
    reactions: dict[str, list[str]] = {}


class Message(Event):
    """Private if `to` (a uid) is not 0, else to the room `rid`. `at`: unix seconds.

    If it has a `file`, `text` is the name of that. `tags` say more about it: "account", whose its sender is; "notice",
    that nobody should answer by program; "bot"; and what clients tell each other, with a "+" in front. `away`: why its
    receiver may not read it now; kept nowhere. With an `event` it is no message, but what happened among them: a
    "topic", which the text is, or "tags" without a text. `revision`: as it is when it is told later.
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
    tags: dict[str, str] | None = None  # most have none, and an empty one would be looked at by the collector
    away: str = ""
    event: str = ""
    reply: Reply | None = None
    revision: Revision | None = None


class Run(Message):
    """What somebody says to one place in one breath: messages that are alike but for their texts. It is the first of
    them; the ones behind it have the next SEQs, and `more` are their texts. Only where nothing but the text can make a
    difference there are runs: they have no `id`, `file`, `event`, `reply` or `revision`.
    """

    more: list[str] = []

    def together(self) -> Message:
        """As if all had been one text of several lines."""
        text = "\n".join((self.text, *self.more))
        whom = self.uid, self.sender, self.to, self.receiver
        return Message(self.cid, self.seq, self.at, self.rid, self.room, *whom, text, "", None, self.tags, self.away)

    def messages(self) -> list[Message]:
        """Each by itself, this one as well."""
        at, rid, room, uid, sender, to, receiver = (
            self.at, self.rid, self.room, self.uid, self.sender, self.to, self.receiver
        )  # fmt: skip
        cid, tags, away = self.cid, self.tags, self.away
        return [
            Message(cid, seq, at, rid, room, uid, sender, to, receiver, text, "", None, tags, away)
            for seq, text in enumerate((self.text, *self.more), self.seq)
        ]


def singly(things: list[Any]) -> list[Any]:
    """The same, with each message of a run by itself."""
    if Run not in set(map(type, things)):
        return things
    return [one for thing in things for one in (thing.messages() if type(thing) is Run else (thing,))]


class Sent(Event):
    """A message with this `id` had been accepted before, under `seq`."""

    seq: int = 0
    subject: str = ""
    is_room: bool = False


class Circulated(Event):
    """A message went to those who were `reached`."""

    reached: list[str] = []
    refused: list[tuple[Reason, str]] = []


class Offered(Event):
    """A file for `subject` may be uploaded under the number `fid`, by a connection of its own."""

    fid: int = 0
    subject: str = ""
    is_room: bool = False


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


class Matched(Event):
    """What a search has found, the latest first. `before`: the SEQ before which to look on; 0 if that was all."""

    messages: list[Message] = []
    before: int = 0


class Marked(Event):
    """Up to when the user `to` has read a conversation, `at` in its own notation ("" if that is not known)."""

    to: int = 0
    target: str = ""
    at: str = ""
    is_room: bool = False


class Unread(Event):
    """Conversations with something unread: name, whether it is a room, how many messages of others there are (up to a
    bound) and how many of them call the asker, and the asker's mark, in its own notation ("": none).
    """

    found: list[tuple[str, bool, int, int, str]] = []


class Correspondents(Event):
    """With whom, or in which rooms, the asker spoke, and when the last time."""

    found: list[tuple[str, bool, float]] = []
