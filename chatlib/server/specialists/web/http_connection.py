"""One connection that speaks HTTP, and how long it may keep silent."""

import asyncio
from collections.abc import Callable

from aiohttp import web

from chatlib.server.specialists.control_channel import ClientConnection

SILENT = 75.0
"""Seconds without a request, or in the middle of one's first lines: longer than browsers keep a connection in hand."""


class HttpConnection(web.RequestHandler):
    """`client` is the connection as the supervisor knows it; `gone` is called with its number once it has ended.

    A request finds it as `request.protocol`. `source`: what is read only as long as this one takes what is written.
    """

    __slots__ = ("_gone", "client", "source")

    def __init__(
        self,
        client: ClientConnection,
        gone: Callable[[int], None],
        server: web.Server,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        super().__init__(server, loop=loop, keepalive_timeout=SILENT, access_log=None)
        self.client = client
        self.source: asyncio.ReadTransport | None = None
        self._gone = gone

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.source:
            self.source.pause_reading()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.source:
            self.source.resume_reading()

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        # The supervisor has a descriptor of it as well: only when that is closed too, the client hears of the end.
        self._gone(self.client.cid)
