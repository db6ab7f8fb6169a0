"""The hub: the lobby in the terminal where the client began, one connection, and a window for each conversation."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from textwrap import shorten
from typing import Any

from chatlib.client.actions import QUOTED, Actions, entry
from chatlib.client.caution import How
from chatlib.client.commands import COMMANDS, Action, Misused, manual, parse
from chatlib.client.conversations import Conversations
from chatlib.client.entries import Entry
from chatlib.client.files.exchange import Exchange
from chatlib.client.news import News
from chatlib.client.preferences import Preferences
from chatlib.client.screen.screen import Reader
from chatlib.client.session.dial import WrongServer
from chatlib.client.session.protocol import LOBBY, Lost, Message
from chatlib.client.session.requests import RequestFailed
from chatlib.client.session.session import LoginFailed, Session, connect
from chatlib.client.view.look import Look
from chatlib.client.view.roll import Place
from chatlib.client.words import emojis, refusals
from chatlib.client.words.texts import Words
from launcher import Opener

PATIENCE = 3.0
"""Seconds in which nothing is answered, after which the beginning and the end do not wait any longer for answers."""

BACKLOG = 20
"""Of the lobby's messages, which are shown at login."""

SAID = ("say", "pm", "sendall", "me")
"""Kinds of Action whose text others read."""


