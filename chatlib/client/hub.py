"""The hub: the lobby in the terminal where the client began, one connection, and a window for each conversation."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from chatlib.client import commands, refusals
from chatlib.client.actions import Actions, entry
from chatlib.client.commands import Action, Misused
from chatlib.client.conversations import Conversations
from chatlib.client.entries import Entry
from chatlib.client.files.exchange import Exchange
from chatlib.client.session.dial import WrongServer
from chatlib.client.session.protocol import (
    LOBBY,
    SERVER,
    Event,
    Invitation,
    Lost,
    Message,
    Notice,
    Paced,
    Presence,
    Restored,
)
from chatlib.client.session.requests import RequestFailed
from chatlib.client.session.session import LoginFailed, Session, connect
from chatlib.client.texts import Words
from chatlib.client.windows.screen import Reader
from launcher import Opener

PATIENCE = 3.0
"""Seconds in which nothing is answered, after which the end does not wait any longer for answers."""


class Hub:
    """Owns the session. `run` ends when the user leaves; it returns whether all that was typed was done."""

    def __init__(self, session: Session, words: Words, opener: Opener | None, inline: bool, downloads: Path) -> None:
        self.session = session
        self.words = words
        self._actions = Actions(session, words)
        self._exchange = Exchange(
            lambda: self.session,
            words,
            downloads,
            lambda where, entries: self.conversations.answer(where, entries),
            lambda where, text: self.conversations.status(where, text),
        )
        self._opener = opener
        self._inline = inline
        self._people: set[str] = set()
        self._invitations: list[str] = []
        self._tasks: set[asyncio.Task] = set()
        self._doing: set[asyncio.Task] = set()  # those of them that do what was typed
        self._hearing: asyncio.Task | None = None
        self.screen: Reader
        self.conversations: Conversations

    # ------------------------------------------------------- what the screen needs

    @property
    def title(self) -> str:
        return f"Ruang — {self.session.user}"

    def prompt(self) -> str:
        return f"{self.conversations.current}> "

    def completions(self) -> list[str]:
        verbs = [*commands.VERBS, *("/" + verb for verb in commands.OWN_VERBS)]
        return sorted(self._people) + sorted(self.conversations.names()) + verbs

    def keys(self) -> dict[str, Callable[[], None]]:
        keys = {"f2": lambda: self._answer("accept"), "f3": lambda: self._answer("reject")}
        keys["f4"] = lambda: self.conversations.type(self.conversations.current, "/get")
        if self._inline:
            keys |= {"c-n": lambda: self.conversations.turn(1), "c-p": lambda: self.conversations.turn(-1)}
        return keys

    def toolbar(self) -> str:
        return self.conversations.bar()

    # -------------------------------------------------------------------- life

    async def run(self, screen: Reader, greeting: str) -> bool:
        self.screen = screen
        self.conversations = Conversations(
            screen, self.words, lambda: self.session, self.typed, self._opener, self._inline
        )
        try:
            self.screen.show(self._info(greeting, name=self.session.user))
            self._listen()
            self._start(self._look_around())
            async for line in self.screen.lines():
                if not await self.typed(line):
                    break
            await self._answered()
            if not self.screen.interactive:
                await self._exchange.finished()
            if self._doing:
                text = self.words("unanswered", count=len(self._doing))
                self.conversations.answer(LOBBY, [Entry("error", text)])
            await self.screen.drawn()
            return not self.conversations.refused
        finally:
            self.conversations.close()
            if self._hearing:
                self._hearing.cancel()
            await self.session.close()

    async def _answered(self) -> None:
        """What was typed last is answered before the end, and what waits is sent, as long as anything moves."""
        left = len(self._tasks) + 1
        while self._tasks and len(self._tasks) < left:
            left = len(self._tasks)
            await asyncio.wait(self._tasks, timeout=PATIENCE)

    def _listen(self) -> None:
        self._hearing = asyncio.create_task(self._hear())

    async def _look_around(self) -> None:
        with suppress(RequestFailed, ConnectionError):
            self._people |= set(await self.session.users()) - {self.session.user}
            self.conversations.know(self._people)

    async def _hear(self) -> None:
        async for event in self.session:
            self._on(event)
        if isinstance(self.session.refusal, WrongServer):
            self._show_wrong_server(self.session.refusal)
        else:
            self.screen.show([Entry("error", self.words("refused_back"))])

    def _show_wrong_server(self, error: WrongServer) -> None:
        host, port, expected = self.session.server
        text = self.words("wrong_server", host=host, port=port, expected=expected, found=error.found)
        self.screen.show([Entry("error", text), Entry("error", self.words("refused_back"))])

    def _start(self, work: Any) -> asyncio.Task:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    # ---------------------------------------------------------------- what happens

    def _on(self, event: Event) -> None:
        match event:
            case Message() if event.sender == SERVER:
                self.conversations.note(LOBBY, Entry("notice", event.text))
            case Message():
                self.conversations.deliver(event.where, entry(event))
                if event.file and not event.mine:
                    self.conversations.note(event.where, self._exchange.offered(event))
            case Presence():
                (self._people.add if event.online else self._people.discard)(event.name)
                self.conversations.know(self._people)
                note = Entry("notice", self.words("came" if event.online else "went", name=event.name))
                self.conversations.note(LOBBY, note)
                self.conversations.note(event.name, note)
            case Notice():
                note = Entry("notice", self._notice(event))
                self.conversations.note(event.room, note) or self.conversations.note(LOBBY, note)
            case Invitation():
                self._invitations.append(event.room)
                members = ", ".join(event.members)
                text = self.words("invitation", name=event.sender, room=event.room, members=members)
                self.conversations.note(LOBBY, Entry("notice", text))
            case Lost():
                self.conversations.tell_all(Entry("error", self.words("lost")))
            case Restored():
                self.conversations.tell_all(Entry("info", self.words("restored")))
            case Paced():
                self.conversations.tell_all(Entry("info", self.words("paced", count=event.waiting)))

    def _notice(self, event: Notice) -> str:
        if event.kind == "INVITED":
            return self.words("invited", name=event.who, room=event.room, whom=", ".join(event.whom))
        if event.kind == "LEFT" and event.whom != [event.who]:
            return self.words("deleted", name=event.who, room=event.room)
        return self.words(event.kind.lower(), name=event.who, room=event.room)

    def _answer(self, kind: str) -> None:
        """One key for the invitation that came last."""
        if self._invitations:
            self._start(self._do(Action(kind, self._invitations.pop()), LOBBY))

    # ------------------------------------------------------------- what is typed

    async def typed(self, line: str, where: str | None = None) -> bool:
        """A line from the lobby, or from the window of `where`. False: the program is to end."""
        here = where or self.conversations.current
        action = commands.parse(line) if here == LOBBY else commands.parse_in_window(line, here)
        if action is None:
            return True
        if isinstance(action, Misused):
            key = "unknown" if action.usage is None else "usage"
            self.conversations.answer(here, [Entry("error", self.words(key, verb=action.verb, usage=action.usage))])
        elif action.kind == "exit":
            return False
        else:
            task = self._start(self._do(action, here))
            self._doing.add(task)
            task.add_done_callback(self._doing.discard)
        return True

    async def _do(self, action: Action, here: str) -> None:
        with suppress(ConnectionError):
            if self._exchange.knows(action.kind) and not self.session.closed:
                await self._exchange.do(action, here)
                return
            if self._actions.knows(action.kind) and not self.session.closed:
                done = await self._actions.do(action)
                if action.kind in ("accept", "join", "reject"):
                    answered = action.name.casefold()
                    self._invitations = [room for room in self._invitations if room.casefold() != answered]
                self.conversations.answer(here, done.entries)
                if done.room:
                    self.conversations.open(done.room)
                elif action.kind in ("leave", "leave_here"):
                    self.conversations.end(self._as_shown(action.name))
                return
        match action.kind:
            case "help":
                text = self.words("help" if here == LOBBY else "window_help")
                self.conversations.answer(here, [Entry("info", text)])
            case "open":
                self.conversations.open(self._as_shown(action.name))
            case "close":
                self.conversations.end(here)
            case "logout":
                if self._hearing:
                    self._hearing.cancel()
                await self.session.close()
                self.screen.show(self._info("logged_out"))
            case "login" | "register":
                await self._log_in(action, here)
            case _:
                self.conversations.answer(here, [Entry("error", self.words("logged_out"))])

    def _as_shown(self, name: str) -> str:
        """A name as everybody writes it, however it was typed."""
        known = [*self.conversations.names(), *self._people]
        return next((one for one in known if one.casefold() == name.casefold()), name)

    async def _log_in(self, action: Action, here: str) -> None:
        """After a logout."""
        if not self.session.closed:
            text = self.words("logged_in", name=self.session.user)
            self.conversations.answer(here, [Entry("error", text)])
            return
        try:
            new = await connect(
                *self.session.server[:2],
                action.name,
                action.text,
                register=action.kind == "register",
                fingerprint=self.session.server.fingerprint,
            )
        except WrongServer as error:
            self._show_wrong_server(error)
            return
        except (LoginFailed, OSError) as error:
            why = refusals.why(error, self.words) if isinstance(error, LoginFailed) else str(error)
            self.conversations.answer(here, [Entry("error", why)])
            return
        if self._hearing:
            self._hearing.cancel()
        self.session, self._actions = new, Actions(new, self.words)
        self._listen()
        self.screen.show(self._info("whoami", name=new.user))

    def _info(self, key: str, **values: object) -> list[Entry]:
        return [Entry("info", self.words(key, **values))]
