"""A session with a server that outlives its connections: it comes back by itself, loses nothing and doubles nothing."""

import asyncio
import errno
import itertools
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, Self

from chatlib.client.session import protocol, silence
from chatlib.client.session.dial import Address, NotRuang, WrongServer, dial
from chatlib.client.session.events import Away, Change, Event, Expelled, Lost, Message, Paced, Quote, Restored
from chatlib.client.session.nodes import Nodes, shown
from chatlib.client.session.protocol import Frame
from chatlib.client.session.requests import RequestFailed, Requests, TooManyWaiting
from chatlib.client.session.turns import MOST_WAITING, Asked, Turns
from chatlib.core.errors import Reason

LONGEST_LINE = 8 << 20
"""Bytes: the largest page of history, every character of it escaped."""

MOST_EVENTS = 100_000
"""Events that nobody has taken: minutes of the heaviest traffic. Whoever takes none for so long is not listening."""

FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0
"""Seconds between tries to come back; doubled from one to the next."""

PING_EVERY, PING_WITHIN = 20.0, 10.0
"""Seconds: a server whose machine has vanished says nothing, not even that it is gone."""

PING_NODE_EVERY = 5.0
"""Seconds, where another node can be asked instead."""


class LoginFailed(protocol.ServerRefusal):
    """The server does not let this user in."""


async def connect(
    host: str,
    port: int,
    user: str,
    password: str | None = None,
    *,
    register: bool = False,
    returns: bool = True,
    fingerprint: str = "",
) -> "Session":
    """Logs in: as a guest without a password; with `register` the account is made first.

    With a `fingerprint` (SHA-256 of the server's certificate, in hexadecimal) over TLS. Raises OSError if the server
    cannot be reached, WrongServer if it has another fingerprint, LoginFailed if it refuses. Afterwards the
    session keeps itself alive until it is closed; or, unless it `returns`, until the connection is lost.
    """
    session = Session(Address(host, port, fingerprint), user, password, register=register, returns=returns)
    await session.open()
    return session


