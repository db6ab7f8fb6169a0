"""How a conversation is opened: in a window, or in its turn in this terminal, and with what was said before."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from chatlib.client.absence import Absence
from chatlib.client.actions.actions import HISTORY
from chatlib.client.conversations.conversation import Conversation, Renamings
from chatlib.client.conversations.earlier import read_until, said_before, with_new
from chatlib.client.conversations.reading import Reading
from chatlib.client.conversations.standing import Standing
from chatlib.client.entries import Entry, one_line
from chatlib.client.screen.screen import Reader
from chatlib.client.session.protocol import LOBBY
from chatlib.client.session.session import Session
from chatlib.client.view.look import Look
from chatlib.client.windows.opened import Windows
from chatlib.client.words.texts import Words

MOST = 100
"""Conversations in turn in this terminal, beside the lobby; of more, those that began first are forgotten."""


class Opening(ABC):
    """What is common to it and to Conversations, which says what each of them is."""

    current: str
    standing: Standing
    reading: Reading
    _all: dict[str, Conversation]
    _screen: Reader
    _words: Words
    _session: Callable[[], Session]
    _people: set[str]
    _start: Callable[[Coroutine], object]
    _ignores: Callable[[str], bool]
    _look: Look
    _renamed: Renamings
    _absence: Absence
    _windows: Windows | None

    @abstractmethod
    def end(self, where: str) -> None: ...
    @abstractmethod
    def _show(self, where: str, conversation: Conversation, entries: list[Entry], earlier: bool = False) -> None: ...
    @abstractmethod
    def _put(self, where: str, conversation: Conversation, entries: list[Entry], earlier: bool = False) -> None: ...

    def _begin(self, where: str, asked: bool) -> Conversation:
        """`asked`: the user wants it, and not somebody else."""
        self._renamed.forget(where)  # it is somebody else's name by now
        if not self._screen.apart:
            self._all[where] = Conversation("here")
            self._forget_some()
            return self._all[where]
        conversation = self._all[where] = Conversation("opening")
        self.standing.meet(where, conversation)
        if self._windows and not self._windows.full:
            conversation.window = True
            self._windows.open(where, asked)
            return conversation
        if self._windows:
            self._show(LOBBY, self._all[LOBBY], [Entry("info", self._words("window_busy", where=where))])
        self._start(self._fill(where, conversation))
        self._forget_some()
        return conversation

    def _forget_some(self) -> None:
        """Strangers who write once would make a list without an end."""
        spare = [where for where, one in self._all.items() if not one.window and where not in (LOBBY, self.current)]
        for where in spare[: max(0, len(spare) - MOST)]:
            self.end(where)

    def _title(self, where: str) -> str:
        return one_line(f"{'Ruang' if where == LOBBY else where} — {self._session().user}")

    def _hello(self, where: str, asked: bool) -> dict[str, Any]:
        names = sorted(self._people)
        about = {"title": self._title(where), "me": self._session().user, "folder": str(Path.cwd())}
        return {"lang": self._words.lang, "where": where, "asked": asked, "names": names, "look": self._look, **about}

    def _opened(self, where: str) -> None:
        if conversation := self._all.get(where):
            self._start(self._fill(where, conversation))

    async def _fill(self, where: str, conversation: Conversation) -> None:
        """History first, then what has come meanwhile."""
        read = await read_until(self._session(), where) if self.reading.able else 0.0
        earlier = await said_before(self._session(), where, HISTORY, self._ignores, self._words)
        where = next((name for name, one in self._all.items() if one is conversation), "")
        if not where or conversation.place != "opening":
            return  # it was closed meanwhile, and another one may have its name
        conversation.place = "window" if conversation.window else "here"
        late, conversation.waiting = conversation.waiting, []
        conversation.read = max(conversation.read, read)
        conversation.heard(earlier)
        fresh = {one.seq for one in late if one.kind == "message"}
        shown = [one for one in with_new(earlier, read) if one.seq not in fresh]
        self._put(where, conversation, shown, earlier=True)
        self._put(where, conversation, late)
        self.standing.changed()

    def _closed(self, where: str) -> None:
        """The window was closed; the next message opens it again. If it has shown nothing, what waits is shown here."""
        self._absence.looks(where, focused=False)
        conversation = self._all.get(where)
        if conversation and conversation.place == "opening":
            conversation.window = False
            self._start(self._fill(where, conversation))
        else:
            self._all.pop(where, None)

    def _failed(self, where: str, why: str) -> None:
        """No window: it goes on in this terminal."""
        conversation = self._all.get(where)
        if conversation is None or self._windows is None:
            return
        conversation.window = False
        self._show(LOBBY, self._all[LOBBY], [Entry("error", self._words("window_failed", where=where, why=why))])
        self._start(self._fill(where, conversation))
