"""Where each conversation is shown: in a window of its own, or in its turn in this terminal."""

from collections.abc import Callable, Coroutine
from typing import Any

from chatlib.client.absence import Absence
from chatlib.client.composing import Composing
from chatlib.client.conversations.conversation import Conversation, Renamings
from chatlib.client.conversations.earlier import with_new
from chatlib.client.conversations.reading import Reading
from chatlib.client.conversations.standing import Standing
from chatlib.client.entries import Entry
from chatlib.client.opening import Opening
from chatlib.client.screen.screen import Reader
from chatlib.client.session.protocol import LOBBY, Unread
from chatlib.client.session.session import Session
from chatlib.client.view.look import Look
from chatlib.client.view.roll import Place
from chatlib.client.view.status import Status
from chatlib.client.windows.opened import Windows
from chatlib.client.words import os_errors
from chatlib.client.words.texts import Words
from launcher import Opener

KEPT = 500
"""Entries kept of a conversation whose window is just opening: the history has the rest."""


class Conversations(Opening):
    """All of them. `current` is the one that is looked at in this terminal.

    `typed` is given what was typed in a window, where, and how it is meant; `start` runs what takes its time. `session`
    gives the one that is under way. `people` are those who are here, `ignores` says of whom nothing is shown.
    """

    def __init__(
        self,
        screen: Reader,
        words: Words,
        session: Callable[[], Session],
        people: set[str],
        typed: Callable[[str, str, str, int], Coroutine],
        start: Callable[[Coroutine], object],
        ignores: Callable[[str], bool],
        opener: Opener | None,
        look: Look,
        absence: Absence,
    ) -> None:
        self._screen = screen
        self._words = words
        self._session = session
        self._people = people
        self._on_typed = typed
        self._start = start
        self._look = look
        self._all: dict[str, Conversation] = {LOBBY: Conversation("here")}
        self._renamed = Renamings()
        self._active = LOBBY  # where something was typed last
        self.refused = False
        self._absence = absence
        self.standing = Standing(lambda: self._all, people, self._stands, session, start)
        self.reading = Reading(lambda: self._all, session, start, self._was_read)
        self.composing = Composing(lambda: self._all, session, start, self.standing.changed)
        self.current = LOBBY
        self._ignores = ignores
        self._windows: Windows | None = None
        if opener:
            try:
                self._windows = Windows(
                    opener, self._title, self._hello, self._heard, self._opened, self._closed, self._failed
                )
            except OSError as error:
                self.note(LOBBY, Entry("error", self._words("no_windows", why=os_errors.why(error, words))))

    def names(self) -> list[str]:
        return [where for where in self._all if where != LOBBY]

    def places(self) -> list[Place]:
        """For the list beside them."""
        return [one.listed(where) for where, one in self._all.items()]

    def of(self, where: str) -> Conversation | None:
        return self._all.get(where)

    def close(self) -> None:
        self.standing.close()
        self.reading.close()
        self.composing.close()
        if self._windows:
            self._windows.close()

    def deliver(self, where: str, message: Entry) -> None:
        """A message: opens its conversation if need be."""
        if where not in self._all:
            # Somebody may have opened it by a name that is written otherwise.
            typed = next((one for one in self._all if one.casefold() == where.casefold()), None)
            if typed:
                self.rename(typed, where)
        conversation = self._all.get(where) or self._begin(where, asked=message.mine)
        conversation.heard([message])
        self.composing.ended(where, message.sender)
        self._show(where, conversation, [message])

    def note(self, where: str, note: Entry) -> bool:
        """Something that is told where the conversation is shown; it opens nothing. False: it is not shown."""
        conversation = self._all.get(where)
        if conversation:
            self._show(where, conversation, [note])
        return conversation is not None

    def answer(self, where: str, entries: list[Entry]) -> None:
        """To what was typed there. `refused`: some of all that was typed was not done."""
        self.refused = self.refused or any(one.kind == "error" for one in entries)
        where = self.called_now(where)
        place = where if where in self._all else LOBBY
        self._show(place, self._all[place], entries, earlier=True)

    def change(self, where: str, entry: Entry, told: str) -> None:
        """A message is otherwise from now on, which `told` says where what was shown stays as it was."""
        conversation = self._all.get(where)
        if conversation and conversation.place == "opening":
            conversation.waiting = [entry if one.is_same(entry) else one for one in conversation.waiting]
        elif conversation:
            self._told(where, change=entry) or self._screen.change(where, entry, told)

    def begin_lobby(self, earlier: list[Entry], read: float) -> None:
        """What was said there before, and until when it was read."""
        lobby = self._all[LOBBY]
        lobby.read = max(lobby.read, read)
        lobby.heard(earlier)
        self._show(LOBBY, lobby, with_new(earlier, read), earlier=True)

    def tell_all(self, note: Entry) -> None:
        for where, conversation in self._all.items():
            if conversation.place == "window" or where == self.current:
                self._show(where, conversation, [note])

    def type(self, where: str, line: str) -> None:
        """As if somebody had typed it where the conversation is shown."""
        self._told(where, type=line) or self._typed(where, line)

    def clear(self, where: str) -> None:
        self._told(where, clear=True) or self._screen.clear(where)

    def know(self) -> None:
        """People came or went: their names can be completed in the windows."""
        if self._windows:
            self._windows.tell_all(names=sorted(self._people))
        self.standing.changed()

    def rename(self, old: str, new: str) -> None:
        """Somebody has another name: what is typed there is for him, and not for who takes the old one."""
        for one in self._all.values():
            if one.members and old in one.members:
                one.members = one.members - {old} | {new}
            one.hands = [new if name == old else name for name in one.hands]
        if old not in self._all:
            return
        self._renamed.add(old, new)
        if new in self._all and new != old:
            self.end(old)
            return
        self._all = {new if where == old else where: one for where, one in self._all.items()}
        self.current = new if self.current == old else self.current
        self._active = new if self._active == old else self._active
        self._absence.renamed(old, new)
        if self._windows:
            self._windows.rename(old, new)
        self._told(new, name=new, title=self._title(new)) or self._screen.rename(old, new)
        self._all[new].told = None

    def called_now(self, where: str) -> str:
        """Whoever was called so when something was typed for him."""
        return self._renamed.now(where, self._all)

    def call(self, me: str) -> None:
        """The user has this name from now on."""
        self._screen.me = me
        self._screen.call(self._title(LOBBY))
        for where in self._all:
            self._told(where, me=me, title=self._title(where))

    def dress(self, look: Look) -> None:
        """All windows, from now on."""
        self._look = look
        self._screen.dress(look)
        if self._windows:
            self._windows.tell_all(look=look)

    def _told(self, where: str, **message: Any) -> bool:
        """Whether it has a window, which is told."""
        return self._windows is not None and self._windows.tell(where, **message)

    def _show(self, where: str, conversation: Conversation, entries: list[Entry], earlier: bool = False) -> None:
        if not earlier and (where != self.current or conversation.window):
            conversation.count(entries)
            self._screen.redraw()
        if conversation.place == "opening":
            conversation.waiting += entries
            del conversation.waiting[:-KEPT]
        else:
            self._put(where, conversation, entries, earlier)

    def _put(self, where: str, conversation: Conversation, entries: list[Entry], earlier: bool = False) -> None:
        if not entries:
            return
        if conversation.window and self._windows:
            self._windows.show(where, entries, earlier)
        else:
            self._screen.show(where, entries, earlier)

    def _stands(self, where: str, status: Status) -> None:
        self._told(where, status=status) or self._screen.status(status)

    def busy(self, where: str, text: str) -> None:
        """What is going on there, until it is something else or nothing."""
        self._all.get(where, self._all[LOBBY]).busy = text
        self.standing.changed()

    # --------------------------------------------------------------- open and end

    def open(self, where: str) -> None:
        """A conversation that the user wants to see."""
        conversation = self._all.get(where) or self._begin(where, asked=True)
        if not conversation.window and self._screen.apart:
            self._look_at(where)

    def begin(self, where: str) -> None:
        """One that somebody else wants him to see: what is looked at, and typed, stays where it is."""
        if where not in self._all:
            self._begin(where, asked=False)

    def end(self, where: str) -> None:
        """The user does not want to see it any more."""
        if where == LOBBY or where not in self._all:
            return
        self._absence.looks(where, focused=False)
        if self._windows:
            self._windows.shut(where)
        if where == self.current:
            self._look_at(LOBBY)
        del self._all[where]
        self._screen.forget(where)

    # ------------------------------------------------------------------- windows

    def _heard(self, where: str, message: dict[str, Any]) -> None:
        """From a window."""
        if "typed" in message:
            self._typed(where, str(message["typed"]), str(message["how"]), int(message["about"]))
        if "active" in message:
            self._active = where
            self.composing.writes(where, bool(message["active"]))
        if message.get("seen"):
            self._looked_at(where)
        if "focus" in message:
            self._absence.looks(where, bool(message["focus"]))
        if "stray" in message:
            self.stray(str(message["stray"]))

    def active(self, something: bool) -> None:
        """Something was typed in this terminal, and is `something` that others will read."""
        self._active = self.current
        self.composing.writes(self.current, something)

    def seen(self) -> None:
        """Somebody looks at this terminal again."""
        self._looked_at(self.current)

    def stray(self, text: str) -> None:
        """What was typed into a window that had just opened: it goes to where its beginning is."""
        self._told(self._active, insert=text) or self._screen.insert(text)

    def _typed(self, where: str, line: str, how: str = "line", about: int = 0) -> None:
        self._start(self._on_typed(line, where, how, about))

    # ------------------------------------------------------- in turn, in this terminal

    def turn(self, step: int) -> None:
        """Looks at the next or the previous conversation of those that are in this terminal."""
        order = [where for where, one in self._all.items() if not one.window]
        self._look_at(order[(order.index(self.current) + step) % len(order)])

    def look_at(self, where: str) -> None:
        """One that was chosen from the list: its window cannot be brought to the front from here."""
        if where in self._all and not self._all[where].window:
            self._look_at(where)

    def _look_at(self, where: str) -> None:
        self.current = where
        self._looked_at(where)
        self._screen.look_at(where)

    def _looked_at(self, where: str) -> None:
        self._absence.touched()
        if where in self._all:
            self._all[where].seen()
            self.reading.looked_at(where)
            self._screen.redraw()

    def _was_read(self, where: str) -> None:
        """On another device."""
        self._told(where, read=True) or self._screen.read(where)

    def missed(self, found: list[Unread]) -> None:
        """What was not read when the client began: where there are no windows, it stands in the list."""
        for one in found:
            conversation = self._all.get(one.where)
            if conversation is None and self._windows is None:
                conversation = self._begin(one.where, asked=False)
            if conversation and one.where != self.current:
                conversation.unread = max(conversation.unread, one.count)
                conversation.mentions = max(conversation.mentions, one.mentions)
        self._screen.redraw()
