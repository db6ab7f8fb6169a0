"""The console's colours, for who has a terminal."""

from colorama import Fore, Style, just_fix_windows_console

_OF_LINES = {"started": Fore.GREEN, "connect": Fore.GREEN, "entered": Fore.CYAN, "departed": Fore.BLUE}
_OF_LEVELS = {"warning": Fore.YELLOW, "error": Fore.RED}

just_fix_windows_console()


def paint(stamp: str, text: str, key: str, level: str) -> str:
    """A line of the console; `key` is that of its text, and says what it is about."""
    colour = _OF_LEVELS.get(level) or _OF_LINES.get(key, "")
    return f"{Style.DIM}{stamp}{Style.RESET_ALL} {colour}{text}{Style.RESET_ALL}"
