"""What a session can be asked for."""

import time
from abc import abstractmethod
from pathlib import Path
from typing import Any

from chatlib.client.files import transfers
from chatlib.client.files.transfers import Progress
from chatlib.client.session import protocol
from chatlib.client.session.classroom import Classroom
from chatlib.client.session.events import Change, Deleted, Edited, File, Message, Reacted
from chatlib.client.session.protocol import Frame, ServerRefusal, Unread
from chatlib.client.session.rules import Deed, Rules
from chatlib.client.session.said import Said

MOST_PAGES = 20
"""Of a list, or of what a search found: more than anybody reads."""

FILES_KEPT = 1000
"""Files that were heard of last, to be had by their number alone."""


class RequestFailed(ServerRefusal):
    """The server refused a request."""


class TooManyWaiting(RequestFailed):
    """The request was not made: `most` wait already for the server to take them."""

    def __init__(self, most: int) -> None:
        super().__init__("RATE_LIMITED", f"{most} requests are waiting already")
        self.most = most


class Requests(Classroom):
    """All of them wait for the answer, through lost connections if need be, and until the server takes them.

    They are made in the order in which they are asked for. They raise RequestFailed if the server says no,
    TooManyWaiting (which is one) if they cannot be kept, OSError if the session was closed.
    """

    def __init__(self) -> None:
        self.files: dict[int, Message] = {}
        self.messages = Said()

    @abstractmethod
    async def request(self, flag: str, *, ahead: bool = False, **fields: Any) -> Frame:
        """Any request of the protocol; `ahead` of all that wait for their turn."""

    @abstractmethod
    def said(self, message: Message) -> None:
        """One's own message has been accepted."""

    @abstractmethod
    def change(self, event: Change) -> None:
        """Something has become of a message."""

    def remember(self, message: Message) -> Message:
        """A message was heard of; `files` has those with files, by their numbers. Returns it with what it answers."""
        if message.file:
            self.files[message.file.number] = message
            if len(self.files) > FILES_KEPT:
                del self.files[next(iter(self.files))]
        return self.messages.add(message)

    async def send(self, to: str, text: str, *, reply: int = 0) -> int:
        """Says something to a user or a room ("lobby": to everybody). Returns its SEQ, once it is safe.

        With a `reply` it answers the message with that SEQ.
        """
        answered = {"reply": reply} if reply else {}
        return (await self.request("SEND", receiver=to, content=text, **answered)).seq

    async def history(
        self, where: str, *, before: int = -1, after: int = -1, limit: int = 50, ahead: bool = False
    ) -> list[Message]:
        """Messages of a room or with a user, oldest first: those nearest to a SEQ, else the latest."""
        found = await self.request("HISTORY", ahead=ahead, receiver=where, before=before, after=after, limit=limit)
        return [self.remember(message) for message in protocol.page(found, self.user)]

    async def search(self, typed: str, where: str, most: int) -> tuple[list[Message], bool]:
        """The newest messages in which it is found, oldest first, and whether there may be more of them.

        See docs/protocols.md for what may be `typed`.
        """
        found: list[Message] = []
        before = -1
        for _ in range(MOST_PAGES):
            page = await self.request("SEARCH", content=typed, receiver=where, before=before, limit=most - len(found))
            found += [self.remember(message) for message in protocol.page(page, self.user)]
            before = page.before
            if not before or len(found) >= most:
                break
        return found[::-1], bool(before)

    async def read(self, where: str, time: float | None = None) -> float:
        """Until when a conversation was read, in unix seconds, 0: never; with a `time` it is from now on."""
        until = {} if time is None else {"time": time}
        return float((await self.request("READ", receiver=where, **until)).content)

    async def unread(self) -> list[Unread]:
        """The conversations in which something was not read."""
        return protocol.unread(await self.request("UNREAD"))

    async def composes(self, where: str, state: str) -> None:
        """The others are told that the user is writing ("active"), or not any more ("done")."""
        await self.request("TYPING", receiver=where, content=state)

    async def make_room(self, room: str, key: str = "") -> str:
        """Makes an open room, which who is not invited joins with its `key`, if it has one; and joins it."""
        await self.request("MAKE_ROOM", content=room, **_key(key))
        return await self.join(room, key)

    async def join(self, room: str, key: str = "") -> str:
        """Joins an open room, or accepts an invitation. Returns the room's name as everybody writes it."""
        return (await self.request("JOIN_ROOM", content=room, **_key(key))).content

    async def leave(self, room: str) -> None:
        await self.request("QUIT_ROOM", receiver=room)

    async def topic(self, room: str, text: str | None = None) -> str:
        """What a room is about, as it is then; with a `text` that is set ("" takes it away)."""
        content = {} if text is None else {"content": text}
        return str((await self.request("TOPIC", receiver=room, **content)).content)

    async def rules(self, room: str, **changes: bool | int) -> Rules:
        """What holds in a room, as it is then; changed before: `announce`, `locked`, `accounts`, `slow` (seconds)."""
        content = {"content": {name.upper(): value for name, value in changes.items()}} if changes else {}
        return protocol.rules(await self.request("RULES", receiver=room, **content))

    async def modlog(self, room: str) -> list[Deed]:
        """What those who run a room did of late, oldest first."""
        return protocol.deeds(await self.request("MODLOG", receiver=room))

    async def delete(self, seq: int, reason: str = "") -> None:
        """Deletes a message, one's own or one of a room that one runs."""
        await self.request("DELETE", seq=seq, reason=reason)
        self.change(Deleted(seq, self.user, reason))

    async def edit(self, seq: int, text: str) -> None:
        """One's own message has another text from now on."""
        await self.request("EDIT", seq=seq, content=text)
        self.change(Edited(seq, self.user, text, time.time()))

    async def react(self, seq: int, emoji: str, *, on: bool = True) -> None:
        """Reacts to a message, or takes that back."""
        await self.request("REACT", seq=seq, content=emoji, on=on)
        self.change(Reacted(seq, self.user, emoji, on))

    async def pin(self, seq: int, *, on: bool = True) -> None:
        """Pins a message in its room, or takes it down."""
        await self.request("PIN", seq=seq, on=on)

    async def pins(self, room: str) -> list[Message]:
        """The messages that are pinned in a room."""
        found = await self.request("PINS", receiver=room)
        return [self.remember(message) for message in protocol.page(found, self.user)]

    async def report(self, seq: int, reason: str = "") -> None:
        """Shows a message to those who run its room, or the server."""
        await self.request("REPORT", seq=seq, reason=reason)

    async def rename(self, name: str) -> str:
        """A guest takes another name."""
        self.user = str((await self.request("NICK", content=name)).content)
        return self.user

    async def away(self, text: str) -> bool:
        """Others are told that one is away, or with an empty text that one is back. Whether one is away then."""
        return bool((await self.request("AWAY", content=text)).content)

    async def users(self) -> list[str]:
        """Who is online."""
        return await self._list("LIST_USER")

    async def rooms(self) -> list[str]:
        """Those that one may see."""
        return await self._list("LIST_ROOM")

    async def members(self, room: str) -> list[str]:
        return await self._list("ROOM_USERS", receiver=room)

    async def _list(self, flag: str, **fields: Any) -> list[str]:
        """All of it, page by page."""
        names: list[str] = []
        for _ in range(MOST_PAGES):
            page = await self.request(flag, **fields)
            names += page.content
            if not (page.more and page.content):
                break
            fields["after"] = page.content[-1]
        return names

    # ------------------------------------------------------------------- files

    async def send_file(self, to: str, path: Path, progress: Progress | None = None) -> int:
        """Sends a file to a user or a room. Returns its SEQ, once it is safe.

        Raises TransferFailed as well, if the file cannot be read, or the server cannot take it. `progress` is called
        with how many bytes are there, and how many there will be.
        """
        offer = await transfers.offer(path)
        offered = await self.request("SEND", type="FILE", receiver=to, content=offer.fields())
        done = await transfers.upload(self, offered.file, offer, progress)
        where, private = offered.target
        file = File(offered.file, offer.size, offer.sha256)
        self.said(Message(done.seq, time.time(), self.user, where, str(done.content), private, True, file))
        return done.seq

    async def get_file(self, message: Message, folder: Path, progress: Progress | None = None) -> Path:
        """Downloads the file of a message into a folder, under a safe name that nothing had before; returns its path.

        Raises TransferFailed as well. What was begun before, and broke, is gone on with; not twice at the same time.
        """
        return await transfers.download(self, message, folder, progress)

    async def decline_file(self, message: Message) -> None:
        """The file of a private message is not wanted: the sender is told. One's own is taken back."""
        await self.request("REJECT", file=message.file.number)


def _key(key: str) -> dict[str, str]:
    return {"key": key} if key else {}
