"""Where a person reads and types: the full screen of a terminal. What comes in never touches the line being typed."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import suppress
from typing import Protocol

from prompt_toolkit.application import Application
from prompt_toolkit.filters import Condition
from prompt_toolkit.input import Input
from prompt_toolkit.output import Output
from prompt_toolkit.styles import Style

from chatlib.client.caution import Question, Typed, leaving, question
from chatlib.client.entries import Entry
from chatlib.client.screen.arrangement import Arrangement
from chatlib.client.screen.attention import Attention
from chatlib.client.screen.graphics import Graphics
from chatlib.client.screen.guard import Guard
from chatlib.client.screen.keys import bindings
from chatlib.client.screen.terminal import Terminal, depth, this_output
from chatlib.client.view.history import History
from chatlib.client.view.look import Look
from chatlib.client.view.roll import Place
from chatlib.client.view.status import Status
from chatlib.client.view.theme import style
from chatlib.client.words.texts import Words

GATHER = 0.1
"""Seconds between two drawings of what comes in: of a thousand lines a second nobody reads more."""


class Reader(Protocol):
    """A Screen, or what stands for one. `interactive`: somebody sits there, and leaves at the end of what is typed.

    `apart`: each conversation has its own place, which begins with its history.
    """

    interactive: bool
    apart: bool
    me: str

    def dress(self, look: Look) -> None: ...
    def lines(self) -> AsyncIterator[Typed]: ...
    def show(self, where: str, entries: Iterable[Entry], earlier: bool = False) -> None: ...
    def change(self, where: str, entry: Entry, told: str) -> None: ...
    def status(self, status: Status) -> None: ...
    def look_at(self, where: str) -> None: ...
    def rename(self, old: str, new: str) -> None: ...
    def call(self, title: str) -> None: ...
    def end(self) -> None: ...
    def forget(self, where: str) -> None: ...
    def read(self, where: str) -> None: ...
    def clear(self, where: str) -> None: ...
    def insert(self, text: str) -> None: ...
    def redraw(self) -> None: ...


class Screen:
    """A terminal. `where` is the conversation that is looked at first; the others are shown with `look_at`.

    `names` gives what the word being typed could become, `places` the list of conversations, where there is one, and
    `choose` is told of one that is clicked in it. `attention` is told of what should be noticed. `keys` are more things
    to do at a key. `active` is called when something is typed, and told whether it is something that others will read;
    `stray` gets what was typed here and not meant for here. `terminal` is what is known of it; its input and output are
    used unless others are given.
    """

    interactive = True
    apart = True

    def __init__(
        self,
        where: str,
        me: str,
        words: Words,
        attention: Attention,
        names: Callable[[], Iterable[str]],
        places: Callable[[], Sequence[Place]] = tuple,
        keys: dict[str, Callable[[], None]] | None = None,
        active: Callable[[bool], None] = lambda _: None,
        stray: Callable[[str], None] | None = None,
        choose: Callable[[str], None] = lambda _: None,
        *,
        terminal: Terminal = Terminal(),  # noqa: B008 - it cannot be changed
        input: Input | None = None,  # noqa: A002
        output: Output | None = None,
    ) -> None:
        self.where = where
        self._me, self._words = me, words
        self.attention = attention
        self.guard = Guard(stray)
        self._histories: dict[str, History] = {}
        self._statuses: dict[str, Status] = {}
        self._typed: asyncio.Queue[Typed | None] = asyncio.Queue()
        self._question: Question | None = None
        self._pasted = False
        self._ended = False
        self._drawing: asyncio.TimerHandle | None = None
        self._drawn = 0.0
        self._background = terminal.background
        self._graphics = Graphics(terminal.abilities)
        self._making: set[asyncio.Task] = set()
        arrangement = Arrangement(self, names, places, choose, words)
        self.pane, self.buffer = arrangement.pane, arrangement.buffer
        self.buffer.accept_handler = lambda buffer: self._accept(buffer.text)
        self.buffer.on_text_changed += lambda _: self._changed(active)
        self._app: Application[None] = Application(
            arrangement.layout(),
            style=self._style(),
            key_bindings=bindings(self, keys or {}),
            full_screen=True,
            mouse_support=Condition(lambda: attention.look.mouse),
            color_depth=depth(os.environ),
            terminal_size_polling_interval=None,  # a signal tells; with polling everything would be drawn twice
            input=input,
            output=output or this_output(),
            after_render=self._graphics.draw,
        )
        self._app.ttimeoutlen = 0.05  # an Escape is a key here, and no terminal takes longer for a sequence
        attention.begin(self._app.output, lambda: self.history.seen())
        self.insert(terminal.typed)

    # ------------------------------------------------------------------- life

    async def lines(self) -> AsyncIterator[Typed]:
        """What is typed, until Ctrl-D, or `end`."""
        running = asyncio.ensure_future(self._app.run_async(handle_sigint=False)) if not self._ended else None
        try:
            if running:
                running.add_done_callback(lambda _: self._typed.put_nowait(None))
                self.attention.start()
                self.guard.begin()
                while (typed := await self._typed.get()) is not None:
                    yield typed
        finally:
            self.end()
            if running:
                with suppress(OSError, asyncio.CancelledError):  # a terminal that is gone
                    await running
            self.attention.stop()

    def end(self) -> None:
        """As if Ctrl-D had been pressed; also before anything was."""
        self._ended = True
        if self._app.is_running and not self._app.is_done:
            self._app.exit()
        self._typed.put_nowait(None)

    def end_with_terminal(self) -> None:
        """Also when the terminal's window is closed (SIGHUP), or somebody asks for it (SIGTERM)."""
        with suppress(NotImplementedError, AttributeError):  # not on Windows, where the process is just ended
            for number in (signal.SIGHUP, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, self.end)

    # ------------------------------------------------------------------- show

    def show(self, where: str, entries: Iterable[Entry], earlier: bool = False) -> None:
        """In that conversation, whether it is looked at or not; what was said `earlier` is nothing new."""
        history = self._history(where)
        for entry in entries:
            if not earlier and self.attention.heard(entry, shown=where == self.where):
                history.mark()
            if entry.kind == "picture":
                self._picture(history, entry.text)
            else:
                history.add(entry)
        self.redraw()

    def change(self, where: str, entry: Entry, told: str = "") -> None:
        """A message that is there already, as it is from now on."""
        self._history(where).change(entry)
        self.redraw()

    def _picture(self, history: History, path: str) -> None:
        """It comes when it is made."""

        async def make() -> None:
            if rows := await self._graphics.rows(path):
                history.add_rows(rows)
                self.redraw()

        task = asyncio.get_running_loop().create_task(make())
        self._making.add(task)
        task.add_done_callback(self._making.discard)

    def status(self, status: Status) -> None:
        self._statuses[status.where] = status
        self.redraw()

    def look_at(self, where: str) -> None:
        self.where = where
        self._history(where)
        self.redraw()

    def forget(self, where: str) -> None:
        self._histories.pop(where, None)
        self._statuses.pop(where, None)

    def rename(self, old: str, new: str) -> None:
        """The conversation is called otherwise."""
        if old in self._histories:
            self._histories[new] = self._histories.pop(old)
        self._statuses.pop(old, None)
        self.where = new if self.where == old else self.where
        self.redraw()

    def read(self, where: str) -> None:
        """It was read elsewhere."""
        self._history(where).seen()
        if where == self.where:
            self.attention.read()

    def clear(self, where: str) -> None:
        self._history(where).clear()
        self.redraw()

    def call(self, title: str) -> None:
        """What the window is called."""
        self.attention.call(title)

    def dress(self, look: Look) -> None:
        """From now on."""
        self.attention.look = look
        self._app.style = self._style()
        self.redraw()

    def _style(self) -> Style:
        theme = self.attention.look.theme
        return style(self._background if theme == "auto" else theme)

    @property
    def me(self) -> str:
        return self._me

    @me.setter
    def me(self, name: str) -> None:
        """The user has another name."""
        self._me = name
        for history in self._histories.values():
            history.me = name

    def redraw(self) -> None:
        """At once if nothing was drawn for a while, else together with what comes right behind it."""
        if self._drawing is None:
            loop = asyncio.get_running_loop()
            self._drawing = loop.call_at(max(loop.time(), self._drawn + GATHER), self._draw)

    def _draw(self) -> None:
        self._drawing, self._drawn = None, asyncio.get_running_loop().time()
        self._app.invalidate()

    def insert(self, text: str) -> None:
        """Into what is being typed."""
        self.buffer.insert_text(text)

    def type(self, text: str) -> None:
        """As if somebody had typed it, and pressed Enter; nothing is asked."""
        self._typed.put_nowait(Typed(text, "line", self.where))

    # --------------------------------------------------------- what is looked at

    @property
    def history(self) -> History:
        return self._history(self.where)

    @property
    def selected(self) -> Entry | None:
        """The message that commands are about."""
        return self.history.selected

    def unselect(self) -> None:
        self.history.unselect()

    @property
    def current_status(self) -> Status:
        return self._statuses.get(self.where) or Status(self.where)

    def _history(self, where: str) -> History:
        if where not in self._histories:
            self._histories[where] = History(self._me, self._words)
        return self._histories[where]

    # --------------------------------------------------------------- questions

    @property
    def question(self) -> Question | None:
        return self._question

    def answer(self, key: str) -> None:
        """A key is pressed while something is asked; other keys than those of the choices do nothing."""
        choice = next((one for one in self._question.choices if one.key == key), None) if self._question else None
        if choice:
            self._question = None
            if choice.typed:
                self._send(choice.typed)

    def interrupt(self) -> None:
        """Ctrl-C: what is typed goes first, and leaving is asked about."""
        if self._question or self.buffer.text:
            self._question, self._pasted = None, False
            self.buffer.reset()
        elif self.selected:
            self.unselect()
        else:
            self._question = leaving(self.where, self._words)

    def pasted(self, text: str) -> None:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._pasted = self._pasted or "\n" in text.strip("\n")
        self.buffer.insert_text(text)

    def _changed(self, active: Callable[[bool], None]) -> None:
        self.attention.touched()
        if not self.buffer.text:
            self._pasted = False
        text = self.buffer.text.strip()
        active(bool(text) and (not text.startswith("/") or text.startswith("//")))

    def _accept(self, text: str) -> bool:
        """Whether the text stays where it is typed."""
        text = text.encode("utf-8", "replace").decode().rstrip("\n")  # bytes that are no text cannot be sent
        self._question = question(text, self.where, self._pasted, self._words)
        if not self._question:
            self._send(Typed(text, "line", self.where))
        return True

    def _send(self, typed: Typed) -> None:
        self._pasted = False
        self.buffer.append_to_history()
        self.buffer.reset()
        about = self.selected
        self.history.unselect()
        self.history.end()
        if typed.text.strip():
            self._typed.put_nowait(typed._replace(about=about.seq if about else 0))
