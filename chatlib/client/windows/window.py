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

from chatlib.client.commands import WINDOW_VERBS
from chatlib.client.entries import Entry
from chatlib.client.texts import Words
from chatlib.client.windows.link import Link, visit
from chatlib.client.windows.screen import Screen


async def main(place: Path, number: str) -> None:
    """Ends when it is closed, or when the hub is gone."""
    loop = asyncio.get_running_loop()
    heard: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
    link = Link(visit(place), lambda message: loop.call_soon_threadsafe(heard.put_nowait, message))
    link.send(id=number)
    hello = await heard.get()
    if hello is None:
        return
    words, where = Words(hello["lang"]), hello["where"]
    names: list[str] = []
    with suppress(OSError):
        os.chdir(hello["folder"])  # paths are those of the hub, which reads the files
    keys = {"f4": lambda: link.send(typed="/get")}
    verbs = ["/" + verb for verb in WINDOW_VERBS]
    screen = Screen(hello["title"], lambda: f"{where}> ", lambda: [*names, *verbs], keys)
    screen.end_with_terminal()

    async def hear() -> None:
        while (message := await heard.get()) is not None:
            if "entries" in message:
                screen.show(msgspec.convert(message["entries"], list[Entry]))
            if "names" in message:
                names[:] = message["names"]
            if "status" in message:
                screen.status(message["status"])
            if "type" in message:
                screen.type(message["type"])
            if message.get("close"):
                break
        screen.end()

    hearing = asyncio.create_task(hear())
    async for line in screen.lines():
        if line.strip() == "/close":
            break
        link.send(typed=line)
    if hearing.done():
        screen.show([Entry("info", words("hub_gone"))])
        await screen.drawn()
    hearing.cancel()
    link.close()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt, OSError):
        asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
