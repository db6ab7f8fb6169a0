"""Who is writing: the others are told of the user, and the user of them. Nobody keeps it."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress

from chatlib.client.conversations.conversation import Conversation
from chatlib.client.session.events import Composes
from chatlib.client.session.requests import RequestFailed
from chatlib.client.session.session import Session

EVERY, VALID = 3.0, 6.0
"""Seconds between two times that the others are told, and for which they believe it."""

MOST = 20
"""Who write at the same time in a conversation, as far as that is of interest."""


class Composing:
    """`able`: whether the server passes it on, as far as is known. `changed` is called when somebody else began, or
    ended.
    """

    def __init__(
        self,
        conversations: Callable[[], Mapping[str, Conversation]],
        session: Callable[[], Session],
        start: Callable[[Coroutine], object],
        changed: Callable[[], None],
    ) -> None:
        self._conversations, self._session, self._start, self._changed = conversations, session, start, changed
        self._told: dict[str, float] = {}  # where the user is writing, and when the others were told
        self._ends: dict[tuple[str, str], asyncio.TimerHandle] = {}
        self.able = True

    def writes(self, where: str, something: bool) -> None:
        """What the user is typing there has changed; nothing of it is left unless it is `something`."""
        now = asyncio.get_running_loop().time()
        if not self.able:
            return
        if not something:
            if self._told.pop(where, None) is not None:
                self._start(self._tell(where, "done"))
        elif now - self._told.get(where, -EVERY) >= EVERY:
            self._told[where] = now
            self._start(self._tell(where, "active"))

    def sent(self, where: str) -> None:
        """What the user has typed there goes to the others, who know by that."""
        self._told.pop(where, None)

    def heard(self, event: Composes) -> None:
        one = self._conversations().get(event.where)
        if one is None or (event.active and len(one.writing) >= MOST):
            return
        self.ended(event.where, event.who)
        if event.active:
            one.writing.append(event.who)
            loop = asyncio.get_running_loop()
            self._ends[event.where, event.who] = loop.call_later(VALID, self.ended, event.where, event.who)
            self._changed()

    def ended(self, where: str, who: str) -> None:
        """He has said it, or has not written on."""
        if timer := self._ends.pop((where, who), None):
            timer.cancel()
        one = self._conversations().get(where)
        if one and who in one.writing:
            one.writing.remove(who)
            self._changed()

    def close(self) -> None:
        for timer in self._ends.values():
            timer.cancel()

    async def _tell(self, where: str, state: str) -> None:
        with suppress(RequestFailed, ConnectionError):
            await self._session().composes(where, state)
