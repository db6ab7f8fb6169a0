"""The code of characters is the code that was meant."""

import pyte
import pytest
import segno

from chatlib.server.colours import picture
from chatlib.server.command_line.qr_code import rows

QUIET = 4
PAGES = ["http://10.0.0.1:9000/", "http://192.168.100.200:65535/", "http://[2001:db8:1:2:3:4:5:6]:9000/", "a"]
LIGHT = {" ": (False, False), "▀": (True, False), "▄": (False, True), "█": (True, True)}


def modules(cells: list[list[tuple[bool, bool]]]) -> list[list[bool]]:
    """Which are dark, by rows; a character has an upper and a lower one."""
    return [[not pair[half] for pair in row] for row in cells for half in (0, 1)]


def meant(text: str) -> list[list[bool]]:
    """With the quiet zone, and as many rows as whole characters have."""
    code = segno.make(text, error="l", micro=False)
    assert not code.is_micro
    found = [list(map(bool, row)) for row in code.matrix_iter(border=QUIET)]
    return found + [[True] * len(found[0])] * (len(found) % 2)


@pytest.mark.parametrize("text", PAGES)
def test_its_characters_are_the_modules_with_the_quiet_zone(text: str) -> None:
    drawn = rows(text)
    assert modules([[LIGHT[char] for char in row] for row in drawn]) == meant(text)
    assert len(drawn) == (len(drawn[0]) + 1) // 2


@pytest.mark.parametrize("text", PAGES)
def test_on_a_terminal_every_colour_is_said(text: str) -> None:
    """What is light and what is dark there does not depend on its own colours."""
    drawn = rows(text)
    screen = pyte.Screen(len(drawn[0]) + 1, len(drawn) + 1)
    pyte.Stream(screen).feed("\r\n".join(map(picture, drawn)))
    known = {"ffffff": True, "000000": False}
    cells = []
    for y in range(len(drawn)):
        row = [screen.buffer[y][x] for x in range(len(drawn[0]))]
        colours = [(known[cell.fg], known[cell.bg]) for cell in row]
        halves = [LIGHT[cell.data] for cell in row]
        cells.append(
            [tuple(fg if half else bg for half in pair) for pair, (fg, bg) in zip(halves, colours, strict=True)]
        )
    assert modules(cells) == meant(text)
    assert screen.cursor.attrs.fg == screen.cursor.attrs.bg == "default"
