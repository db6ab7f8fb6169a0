"""The screen with real keys and a terminal in memory."""

import asyncio
import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from chatlib.client.entries import Entry
from chatlib.client.windows.screen import Screen
from tests.client.desk import soon

TITLE = re.compile(r"\x1b\]2;([^\x07]*)\x07")
ESCAPE = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07]*\x07|[=>])")


class Glass(io.StringIO):
    """Keeps what is written, and answers as a terminal does that is asked where its cursor is."""

    def __init__(self, keyboard: PipeInput) -> None:
        super().__init__()
        self._keyboard = keyboard

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        for _ in range(text.count("\x1b[6n")):
            self._keyboard.send_text("\x1b[24;1R")
        return super().write(text)


class Terminal:
    """A screen, its keyboard and everything it wrote."""

    def __init__(self, keyboard: PipeInput, **more: object) -> None:
        self._file = Glass(keyboard)
        self.keyboard = keyboard
        self.typed: list[str] = []
        output = Vt100_Output(self._file, lambda: Size(24, 80), term="xterm-256color")
        self.screen = Screen(
            "kelas — ani", lambda: "kelas> ", lambda: ["budi", "Citra", "/leave"], input=keyboard, output=output, **more
        )
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for line in self.screen.lines():
            self.typed.append(line)

    @property
    def raw(self) -> str:
        return self._file.getvalue()

    @property
    def text(self) -> str:
        return ESCAPE.sub("", self.raw)

    @property
    def title(self) -> str:
        return (TITLE.findall(self.raw) or [""])[-1]

    async def types(self, keys: str, *lines: str) -> None:
        """These keys make exactly these lines."""
        before = len(self.typed)
        self.keyboard.send_text(keys)
        await soon(lambda: len(self.typed) >= before + len(lines), f"{lines} of {self.typed[before:]}")
        assert self.typed[before:] == list(lines)

    async def shows(self, entry: Entry) -> None:
        self.screen.show([entry])
        await self.screen.drawn()


@asynccontextmanager
async def terminal(**more: object) -> AsyncIterator[Terminal]:
    with create_pipe_input() as keyboard, create_app_session():
        one = Terminal(keyboard, **more)
        await soon(lambda: "kelas>" in one.text, "the prompt")
        yield one
        one.screen.end()
        await asyncio.wait_for(one.reading, 10)


def run(scene: Callable[[Terminal], Awaitable[None]], **more: object) -> None:
    async def play() -> None:
        async with terminal(**more) as one:
            await scene(one)

    asyncio.run(play())


def message(text: str, mine: bool = False) -> Entry:
    return Entry("message", text, 0.0, "budi", mine)


def test_lines_that_are_typed() -> None:
    async def scene(one: Terminal) -> None:
        await one.types("halo\r", "halo")
        await one.types("satu\rdua\r", "satu", "dua")
        await one.types("salah\x7f\x7f\x7f\x7f\x7fbenar\r", "benar")
        await one.types("é 🙂\r", "é 🙂")

    run(scene)


def test_a_paste_of_several_lines_is_several_lines() -> None:
    async def scene(one: Terminal) -> None:
        await one.types("\x1b[200~satu\ndua\r\ntiga\x1b[201~\r", "satu", "dua", "tiga")

    run(scene)


def test_the_arrow_brings_back_what_was_typed() -> None:
    async def scene(one: Terminal) -> None:
        await one.types("satu\r", "satu")
        await one.types("dua\r", "dua")
        # What was typed is fetched once the next line is begun.
        lines = one.screen._session.default_buffer
        await soon(lambda: len(lines._working_lines) == 3, "what was typed, and the new line")
        await one.types("\x1b[A\x1b[A\r", "satu")

    run(scene)


@pytest.mark.parametrize(
    ("keys", "line"),
    [("pm bu\thalo\r", "pm budi halo"), ("cI\t\r", "Citra "), ("/l\t\r", "/leave "), ("x\t\r", "x"), ("\t\r", "")],
)
def test_tab_completes_the_last_word(keys: str, line: str) -> None:
    async def scene(one: Terminal) -> None:
        # An empty line is no line; what follows it shows that it has passed.
        before = [line] if line else []
        typed, _, _ = keys.partition("\t")
        one.keyboard.send_text(typed)
        await soon(lambda: one.screen._session.default_buffer.text == typed, "what was typed")
        one.keyboard.send_text("\t")
        rest = keys[len(typed) + 1 :]
        goal = line.removesuffix(rest.rstrip("\r"))
        await soon(lambda: one.screen._session.default_buffer.text == goal, "the completion")
        await one.types(rest + "selesai\r", *before, "selesai")

    run(scene)


@pytest.mark.parametrize("key", ["\x04", "\x03"], ids=["ctrl_d", "ctrl_c"])
def test_keys_that_end_it(key: str) -> None:
    async def scene(one: Terminal) -> None:
        await one.types("halo\r", "halo")
        one.keyboard.send_text(key)
        await asyncio.wait_for(one.reading, 10)
        assert one.raw.endswith("\x1b[?1004l")

    run(scene)


