"""The specialist for links: tells other realms what waits for them, and hears what they have to tell."""

import asyncio
import os
import secrets
import socket
import threading
from collections.abc import Coroutine
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import msgspec

from chatlib.core import entries
from chatlib.core.entries import FILES, TALK
from chatlib.server.cluster import shared_store
from chatlib.server.options import Options, Peer
from chatlib.server.specialists.control_channel import ClientConnection, ControlChannel
from chatlib.server.specialists.realms.contents import Contents
from chatlib.server.specialists.realms.handshake import NONCE, Acceptor, LinkRefused, refusal
from chatlib.server.specialists.realms.link import Link
from chatlib.server.specialists.realms.outbox_sender import WITHIN, News, OutboxSender
from chatlib.server.specialists.tls.certificate import fingerprint
from chatlib.server.texts import TEXTS
from chatlib.state.journal.content_store import Store
from chatlib.state.journal.outbox import PAGE, OutboxReader
from chatlib.state.layout import OUTBOX
from chatlib.state.manager import StateProxy

MOST_STRANGERS = 64
"""Connections that have not proved anything yet."""


class Delivery(msgspec.Struct, rename="upper"):
    """From the dialer: an entry of its outbox, or, before one, the SHA-256 and size of a `content`."""

    number: int = 0
    entry: msgspec.Raw = msgspec.Raw(b"null")
    content: str = ""
    size: int = 0


LOOK_EVERY = 1.0
"""Seconds between two looks at whether it is this node of a cluster that holds the links."""

_decode = msgspec.json.Decoder(Delivery).decode


def _digest(entry: msgspec.Raw) -> str:
    """Of the file that the entry speaks of."""
    try:
        file = getattr(entries.decode(entry), "file", None)
    except msgspec.MsgspecError:
        return ""
    return file.sha256 if file else ""


