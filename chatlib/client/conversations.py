"""Where each conversation is shown: in a window of its own, in turn in this terminal, or among the lobby's lines."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from chatlib.client.actions import HISTORY, entry
from chatlib.client.entries import Entry, one_line
from chatlib.client.session.protocol import LOBBY
from chatlib.client.session.session import RequestFailed, Session
from chatlib.client.texts import Words
from chatlib.client.windows.opened import Windows
from chatlib.client.windows.screen import Reader
from launcher import Opener

KEPT = 500
"""Entries kept of a conversation that is not being looked at: the history has the rest."""

Place = Literal["here", "opening", "window", "nowhere"]


@dataclass
class Conversation:
    """`place`: "nowhere" until something is said again; `waiting`: what could not be shown yet."""

    place: Place
    waiting: list[Entry] = field(default_factory=list)
    unread: int = 0


class Conversations:
    """All of them. `current` is the one that is looked at in this terminal, the lobby unless shown in turn.

    `typed` is given what was typed in a window, and where; `session` gives the one that is under way.
    """

    def __init__(
        self,
        screen: Reader,
        words: Words,
        session: Callable[[], Session],
        typed: Callable[[str, str], Awaitable[object]],
        opener: Opener | None,
        inline: bool,
    ) -> None:
        self._screen = screen
        self._words = words
        self._session = session
        self._on_typed = typed
        self._inline = inline
        self._all: dict[str, Conversation] = {LOBBY: Conversation("here")}
        self._tasks: set[asyncio.Task] = set()
        self._statuses: dict[str, str] = {}
        self.refused = False
        self.current = LOBBY
        self._windows: Windows | None = None
        if opener:
            self._windows = Windows(
                opener, self._title, self._hello, self._typed, self._opened, self._closed, self._failed
            )

    def names(self) -> list[str]:
        return [where for where in self._all if where != LOBBY]

    def close(self) -> None:
        if self._windows:
            self._windows.close()

    # --------------------------------------------------------------------- show

    def deliver(self, where: str, message: Entry) -> None:
        """A message: opens its conversation if need be."""
        conversation = self._all.get(where)
        if conversation is None or conversation.place == "nowhere":
            conversation = self._begin(where)
        self._show(where, conversation, [message])

    def note(self, where: str, note: Entry) -> bool:
        """Something that is told where the conversation is shown; it opens nothing. False: it is not shown."""
        conversation = self._all.get(where)
        if conversation is None or conversation.place == "nowhere":
            return False
        self._show(where, conversation, [note])
        return True

    def answer(self, where: str, entries: list[Entry]) -> None:
        """To what was typed there. `refused`: some of all that was typed was not done."""
        self.refused = self.refused or any(one.kind == "error" for one in entries)
        self._show(where, self._all.get(where) or self._all[LOBBY], entries)

    def status(self, where: str, text: str) -> None:
        """What is going on there, until it is something else or nothing."""
        conversation = self._all.get(where)
        in_window = conversation is not None and conversation.place == "window" and self._windows is not None
        if in_window:
            self._windows.tell(where, status=text)
        shown = {**self._statuses, where: "" if in_window else text}
        self._statuses = {place: line for place, line in shown.items() if line}
        self._screen.status("\n".join(self._statuses.values()))

    def tell_all(self, note: Entry) -> None:
        self._screen.show([note])
        for where, conversation in self._all.items():
            if conversation.place == "window":
                self._show(where, conversation, [note])

    def type(self, where: str, line: str) -> None:
        """As if somebody had typed it where the conversation is shown."""
        conversation = self._all.get(where)
        if conversation and conversation.place == "window" and self._windows:
            self._windows.tell(where, type=line)
        else:
            self._typed(where, line)

    def know(self, people: Iterable[str]) -> None:
        """Names to complete in the windows."""
        if self._windows:
            self._windows.tell_all(names=sorted(people))

    def _show(self, where: str, conversation: Conversation, entries: list[Entry]) -> None:
        if not entries:
            return
        if conversation.place == "window" and self._windows:
            self._windows.show(where, entries)
        elif conversation.place == "opening" or (self._inline and where != self.current):
            conversation.waiting = (conversation.waiting + entries)[-KEPT:]
            conversation.unread += sum(e.kind == "message" and not e.mine for e in entries)
            self._screen.redraw()
        else:
            for one in entries:
                one.where = where if where != self.current else ""
            self._screen.show(entries)

    # --------------------------------------------------------------- open and end

    def open(self, where: str) -> None:
        """A conversation that the user wants to see."""
        conversation = self._all.get(where)
        if conversation is None or conversation.place == "nowhere":
            self._begin(where)
        if self._inline:
            self._look_at(where)

    def end(self, where: str) -> None:
        """The user does not want to see it any more."""
        if where == LOBBY or where not in self._all:
            return
        if self._windows:
            self._windows.shut(where)
        if where == self.current:
            self._look_at(LOBBY)
        del self._all[where]

    def _begin(self, where: str) -> Conversation:
        conversation = self._all[where] = Conversation("here")
        if self._windows is None:
            return conversation
        if self._windows.full:
            self._screen.show([Entry("info", self._words("window_busy", where=where))])
            return conversation
        conversation.place = "opening"
        self._windows.open(where)
        return conversation

    def _title(self, where: str) -> str:
        return one_line(f"{where} — {self._session().user}")

    def _hello(self, where: str) -> dict[str, Any]:
        return {"lang": self._words.lang, "where": where, "title": self._title(where), "folder": str(Path.cwd())}

    def _opened(self, where: str) -> None:
        task = asyncio.get_running_loop().create_task(self._fill(where))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _fill(self, where: str) -> None:
        """History first, then what has come meanwhile and is not in it."""
        earlier: list[Entry] = []
        with suppress(RequestFailed, ConnectionError):
            earlier = [entry(message) for message in await self._session().history(where, limit=HISTORY, ahead=True)]
        conversation = self._all.get(where)
        if conversation is None or conversation.place != "opening" or self._windows is None:
            return
        last = max((e.seq for e in earlier), default=0)
        late = [e for e in conversation.waiting if e.kind != "message" or e.seq > last]
        conversation.place, conversation.waiting = "window", []
        self._show(where, conversation, earlier + late)

    def _closed(self, where: str) -> None:
        """The window was closed; the next message opens it again."""
        if where in self._all:
            self._all[where].place = "nowhere"

    def _failed(self, where: str, why: str) -> None:
        """No window: it goes on among the lobby's lines."""
        conversation = self._all.get(where)
        if conversation is None or self._windows is None:
            return
        conversation.place = "here"
        self._screen.show([Entry("error", self._words("window_failed", where=where, why=why))])
        waiting, conversation.waiting = conversation.waiting, []
        self._show(where, conversation, waiting)

    def _typed(self, where: str, line: str) -> None:
        task = asyncio.get_running_loop().create_task(self._on_typed(line, where))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # ------------------------------------------------------- in turn, in one terminal

    def turn(self, step: int) -> None:
        """Looks at the next or the previous conversation."""
        order = list(self._all)
        self._look_at(order[(order.index(self.current) + step) % len(order)])

    def bar(self) -> str:
        """All conversations, the one that is looked at in brackets, with what is unread."""
        parts = []
        for where, conversation in self._all.items():
            unread = f" ({conversation.unread})" if conversation.unread else ""
            name = one_line(where)
            parts.append(f"[{name}]" if where == self.current else f" {name}{unread} ")
        return " ".join(parts) + "   " + self._words("inline_help")

    def _look_at(self, where: str) -> None:
        if where == self.current:
            return
        self.current = where
        conversation = self._all[where]
        waiting, conversation.waiting, conversation.unread = conversation.waiting, [], 0
        self._screen.show([Entry("info", f"———— {one_line(where)} ————")])
        self._show(where, conversation, waiting)
        self._screen.redraw()