def test_keys_of_the_caller() -> None:
    pressed = []

    async def scene(one: Terminal) -> None:
        one.keyboard.send_text("\x1bOQ")
        await soon(lambda: pressed, "the key")
        one.keyboard.send_text("\x0e")
        await soon(lambda: len(pressed) == 2, "the other key")
        assert pressed == ["F2", "C-N"]

    run(scene, keys={"f2": lambda: pressed.append("F2"), "c-n": lambda: pressed.append("C-N")})


def test_what_is_shown_stands_once_and_does_not_touch_what_is_being_typed() -> None:
    async def scene(one: Terminal) -> None:
        one.keyboard.send_text("setengah ")
        await soon(lambda: "setengah" in one.text, "what is typed")
        for number in range(8):
            await one.shows(message(f"nomor-{number}."))
        await one.types("kalimat\r", "setengah kalimat")
        assert [one.text.count(f"budi: nomor-{number}.") for number in range(8)] == [1] * 8

    run(scene)


def test_drawing_never_lets_the_terminal_echo_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(one: Terminal) -> None:
        left = []
        for mode in ("cooked_mode", "detach"):
            monkeypatch.setattr(one.keyboard, mode, lambda: left.append(1) or nullcontext())
        for number in range(3):
            await one.shows(message(f"nomor-{number}."))
        await soon(lambda: "nomor-2." in one.text, "what was shown")
        assert not left

    run(scene)


def test_many_that_are_shown_at_once_keep_their_order() -> None:
    async def scene(one: Terminal) -> None:
        one.screen.show([message(f"n{number:04}.") for number in range(3000)])
        for number in range(3000, 3100):
            one.screen.show([message(f"n{number:04}.")])
        await one.screen.drawn()
        assert [int(n) for n in re.findall(r"n(\d{4})\.", one.text)] == list(range(3100))

    run(scene)


def test_all_is_drawn_before_the_end() -> None:
    async def scene(one: Terminal) -> None:
        one.screen.show([message("kata terakhir")])
        one.screen.end()
        await asyncio.wait_for(one.reading, 10)
        assert "kata terakhir" in one.text

    run(scene)


def test_the_title_counts_what_came_while_nobody_looked() -> None:
    async def scene(one: Terminal) -> None:
        assert "\x1b[?1004h" in one.raw
        assert one.title == "kelas — ani"
        await one.shows(message("dilihat"))
        assert one.title == "kelas — ani"
        one.keyboard.send_text("\x1b[O")
        await soon(lambda: one.screen.unread == 0, "it")
        await one.types("tak terlihat\r", "tak terlihat")
        await one.shows(message("satu"))
        await one.shows(message("dua"))
        await one.shows(message("milikku", mine=True))
        await one.shows(Entry("notice", "citra ada di sini"))
        assert one.title == "* (2) kelas — ani"
        one.keyboard.send_text("\x1b[I")
        await soon(lambda: one.title == "kelas — ani", one.title)
        await one.shows(message("tiga"))
        assert one.title == "kelas — ani"
        # What the terminal says of itself is nothing that was typed.
        await one.types("x\r", "x")

    run(scene)


def test_no_escape_sequence_of_others_reaches_the_terminal() -> None:
    async def scene(one: Terminal) -> None:
        await one.shows(Entry("message", "a\x1b[2Jb\x1b]2;jahat\x07c\x9b5m", 0.0, "bu\x1b[31mdi", where="\x1b]2;x\x07"))
        assert "a[2Jb]2;jahatc5m" in one.text
        assert not [part for part in ("\x1b[2J", "\x1b[31m", "\x9b", "jahat\x07") if part in one.raw]
        assert one.title == "kelas — ani"

    run(scene)


def test_typing_for_somebody() -> None:
    async def scene(one: Terminal) -> None:
        one.screen.type("atas namamu")
        await soon(lambda: one.typed == ["atas namamu"], "the line")

    run(scene)


def test_the_toolbar() -> None:
    async def scene(one: Terminal) -> None:
        await soon(lambda: "[lobby] budi (2)" in one.text, "the toolbar")

    run(scene, toolbar=lambda: "[lobby] budi (2)")


def test_what_is_going_on_stands_below_until_it_is_over() -> None:
    async def scene(one: Terminal) -> None:
        one.screen.status("foto.jpg:  42%\x1b[2J")
        await soon(lambda: "foto.jpg:  42%" in one.text, "the status")
        assert "42%\x1b[2J" not in one.raw
        one.screen.status("")
        await one.types("lagi\r", "lagi")
        shown = len(one.text)
        await one.shows(message("sesudahnya"))
        assert "foto.jpg" not in one.text[shown:]

    run(scene)
