"""What was read: the server is told, for the user's other devices, and tells what was read there."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress

from chatlib.client.conversations.conversation import Conversation
from chatlib.client.session.events import Read
from chatlib.client.session.requests import RequestFailed
from chatlib.client.session.session import Session

EVERY = 2.0
"""Seconds for which it is gathered: who reads along in a lively room tells of it now and then only."""


class Reading:
    """`able`: whether the server keeps such a thing, as far as is known. `start` runs what takes its time; `read` is
    called with what was read to its end on another device.
    """

    def __init__(
        self,
        conversations: Callable[[], Mapping[str, Conversation]],
        session: Callable[[], Session],
        start: Callable[[Coroutine], object],
        read: Callable[[str], None],
    ) -> None:
        self._conversations, self._session, self._start, self._read = conversations, session, start, read
        self._timer: asyncio.TimerHandle | None = None
        self._looked_at: set[str] = set()
        self.able = True

    def looked_at(self, where: str) -> None:
        """Somebody looks at that conversation."""
        one = self._conversations().get(where)
        if not self.able or one is None or one.last <= one.read:
            return
        self._looked_at.add(where)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(EVERY, self._tell_all)

    def heard(self, event: Read) -> None:
        """From another device, or of what was told from here."""
        one = self._conversations().get(event.where)
        if one and event.time > one.read:
            one.read = event.time
            if one.last <= one.read:
                one.seen()
                self._read(event.where)

    def close(self) -> None:
        if self._timer:
            self._timer.cancel()

    def _tell_all(self) -> None:
        self._timer = None
        read, self._looked_at = self._looked_at, set()
        for where in read:
            one = self._conversations().get(where)
            if one and one.last > one.read:
                one.read = one.last
                self._start(self._tell(where, one.last))

    async def _tell(self, where: str, time: float) -> None:
        with suppress(RequestFailed, ConnectionError):
            await self._session().read(where, time)