class Hub:
    """Owns the session. `run` ends when the user leaves; it returns whether all that was typed was done."""

    def __init__(
        self,
        session: Session,
        words: Words,
        opener: Opener | None,
        preferences: Preferences,
        downloads: Path,
    ) -> None:
        self.session = session
        self.words = words
        self._preferences = preferences
        self._actions = Actions(session, words)
        self._exchange = Exchange(
            lambda: self.session,
            words,
            downloads,
            lambda where, entries: self.conversations.answer(where, entries),
            lambda where, text: self.conversations.busy(where, text),
        )
        self._opener = opener
        self._people: set[str] = set()
        self._tasks: set[asyncio.Task] = set()
        self._doing: set[asyncio.Task] = set()  # those of them that do what was typed
        self._unsent: dict[asyncio.Task, tuple[str, str]] = {}  # of these, where something is said, and what
        self._hearing: asyncio.Task | None = None
        self._looked_back_to = 0  # the SEQ of the last of the lobby's messages that were shown at login
        self.screen: Reader
        self.conversations: Conversations
        self.news: News

    # ------------------------------------------------------- what the screen needs

    @property
    def title(self) -> str:
        return f"Ruang — {self.session.user}"

    def names(self) -> list[str]:
        """What a word could become."""
        return [*sorted(self._people), *sorted(self.conversations.names()), *(command.word for command in COMMANDS)]

    def places(self) -> list[Place]:
        return self.conversations.places()

    @property
    def look(self) -> Look:
        return self._preferences.look

    def choose(self, where: str) -> None:
        """It was clicked in the list."""
        self.conversations.look_at(where)

    def active(self) -> None:
        """Something is typed in the lobby's terminal."""
        self.conversations.active()

    def seen(self) -> None:
        """Somebody looks at it."""
        self.conversations.seen()

    def keys(self) -> dict[str, Callable[[], None]]:
        keys = {"f2": lambda: self._answer("accept"), "f3": lambda: self._answer("reject")}
        keys["f4"] = lambda: self.conversations.type(self.conversations.current, "/get")
        return keys | {"c-n": lambda: self.conversations.turn(1), "c-p": lambda: self.conversations.turn(-1)}

    # -------------------------------------------------------------------- life

    async def run(self, screen: Reader, greeting: str) -> bool:
        self.screen = screen
        self.conversations = Conversations(
            screen, self.words, lambda: self.session, self._people, self.typed, self._opener, self.look
        )
        self.news = News(self.conversations, self.words, lambda: self.session.user, self._preferences, self._people)
        self.news.offered = self._exchange.offered
        try:
            self._start(self._begin(greeting))
            async for typed in self.screen.lines():
                if not await self.typed(typed.text, how=typed.how):
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

    async def _begin(self, greeting: str) -> None:
        """What was said last, then what happens from now on."""
        if self.screen.apart:
            await self._look_back()
        self.screen.show(LOBBY, self._info(greeting, name=self.session.user))
        self._listen()
        with suppress(RequestFailed, ConnectionError):
            self._people |= set(await self.session.users()) - {self.session.user}
            self.conversations.know()

    async def _look_back(self) -> None:
        earlier: list[Message] = []
        with suppress(RequestFailed, ConnectionError, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                earlier = await self.session.history(LOBBY, limit=BACKLOG, ahead=True)
        self.screen.show(LOBBY, [entry(message, self.session.user) for message in earlier], earlier=True)
        self._looked_back_to = max((message.seq for message in earlier), default=0)

    async def _hear(self) -> None:
        async for event in self.session:
            if isinstance(event, Message) and event.where == LOBBY and event.seq <= self._looked_back_to:
                continue
            self.news.tell(event)
            if isinstance(event, Lost):
                for where, text in self._unsent.values():
                    self._waits(where, text)
        if isinstance(self.session.refusal, WrongServer):
            self._show_wrong_server(self.session.refusal)
        else:
            self._say("error", "refused_back")

    def _show_wrong_server(self, error: WrongServer) -> None:
        host, port, expected = self.session.server
        self._say("error", "wrong_server", host=host, port=port, expected=expected, found=error.found)
        self._say("error", "refused_back")

    def _start(self, work: Any) -> asyncio.Task:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    # ------------------------------------------------------------- what is typed

    def _answer(self, kind: str) -> None:
        """One key for the invitation that came last."""
        if self.news.invitations:
            self._start(self._do(Action(kind, self.news.invitations.pop()), LOBBY))

    async def typed(self, line: str, where: str | None = None, how: How = "line") -> bool:
        """A line from this terminal, or from the window of `where`. False: the program is to end."""
        here = where or self.conversations.current
        aloud = Action("say" if how == "say" else "send_text", here, line)
        action = parse(line, here) if how == "line" else aloud
        if isinstance(action, Misused):
            key = "unknown" if action.usage is None else "usage"
            self.conversations.answer(here, [Entry("error", self.words(key, verb=action.verb, usage=action.usage))])
        elif action and action.kind == "exit":
            return False
        elif action:
            task = self._start(self._do(action, here))
            self._doing.add(task)
            task.add_done_callback(self._doing.discard)
            if action.kind in SAID:
                self._outgoing(task, here, action.text)
        return True

    def _outgoing(self, task: asyncio.Task, here: str, text: str) -> None:
        """It is shown when the server has it; until then, that it waits, if the server cannot be reached."""
        self._unsent[task] = (here, text)
        task.add_done_callback(lambda _: self._unsent.pop(task, None))
        if not self.conversations.connected:
            self._waits(here, text)
        self.conversations.refresh()
        task.add_done_callback(lambda _: self.conversations.refresh())

    def _waits(self, where: str, text: str) -> None:
        self.conversations.note(where, Entry("notice", self.words("waits", text=shorten(text, QUOTED))))

    async def _do(self, action: Action, here: str) -> None:
        if self.session.closed and (self._exchange.knows(action.kind) or self._actions.knows(action.kind)):
            self._refuse(here)
            return
        try:
            if self._exchange.knows(action.kind):
                await self._exchange.do(action, here)
            elif self._actions.knows(action.kind):
                await self._act(action, here)
            else:
                await self._do_here(action, here)
        except ConnectionError:
            self._refuse(here)

    def _refuse(self, here: str) -> None:
        """There is no session any more."""
        self.conversations.answer(here, [Entry("error", self.words("logged_out"))])

    async def _act(self, action: Action, here: str) -> None:
        if action.kind in SAID:
            action = action._replace(text=emojis.replaced(action.text))
        done = await self._actions.do(action)
        if action.kind in ("accept", "join", "reject"):
            self.news.answered(action.name)
        self.conversations.answer(here, done.entries)
        if done.room:
            self.conversations.open(self._as_shown(done.room))
        elif action.kind == "leave" and not done.failed:
            self.conversations.end(self._as_shown(action.name))
        elif action.kind == "pm" and not done.failed and self.screen.apart and self._opener is None:
            self.conversations.answer(here, self._info("said_to", name=action.name, text=shorten(action.text, QUOTED)))
        elif action.kind == "nick" and not done.failed:
            self.conversations.renamed(self.session.user)

    async def _do_here(self, action: Action, here: str) -> None:
        """What needs no server."""
        match action.kind:
            case "help":
                text = manual.about(action.text, here, self.words)
                kind = "info" if text else "error"
                self.conversations.answer(here, [Entry(kind, text or self.words("no_help", asked=action.text))])
            case "close":
                self.conversations.end(here)
            case "clear":
                self.conversations.clear(here)
            case "ignore" | "unignore" | "set":
                self.conversations.answer(here, self._preferences.do(action, self.words))
                self.conversations.dress(self.look)
            case "logout":
                if self._hearing:
                    self._hearing.cancel()
                await self.session.close()
                self._say("info", "logged_out")
            case "login" | "register":
                await self._log_in(action, here)

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
        self.session, self._actions, self._looked_back_to = new, Actions(new, self.words), 0
        self._listen()
        self._say("info", "whoami", name=new.user)

    def _say(self, kind: Any, key: str, **values: object) -> None:
        self.screen.show(LOBBY, [Entry(kind, self.words(key, **values))])

    def _info(self, key: str, **values: object) -> list[Entry]:
        return [Entry("info", self.words(key, **values))]
