"""Ends encryption: TLS on the client's side, plain bytes on a worker's. The specialist "tls".

Bytes are only passed along, so nothing else in the server knows of it.
"""

import asyncio
import socket
import ssl
import threading
from contextlib import suppress

from chatlib.server.options import Options
from chatlib.server.specialists.control_channel import ClientConnection, ControlChannel, InnerConnection
from chatlib.server.specialists.inner_connections import InnerConnections
from chatlib.server.specialists.tls import certificate
from chatlib.state.layout import CRASHES
from chatlib.state.processes import record_crash

HANDSHAKE_WITHIN = 10.0
"""Seconds."""

MOST_HANDSHAKES = 1000
"""Under way at once. Each may be that of somebody who will never finish it, and takes some 100 KiB."""

FAREWELL = 5.0
"""Seconds that a client gets to end its side after the last words."""

AT_ONCE = 64 * 1024
"""Bytes taken at once. With what asyncio reads ahead (256 KiB, until it has twice this) and has not written yet, no
more than 512 KiB wait in either direction of a connection; the rest waits in the kernel, then at whoever sends it."""


def main(control: ControlChannel, options: Options) -> None:
    """What the process does."""
    loop = asyncio.new_event_loop()
    inner = InnerConnections(control, loop)
    work = Relay(control, inner, certificate.server_side(options.tls), options)
    threading.Thread(target=loop.run_forever, name="relay", daemon=True).start()
    for order in control.orders():
        if isinstance(order, ClientConnection):
            asyncio.run_coroutine_threadsafe(work.serve(order), loop)
        elif isinstance(order, InnerConnection):
            inner.given(order)


class Relay:
    """Owns the connections, all of them in one event loop."""

    def __init__(
        self, control: ControlChannel, inner: InnerConnections, context: ssl.SSLContext, options: Options
    ) -> None:
        self._control = control
        self._inner = inner
        self._context = context
        self._crashes = options.data / CRASHES
        self._tasks: set[asyncio.Task | None] = set()
        self._handshakes = 0

    async def serve(self, client: ClientConnection) -> None:
        """From the first byte to the end of both sides."""
        self._tasks.add(asyncio.current_task())  # the loop itself keeps no reference
        try:
            if self._handshakes < MOST_HANDSHAKES:
                await self._pass_along(client)
        except* OSError:
            pass  # gone, too slow, or no TLS: the client's own affair
        except* Exception as errors:
            record_crash(self._crashes)
            self._control.trouble(f"{errors.exceptions[0]!r}")
        finally:
            with suppress(OSError):
                client.sock.shutdown(socket.SHUT_RDWR)
            client.sock.close()
            self._control.closed(client.cid)
            self._tasks.discard(asyncio.current_task())

    async def _pass_along(self, client: ClientConnection) -> None:
        outer = Stream(*await asyncio.open_connection(sock=client.sock, limit=AT_ONCE))
        inner = None
        try:
            tls = Encryption(self._context)
            self._handshakes += 1
            try:
                async with asyncio.timeout(HANDSHAKE_WITHIN):
                    said = await _shake_hands(outer, tls)
            finally:
                self._handshakes -= 1
            plain = await self._inner.open(client.cid)
            inner = Stream(*await asyncio.open_connection(sock=plain, limit=AT_ONCE))
            async with asyncio.TaskGroup() as both:
                inbound = both.create_task(_inbound(outer, inner, tls, said))
                await _outbound(inner, outer, tls)
                await asyncio.wait((inbound,), timeout=FAREWELL)
                inbound.cancel()
        finally:
            outer.abort()
            if inner:
                inner.abort()


class Stream:
    """One side, with flow control: `put` waits while the other end does not take what it got before."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def get(self) -> bytes:
        """What has come; b"" at the end."""
        return await self._reader.read(AT_ONCE)

    async def put(self, data: bytes) -> None:
        if data:
            self._writer.write(data)
            await self._writer.drain()

    def end(self) -> None:
        """Nothing more will be put."""
        with suppress(OSError):
            self._writer.write_eof()

    def abort(self) -> None:
        self._writer.transport.abort()


class Encryption:
    """The server's end of TLS, without any socket. `established`: the handshake is done.

    `ended`: the client has said that it will send no more. It may still be listening, which is why this is not left to
    asyncio, whose TLS ends both ways then.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self.established = False
        self.ended = False

    def decrypt(self, data: bytes) -> bytes:
        """What the client says with this. ssl.SSLError if that is no TLS. Something may have to be sent afterwards."""
        self._incoming.write(data)
        said = bytearray()
        try:
            if not self.established:
                self._tls.do_handshake()
                self.established = True
            while part := self._tls.read(AT_ONCE):
                said += part
            self.ended = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self.ended = True
        return bytes(said)

    def encrypt(self, data: bytes) -> None:
        self._tls.write(data)

    def close(self) -> None:
        """Says that nothing more will come."""
        with suppress(ssl.SSLError):  # the client has not said so yet
            self._tls.unwrap()

    def to_send(self) -> bytes:
        return self._outgoing.read()


async def _shake_hands(outer: Stream, tls: Encryption) -> bytes:
    """What the client has said already when it is done. OSError if it does not come to that."""
    said = b""
    while not tls.established:
        if not (data := await outer.get()):
            raise ConnectionError("gone")
        try:
            said = tls.decrypt(data)
        finally:
            await outer.put(tls.to_send())  # at the worst, what was wrong
    return said


async def _inbound(outer: Stream, inner: Stream, tls: Encryption, said: bytes) -> None:
    await inner.put(said)
    while not tls.ended and (data := await outer.get()):
        said = tls.decrypt(data)
        await outer.put(tls.to_send())
        await inner.put(said)
    # A connection that ends without TLS saying so counts as well: an attacker gains nothing from the end of a line.
    inner.end()


async def _outbound(inner: Stream, outer: Stream, tls: Encryption) -> None:
    while data := await inner.get():
        tls.encrypt(data)
        await outer.put(tls.to_send())
    tls.close()
    await outer.put(tls.to_send())
    outer.end()