class Session(Requests):
    """What `connect` returns; also an asynchronous iterator of events, and a context manager that closes it."""

    def __init__(
        self, server: Address, user: str, password: str | None, *, register: bool = False, returns: bool = True
    ) -> None:
        super().__init__()
        self._nodes = Nodes(server)
        self.user = user
        self.seq = 0
        self._password, self._register, self._returns = password, register, returns
        self.token = ""
        self._ids = (f"{secrets.token_hex(6)}-{n}" for n in itertools.count(1))
        self._turns = Turns(self._write, lambda waiting: self.tell(Paced(waiting)))
        self._events: deque[Event] = deque()
        self._acknowledged: deque[int] = deque(maxlen=100)
        self._news = asyncio.Event()
        self._writer: asyncio.StreamWriter | None = None
        self._silence = silence.Silence(self._on_silence)
        self._silent = False  # that is why the connection was given up
        self._keeper: asyncio.Task | None = None
        self.ended = asyncio.Event()
        self.refusal: LoginFailed | WrongServer | None = None  # why it could not come back

    @property
    def server(self) -> Address:
        """Where it is, or was last: of a cluster, the node."""
        return self._nodes.current

    @property
    def closed(self) -> bool:
        return self.ended.is_set()

    async def open(self) -> None:
        """Connects and logs in, as `connect` says."""
        reader = await self._connect(self.server)
        self._keeper = asyncio.create_task(self._keep(reader))

    async def close(self) -> None:
        """Leaves: the others are told, and the session's token is dead."""
        if not self.closed and self._writer:
            with suppress(RequestFailed, OSError, TimeoutError):
                await asyncio.wait_for(self.request("LOGOUT", ahead=True, content=self.user), 2)
        self._end()
        if self._keeper:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper

    async def another(self, user: str, password: str, *, register: bool) -> "Session":
        """A session of somebody with the same server; raises what `connect` does."""
        host, port, fingerprint = self.server
        return await connect(host, port, user, password, register=register, fingerprint=fingerprint)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __aiter__(self) -> AsyncIterator[Event]:
        return self

    async def __anext__(self) -> Event:
        while not self._events:
            if self.closed:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        return self._events.popleft()

    # ---------------------------------------------------------------- requests

    async def request(self, flag: str, *, ahead: bool = False, **fields: Any) -> Frame:
        if self.closed:
            raise ConnectionError("the session is closed")
        if self._turns.full and not ahead:
            raise TooManyWaiting(MOST_WAITING)
        request_id = next(self._ids)
        line = protocol.request(flag, request_id, **fields)
        asked = Asked(request_id, line, fields, asyncio.get_running_loop().create_future())
        self._turns.add(asked, ahead)
        frame = await asked.answer
        if not frame.ok:
            raise RequestFailed.of(frame)
        return frame

    def _write(self, line: bytes) -> None:
        if self._writer and not self._writer.is_closing():
            self._writer.write(line)  # else it is asked again when the session is back
            if self._nodes.several:
                self._silence.asked()

    # ------------------------------------------------------------ the connection

    async def _keep(self, reader: asyncio.StreamReader | None) -> None:
        """Reads, and comes back whenever the connection is lost."""
        try:
            while reader and not self.closed:
                with suppress(OSError, asyncio.IncompleteReadError, ValueError):
                    await self._read(reader)
                self._hang_up()
                reader = await self._come_back()
        finally:
            self._hang_up()  # it may have come back just when the session was closed

    async def _come_back(self) -> asyncio.StreamReader | None:
        """None if the session has ended instead."""
        if not self._returns:
            self._end()
        if self.closed:
            return None
        self.tell(Lost())
        wait = FIRST_WAIT
        while True:
            await asyncio.sleep(wait * (0.5 + secrets.randbelow(1000) / 1000))
            wait = min(LONGEST_WAIT, wait * 2)
            silent, self._silent = self._silent, False
            for address in self._nodes.in_turn(silent):
                try:
                    return await self._connect(address)
                except (LoginFailed, WrongServer) as refusal:
                    if not self._passes(refusal):
                        self.refusal = refusal
                        self._end()
                        return None
                except (OSError, ValueError):
                    continue

    def _passes(self, refusal: LoginFailed | WrongServer) -> bool:
        """Whether it is worth trying again, there or elsewhere."""
        if isinstance(refusal, WrongServer):
            return self._nodes.several  # nothing was said to it
        for_now = refusal.code in ("LOGIN_DUPE", "GUEST_FAILED", "RATE_LIMITED")
        return for_now and refusal.reason != Reason.BANNED

    async def _connect(self, address: Address) -> asyncio.StreamReader:
        async with asyncio.timeout(silence.ANSWERED_WITHIN if self._nodes.several else None):
            reader, writer = await dial(address, LONGEST_LINE)
        try:
            again = bool(self.token)
            named = await asyncio.wait_for(self._log_in(reader, writer), PING_WITHIN)
        except TimeoutError:
            writer.transport.abort()
            raise TimeoutError("the server does not answer") from None
        except ValueError:
            writer.transport.abort()
            raise NotRuang from None
        except BaseException:
            writer.transport.abort()
            raise
        self._writer = writer
        if again:
            self.tell(Restored(shown(address) if address != self.server else ""))
        self._nodes.met(address, named)
        self._turns.again()
        return reader

    async def _log_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> list[str]:
        """Returns what other nodes are named."""

        async def ask(flag: str, **fields: Any) -> Frame:
            request_id = next(self._ids)
            writer.write(protocol.request(flag, request_id, **fields))
            while line := await reader.readline():
                frame = protocol.decode(line)
                if frame.id == request_id:
                    return frame
            raise ConnectionResetError(errno.ECONNRESET, "the server closed the connection")

        both = {"username": self.user, "password": self._password}
        if self._register and not self.token:
            made = await ask("REG", content=both)
            if not made.ok:
                raise LoginFailed.of(made)
        answer = None
        if self.token:
            within = silence.ANSWERED_WITHIN if self._nodes.several else None
            answer = await asyncio.wait_for(ask("RESUME", token=self.token, seq=self.seq), within)
        if answer and answer.code == "RATE_LIMITED":
            raise LoginFailed.of(answer)  # the session is still there, and what was seen of it counts
        if answer is None or not answer.ok:
            self.seq = 0
            if self._password is None:
                answer = await ask("GUEST", content=self.user)
            else:
                answer = await ask("LOGIN", content=both, device="ruang")
        if not answer.ok:
            raise LoginFailed.of(answer)
        self.token = answer.token
        if answer.code != "LOGIN_OK":
            self.user = str(answer.content)
        else:
            self.user = str(answer.content).removeprefix("Login berhasil: ")
        return answer.nodes

    async def _read(self, reader: asyncio.StreamReader) -> None:
        waiting_for_ping = False
        several = self._nodes.several
        every, within = (PING_NODE_EVERY, silence.ANSWERED_WITHIN) if several else (PING_EVERY, PING_WITHIN)
        while True:
            try:
                line = await asyncio.wait_for(reader.readline(), within if waiting_for_ping else every)
            except TimeoutError:
                if waiting_for_ping or not self._writer:
                    self._silent = True
                    return
                self._writer.write(protocol.request("PING", "ping"))
                waiting_for_ping = True
                continue
            if not line.endswith(b"\n"):
                return
            waiting_for_ping = False
            self._heard(protocol.decode(line))
            self._silence.heard(self._turns.open)

    def _on_silence(self) -> None:
        self._silent = True
        self._hang_up()

    def _heard(self, frame: Frame) -> None:
        if asked := self._turns.answered(frame):
            if frame.code == "SEND_OK" and not frame.file:
                self.said(self._sent(frame, asked.fields))
                if frame.away:
                    self.tell(Away(frame.target[0], frame.away))
            if not asked.answer.done():
                asked.answer.set_result(frame)
            if frame.code == "LOGOUT_OK":
                self._end()  # before anything that was asked behind it is refused
            return
        event = protocol.event(frame, self.user)
        if isinstance(event, Message) and event.mine:
            self.said(event)
        elif isinstance(event, Change):
            self.change(event)
        elif event is not None:
            self.tell(event)
        if isinstance(event, Expelled):
            self._end()

    def _sent(self, frame: Frame, fields: dict[str, Any]) -> Message:
        """One's own message takes its place among the others' when it is acknowledged."""
        where, private = frame.target
        reply = Quote(fields["reply"]) if "reply" in fields else None
        return Message(frame.seq, time.time(), self.user, where, fields["content"], private, mine=True, reply=reply)

    def said(self, message: Message) -> None:
        # What one says to oneself comes twice: acknowledged, and as what another one would hear.
        if message.seq not in self._acknowledged:
            self._acknowledged.append(message.seq)
            self.tell(message)

    def change(self, event: Change) -> None:
        if self.messages.change(event):
            self.tell(event)

    def tell(self, event: Event) -> None:
        """It is heard by whoever listens to the session."""
        # One's own do not count: what others said before may still be on its way, page by page.
        if isinstance(event, Message) and not event.mine:
            if event.seq <= self.seq:
                return
            self.seq = event.seq
        if isinstance(event, Message):
            event = self.remember(event)
        self._events.append(event)
        self._news.set()
        if len(self._events) > MOST_EVENTS:
            self._end()

    def _hang_up(self) -> None:
        self._silence.end()
        if self._writer:
            # What was written has been answered, or is written again; TLS would wait for the other side's goodbye.
            self._writer.transport.abort()
            self._writer = None

    def _end(self) -> None:
        self.ended.set()
        self._hang_up()
        self._news.set()
        self._turns.end("the session is closed")
