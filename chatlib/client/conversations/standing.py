"""How each conversation stands, for the lines that say so."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress

from chatlib.client.conversations.conversation import Conversation
from chatlib.client.session.protocol import LOBBY
from chatlib.client.session.requests import RequestFailed
from chatlib.client.session.session import Session
from chatlib.client.view.status import Status

REFRESH = 0.1
"""Seconds between two looks at what the lines must say."""

RUN = ("admin", "owner", "moderator")
"""Roles of those who run a room (docs/protocols.md, RULES)."""


class Standing:
    """`people` are those who are here, without the user; `show` gets what has changed, once it can be shown. `away`:
    what those say who are away.

    `session` gives the one that is under way, `start` runs what takes its time.
    """

    def __init__(
        self,
        conversations: Callable[[], Mapping[str, Conversation]],
        people: set[str],
        show: Callable[[str, Status], None],
        session: Callable[[], Session],
        start: Callable[[Coroutine], object],
    ) -> None:
        self._conversations, self._people, self._show = conversations, people, show
        self._session, self._start = session, start
        self.away: dict[str, str] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._unsent = 0
        self._connected = True

    @property
    def connected(self) -> bool:
        """Whether the server can be reached."""
        return self._connected

    @connected.setter
    def connected(self, connected: bool) -> None:
        self._connected = connected
        self.changed()

    def unsent(self, count: int) -> None:
        """So many lines were typed and are not acknowledged."""
        self._unsent = count
        self.changed()

    def meet(self, where: str, conversation: Conversation) -> None:
        """It has just begun."""
        self._start(self._meet(where, conversation))

    def meet_again(self) -> None:
        """After an outage, in which people came and went."""
        for where, one in self._conversations().items():
            if where == LOBBY:
                self._start(self._meet_class(where, one))
            elif one.members is not None:
                self.meet(where, one)

    async def _meet(self, where: str, conversation: Conversation) -> None:
        """Who else is in it, and what it is about."""
        if where in self._people:
            return
        with suppress(RequestFailed, ConnectionError):
            conversation.members = set(await self._session().members(where))
            conversation.topic = await self._session().topic(where)
        self.changed()
        if conversation.members is not None:
            await self._meet_class(where, conversation)

    async def _meet_class(self, where: str, conversation: Conversation) -> None:
        """Whether the user runs it, and then who wants to speak; and the poll, of which the session tells."""
        with suppress(RequestFailed, ConnectionError):
            conversation.runs = (await self._session().rules(where)).role in RUN
            conversation.hands = await self._session().hands(where) if conversation.runs else []
            self._session().tell(await self._session().poll(where))
        self.changed()

    def changed(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(REFRESH, self._look)

    def close(self) -> None:
        if self._timer:
            self._timer.cancel()

    def _look(self) -> None:
        self._timer = None
        for where, one in self._conversations().items():
            status = one.status(where, self._people, self.away, self._connected, self._unsent)
            if status != one.told and one.place in ("here", "window"):
                one.told = status
                self._show(where, status)
