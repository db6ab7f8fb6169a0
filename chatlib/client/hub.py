"""The hub: the lobby in the terminal where the client began, one connection, and a window for each conversation."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from chatlib.client.absence import Absence
from chatlib.client.actions.actions import HISTORY
from chatlib.client.commands import COMMANDS, Action
from chatlib.client.conversations.conversations import Conversations
from chatlib.client.conversations.earlier import changed_meanwhile, read_until, said_before
from chatlib.client.conversations.news import News
from chatlib.client.dispatcher import Dispatcher
from chatlib.client.entries import Entry
from chatlib.client.files.exchange import Exchange
from chatlib.client.preferences import Preferences
from chatlib.client.screen.screen import Reader
from chatlib.client.session.dial import WrongServer
from chatlib.client.session.events import Event, Expelled, Lost, Message, Restored
from chatlib.client.session.protocol import LOBBY, Unread
from chatlib.client.session.requests import RequestFailed
from chatlib.client.session.session import LoginFailed, Session
from chatlib.client.view.look import Look
from chatlib.client.view.roll import Place
from chatlib.client.words import os_errors, refusals, rulings
from chatlib.client.words.texts import Words
from launcher import Opener

PATIENCE = 3.0
"""Seconds in which nothing is answered, after which the beginning and the end do not wait any longer for answers."""

BACKLOG = 20
"""Of the lobby's messages, which are shown at login."""


class Hub:
    """Owns the session. `run` ends when the user leaves; it returns whether all that was typed was done.

    `unanswered`: how many of the lines nobody has answered then. `farewell`: why the server has let nobody stay; "" if
    it was the user who left.
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
        self._hearing: asyncio.Task | None = None
        self._absence = Absence(lambda: preferences.settings.away_after, self._be_away)
        self._entering = False
        self.unanswered = 0
        self.farewell = ""
        self._looked_back_to = 0  # the SEQ of the last of the lobby's messages that were shown at login
        self.screen: Reader
        self.conversations: Conversations
        self.news: News
        self.dispatcher: Dispatcher

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

    def active(self, something: bool) -> None:
        """Something is typed in the lobby's terminal, and is `something` that others will read."""
        self.conversations.active(something)

    def focused(self, focused: bool) -> None:
        """It got the keyboard, or lost it."""
        self._absence.looks(LOBBY, focused)

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
            self._absence,
        )
        self.news = News(self.conversations, self.words, lambda: self.session, self._preferences, self._people)
        self.news.offered = self._exchange.offered
        self.dispatcher = Dispatcher(
            lambda: self.session,
            self,
            self.conversations,
            self.news,
            self._exchange,
            self._preferences,
            self._absence,
            self.words,
            self._start,
            echoes=screen.apart and self._opener is None,
        )
        try:
            self._start(self._enter(greeting))
            async for typed in self.screen.lines():
                if not await self.dispatcher.typed(typed.text, typed.where, typed.how, typed.about):
                    break
            await self._answered()
            if not self.screen.interactive:
                await self._exchange.finished()
            self.unanswered = len(self.dispatcher.doing)
            return not (self.conversations.refused or self.unanswered or self.farewell)
        finally:
            for task in self.dispatcher.doing:
                task.cancel()
            self._absence.close()
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
        if self.screen.apart:
            await self._look_for_missed()

    async def _look_around(self) -> None:
        """Who is here, and in the rooms that are shown."""
        with suppress(RequestFailed, ConnectionError):
            here = set(await self.session.users()) - {self.session.user}
            self.news.gone(self._people - here)
            self._people.clear()
            self._people.update(here)
        self.conversations.know()
        self.conversations.standing.meet_again()

    async def _look_again(self) -> None:
        """What has become of the messages that are shown, of which the server tells only who hears it at once."""
        for where in (LOBBY, *self.conversations.names()):
            for message in await changed_meanwhile(self.session, where, HISTORY):
                self.news.show_anew(message)

    async def _look_for_missed(self) -> None:
        """What was not read, if the server knows."""
        able, found = True, []
        try:
            found = await self.session.unread()
        except ConnectionError:
            return
        except RequestFailed as refusal:
            able = not refusal.unknown
        self.conversations.reading.able = self.conversations.composing.able = able
        if not able:
            self._say("info", "older_server")
        self.conversations.missed(found)
        if found:
            self._say("info", "unread", list=", ".join(self._counted(one) for one in found))

    def _counted(self, one: Unread) -> str:
        key = "unread_mentions" if one.mentions else "unread_one"
        return self.words(key, where=one.where, count=one.count, mentions=one.mentions)

    async def _be_away(self, away: bool) -> None:
        """By itself, or back."""
        with suppress(RequestFailed, ConnectionError):
            await self.session.away(self.words("away_by_itself") if away else "")

    async def _look_back(self) -> None:
        earlier: list[Entry] = []
        read = 0.0
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                earlier = await said_before(self.session, LOBBY, BACKLOG, self._preferences.ignores, self.words)
                read = await read_until(self.session, LOBBY)
        self._looked_back_to = max((one.seq for one in earlier), default=0)
        self.conversations.begin_lobby(earlier, read)

    async def _hear(self) -> None:
        async for event in self.session:
            try:
                self._on(event)
            except Exception as error:
                self._failed(error)
        if self.farewell:
            self.screen.end()
        elif isinstance(self.session.refusal, WrongServer):
            self._show_wrong_server(self.session.refusal)
        else:
            if self.session.refusal:
                self.conversations.note(LOBBY, Entry("error", refusals.why(self.session.refusal, self.words)))
            self._say("error", "refused_back")

    def _on(self, event: Event) -> None:
        if isinstance(event, Message) and event.where == LOBBY and event.seq <= self._looked_back_to:
            return
        self.news.tell(event)
        if isinstance(event, Lost):
            self.dispatcher.unsent.say_all()
        elif isinstance(event, Restored):
            self._start(self._look_around())
            if self.screen.apart:
                self._start(self._look_again())
        elif isinstance(event, Expelled):
            self.farewell = rulings.expelled(event, self.words)

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
            self._start(self.dispatcher.do(Action(kind, self.news.invitations.pop()), LOBBY))

    async def _typed_in_window(self, line: str, where: str, how: str, about: int) -> None:
        if not await self.dispatcher.typed(line, where, how, about):
            self.screen.end()

    async def log_out(self, here: str) -> None:
        """The program goes on."""
        if self._hearing:
            self._hearing.cancel()
        await self.session.close()
        self.conversations.standing.connected = False
        self.conversations.answer(here, [Entry("info", self.words("logged_out"))])

    async def log_in(self, action: Action, here: str) -> None:
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
        self._exchange.forget()
        self.news.invitations.clear()
        self.conversations.standing.connected = True
        self.conversations.call(session.user)
        await self._enter("whoami")

    def _say(self, kind: Any, key: str, **values: object) -> None:
        self.conversations.note(LOBBY, Entry(kind, self.words(key, **values)))
