"""The server's console: one readable line for each event. No texts of messages, no passwords."""

import sys
import time
from typing import TextIO

import colorama

from chatlib.core.text import clean
from chatlib.server.messages import TEXTS

LEVELS = ("debug", "info", "warning", "error")
_DIM, _RESET = colorama.Style.DIM, colorama.Style.RESET_ALL
_COLOURS = {
    "started": colorama.Fore.GREEN,
    "connect": colorama.Fore.GREEN,
    "entered": colorama.Fore.CYAN,
    "departed": colorama.Fore.BLUE,
}
_LEVEL_COLOURS = {"warning": colorama.Fore.YELLOW, "error": colorama.Fore.RED}


class Console:
    """Writes to `stream`, in colour if that is a terminal. Lines below `level` are left out."""

    def __init__(self, lang: str, level: str = "info", stream: TextIO | None = None) -> None:
        self._texts = TEXTS[lang]
        self._least = LEVELS.index(level)
        self._stream = stream or sys.stdout
        self._coloured = self._stream.isatty()
        if self._coloured:
            colorama.just_fix_windows_console()

    def say(self, key: str, level: str = "info", **values: object) -> None:
        """One line. A console that is gone is no reason to stop serving."""
        if LEVELS.index(level) < self._least:
            return
        text = clean(self.text(key, **values))
        stamp = time.strftime("%H:%M:%S")
        if self._coloured:
            colour = _LEVEL_COLOURS.get(level) or _COLOURS.get(key, "")
            text, stamp = f"{colour}{text}{_RESET}", f"{_DIM}{stamp}{_RESET}"
        try:
            print(stamp, text, file=self._stream, flush=True)
        except (OSError, ValueError):
            pass

    def text(self, key: str, **values: object) -> str:
        return self._texts[key].format(**values)
