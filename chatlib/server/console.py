"""The server's console: one readable line for each event. No texts of messages, no passwords."""

import os
import select
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from queue import Full, Queue
from typing import TextIO

from chatlib.core.text import clean
from chatlib.server.options import LEVELS
from chatlib.server.texts import TEXTS

MOST_WAITING = 1000
"""Lines that wait for a terminal that takes none, by Ctrl-S perhaps: some screens full. Later ones are left out."""

FAREWELL = 1.0
"""Seconds for the last lines at the end."""


class Console:
    """Writes to `stream`, in colour if that is a terminal. Lines below `level` are left out.

    A thread of its own does it: whoever says something never waits. One that is gone is no reason to stop serving.
    `texts`: others than the server's.
    """

    def __init__(
        self, lang: str, level: str = "info", stream: TextIO | None = None, texts: dict[str, str] | None = None
    ) -> None:
        self.lang = lang
        self._texts = texts or TEXTS[lang]
        self._least = LEVELS.index(level)
        self._stream = stream or sys.stdout
        self._paint: Callable[..., str] | None = None
        self.is_terminal = self._stream.isatty()
        self.echo: Callable[[str, str], None] | None = None  # gets the level and text of each line, from any thread
        if self.is_terminal:
            from chatlib.server.colours import paint

            self._paint = paint
        self._lines: Queue[str | None] = Queue(MOST_WAITING)
        self._writer: threading.Thread | None = None

    def say(self, key: str, level: str = "info", **values: object) -> None:
        """One line."""
        if LEVELS.index(level) < self._least:
            return
        text = clean(self.text(key, **values))
        if self.echo:
            self.echo(level, text)
        stamp = time.strftime("%H:%M:%S")
        self._put(self._paint(stamp, text, key, level) if self._paint else f"{stamp} {text}")

    def show(self, line: str) -> None:
        """What somebody else has said: as it is."""
        self._put(line)

    def draw(self, rows: list[str]) -> bool:
        """A picture of characters, for a terminal. False if it is too narrow for it, or lacks such characters."""
        from chatlib.server.colours import picture

        if LEVELS.index("info") < self._least:
            return True
        try:
            "".join(rows).encode(self._stream.encoding)
            if 0 < os.get_terminal_size(self._stream.fileno()).columns < max(map(len, rows)):  # 0: it does not tell
                return False
        except (OSError, UnicodeEncodeError):
            return False
        self._put("\n".join(map(picture, rows)))
        return True

    def _put(self, lines: str) -> None:
        with suppress(Full):
            self._lines.put_nowait(lines + "\n")
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
