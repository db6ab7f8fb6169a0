"""The connection to the projector of a server, which comes back by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import aiohttp
from yarl import URL

from chatlib.server.command_line.viewing.frames import Frame, Hello, Lost, Order, read, written

PATH = "/lab/live"
PATIENCE = 5.0
"""Seconds without a frame, of which there are many a second: who was to send them is stopped, or gone."""

AGAIN = 1.0
"""Seconds between two attempts."""

LONGEST = 4 << 20
"""Bytes of a frame. The longest has 400 connections, of some hundred bytes each."""


class Refused(Exception):
    """There is a server which answers, but not so. `status`: of HTTP; 0 if it speaks something else."""

    def __init__(self, status: int = 0) -> None:
        super().__init__(status)
        self.status = status


class Feed:
    def __init__(self, host: str, port: int, token: str = "") -> None:
        self._url = URL.build(scheme="http", host=host, port=port, path=PATH, query={"token": token} if token else {})
        self._client: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None

    async def open(self) -> Hello:
        """Raises Refused, or OSError (TimeoutError, too)."""
        self._client = self._client or aiohttp.ClientSession()
        await self._hang_up()
        try:
            async with asyncio.timeout(PATIENCE):
                self._socket = await self._client.ws_connect(self._url, max_msg_size=LONGEST)
        except aiohttp.WSServerHandshakeError as error:
            raise Refused(error.status) from None
        except aiohttp.ClientConnectorError as error:
            raise error.os_error from None
        except aiohttp.ClientError:
            raise Refused from None
        first = None
        with suppress(TimeoutError):  # a WebSocket for something else: who answers waits for us
            async with asyncio.timeout(PATIENCE):
                first = await self._next()
        if not isinstance(first, Hello):
            await self._hang_up()
            raise Refused
        return first

    async def frames(self) -> AsyncIterator[Frame]:
        """All that comes once it is open, for ever: Lost when it breaks off, and a Hello when it is there again."""
        while True:
            with suppress(OSError, aiohttp.ClientError, Refused):
                while True:
                    async with asyncio.timeout(PATIENCE):
                        frame = await self._next()
                    if frame:
                        yield frame
            yield Lost()
            hello = None
            while not hello:
                await asyncio.sleep(AGAIN)
                with suppress(OSError, Refused):
                    hello = await self.open()
            yield hello

    async def send(self, order: Order) -> bool:
        """False if there is no connection."""
        with suppress(OSError, aiohttp.ClientError):
            if self._socket and not self._socket.closed:
                await self._socket.send_str(written(order))
                return True
        return False

    async def close(self) -> None:
        await self._hang_up()
        if self._client:
            await self._client.close()

    async def _next(self) -> Frame | None:
        """None for what is not understood. Raises Refused at the end."""
        came = await self._socket.receive()
        if came.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED):
            raise Refused
        if came.type == aiohttp.WSMsgType.ERROR:
            raise Refused
        return read(came.data) if came.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY) else None

    async def _hang_up(self) -> None:
        socket, self._socket = self._socket, None
        if socket:
            with suppress(OSError, aiohttp.ClientError):
                async with asyncio.timeout(AGAIN):
                    await socket.close()
