"""What terminal this is: it is asked, and then the environment is."""

import os
import re
import select
import struct
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Literal, NamedTuple

from prompt_toolkit.output import ColorDepth, Output, create_output
from prompt_toolkit.output.vt100 import Vt100_Output

from chatlib.client.screen.graphics import Abilities
from chatlib.client.screen.links import LinkingOutput

Background = Literal["dark", "light", "any"]

QUESTION = "\x1b]11;?\x1b\\\x1b[c"
"""Which colour is behind the text (OSC 11), and what it can (DA1), which all terminals answer: who is silent about the
first does not have to be waited for.
"""

WITHIN = 1.0
"""Seconds for the answers, which come from far away at times. What came later would be taken for something typed."""

SIXEL = "4"
"""Among what a terminal can."""

_ANSWERS = re.compile(r"\x1b\](?:[^\x07\x1b]*)(?:\x07|\x1b\\)|\x1b\[[?>=]?[0-9;]*[A-Za-z~]")
_COLOUR = re.compile(r"\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})")
_ABLE = re.compile(r"\x1b\[\?([0-9;]*)c")


class Terminal(NamedTuple):
    """`typed`: what somebody typed while it was asked."""

    background: Background = "any"
    abilities: Abilities = Abilities()
    typed: str = ""


def this_one(environment: Mapping[str, str]) -> Terminal:
    """The one that standard input and output are."""
    answer, cell = "", (0, 0)
    with suppress(OSError, ImportError, ValueError):
        answer = _ask(sys.stdin.fileno(), sys.stdout.fileno())
        cell = _cell(sys.stdout.fileno())
    return told(answer, cell, environment)


def this_output() -> Output:
    """Of the same one, where links can be clicked if they can be drawn at all."""
    output = create_output()
    if type(output) is Vt100_Output:
        return LinkingOutput.from_pty(sys.stdout, term=os.environ.get("TERM"))
    return output


def depth(environment: Mapping[str, str]) -> ColorDepth | None:
    """None: what TERM says. Few of the terminals that have all colours say so there; NO_COLOR is heard."""
    all_colours = ColorDepth.DEPTH_24_BIT if environment.get("COLORTERM") in ("truecolor", "24bit") else None
    return ColorDepth.from_env() or all_colours


def told(answer: str, cell: tuple[int, int], environment: Mapping[str, str]) -> Terminal:
    """What an answer says, and the environment where it says nothing. `cell`: its pixels, zeros if nobody knows."""
    able, (width, height) = _ABLE.search(answer), cell
    abilities = Abilities()
    # In a multiplexer nothing that it does not know gets through.
    if not any(environment.get(name) for name in ("TMUX", "STY", "ZELLIJ")) and width and height:
        if environment.get("KITTY_WINDOW_ID"):
            abilities = Abilities("kitty", width, height)
        elif able and SIXEL in able[1].split(";"):
            abilities = Abilities("sixel", width, height)
    typed = "".join(char for char in _ANSWERS.sub("", answer) if char.isprintable())
    return Terminal(_told_background(answer) or _from_environment(environment), abilities, typed)


def _told_background(answer: str) -> Background | None:
    found = _COLOUR.search(answer)
    if not found:
        return None
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
    return "dark" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.5 else "light"


def _from_environment(environment: Mapping[str, str]) -> Background:
    """COLORFGBG, which rxvt and konsole set: colours of the palette, the last one behind the text."""
    last = environment.get("COLORFGBG", "").rpartition(";")[2]
    if not last.isdecimal():
        return "any"
    return "light" if int(last) in (7, 15) else "dark"


def _cell(terminal: int) -> tuple[int, int]:
    """Width and height in pixels; zeros where the terminal does not tell."""
    import fcntl  # which Windows has not
    import termios

    size = struct.unpack("HHHH", fcntl.ioctl(terminal, termios.TIOCGWINSZ, bytes(8)))
    rows, columns, width, height = size
    return (width // columns, height // rows) if rows and columns else (0, 0)


def _ask(source: int, target: int) -> str:
    import termios  # which Windows has not
    import tty

    before = termios.tcgetattr(source)
    try:
        tty.setcbreak(source, termios.TCSANOW)
        os.write(target, QUESTION.encode())
        answer, end = "", time.monotonic() + WITHIN
        while not _ABLE.search(answer) and select.select([source], [], [], max(0, end - time.monotonic()))[0]:
            answer += os.read(source, 1024).decode("utf-8", "replace")
        return answer
    finally:
        termios.tcsetattr(source, termios.TCSANOW, before)
