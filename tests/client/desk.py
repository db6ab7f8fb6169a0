"""A user's hub with a screen and windows that are not drawn."""

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from chatlib.client import connect
from chatlib.client.caution import How, Typed
from chatlib.client.entries import Entry
from chatlib.client.hub import Hub
from chatlib.client.preferences import Preferences
from chatlib.client.session.protocol import LOBBY
from chatlib.client.view.look import Look
from chatlib.client.view.status import Status
from chatlib.client.windows.link import Link, visit
from chatlib.client.words.texts import Words
from tests.integration.client import DEADLINE


async def soon(check: Callable[[], Any], what: str = "it") -> Any:
    """The first true value of `check`, while everything else goes on."""
    end = time.monotonic() + DEADLINE
    while not (found := check()):
        assert time.monotonic() < end, f"{what} did not come to pass"
        await asyncio.sleep(0.005)
    return found


def cut(connection: Connection) -> None:
    """As if the process at this end had died."""
    with suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as same:
        same.shutdown(socket.SHUT_RDWR)


class FakeScreen:
    """`entries`: all that this terminal was given to show, and where. `where` is looked at."""

    def __init__(self) -> None:
        self.interactive = self.apart = True
        self.me = self.title = ""
        self.where = LOBBY
        self.entries: list[tuple[str, Entry]] = []
        self.statuses: list[Status] = []
        self.looks: list[Look] = []
        self.read_elsewhere: list[str] = []
        self.inserted = ""
        self._typed: asyncio.Queue[Typed | None] = asyncio.Queue()

    @property
    def shown(self) -> list[str]:
        return [entry.text for _, entry in self.entries]

    @property
    def lines_shown(self) -> list[tuple[str, str]]:
        """Where, and what."""
        return [(where, entry.text) for where, entry in self.entries]

    def type(self, *lines: str, how: How = "line") -> None:
        for line in lines:
            self._typed.put_nowait(Typed(line, how, self.where))

    def end(self) -> None:
        """As Ctrl-D does."""
        self._typed.put_nowait(None)

    async def lines(self) -> AsyncIterator[Typed]:
        while (line := await self._typed.get()) is not None:
            yield line

    def show(self, where: str, entries: Iterable[Entry], earlier: bool = False) -> None:
        self.entries += [(where, entry) for entry in entries]

    def change(self, where: str, entry: Entry, told: str) -> None:
        self.entries = [(place, entry if one.is_same(entry) else one) for place, one in self.entries]

    def status(self, status: Status) -> None:
        self.statuses.append(status)

    def look_at(self, where: str) -> None:
        self.where = where

    def rename(self, old: str, new: str) -> None:
        self.where = new if self.where == old else self.where
        self.entries = [(new if where == old else where, entry) for where, entry in self.entries]

    def call(self, title: str) -> None:
        self.title = title

    def forget(self, where: str) -> None:
        self.entries = [(place, entry) for place, entry in self.entries if place != where]

    clear = forget

    def read(self, where: str) -> None:
        self.read_elsewhere.append(where)

    def insert(self, text: str) -> None:
        self.inserted += text

    def dress(self, look: Look) -> None:
        self.looks.append(look)

    def redraw(self) -> None:
        """There is nothing to redraw."""


