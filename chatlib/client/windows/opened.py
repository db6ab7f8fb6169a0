"""The hub's windows: asks the launcher for them, and knows them by their links."""

import asyncio
import secrets
import sys
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from chatlib.client.entries import Entry
from chatlib.client.windows.link import Link, Meeting
from launcher import Opener, Window

OPENS_WITHIN = 10.0
"""Seconds; a window that has not come by then is not coming."""

LOOK_EVERY = 0.1

MOST = 16
"""Windows at once: more would bury the desktop, and strangers could make them by writing."""

PROGRAM = Path(__file__).with_name("window.py")


class Windows:
    """All calls come in the hub's loop: `heard` with what a window says, `opened`, `closed`, `failed` with the reason.

    Raises OSError if there is no place for them to meet. Nothing is shown in a window before `opened` was called for
    it. `hello` is the first that it is told; it gets the conversation, and whether the user has asked for it.
    """

    def __init__(
        self,
        opener: Opener,
        title: Callable[[str], str],
        hello: Callable[[str, bool], dict[str, Any]],
        heard: Callable[[str, dict[str, Any]], None],
        opened: Callable[[str], None],
        closed: Callable[[str], None],
        failed: Callable[[str, str], None],
    ) -> None:
        self._opener = opener
        self._title, self._hello = title, hello
        self._on_heard, self._opened, self._closed, self._failed = heard, opened, closed, failed
        self._loop = asyncio.get_running_loop()
        self._meeting = Meeting(lambda connection: self._loop.call_soon_threadsafe(self._came, connection))
        self._expected: dict[str, tuple[str, bool]] = {}
        self._visitors: dict[str, _Visitor] = {}
        self._watching: set[asyncio.Task] = set()

    @property
    def full(self) -> bool:
        return len(self._visitors) + len(self._expected) >= MOST

    def command(self, number: str) -> list[str]:
        return [sys.executable, str(PROGRAM), str(self._meeting.place), number]

    def open(self, where: str, asked: bool) -> None:
        """Asks for one. `opened` or `failed` will be called."""
        number = secrets.token_hex(8)
        self._expected[number] = (where, asked)
        window = self._opener.open(self._title(where), self.command(number))
        task = self._loop.create_task(self._watch(number, window))
        self._watching.add(task)
        task.add_done_callback(self._watching.discard)

    def show(self, where: str, entries: Iterable[Entry], earlier: bool) -> None:
        """In its window, if that is there still."""
        self.tell(where, entries=list(entries), earlier=earlier)

    def tell(self, where: str, **message: Any) -> bool:
        """As windows/window.py understands it. Whether there is a window to be told."""
        if where in self._visitors:
            self._visitors[where].link.send(**message)
        return where in self._visitors

    def shut(self, where: str) -> None:
        """Closes one, or turns it away when it comes. Its end will not be told: another may have its place by then."""
        self._expected = {number: one for number, one in self._expected.items() if one[0] != where}
        visitor = self._visitors.pop(where, None)
        if visitor:
            visitor.link.send(close=True)
            visitor.link.close()

    def rename(self, old: str, new: str) -> None:
        """The window, or the one that is to come, is that of another conversation from now on."""
        for number, (where, asked) in self._expected.items():
            if where == old:
                self._expected[number] = (new, asked)
        visitor = self._visitors.pop(old, None)
        if visitor:
            visitor.where = new
            self._visitors[new] = visitor

    def tell_all(self, **message: Any) -> None:
        for visitor in self._visitors.values():
            visitor.link.send(**message)

    def close(self) -> None:
        """All of them."""
        for visitor in self._visitors.values():
            visitor.link.send(close=True)
            visitor.link.close()
        self._meeting.close()
        for task in self._watching:
            task.cancel()

    async def _watch(self, number: str, window: Window) -> None:
        for _ in range(int(OPENS_WITHIN / LOOK_EVERY)):
            await asyncio.sleep(LOOK_EVERY)
            if number not in self._expected:
                return
            if why := window.failed():
                break
        else:
            why = self._opener.name
        where, _ = self._expected.pop(number)
        self._failed(where, why)

    def _came(self, connection: Connection) -> None:
        """Somebody who knows the key; which window it is, it must say first."""
        visitor = _Visitor()
        visitor.link = Link(connection, lambda message: self._loop.call_soon_threadsafe(self._heard, visitor, message))

    def _heard(self, visitor: "_Visitor", message: dict[str, Any] | None) -> None:
        where = visitor.where
        if message is None:
            if where and self._visitors.get(where) is visitor:
                del self._visitors[where]
                self._closed(where)
        elif where:
            self._on_heard(where, message)
        else:
            visitor.where, asked = self._expected.pop(str(message.get("id")), ("", False))
            if not visitor.where:
                visitor.link.close()
                return
            self._visitors[visitor.where] = visitor
            visitor.link.send(**self._hello(visitor.where, asked))
            self._opened(visitor.where)


class _Visitor:
    """A link, and the conversation whose window is at its other end, once that is known."""

    link: Link
    where = ""