def main(control: ControlChannel, options: Options) -> None:
    """Runs in a process of its own."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="links", daemon=True).start()
    links = Links(control, options)
    for order in control.orders():
        work = links.accept(order) if isinstance(order, ClientConnection) else links.begin(order.service)
        asyncio.run_coroutine_threadsafe(work, loop)


class Links:
    """All of them; anew with every state process. Everything runs in one event loop."""

    def __init__(self, control: ControlChannel, options: Options) -> None:
        self._control = control
        self._options = options
        self._texts = TEXTS[options.lang]
        self._store = shared_store.opened(options.data, options.cluster)
        self._contents = Contents(self._store, options.limits.file)
        self._certificate = fingerprint(options.tls.certificate) if options.tls else ""
        self._beginning = asyncio.Lock()
        self._tasks: set[asyncio.Task] = set()
        self._senders: list[OutboxSender] = []
        self._incoming: dict[tuple[str, int], asyncio.Task] = {}
        self._strangers = 0
        self._complaints: set[tuple[str, str]] = set()

    async def begin(self, service: StateProxy) -> None:
        """This is the state's service from now on: whoever used another one ends."""
        async with self._beginning:
            tasks, self._tasks = self._tasks, set()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._service = service
            self._start(self._tell(service))

    def _start(self, work: Coroutine[None, None, None]) -> asyncio.Task:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._control.trouble(f"{type(error).__name__}: {error}")

    async def _tell(self, service: StateProxy) -> None:
        """Until the state process ends: senders for all peers, rung when it rings here."""
        bell, theirs = Pipe(duplex=False)
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        os.set_blocking(bell.fileno(), False)
        loop.add_reader(bell.fileno(), self._rung, bell, ended)
        try:
            with suppress(OSError, EOFError):
                # First of all: with this the state forgets who was linked.
                await asyncio.to_thread(service.ring_at, theirs)
                theirs.close()
                await self._hold(service, ended)
        finally:
            loop.remove_reader(bell.fileno())
            bell.close()

    async def _hold(self, service: StateProxy, ended: asyncio.Event) -> None:
        """Senders for all peers; in a cluster while this is the node that has them."""
        running: list[asyncio.Task] = []
        while not ended.is_set():
            holds = await asyncio.to_thread(service.holds_links)
            if holds and not running:
                self._senders = [one for peer in self._options.peers for one in self._senders_to(peer, service)]
                running = [self._start(sender.run()) for sender in self._senders]
            elif not holds:
                for task in running:
                    task.cancel()
                self._senders, running = [], []
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), LOOK_EVERY if self._options.cluster else None)

    def _senders_to(self, peer: Peer, service: StateProxy) -> list[OutboxSender]:
        """What is said does not wait for files."""

        async def linked(realm: str) -> None:
            await asyncio.to_thread(service.linked, realm, True)
            self._linked(realm)

        async def lost(realm: str) -> None:
            self._lost(realm)
            with suppress(OSError, EOFError):
                await asyncio.to_thread(service.linked, realm, False)

        async def nothing(_: str) -> None:
            pass

        def sender(lane: int, news: News, store: Store | None) -> OutboxSender:
            outbox, key = OutboxReader(self._options.data / OUTBOX), self._options.keys[peer.name]
            return OutboxSender(self._options.realm, peer, key, lane, outbox, service, news, store)

        talk = sender(TALK, News(linked, lost, self._refused), None)
        return [talk, sender(FILES, News(nothing, nothing, self._refused), self._store)]

    def _rung(self, bell: Connection, ended: asyncio.Event) -> None:
        with suppress(BlockingIOError):
            if not os.read(bell.fileno(), 4096):
                asyncio.get_running_loop().remove_reader(bell.fileno())
                ended.set()
        for sender in self._senders:
            sender.ring()

    # -------------------------------------------------------------- who comes

    async def accept(self, client: ClientConnection) -> None:
        """Somebody greets as another realm."""
        self._start(self._receive(client))

    async def _receive(self, client: ClientConnection) -> None:
        link = None
        try:
            client.sock.setblocking(False)
            link = Link(*await asyncio.open_connection(sock=client.sock))
            acceptor = await self._let_in(link, client)
            await self._hear(link, acceptor.realm, acceptor.lane)
        except LinkRefused as refused:
            self._refused(refused.realm or client.address, refused)
            with suppress(OSError):
                await link.tell(refusal(refused.fault))
        except (OSError, EOFError, TimeoutError, msgspec.MsgspecError):
            pass
        finally:
            if link:
                link.close()
            else:
                with suppress(OSError):
                    client.sock.shutdown(socket.SHUT_RDWR)
                client.sock.close()
            self._control.closed(client.cid)

    async def _let_in(self, link: Link, client: ClientConnection) -> Acceptor:
        if self._strangers >= MOST_STRANGERS:
            raise ConnectionRefusedError
        self._strangers += 1
        try:
            shown = self._certificate if client.secure else ""
            acceptor = Acceptor(self._options.realm, self._options.keys, secrets.token_bytes(NONCE), shown)
            async with asyncio.timeout(WITHIN):
                await link.tell(acceptor.challenge(await link.hear()))
                acceptor.check(await link.hear())
        finally:
            self._strangers -= 1
        link.seal(acceptor.outgoing, acceptor.incoming)
        return acceptor

    async def _hear(self, link: Link, realm: str, lane: int) -> None:
        """All that the realm tells on this lane. Its previous connection, if that has not ended yet, is over."""
        before = self._incoming.get((realm, lane))
        self._incoming[realm, lane] = asyncio.current_task()
        if before:
            before.cancel()
            await asyncio.gather(before, return_exceptions=True)
        if lane == FILES:
            await self._hear_files(link, realm)
        arrived: list[tuple[int, bytes]] = []
        while True:
            await self._arrive(link, realm, lane, arrived)
            line: bytes | None = await link.hear()
            arrived = []
            while line is not None:
                delivery = _decode(line)
                arrived.append((delivery.number, bytes(delivery.entry)))
                line = link.heard() if len(arrived) < PAGE else None

    async def _hear_files(self, link: Link, realm: str) -> None:
        await self._arrive(link, realm, FILES, [])
        while True:
            delivery = _decode(await link.hear())
            if delivery.content:
                await self._contents.take(link, realm, delivery.content, delivery.size)
                continue
            digest = _digest(delivery.entry)
            has = self._contents.has(realm, digest)
            await self._arrive(link, realm, FILES, [(delivery.number, bytes(delivery.entry))], has)
            self._contents.settled(realm, digest)

    async def _arrive(
        self, link: Link, realm: str, lane: int, arrived: list[tuple[int, bytes]], content: bool = False
    ) -> None:
        """Gives it to the state, and says how much of it is safe."""
        received, wrong = await asyncio.to_thread(self._service.arrive, realm, lane, arrived, content)
        for complaint in wrong:
            self._complain(realm, "link_wrong", what=complaint)
        if arrived and received < arrived[-1][0]:
            raise ConnectionAbortedError  # not all of it could be kept: it must be told again
        await link.tell(b'{"RECEIVED":%d}' % received)

    # ------------------------------------------------------------- the console

    def _linked(self, realm: str) -> None:
        self._complaints = {(who, key) for who, key in self._complaints if who != realm}
        self._control.news(self._texts["link_up"].format(realm=realm))

    def _lost(self, realm: str) -> None:
        self._control.news(self._texts["link_lost"].format(realm=realm))

    def _refused(self, realm: str, refused: LinkRefused) -> None:
        self._complain(realm, refused.fault)

    def _complain(self, realm: str, key: str, **values: str) -> None:
        """Once for each reason, until it has been right again."""
        if len(self._complaints) < 1000 and (realm, key) not in self._complaints:
            self._complaints.add((realm, key))
            self._control.trouble(self._texts[key].format(realm=realm, **values))