class FakeWindow:
    """A window as its process sees it: a link to the hub, and what came over it."""

    def __init__(self, title: str, argv: list[str]) -> None:
        self.title = title
        self.heard: list[dict[str, Any]] = []
        self.ended = False
        self.number = argv[-1]
        self._connection = visit(Path(argv[-2]))
        self._link = Link(self._connection, self._hear)
        self._link.send(id=self.number)

    def _hear(self, message: dict[str, Any] | None) -> None:
        if message is None:
            self.ended = True
        else:
            self.heard.append(message)

    @property
    def where(self) -> str:
        return next((message["where"] for message in self.heard if "where" in message), "")

    @property
    def shown(self) -> list[str]:
        return [entry["text"] for message in self.heard for entry in message.get("entries", ())]

    @property
    def messages(self) -> list[tuple[str, str, str]]:
        """As they stand there now: what each answers, its text, and what became of it."""
        entries: dict[int, dict[str, Any]] = {}
        for message in self.heard:
            for entry in [*message.get("entries", ()), *([message["change"]] if "change" in message else ())]:
                if entry["kind"] == "message":
                    entries[entry["seq"]] = entry
        return [(entry["quote"], entry["text"], entry["tail"]) for entry in entries.values()]

    def seq(self, text: str) -> int:
        """Of the message that said so."""
        entries = [entry for message in self.heard for entry in message.get("entries", ())]
        return next(entry["seq"] for entry in entries if entry["text"] == text)

    @property
    def names(self) -> list[str]:
        """To complete."""
        return next((message["names"] for message in reversed(self.heard) if "names" in message), [])

    def told(self, key: str) -> list[Any]:
        """Everything that the hub said under that key."""
        return [message[key] for message in self.heard if key in message]

    @property
    def told_to_close(self) -> bool:
        return self.ended or any(message.get("close") for message in self.heard)

    def type(self, line: str, about: int = 0) -> None:
        """`about`: the SEQ of the message that is selected."""
        self._link.send(typed=line, how="line", about=about)

    def tell(self, **message: Any) -> None:
        self._link.send(**message)

    def close(self) -> None:
        """As its user does it: its process ends."""
        cut(self._connection)


class NoWindow:
    """What the launcher knows of a window: why there will be none, or nothing."""

    def __init__(self, why: str | None = None) -> None:
        self._why = why

    def failed(self) -> str | None:
        return self._why


class FakeOpener:
    """`works`: windows come; else they fail, with a reason or in silence."""

    name = "fake-terminal"

    def __init__(self) -> None:
        self.works = True
        self.why: str | None = None
        self.windows: list[FakeWindow] = []
        self.asked: list[tuple[str, list[str]]] = []

    def open(self, title: str, argv: list[str]) -> NoWindow:
        self.asked.append((title, argv))
        if not self.works:
            return NoWindow(self.why)
        self.windows.append(FakeWindow(title, argv))
        return NoWindow()


class Desk:
    """`opener` is None where there are no windows."""

    def __init__(self, hub: Hub, screen: FakeScreen, opener: FakeOpener | None) -> None:
        self.hub, self.screen, self.opener = hub, screen, opener

    def type(self, *lines: str) -> None:
        self.screen.type(*lines)

    def key(self, key: str) -> None:
        self.hub.keys()[key]()

    async def window(self, where: str, number: int = 1) -> FakeWindow:
        """The last window of this conversation, once there were so many of it."""

        def found() -> FakeWindow | None:
            windows = [window for window in self.opener.windows if window.where == where]
            return windows[-1] if len(windows) >= number else None

        return await soon(found, f"window {number} of {where}")

    async def shows(self, text: str) -> None:
        await soon(lambda: any(text in shown for shown in self.screen.shown), f"{text!r} in {self.screen.shown}")


async def shows(window: FakeWindow, *texts: str) -> None:
    """Exactly these, in this order."""
    end = time.monotonic() + DEADLINE
    while len(window.shown) < len(texts) and time.monotonic() < end:
        await asyncio.sleep(0.005)
    assert window.shown == list(texts)


@asynccontextmanager
async def desk(port: int, name: str, password: str | None = None, *, windows: bool = True, **how: Any) -> AsyncIterator:
    """The desk of somebody who leaves at the end. Windows, or everything in turn in one terminal."""
    session = await connect("127.0.0.1", port, name, password, register=how.get("register", password is not None))
    opener, screen = FakeOpener() if windows else None, FakeScreen()
    preferences, downloads = how.get("preferences", Preferences()), how.get("downloads", Path("/nowhere"))
    hub = Hub(session, Words("en"), opener, preferences, downloads)
    running = asyncio.create_task(hub.run(screen, "welcome"))
    one = Desk(hub, screen, opener)
    await one.shows(f"You are {session.user}")
    yield one
    screen.end()
    await asyncio.wait_for(running, DEADLINE)
