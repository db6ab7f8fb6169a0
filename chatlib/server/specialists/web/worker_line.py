"""The line to a worker: what it says goes to a browser at once, a frame for each of its lines."""

import asyncio
import struct
from collections.abc import Iterable

from aiohttp import WSMsgType

from chatlib.server.specialists.web.http_connection import HttpConnection

_FINAL = 0x80
_SHORT, _LONG = 125, 0xFFFF
_with_16_bits, _with_64_bits = struct.Struct("!BBH").pack, struct.Struct("!BBQ").pack


def frames(lines: Iterable[bytes], kind: WSMsgType) -> bytes:
    """Messages of a WebSocket, as a server sends them (RFC 6455, section 5.2): whole, and without a mask."""
    first, found = _FINAL | kind, []
    for line in lines:
        size = len(line)
        if size <= _SHORT:
            found.append(bytes((first, size)))
        elif size <= _LONG:
            found.append(_with_16_bits(first, 126, size))
        else:
            found.append(_with_64_bits(first, 127, size))
        found.append(line)
    return b"".join(found)


class Worker(asyncio.Protocol):
    """A worker that one `browser` talks to; `ended` once it has said its last.

    Frames are joined, and written past aiohttp, which makes a system call of each and took six times as much CPU time
    in a room of 300. Its own frames are as whole, so that nothing gets mixed. What the browser does not take is not
    read: it waits at the worker, within its bound.
    """

    def __init__(self, browser: HttpConnection, kind: WSMsgType) -> None:
        self.ended = asyncio.Event()
        self._browser = browser
        self._kind = kind
        self._rest = b""
        self._hears = True
        self._transport: asyncio.Transport | None = None
        self._room = asyncio.Event()
        self._room.set()

    async def say(self, line: bytes) -> None:
        """Waits while the worker does not take what it was told before. One that has ended is told nothing."""
        self._transport.write(line)
        await self._room.wait()

    def end(self) -> None:
        """Nothing more will be said, nor heard."""
        self._hears = False
        if not self._transport.is_closing():
            self._transport.write_eof()

    def abort(self) -> None:
        self._transport.abort()

    # -------------------------------------------------------------- asyncio's

    def connection_made(self, transport: asyncio.Transport) -> None:
        self._transport = self._browser.source = transport

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        browser = self._browser.transport
        if self._hears and browser and not browser.is_closing():  # else it only has to be read
            browser.write(frames((line.removesuffix(b"\r") for line in lines if line), self._kind))

    def eof_received(self) -> bool:
        self.ended.set()
        return True  # what was said to it may still be on its way

    def connection_lost(self, exc: Exception | None) -> None:
        self._browser.source = None
        self.ended.set()
        self._room.set()

    def pause_writing(self) -> None:
        self._room.clear()

    def resume_writing(self) -> None:
        self._room.set()
