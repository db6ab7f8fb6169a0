"""The window of one conversation: python -m chatlib.client.windows.window PLACE ID

Started by the hub in a terminal of its own. It shows what the hub sends, and sends what is typed.
"""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

if not __package__:
    # Started by its path, because a terminal may begin in any directory.
    sys.path[0] = str(Path(__file__).resolve().parents[3])

import msgspec

from chatlib.client.commands import COMMANDS
from chatlib.client.entries import Entry
from chatlib.client.screen.attention import Attention
from chatlib.client.screen.screen import Screen
from chatlib.client.screen.terminal import this_one
from chatlib.client.view.look import Look
from chatlib.client.view.status import Status
from chatlib.client.windows.link import Link, visit
from chatlib.client.words.texts import Words

MOST_HEARD = 1000
"""Messages of the hub that are not shown yet."""

ACTIVE_EVERY = 0.5
"""Seconds between two times that the hub is told that something is typed here."""


class Window:
    """`hello` is the first that the hub said."""

    def __init__(self, link: Link, hello: dict[str, Any]) -> None:
        self._link = link
        self._where = hello["where"]
        self._names: list[str] = hello["names"]
        self._active = 0.0
        self._something = False  # of what others will read, as the hub knows it
        self._telling: asyncio.TimerHandle | None = None
        words = Words(hello["lang"])
        look = msgspec.convert(hello["look"], Look)
        # In tmux a window opens behind the one that is looked at: who types in it has gone there.
        expected = hello["asked"] or bool(os.environ.get("TMUX"))
        attention = Attention(hello["title"], look, os.environ, self._seen, lambda focused: link.send(focus=focused))
        terminal = this_one(os.environ)
        if terminal.typed and not expected:
            link.send(stray=terminal.typed)
            terminal = terminal._replace(typed="")
        self.screen = Screen(
            self._where,
            hello["me"],
            words,
            attention,
            lambda: [*self._names, *(command.word for command in COMMANDS)],
            keys={"f4": lambda: self.screen.type("/get")},
            active=self._typing,
            stray=None if expected else lambda text: link.send(stray=text),
            terminal=terminal,
        )

    def _seen(self) -> None:
        """Somebody looks here. What comes in a flood is seen in a flood, and told once."""
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(ACTIVE_EVERY, self._tell_seen)

    def _tell_seen(self) -> None:
        self._telling = None
        self._link.send(seen=True)

    def _typing(self, something: bool) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._active > ACTIVE_EVERY or something != self._something:
            self._active, self._something = now, something
            self._link.send(active=something)

    async def read(self) -> None:
        """Until somebody leaves, or the screen is ended."""
        async for typed in self.screen.lines():
            if (typed.text, typed.how) == ("/close", "line"):
                break
            self._link.send(typed=typed.text, how=typed.how, about=typed.about)

    async def hear(self, heard: asyncio.Queue[dict[str, Any] | None]) -> None:
        """Until the hub says so, or is gone."""
        while (message := await heard.get()) is not None and not message.get("close"):
            self._do(message)
        self.screen.end()

    def _do(self, message: dict[str, Any]) -> None:
        if "entries" in message:
            self.screen.show(self._where, msgspec.convert(message["entries"], list[Entry]), message["earlier"])
        if "change" in message:
            self.screen.change(self._where, msgspec.convert(message["change"], Entry))
        if "status" in message:
            self.screen.status(msgspec.convert(message["status"], Status))
        if "names" in message:
            self._names[:] = message["names"]
        if "look" in message:
            self.screen.dress(msgspec.convert(message["look"], Look))
        if "me" in message:
            self.screen.me = message["me"]
        if "name" in message:
            self.screen.rename(self._where, message["name"])
            self._where = message["name"]
        if "title" in message:
            self.screen.call(message["title"])
        if "type" in message:
            self.screen.type(message["type"])
        if "insert" in message:
            self.screen.insert(message["insert"])
        if "read" in message:
            self.screen.read(self._where)
        if "clear" in message:
            self.screen.clear(self._where)


async def main(place: Path, number: str) -> None:
    """Ends when it is closed, or when the hub is gone."""
    loop = asyncio.get_running_loop()
    heard: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue(MOST_HEARD)
    # The reader waits while the terminal takes nothing, and then the hub knows of it.
    link = Link(visit(place), lambda message: asyncio.run_coroutine_threadsafe(heard.put(message), loop).result())
    link.send(id=number)
    hello = await heard.get()
    if hello is None:
        return
    with suppress(OSError):
        os.chdir(hello["folder"])  # paths are those of the hub, which reads the files
    window = Window(link, hello)
    window.screen.end_with_terminal()
    hearing = asyncio.create_task(window.hear(heard))
    await window.read()
    hearing.cancel()
    link.close()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt, OSError):
        asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
