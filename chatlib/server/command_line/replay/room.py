"""A lesson is told again in a room of a server, by a guest who says whose words they were."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from chatlib.client import LoginFailed, Lost, RequestFailed, Restored, Session, connect
from chatlib.client.session.dial import NotRuang
from chatlib.client.words.os_errors import why as why_not
from chatlib.client.words.refusals import why
from chatlib.client.words.texts import Words
from chatlib.core.errors import Reason
from chatlib.core.names import HASH, MAX_LENGTH, split
from chatlib.server.command_line.replay.said import lines, parts
from chatlib.server.command_line.replay.timeline import Timeline
from chatlib.server.console import Console
from chatlib.server.texts import ServerError

T = TypeVar("T")

GUEST = "replay"
ROOM = "ulang-{}-{}"
"""Indonesian: again. The room and the day that it is told of."""

MOST = 50
"""Of one name, with numbers behind it: more lessons are not told at the same time, nor one of them more often."""

LONGEST_ROOM = MAX_LENGTH - len(ROOM.format("", "2026-11-30")) - len(f"-{MOST}")

TAKEN = {Reason.NAME_IS_USER, Reason.NAME_IS_ROOM, Reason.LOOKS_ALIKE, Reason.ALREADY_LOGGED_IN}

FORGOTTEN = {Reason.NOT_MEMBER, Reason.UNKNOWN_ROOM, Reason.UNKNOWN_TARGET}
"""The guest was away for longer than its server remembers one."""


def tell(host: str, port: int, told: Timeline, room: str, day: str, console: Console) -> None:
    """In a new open room that is called by the `room` and the `day` that it is told of. Says on the way how it goes.
    Raises ServerError.
    """
    place, words = f"{host}:{port}", Words(console.lang)

    def say(key: str, **values: object) -> None:
        print(console.text(key, **values), flush=True)

    try:
        asyncio.run(_tell(host, port, told, ROOM.format(split(room)[0].removeprefix(HASH)[:LONGEST_ROOM], day), say))
    except (LoginFailed, RequestFailed) as refusal:
        raise ServerError("replay_refused", place=place, reason=why(refusal, words)) from None
    except NotRuang:
        raise ServerError("replay_no_ruang", place=place) from None
    except OSError as error:
        raise ServerError("replay_unreached", place=place, reason=why_not(error, words)) from None


async def _tell(host: str, port: int, told: Timeline, room: str, say: Callable[..., None]) -> None:
    async with await free(GUEST, lambda name: connect(host, port, name)) as session:
        place = f"{host}:{port}"
        listening = asyncio.create_task(_listen(session, place, say))
        try:
            teller = Teller(session, await free(room, session.make_room))
            say("replay_room", name=session.user, room=teller.room, place=place, count=len(told))
            for pause, one in told:
                await asyncio.sleep(pause)
                await teller.say(one.who, one.text)
        except ConnectionError as error:
            raise session.refusal or error from None
    await listening
    say("replay_told")


async def free(name: str, take: Callable[[str], Awaitable[T]]) -> T:
    """What `take` makes of the name, with a number behind it if somebody has it. Raises what `take` does."""
    for number in range(1, MOST):
        try:
            return await take(name if number == 1 else f"{name}-{number}")
        except (LoginFailed, RequestFailed) as refusal:
            if refusal.reason not in TAKEN:
                raise
    return await take(f"{name}-{MOST}")


async def _listen(session: Session, place: str, say: Callable[..., None]) -> None:
    """Until the session ends. What others say has to be taken from it, and nobody wants it."""
    async for event in session:
        if isinstance(event, Lost):
            say("replay_lost", place=place)
        elif isinstance(event, Restored):
            say("replay_restored", place=place)


class Teller:
    """Speaks in a room, which is its own."""

    def __init__(self, session: Session, room: str) -> None:
        self._session = session
        self.room = room

    async def say(self, who: str, text: str) -> None:
        """The server has it then. Raises RequestFailed, or OSError if the session has ended."""
        try:
            await self._send(who, text)
        except RequestFailed as refusal:
            fitting = parts(who, text, refusal.limit) if refusal.reason == Reason.TOO_LONG else []
            if not fitting:
                raise
            for part in fitting:
                await self._send(who, part)

    async def _send(self, who: str, text: str) -> None:
        said = "\n".join(lines(who, text))
        try:
            await self._session.send(self.room, said)
        except RequestFailed as refusal:
            if refusal.reason not in FORGOTTEN:
                raise
            await self._return()
            await self._session.send(self.room, said)

    async def _return(self) -> None:
        try:
            await self._session.join(self.room)
        except RequestFailed as refusal:
            if refusal.reason != Reason.UNKNOWN_ROOM:
                raise
            await self._session.make_room(self.room)  # nobody was left in it
