"""Where a person reads and types: lines come in above, and never break the line that is being typed."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from typing import Protocol

from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import Output
from prompt_toolkit.renderer import print_formatted_text  # the plain one, which does not leave raw mode
from prompt_toolkit.styles import Style

from chatlib.client.entries import Entry, one_line, plain, printable, styled
from chatlib.client.windows.completion import Words

GATHER = 0.04
"""Seconds that lines are gathered before they are drawn: a thousand a second cost twenty-five drawings."""

PLAIN_STYLE = Style([])
"""Entries bring their styles along."""

FOCUS_IN, FOCUS_OUT = Keys.F23, Keys.F24
"""Keys that no keyboard has, for what a terminal says when it is looked at and when it is not."""

ANSI_SEQUENCES.update({"\x1b[I": FOCUS_IN, "\x1b[O": FOCUS_OUT})


class Reader(Protocol):
    """A Screen, or what stands for one. `interactive`: somebody sits there, and leaves at the end of what is typed."""

    interactive: bool

    def lines(self) -> AsyncIterator[str]: ...
    def show(self, entries: Iterable[Entry]) -> None: ...
    def status(self, text: str) -> None: ...
    async def drawn(self) -> None: ...
    def redraw(self) -> None: ...


class Screen:
    """A prompt at the bottom of a terminal. `words` gives what the last word that is being typed could become.

    `keys` are more things to do at a key. Input and output are those of the terminal unless given.
    """

    interactive = True

    def __init__(
        self,
        title: str,
        prompt: Callable[[], str],
        words: Callable[[], Iterable[str]],
        keys: dict[str, Callable[[], None]] | None = None,
        toolbar: Callable[[], str] | None = None,
        *,
        input: Input | None = None,  # noqa: A002
        output: Output | None = None,
    ) -> None:
        self.title = title
        self.unread = 0
        self._focused = True
        self._gathered: list[tuple[str, str]] = []
        self._drawing: asyncio.Task | None = None
        self._prompt = prompt
        self._toolbar = toolbar
        self._status = ""
        self._session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(),
            completer=Words(words),
            complete_while_typing=False,
            erase_when_done=True,
            key_bindings=self._bindings(keys or {}),
            bottom_toolbar=self._bottom if toolbar else None,
            input=input,
            output=output,
        )
        self._output = self._session.output

    async def lines(self) -> AsyncIterator[str]:
        """What is typed, line by line, until Ctrl-D or Ctrl-C. A paste of several lines is several lines."""
        self._output.write_raw("\x1b[?1004h")
        self._show_title()
        try:
            while True:
                try:
                    text = await self._session.prompt_async(lambda: one_line(self._prompt()))
                except (EOFError, KeyboardInterrupt):
                    return
                for line in text.splitlines():
                    yield line.encode("utf-8", "replace").decode()  # bytes that are no text cannot be sent
        finally:
            await self.drawn()
            self._output.write_raw("\x1b[?1004l")
            self._output.flush()

    def show(self, entries: Iterable[Entry]) -> None:
        """Draws them soon, above what is being typed."""
        for entry in entries:
            self._gathered += styled(entry)
            if not self._focused and entry.kind == "message" and not entry.mine:
                self.unread += 1
        if self._drawing is None or self._drawing.done():
            self._drawing = asyncio.get_running_loop().create_task(self._draw())

    def status(self, text: str) -> None:
        """What is going on, in lines below what is being typed, until it is something else or nothing."""
        self._status = printable(text)
        self._session.bottom_toolbar = self._bottom if text or self._toolbar else None
        self.redraw()

    def _bottom(self) -> str:
        return "\n".join(line for line in (self._status, self._toolbar() if self._toolbar else "") if line)

    async def drawn(self) -> None:
        """Once everything that was shown is on the screen."""
        if self._drawing:
            await self._drawing

    def type(self, text: str) -> None:
        """As if somebody had typed it, and pressed Enter."""
        buffer = self._session.default_buffer
        buffer.text = text
        buffer.validate_and_handle()

    def end(self) -> None:
        """As if Ctrl-D had been pressed."""
        if self._session.app.is_running:
            self._session.app.exit(exception=EOFError)

    def end_with_terminal(self) -> None:
        """Also when the terminal's window is closed (SIGHUP), or somebody asks for it (SIGTERM)."""
        with suppress(NotImplementedError, AttributeError):  # not on Windows, where the process is just ended
            for number in (signal.SIGHUP, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, self.end)

    def redraw(self) -> None:
        self._session.app.invalidate()

    async def _draw(self) -> None:
        await asyncio.sleep(GATHER)
        while self._gathered:
            gathered, self._gathered = self._gathered, []
            self._print(FormattedText(gathered))
            self._show_title()

    def _print(self, text: FormattedText) -> None:
        """Above the prompt, without leaving raw mode: keys that come meanwhile must not be echoed."""
        app = self._session.app
        if app.is_running:
            app.renderer.erase(leave_alternate_screen=False)
        print_formatted_text(self._output, text, PLAIN_STYLE)
        if app.is_running:
            app.renderer.reset()
            app.renderer.request_absolute_cursor_position()
            app.invalidate()

    def _show_title(self) -> None:
        mark = f"* ({self.unread}) " if self.unread else ""
        self._output.set_title(mark + one_line(self.title))
        self._output.flush()

    def _looked_at(self, focused: bool) -> None:
        self._focused = focused
        if focused:
            self.unread = 0
            self._show_title()

    def _bindings(self, keys: dict[str, Callable[[], None]]) -> KeyBindings:
        bindings = KeyBindings()
        bindings.add(FOCUS_IN)(lambda _: self._looked_at(True))
        bindings.add(FOCUS_OUT)(lambda _: self._looked_at(False))
        for key, call in keys.items():
            bindings.add(key)(lambda _, call=call: call())
        return bindings


class PlainScreen:
    """One line for each event, nothing drawn: for pipes and screen readers. Reads standard input to its end.

    What went wrong goes to the standard error output.
    """

    @property
    def interactive(self) -> bool:
        return sys.stdin.isatty()

    async def lines(self) -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        typed: asyncio.Queue[str] = asyncio.Queue()
        sys.stdin.reconfigure(errors="replace")  # bytes that are no text must not end the reading

        def read() -> None:
            with suppress(RuntimeError):  # the program has ended
                while line := sys.stdin.readline():
                    loop.call_soon_threadsafe(typed.put_nowait, line)
                loop.call_soon_threadsafe(typed.put_nowait, "")

        # A daemon: nobody can interrupt a thread that reads, and the end of the program must not wait for it.
        threading.Thread(target=read, daemon=True).start()
        while line := await typed.get():
            yield line.rstrip("\r\n")

    def show(self, entries: Iterable[Entry]) -> None:
        try:
            for entry in entries:
                print(plain(entry), flush=True, file=sys.stderr if entry.kind == "error" else sys.stdout)
        except BrokenPipeError:
            # Whoever read has had enough (`| head`), which is no error: the rest goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def status(self, text: str) -> None:
        """Only what has begun and what has ended is told."""

    async def drawn(self) -> None:
        """Everything is printed at once."""

    def redraw(self) -> None:
        """There is nothing to redraw."""
