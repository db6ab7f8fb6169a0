"""A screen with real keys, on a terminal in memory."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pyte
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input

from chatlib.client.caution import Typed
from chatlib.client.entries import Entry
from chatlib.client.screen.attention import Attention
from chatlib.client.screen.links import LinkingOutput
from chatlib.client.screen.screen import Screen
from chatlib.client.view.look import Look
from chatlib.client.view.roll import Place
from chatlib.client.words.texts import Words
from tests.client.desk import soon


class Terminal:
    """A screen, its keyboard, everything it wrote, and what that looks like."""

    def __init__(self, keyboard: PipeInput, columns: int, rows: int, **more: object) -> None:
        self._file = io.StringIO()
        self._size = Size(rows, columns)
        self.keyboard = keyboard
        self.typed: list[Typed] = []
        self.seen = 0
        self.focused: list[bool] = []
        environment = more.pop("environment", {})
        self.attention = Attention("kelas — ani", Look(), environment, self._look, self.focused.append)
        output = LinkingOutput(self._file, lambda: self._size, term="xterm-256color")
        self.screen = Screen(
            more.pop("where", "kelas"), "ani", Words("en"), self.attention, lambda: ["budi", "Citra", "/leave"],
            input=keyboard, output=output, **more,
        )  # fmt: skip
        self.reading = asyncio.create_task(self._read())

    def _look(self) -> None:
        self.seen += 1

    async def _read(self) -> None:
        async for line in self.screen.lines():
            self.typed.append(line)

    @property
    def raw(self) -> str:
        return self._file.getvalue()

    @property
    def rows(self) -> list[str]:
        """What stands on it now."""
        glass = pyte.Screen(self._size.columns, self._size.rows)
        pyte.Stream(glass).feed(self.raw)
        return [row.rstrip() for row in glass.display]

    @property
    def title(self) -> str:
        glass = pyte.Screen(80, 24)
        pyte.Stream(glass).feed(self.raw)
        return glass.title

    def resize(self, columns: int, rows: int) -> None:
        self._size = Size(rows, columns)
        self.screen._app._on_resize()

    async def types(self, keys: str, *lines: str) -> None:
        """These keys make exactly these lines."""
        before = len(self.typed)
        self.keyboard.send_text(keys)
        await soon(lambda: len(self.typed) >= before + len(lines), f"{lines} of {self.typed[before:]}")
        assert self.typed[before:] == [Typed(line, "line", self.screen.where) for line in lines]

    async def shows(self, *texts: str) -> None:
        """All of these, somewhere."""
        await soon(lambda: all(any(text in row for row in self.rows) for text in texts), f"{texts} in {self.rows}")

    async def hides(self, text: str) -> None:
        await soon(lambda: not any(text in row for row in self.rows), f"no {text} in {self.rows}")


@asynccontextmanager
async def terminal(columns: int = 80, rows: int = 24, **more: object) -> AsyncIterator[Terminal]:
    with create_pipe_input() as keyboard, create_app_session():
        one = Terminal(keyboard, columns, rows, **more)
        await one.shows(">")
        yield one
        one.screen.end()
        await asyncio.wait_for(one.reading, 10)


def run(scene: Callable[[Terminal], Awaitable[None]], **more: object) -> None:
    async def play() -> None:
        async with terminal(**more) as one:
            await scene(one)

    asyncio.run(play())


def message(text: str, mine: bool = False, urgent: bool = False) -> Entry:
    return Entry("message", text, 0.0, "budi", mine, urgent=urgent)


def places(*names: str) -> Callable[[], list[Place]]:
    return lambda: [Place(name) for name in names]
