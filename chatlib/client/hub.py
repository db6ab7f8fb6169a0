"""The hub: the lobby in the terminal where the client began, one connection, and a window for each conversation."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from chatlib.client.actions import Actions, quoted, said_before
from chatlib.client.caution import How
from chatlib.client.commands import COMMANDS, Action, Misused, manual, parse
from chatlib.client.conversations import Conversations
from chatlib.client.entries import Entry
from chatlib.client.files.exchange import Exchange
from chatlib.client.news import News
from chatlib.client.preferences import Preferences
from chatlib.client.screen.screen import Reader
from chatlib.client.session.dial import WrongServer
from chatlib.client.session.protocol import LOBBY, Event, Lost, Message, Restored
from chatlib.client.session.requests import RequestFailed
from chatlib.client.session.session import LoginFailed, Session
from chatlib.client.unsent import Unsent
from chatlib.client.view.look import Look
from chatlib.client.view.roll import Place
from chatlib.client.words import emojis, os_errors, refusals
from chatlib.client.words.texts import Words
from launcher import Opener

PATIENCE = 3.0
"""Seconds in which nothing is answered, after which the beginning and the end do not wait any longer for answers."""

BACKLOG = 20
"""Of the lobby's messages, which are shown at login."""

SAID = ("say", "pm", "query", "sendall", "me")
"""Kinds of Action whose text others read."""


