"""The console's colours, for who has a terminal."""

import re

from colorama import Fore, Style, just_fix_windows_console

_OF_LINES = {"started": Fore.GREEN, "connect": Fore.GREEN, "entered": Fore.CYAN, "departed": Fore.BLUE}
_OF_LEVELS = {"warning": Fore.YELLOW, "error": Fore.RED}

_WHITE_ON_BLACK = "\x1b[38;5;231;48;5;16m"
_BLACK_ON_WHITE = "\x1b[38;5;16;48;5;231m"
"""Of the fixed colours: those of the palette are for themes to change, and some light ones make black of white."""

just_fix_windows_console()


def paint(stamp: str, text: str, key: str, level: str) -> str:
    """A line of the console; `key` is that of its text, and says what it is about."""
    colour = _OF_LEVELS.get(level) or _OF_LINES.get(key, "")
    return f"{Style.DIM}{stamp}{Style.RESET_ALL} {colour}{text}{Style.RESET_ALL}"


def picture(row: str) -> str:
    """A row of a picture whose light parts are drawn: so it is right, whatever colours the terminal has; and where it
    has none, on a dark one, as most are.
    """
    # A cell is coloured to its edges. A full block may leave a gap to the next row, as the font has it.
    row = re.sub("█+", lambda blocks: f"{_BLACK_ON_WHITE}{' ' * len(blocks[0])}{_WHITE_ON_BLACK}", row)
    return f"{_WHITE_ON_BLACK}{row}{Style.RESET_ALL}"
