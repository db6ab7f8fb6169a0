"""A way to the server that can be cut, or go silent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

P = TypeVar("P", bound="Proxy")


class Proxy:
    """`deaf`: what the server says is lost; `closed`: nobody is let through."""

    def __init__(self, port: int) -> None:
        self._server_port = port
        self.port = 0
        self.deaf = False
        self.closed = False
        self.visits = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits += 1
        if self.closed:
            writer.close()
            return
        self._tasks.add(asyncio.current_task())
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        except OSError:  # the server is away
            writer.close()
            return
        self._writers |= {writer, far_writer}
        with suppress(ConnectionError):
            await asyncio.gather(self._copy(reader, far_writer, False), self._copy(far_reader, writer, True))
        for one in (writer, far_writer):
            one.close()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, back: bool) -> None:
        while data := await reader.read(1 << 16):
            if not (back and self.deaf):
                writer.write(self.heard(data) if back else data)
                await writer.drain()
        writer.close()

    def heard(self, data: bytes) -> bytes:
        """What the server said, as it gets through."""
        return data

    def cut(self) -> None:
        """As if somebody had pulled the plug out and in again: what is under way is lost, the next one gets through."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()
        self.deaf = False

    async def end(self) -> None:
        self.closed = True
        self.cut()
        await asyncio.gather(*self._tasks)


@asynccontextmanager
async def proxy(port: int, kind: type[P] = Proxy) -> AsyncIterator[P]:
    one = kind(port)
    async with await asyncio.start_server(one.serve, "127.0.0.1", 0) as listener:
        one.port = listener.sockets[0].getsockname()[1]
        try:
            yield one
        finally:
            await one.end()