class Hub:
    """Owns the session. `run` ends when the user leaves; it returns whether all that was typed was done.

    `unanswered`: how many of the lines nobody has answered then.
    """

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
        self._actions = Actions(session, words, preferences.ignores)
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
        self._hearing: asyncio.Task | None = None
        self._entering = False
        self.unanswered = 0
        self._looked_back_to = 0  # the SEQ of the last of the lobby's messages that were shown at login
        self.screen: Reader
        self.conversations: Conversations
        self.news: News
        self._unsent: Unsent

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
            screen,
            self.words,
            lambda: self.session,
            self._people,
            self._typed_in_window,
            self._start,
            self._preferences.ignores,
            self._opener,
            self.look,
        )
        self.news = News(self.conversations, self.words, lambda: self.session.user, self._preferences, self._people)
        self.news.offered = self._exchange.offered
        self._unsent = Unsent(self.conversations, self.words)
        try:
            self._start(self._enter(greeting))
            async for typed in self.screen.lines():
                if not await self.typed(typed.text, typed.where, typed.how):
                    break
            await self._answered()
            if not self.screen.interactive:
                await self._exchange.finished()
            self.unanswered = len(self._doing)
            return not (self.conversations.refused or self.unanswered)
        finally:
            for task in self._doing:
                task.cancel()
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

    async def _enter(self, greeting: str) -> None:
        """With a new session: what was said last, then what happens from now on."""
        if self.screen.apart:
            await self._look_back()
        self._say("info", greeting, name=self.session.user)
        self._listen()
        await self._look_around()

    async def _look_around(self) -> None:
        """Who is here, and in the rooms that are shown."""
        with suppress(RequestFailed, ConnectionError):
            here = set(await self.session.users()) - {self.session.user}
            self.news.gone(self._people - here)
            self._people.clear()
            self._people.update(here)
        self.conversations.know()
        self.conversations.meet_again()

    async def _look_back(self) -> None:
        earlier: list[Entry] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                earlier = await said_before(self.session, LOBBY, BACKLOG, self._preferences.ignores)
        self._looked_back_to = max((one.seq for one in earlier), default=0)
        self.conversations.answer(LOBBY, earlier)

    async def _hear(self) -> None:
        async for event in self.session:
            try:
                self._on(event)
            except Exception as error:
                self._failed(error)
        if isinstance(self.session.refusal, WrongServer):
            self._show_wrong_server(self.session.refusal)
        else:
            self._say("error", "refused_back")

    def _on(self, event: Event) -> None:
        if isinstance(event, Message) and event.where == LOBBY and event.seq <= self._looked_back_to:
            return
        self.news.tell(event)
        if isinstance(event, Lost):
            self._unsent.say_all()
        elif isinstance(event, Restored):
            self._start(self._look_around())

    def _failed(self, error: BaseException) -> None:
        """A fault of the client itself: it goes on, and says so."""
        self._say("error", "client_failed", error=f"{type(error).__name__}: {error}")

    def _show_wrong_server(self, error: WrongServer) -> None:
        host, port, expected = self.session.server
        self._say("error", "wrong_server", host=host, port=port, expected=expected, found=error.found)
        self._say("error", "refused_back")

    def _start(self, work: Any) -> asyncio.Task:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._failed(error)

    # ------------------------------------------------------------- what is typed

    def _answer(self, kind: str) -> None:
        """One key for the invitation that came last."""
        if self.news.invitations:
            self._start(self._do(Action(kind, self.news.invitations.pop()), LOBBY))

    async def _typed_in_window(self, line: str, where: str, how: How) -> None:
        if not await self.typed(line, where, how):
            self.screen.end()

    async def typed(self, line: str, here: str = LOBBY, how: How = "line") -> bool:
        """A line that was typed in the conversation `here`. False: the program is to end."""
        here = self.conversations.called_now(here)
        action = parse(line, here) if how == "line" else Action("say" if how == "say" else "send_text", here, line)
        if isinstance(action, Misused):
            key = "unknown" if action.usage is None else "usage"
            typed = f"{action.verb} {manual.usage(action.usage or '', self.words)}".strip()
            self.conversations.answer(here, [Entry("error", self.words(key, typed=typed))])
        elif action and action.kind == "exit":
            return False
        elif action:
            task = self._start(self._do(action, here))
            self._doing.add(task)
            task.add_done_callback(self._doing.discard)
            if action.kind in SAID and action.text and not self.session.closed:
                self._unsent.add(task, here, action.text)
        return True

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
        if action.kind == "open" and self.conversations.of(self._as_shown(action.name)):
            self.conversations.open(self._as_shown(action.name))  # who has left has no history to ask for
            return
        done = await self._actions.do(action)
        if action.kind in ("accept", "join", "reject"):
            self.news.answered(action.name)
        self.conversations.answer(here, done.entries)
        if done.room:
            self.conversations.open(self._as_shown(done.room))
        elif action.kind == "leave" and not done.failed:
            self.conversations.end(self._as_shown(action.name))
        elif done.failed:
            return
        elif action.kind == "topic":
            self.conversations.meet_again()
        elif action.kind in ("pm", "say") and action.name != here and self.screen.apart and self._opener is None:
            self.conversations.answer(here, self._info("said_to", name=action.name, text=quoted(action.text)))
        elif action.kind == "nick":
            self.conversations.call(self.session.user)

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
                self.conversations.standing.connected = False
                self.conversations.answer(here, self._info("logged_out"))
            case "login" | "register":
                await self._log_in(action, here)

    def _as_shown(self, name: str) -> str:
        """A name as everybody writes it, however it was typed."""
        known = [*self.conversations.names(), *self._people]
        return next((one for one in known if one.casefold() == name.casefold()), name)

    async def _log_in(self, action: Action, here: str) -> None:
        """After a logout."""
        if not self.session.closed or self._entering:
            text = self.words("logged_in", name=self.session.user)
            self.conversations.answer(here, [Entry("error", text)])
            return
        self._entering = True
        try:
            new = await self.session.another(action.name, action.text, register=action.kind == "register")
        except WrongServer as error:
            self._show_wrong_server(error)
        except (LoginFailed, OSError) as error:
            why = refusals.why if isinstance(error, LoginFailed) else os_errors.why
            self.conversations.answer(here, [Entry("error", why(error, self.words))])
        else:
            await self._take(new)
        finally:
            self._entering = False

    async def _take(self, session: Session) -> None:
        """Another session in the place of one that has ended, and perhaps another user."""
        if self._hearing:
            self._hearing.cancel()
        self.session = session
        self._actions = Actions(session, self.words, self._preferences.ignores)
        self._exchange.forget()
        self.news.invitations.clear()
        self.conversations.standing.connected = True
        self.conversations.call(session.user)
        await self._enter("whoami")

    def _say(self, kind: Any, key: str, **values: object) -> None:
        self.conversations.note(LOBBY, Entry(kind, self.words(key, **values)))

    def _info(self, key: str, **values: object) -> list[Entry]:
        return [Entry("info", self.words(key, **values))]
