"""Brings what waits in the outbox for one realm there, over a connection that it dials again and again."""

import asyncio
import secrets
import sqlite3
import ssl
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import NamedTuple

import msgspec

from chatlib.server.options import Peer
from chatlib.server.specialists.realms.contents import bring
from chatlib.server.specialists.realms.handshake import NONCE, Dialer, LinkRefused
from chatlib.server.specialists.realms.link import Link
from chatlib.state.journal.content_store import Store
from chatlib.state.journal.outbox import OutboxReader
from chatlib.state.manager import StateProxy

FIRST_WAIT, LONGEST_WAIT = 0.25, 5.0
"""Seconds between two tries: doubled each time."""

WITHIN = 10.0
"""Seconds for a connection, and for the handshake."""

PATIENCE = 30.0
"""Seconds without a word about what was sent; then the other side is taken for gone."""

WINDOW = 1000
"""Entries on their way: what a restart may have to send again. They fill any line for the time of a round trip."""


class Heard(msgspec.Struct, rename="upper"):
    """From the acceptor: everything up to the number `received` is safe there, or from which `offset` on to send."""

    received: int = 0
    offset: int | None = None


_decode = msgspec.json.Decoder(Heard).decode


class News(NamedTuple):
    """Whom to tell how it goes."""

    linked: Callable[[str], Awaitable[None]]
    lost: Callable[[str], Awaitable[None]]
    refused: Callable[[str, LinkRefused], None]


class OutboxSender:
    """For one peer and lane. `run` never ends by itself; `ring` says that there is something new.

    With a `store`, the contents of files go ahead of the entries that speak of them.
    """

    def __init__(
        self,
        own: str,
        peer: Peer,
        key: str,
        lane: int,
        outbox: OutboxReader,
        service: StateProxy,
        news: News,
        store: Store | None = None,
    ) -> None:
        self._own = own
        self._peer = peer
        self._key = key
        self._lane = lane
        self._outbox = outbox
        self._service = service
        self._news = news
        self._store = store
        self._offsets: asyncio.Queue[int] = asyncio.Queue()
        self._rung = asyncio.Event()
        self._acknowledged = asyncio.Event()
        self._unacknowledged: deque[int] = deque()

    def ring(self) -> None:
        self._rung.set()

    async def run(self) -> None:
        wait = FIRST_WAIT
        try:
            while True:
                if await self._try():
                    wait = FIRST_WAIT
                await asyncio.sleep(wait * (0.5 + secrets.randbelow(1000) / 1000))
                wait = min(LONGEST_WAIT, wait * 2)
        finally:
            self._outbox.close()

    async def _try(self) -> bool:
        """One connection, to its end; whether it was let in."""
        link, let_in = None, False
        try:
            link = await asyncio.wait_for(self._dial(), WITHIN)
            await asyncio.wait_for(self._shake_hands(link), WITHIN)
            # What it has from an earlier connection need not be sent again.
            first = _decode(await asyncio.wait_for(link.hear(), WITHIN))
            let_in = True
            await self._serve(link, first.received)
        except LinkRefused as refusal:
            self._news.refused(self._peer.name, refusal)
        except (OSError, EOFError, TimeoutError, msgspec.MsgspecError, sqlite3.Error):
            pass  # it, or the state process here, is away
        finally:
            if link:
                link.close()
        return let_in

    async def _dial(self) -> Link:
        encrypted = _any_certificate() if self._peer.tls else None
        for place in self._peer.places:
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(WITHIN / len(self._peer.places)):
                    return Link(*await asyncio.open_connection(place.host, place.port, ssl=encrypted))
        raise ConnectionRefusedError

    async def _shake_hands(self, link: Link) -> None:
        nonce = secrets.token_bytes(NONCE)
        dialer = Dialer(self._own, self._peer.name, self._key, self._lane, nonce, link.fingerprint())
        await link.tell(dialer.hello())
        await link.tell(dialer.answer(await link.hear()))
        link.seal(dialer.outgoing, dialer.incoming)

    async def _serve(self, link: Link, received: int) -> None:
        self._unacknowledged.clear()
        self._offsets = asyncio.Queue()
        await self._forget(received)
        await self._news.linked(self._peer.name)
        tasks = [asyncio.create_task(self._send(link)), asyncio.create_task(self._hear(link))]
        try:
            for done in asyncio.as_completed(tasks):
                await done
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._news.lost(self._peer.name)

    async def _send(self, link: Link) -> None:
        sent = 0
        while True:
            self._rung.clear()
            rows = await asyncio.to_thread(self._outbox.after, self._peer.name, self._lane, sent)
            if not rows:
                await self._rung.wait()
                continue
            if self._store:
                rows = rows[:1]
                await bring(link, self._store, rows[0][1], self._offsets)
            while len(self._unacknowledged) + len(rows) > WINDOW:
                self._acknowledged.clear()
                await self._acknowledged.wait()
            self._unacknowledged.extend(number for number, _ in rows)
            await link.tell(*(b'{"NUMBER":%d,"ENTRY":%b}' % row for row in rows))
            sent = rows[-1][0]

    async def _hear(self, link: Link) -> None:
        line: bytes | None
        while True:
            line, upto = await self._expected(link), 0
            while line is not None:
                heard = _decode(line)
                upto = max(upto, heard.received)
                if heard.offset is not None:
                    self._offsets.put_nowait(heard.offset)
                line = link.heard()
            if upto:
                await self._forget(upto)

    async def _expected(self, link: Link) -> bytes:
        """The next line. TimeoutError if it does not come although something was sent long ago."""
        hearing = asyncio.ensure_future(link.hear())
        try:
            while True:
                waited = bool(self._unacknowledged)
                done, _ = await asyncio.wait((hearing,), timeout=PATIENCE)
                if done:
                    return hearing.result()
                if waited:
                    raise TimeoutError
        finally:
            hearing.cancel()

    async def _forget(self, upto: int) -> None:
        await asyncio.to_thread(self._service.delivered, self._peer.name, self._lane, upto)
        while self._unacknowledged and self._unacknowledged[0] <= upto:
            self._unacknowledged.popleft()
        self._acknowledged.set()


def _any_certificate() -> ssl.SSLContext:
    """Who the other side is follows from the key: its certificate is part of what it proves."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
