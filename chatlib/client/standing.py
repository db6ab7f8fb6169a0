"""How each conversation stands, for the lines that say so."""

import asyncio
from collections.abc import Callable, Mapping

from chatlib.client.conversation import Conversation
from chatlib.client.view.status import Status

REFRESH = 0.1
"""Seconds between two looks at what the lines must say."""


class Standing:
    """`people` are those who are here, without the user; `show` gets what has changed, once it can be shown."""

    def __init__(
        self,
        conversations: Callable[[], Mapping[str, Conversation]],
        people: set[str],
        show: Callable[[str, Status], None],
    ) -> None:
        self._conversations, self._people, self._show = conversations, people, show
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

    def changed(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(REFRESH, self._look)

    def close(self) -> None:
        if self._timer:
            self._timer.cancel()

    def _look(self) -> None:
        self._timer = None
        for where, one in self._conversations().items():
            status = one.status(where, self._people, self._connected, self._unsent)
            if status != one.told and one.place in ("here", "window"):
                one.told = status
                self._show(where, status)
