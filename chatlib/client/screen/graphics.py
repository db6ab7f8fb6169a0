"""Pictures on the screen: in half cells everywhere, in pixels where the terminal can.

A terminal draws pixels over cells, of which prompt_toolkit knows nothing. So a picture's cells are blanks in a style of
its own; once the screen was drawn, they are looked for, and the picture is drawn where they are.
"""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Literal, NamedTuple

from prompt_toolkit.application import Application

from chatlib.client.screen import pictures
from chatlib.client.view.layout import Row, Span

COLUMNS, ROWS, INDENT = 40, 12, 2
"""The most that a picture takes, and the columns in front of it."""

WITHIN = 15.0
"""Seconds for it to be made."""

MOST = 20
"""Pictures of a window in pixels; of older ones their cells stay empty. At most some 2 MB each."""

VISIBLE = "bg:ansidefault"
"""Of blanks in no style at all prompt_toolkit believes that nothing was drawn there, and does not wipe it away."""

Manner = Literal["halves", "sixel", "kitty"]


class Abilities(NamedTuple):
    """Of a terminal, in whose cells there are so many pixels."""

    manner: Manner = "halves"
    width: int = 10
    height: int = 20


class Picture(NamedTuple):
    columns: int
    rows: int
    data: str


class Graphics:
    """Of one screen."""

    def __init__(self, abilities: Abilities) -> None:
        self._abilities = abilities
        self._pictures: dict[int, Picture] = {}
        self._drawn: dict[int, tuple[int, int]] = {}
        self._size = (0, 0)
        self._next = 1

    async def rows(self, path: str) -> list[Row]:
        """The picture's rows; none if it is none, or Pillow is not there."""
        picture = await _made(path, self._abilities)
        if picture is None:
            return []
        if self._abilities.manner == "halves":
            return [_halves(line) for line in picture.data.split()]
        number, self._next = self._next, self._next + 1
        self._pictures[number] = picture
        if len(self._pictures) > MOST:
            del self._pictures[next(iter(self._pictures))]
        blank = " " * picture.columns
        return [
            [Span("", " " * INDENT), Span(f"class:picture-{number}-{row} {VISIBLE}", blank)]
            for row in range(picture.rows)
        ]

    def draw(self, app: Application) -> None:
        """After each drawing of the screen."""
        screen = app.renderer.last_rendered_screen
        if screen is None or not self._pictures:
            return
        size = app.output.get_size()
        if size != self._size:  # then everything was drawn anew
            self._size, self._drawn = size, {}
        found = {number: at for number in self._pictures if (at := self._place(screen, number, size.rows))}
        gone = self._drawn.keys() - found.keys()
        for number, at in found.items():
            if self._drawn.get(number) != at:
                app.output.write_raw(f"\x1b7\x1b[{at[0] + 1};{at[1] + 1}H{self._sequence(number)}\x1b8")
        if self._abilities.manner == "kitty":
            for number in gone:
                app.output.write_raw(f"\x1b_Ga=d,d=i,i={number},q=2\x1b\\")
        self._drawn = found
        app.output.flush()

    def _place(self, screen, number: int, height: int) -> tuple[int, int] | None:
        """Row and column of its first cell, if all of its rows are there."""
        last = self._pictures[number].rows - 1
        for top in range(height - last):
            first, end = (screen.data_buffer[row][INDENT] for row in (top, top + last))
            if f"picture-{number}-0 " in f"{first.style} " and f"picture-{number}-{last} " in f"{end.style} ":
                return top, INDENT
        return None

    def _sequence(self, number: int) -> str:
        picture = self._pictures[number]
        if self._abilities.manner == "sixel":
            return picture.data
        about = f"a=T,f=100,q=2,C=1,i={number},p=1,c={picture.columns},r={picture.rows}"
        return picture.data.replace("{}", about, 1)


def _halves(line: str) -> Row:
    cells = [line[at : at + 12] for at in range(0, len(line), 12)]
    return [Span("", " " * INDENT), *(Span(f"#{cell[:6]} bg:#{cell[6:]}", "▀") for cell in cells)]


async def _made(path: str, abilities: Abilities) -> Picture | None:
    words = (path, COLUMNS, ROWS, abilities.width, abilities.height, abilities.manner)
    # -P: what stands beside that program is not what it imports.
    command = [sys.executable, "-P", str(Path(pictures.__file__).resolve()), *map(str, words)]
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            async with asyncio.timeout(WITHIN):
                out, _ = await process.communicate()
        except TimeoutError:
            process.kill()
            await process.wait()
            return None
    except OSError:
        return None
    if process.returncode:
        return None
    size, _, data = out.decode().partition("\n")
    columns, rows = map(int, size.split())
    return Picture(columns, rows, data.rstrip("\n"))
