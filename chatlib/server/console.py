"""The server's console: one readable line for each event. No texts of messages, no passwords."""

import os
import select
import sys
import threading
import time
from contextlib import suppress
from queue import Full, Queue
from typing import TextIO

import colorama

from chatlib.core.text import clean
from chatlib.server.options import LEVELS
from chatlib.server.texts import TEXTS

_DIM, _RESET = colorama.Style.DIM, colorama.Style.RESET_ALL
_COLOURS = {
    "started": colorama.Fore.GREEN,
    "connect": colorama.Fore.GREEN,
    "entered": colorama.Fore.CYAN,
    "departed": colorama.Fore.BLUE,
}
_LEVEL_COLOURS = {"warning": colorama.Fore.YELLOW, "error": colorama.Fore.RED}


MOST_WAITING = 1000
"""Lines that wait for a terminal that takes none, by Ctrl-S perhaps: some screens full. Later ones are left out."""

FAREWELL = 1.0
"""Seconds for the last lines at the end."""


class Console:
    """Writes to `stream`, in colour if that is a terminal. Lines below `level` are left out.

    A thread of its own does it: whoever says something never waits. One that is gone is no reason to stop serving.
    """

    def __init__(self, lang: str, level: str = "info", stream: TextIO | None = None) -> None:
        self._texts = TEXTS[lang]
        self._least = LEVELS.index(level)
        self._stream = stream or sys.stdout
        self._coloured = self._stream.isatty()
        self._lines: Queue[str | None] = Queue(MOST_WAITING)
        self._writer: threading.Thread | None = None
        if self._coloured:
            colorama.just_fix_windows_console()

    def say(self, key: str, level: str = "info", **values: object) -> None:
        """One line."""
        if LEVELS.index(level) < self._least:
            return
        text = clean(self.text(key, **values))
        stamp = time.strftime("%H:%M:%S")
        if self._coloured:
            colour = _LEVEL_COLOURS.get(level) or _COLOURS.get(key, "")
            text, stamp = f"{colour}{text}{_RESET}", f"{_DIM}{stamp}{_RESET}"
        with suppress(Full):
            self._lines.put_nowait(f"{stamp} {text}\n")
        if self._writer is None:
            self._writer = threading.Thread(target=self._write, name="console", daemon=True)
            self._writer.start()

    def text(self, key: str, **values: object) -> str:
        return self._texts[key].format(**values)

    def close(self) -> None:
        """What was said is written, if that does not take too long."""
        if self._writer:
            with suppress(Full):
                self._lines.put_nowait(None)
            self._writer.join(FAREWELL)

    def _write(self) -> None:
        # Not by the stream itself: one that hangs would keep Python from ending.
        with suppress(OSError, ValueError):
            descriptor = self._stream.fileno()
            while (line := self._lines.get()) is not None:
                data = line.encode(self._stream.encoding, "replace")
                while data:
                    try:
                        data = data[os.write(descriptor, data) :]
                    except BlockingIOError:  # whoever shares it with us has made it so
                        select.select([], [descriptor], [])
