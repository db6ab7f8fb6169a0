"""What a session can be asked for where a class is taught: hands, questions without a name, polls, groups."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from chatlib.client.session.events import Event, Hands, Poll, Voted
from chatlib.client.session.protocol import Frame, poll


class Visit(msgspec.Struct, frozen=True, rename="upper"):
    """`who` was here, with an `account` or as a guest, between two times in unix seconds; `went` is 0: still here."""

    who: str
    account: bool
    came: float
    went: float


class Classroom(ABC):
    """`room` may be the lobby. What one does oneself is told as an event, as the others hear of it."""

    user: str

    @abstractmethod
    async def request(self, flag: str, *, ahead: bool = False, **fields: Any) -> Frame: ...
    @abstractmethod
    def tell(self, event: Event) -> None: ...

    async def hand(self, room: str, *, up: bool = True) -> None:
        """One wants to speak there, or not any more."""
        await self.request("HAND", receiver=room, on=up)
        self.tell(Hands(room, self.user, await self.hands(room)))

    async def hands(self, room: str) -> list[str]:
        """Who wants to speak there; who comes first is next."""
        return list((await self.request("HANDS", receiver=room)).content)

    async def call(self, room: str, user: str = "") -> None:
        """Gives the floor to a user, or to who is next."""
        whom = {"content": user} if user else {}
        called = str((await self.request("CALL", receiver=room, **whom)).content)
        self.tell(Hands(room, self.user, await self.hands(room), called))

    async def ask(self, room: str, question: str) -> None:
        """Asks those who run a room, who are not told who it is. The answer takes a second or so."""
        await self.request("ASK", receiver=room, content=question)

    async def open_poll(self, room: str, question: str, options: Sequence[str]) -> None:
        """The one that the room had is over."""
        content = {"QUESTION": question, "OPTIONS": list(options)}
        self.tell(poll(await self.request("POLL", receiver=room, content=content), self.user))

    async def poll(self, room: str) -> Poll:
        """The last one of a room, without who began it. RequestFailed if there has been none."""
        return poll(await self.request("POLL", receiver=room))

    async def vote(self, room: str, option: int) -> None:
        """For the option of that number, from 1; 0 takes it back."""
        await self.request("VOTE", receiver=room, content=option)
        self.tell(Voted(room, option))

    async def end_poll(self, room: str) -> None:
        self.tell(poll(await self.request("END_POLL", receiver=room), self.user))

    async def groups(self, room: str, wanted: int | Mapping[str, list[str]], name: str = "") -> Frame:
        """Puts the members of a room into so many groups at random, called after `name` if there is one, or into these.
        The CONTENT has who is in which; who could not be put into one is in `refused`.
        """
        named = {"name": name} if name else {}
        return await self.request("GROUPS", receiver=room, content=wanted, **named)

    async def attendance(self) -> list[Visit]:
        """Who was here when, oldest first."""
        return msgspec.convert((await self.request("ATTENDANCE")).content, list[Visit])
