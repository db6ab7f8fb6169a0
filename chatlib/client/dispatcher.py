"""What was typed goes to what can do it: a request to the server, a file, or something of the client's own."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Protocol

from chatlib.client.absence import Absence
from chatlib.client.actions.actions import Actions
from chatlib.client.commands import Action, Misused, manual, parse
from chatlib.client.conversations.conversations import Conversations
from chatlib.client.conversations.messages import quoted
from chatlib.client.conversations.news import News
from chatlib.client.conversations.unsent import Unsent
from chatlib.client.entries import Entry, Kind
from chatlib.client.files.exchange import Exchange
from chatlib.client.preferences import Preferences
from chatlib.client.session.protocol import LOBBY
from chatlib.client.session.session import Session
from chatlib.client.words import emojis
from chatlib.client.words.texts import Words

SAID = ("say", "pm", "query", "sendall", "me", "reply", "edit", "ask")
"""Kinds of Action whose text others read."""


class Door(Protocol):
    """Where one comes in and goes."""

    async def log_in(self, action: Action, here: str) -> None: ...
    async def log_out(self, here: str) -> None: ...


class Dispatcher:
    """`start` runs what takes its time. `echoes`: what is said elsewhere cannot be seen from here, and is told."""

    def __init__(
        self,
        session: Callable[[], Session],
        door: Door,
        conversations: Conversations,
        news: News,
        exchange: Exchange,
        preferences: Preferences,
        absence: Absence,
        words: Words,
        start: Callable[[Coroutine], asyncio.Task],
        echoes: bool,
    ) -> None:
        self._session = session
        self._door = door
        self._conversations = conversations
        self._news = news
        self._actions = Actions(session, words, preferences.ignores)
        self._exchange = exchange
        self._preferences = preferences
        self._absence = absence
        self._words = words
        self._start = start
        self._echoes = echoes
        self.doing: set[asyncio.Task] = set()
        self.unsent = Unsent(conversations, words)

    async def typed(self, line: str, here: str = LOBBY, how: str = "line", about: int = 0) -> bool:
        """A line that was typed in the conversation `here`, as caution.Typed has it. False: the program is to end."""
        here = self._conversations.called_now(here)
        action = parse(line, here) if how == "line" else Action("say" if how == "say" else "send_text", here, line)
        if isinstance(action, Misused):
            key = "unknown" if action.usage is None else "usage"
            typed = f"{action.verb} {manual.usage(action.usage or '', self._words)}".strip()
            self._answer(here, "error", self._words(key, typed=typed))
        elif action and action.kind == "exit":
            return False
        elif action:
            task = self._start(self.do(action._replace(seq=about), here))
            self.doing.add(task)
            task.add_done_callback(self.doing.discard)
            if action.kind in SAID and action.text and not self._session().closed:
                self._conversations.composing.sent(here)
                self.unsent.add(task, here, action.text)
        return True

    async def do(self, action: Action, here: str) -> None:
        if self._session().closed and (self._exchange.knows(action.kind) or self._actions.knows(action.kind)):
            self._refuse(here)
            return
        try:
            if self._exchange.knows(action.kind):
                await self._exchange.do(action, here)
            elif self._actions.knows(action.kind):
                await self._ask(action, here)
            else:
                await self._do_here(action, here)
        except ConnectionError:
            self._refuse(here)

    def _refuse(self, here: str) -> None:
        """There is no session any more."""
        self._answer(here, "error", self._words("logged_out"))

    async def _ask(self, action: Action, here: str) -> None:
        if action.kind in SAID:
            action = action._replace(text=emojis.replaced(action.text))
        if action.kind == "open" and self._conversations.of(self._as_shown(action.name)):
            self._conversations.open(self._as_shown(action.name))  # who has left has no history to ask for
            return
        done = await self._actions.do(action)
        if action.kind in ("accept", "join", "reject"):
            self._news.answered(action.name)
        self._conversations.answer(here, done.entries)
        if done.room:
            self._conversations.open(self._as_shown(done.room))
        elif action.kind == "leave" and not done.failed:
            self._conversations.end(self._as_shown(action.name))
        elif done.failed:
            return
        elif action.kind in ("topic", "kick", "ban"):
            self._conversations.standing.meet_again()
        elif action.kind in ("pm", "say") and action.name != here and self._echoes:
            self._answer(here, "info", self._words("said_to", name=action.name, text=quoted(action.text)))
        elif action.kind == "away":
            self._absence.said = bool(action.text)
        elif action.kind == "nick":
            self._conversations.call(self._session().user)

    async def _do_here(self, action: Action, here: str) -> None:
        """What needs no server."""
        match action.kind:
            case "help":
                text = manual.about(action.text, here, self._words)
                self._answer(here, "info" if text else "error", text or self._words("no_help", asked=action.text))
            case "close":
                self._conversations.end(here)
            case "clear":
                self._conversations.clear(here)
            case "ignore" | "unignore" | "set":
                self._conversations.answer(here, self._preferences.do(action, self._words))
                self._conversations.dress(self._preferences.look)
            case "away_after":
                self._conversations.answer(here, self._preferences.do(action, self._words))
                self._absence.begin()
            case "logout":
                await self._door.log_out(here)
            case "login" | "register":
                await self._door.log_in(action, here)

    def _as_shown(self, name: str) -> str:
        """A name as everybody writes it, however it was typed."""
        known = [*self._conversations.names(), *self._news.people]
        return next((one for one in known if one.casefold() == name.casefold()), name)

    def _answer(self, here: str, kind: Kind, text: str) -> None:
        self._conversations.answer(here, [Entry(kind, text)])
