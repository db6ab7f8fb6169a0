"""The only way by which anything gets onto the screen."""

import re
from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from chatlib.core.text import clean

FAINT = "dim"
GOOD, BAD, CAREFUL, NEW = "green", "bold red", "yellow", "cyan"
COLOURS = ("cyan", "magenta", "yellow", "blue", "green", "red", "white", "bright_black")
"""Of the workers, in turn."""

_CONTROLS = re.compile("[\0-\x1f\x7f]")


def visible(text: str) -> str:
    """With a picture in the place of each control character, so that one sees where a line ends."""
    return _CONTROLS.sub(lambda found: "␡" if found[0] == "\x7f" else chr(0x2400 + ord(found[0])), text)


class Canvas:
    """Lines of a given width. What users wrote is only shown: no control character and no markup has any effect."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._lines: list[Text] = []

    @property
    def left(self) -> int:
        """How many more lines fit."""
        return max(0, self.height - len(self._lines))

    def line(self, *parts: str | tuple[str, str], style: str = "") -> None:
        """Of texts, or texts with a style; as much of them as fits."""
        made = Text(style=style)
        for part in parts:
            text, how = (part, "") if isinstance(part, str) else part
            made.append(clean(text).expandtabs(1), how)
        made.rstrip()
        made.truncate(self.width, overflow="ellipsis", pad=bool(style))
        self._lines.append(made)

    def title(self, text: str, *more: str | tuple[str, str]) -> None:
        self.line((f" {text} ", "bold reverse"), " ", *more)

    def text(self) -> Text:
        return Text("\n", no_wrap=True, end="").join(self._lines[: self.height if self.width else 0])


def colour(worker: int) -> str:
    return COLOURS[(worker - 1) % len(COLOURS)]


def left(text: str, width: int) -> str:
    """In so many columns, at their left."""
    return set_cell_size(clean(text), width)


def right(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text


def table(rows: Sequence[Sequence[str]], gap: int = 1) -> list[list[str]]:
    """Every column as wide as its widest cell."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [[left(cell, width + gap) for cell, width in zip(row, widths, strict=True)] for row in rows]
