"""Sessions under test, and what they hear."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from chatlib.client import Message, Session, connect
from tests.integration.client import DEADLINE

T = TypeVar("T")


class Ear:
    """Keeps all that a session tells."""

    def __init__(self, session: Session) -> None:
        self.events: list[Any] = []
        self.session = session
        self._news = asyncio.Event()
        self.task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for event in self.session:
            self.events.append(event)
            self._news.set()

    async def until(self, check: Callable[[], T]) -> T:
        """The first true value of `check`, which is asked after every event."""
        async with asyncio.timeout(DEADLINE):
            while not (found := check()):
                self._news.clear()
                await self._news.wait()
        return found

    async def first(self, kind: type[T], /, **fields: Any) -> T:
        """The first event of this kind with these fields, whether it has come or is to come."""

        def found() -> T | None:
            for event in self.events:
                if isinstance(event, kind) and all(getattr(event, name) == fields[name] for name in fields):
                    return event
            return None

        try:
            return await self.until(found)
        except TimeoutError:
            raise AssertionError(f"no {kind.__name__} with {fields} in {self.events}") from None

    def of(self, kind: type[T]) -> list[T]:
        return [event for event in self.events if isinstance(event, kind)]

    def texts(self, where: str) -> list[str]:
        return [message.text for message in self.of(Message) if message.where == where]


@asynccontextmanager
async def person(port: int, name: str, password: str | None = None, **options: Any) -> AsyncIterator[tuple]:
    """(session, ear) of somebody who leaves at the end; with a password, an account that is made first."""
    options.setdefault("register", password is not None)
    async with await connect("127.0.0.1", port, name, password, **options) as session:
        ear = Ear(session)
        yield session, ear
    await asyncio.wait_for(ear.task, DEADLINE)
