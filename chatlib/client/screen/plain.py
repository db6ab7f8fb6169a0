"""One line for each event, nothing drawn: for pipes, scripts and screen readers."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import CancelledError
from contextlib import suppress

from chatlib.client.caution import Typed
from chatlib.client.entries import Entry, plain
from chatlib.client.session.protocol import LOBBY
from chatlib.client.view.look import Look
from chatlib.client.view.status import Status

MOST_READ = 1000
"""Lines that are read ahead of those that are done."""


class PlainScreen:
    """Reads standard input to its end. What went wrong goes to the standard error output."""

    apart = False
    me = ""  # which is never drawn otherwise than others

    def __init__(self) -> None:
        self._typed: asyncio.Queue[str] = asyncio.Queue(MOST_READ)
        self._ended = False

    @property
    def interactive(self) -> bool:
        return sys.stdin.isatty()

    async def lines(self) -> AsyncIterator[Typed]:
        loop = asyncio.get_running_loop()
        sys.stdin.reconfigure(errors="replace")  # bytes that are no text must not end the reading

        def read() -> None:
            with suppress(RuntimeError, CancelledError):  # the program has ended
                while line := sys.stdin.readline():
                    asyncio.run_coroutine_threadsafe(self._typed.put(line), loop).result()
                asyncio.run_coroutine_threadsafe(self._typed.put(""), loop).result()

        # A daemon: nobody can interrupt a thread that reads, and the end of the program must not wait for it.
        threading.Thread(target=read, daemon=True).start()
        while (line := await self._typed.get()) and not self._ended:
            yield Typed(line.rstrip("\r\n"))

    def show(self, where: str, entries: Iterable[Entry], earlier: bool = False) -> None:
        try:
            for entry in entries:
                if entry.kind == "picture":
                    continue
                out = sys.stderr if entry.kind == "error" else sys.stdout
                print(plain("" if where == LOBBY else where, entry), flush=True, file=out)
        except BrokenPipeError:
            # Whoever read has had enough (`| head`), which is no error: the rest goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def change(self, where: str, entry: Entry, told: str) -> None:
        if told:
            self.show(where, [Entry("notice", told)])

    def status(self, status: Status) -> None:
        """Only what has begun and what has ended is told."""

    def look_at(self, where: str) -> None:
        """Everything is in one place."""

    def rename(self, old: str, new: str) -> None:
        """What is printed stays."""

    def call(self, title: str) -> None:
        """There is no window."""

    def end(self) -> None:
        """Whatever is typed is not read any more."""
        self._ended = True
        with suppress(asyncio.QueueFull):
            self._typed.put_nowait("")

    def forget(self, where: str) -> None:
        """What is printed stays."""

    def read(self, where: str) -> None:
        """Nothing is counted."""

    def clear(self, where: str) -> None:
        """What is printed stays."""

    def insert(self, text: str) -> None:
        """Nothing is being typed."""

    def dress(self, look: Look) -> None:
        """It has no looks."""

    def redraw(self) -> None:
        """There is nothing to redraw."""
