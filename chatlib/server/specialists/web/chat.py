"""WebSockets: what a browser says in frames, a worker hears as lines, and the other way round."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

from aiohttp import WSCloseCode, WSMsgType, web
from aiohttp.hdrs import SEC_WEBSOCKET_PROTOCOL

from chatlib.dialects import LONGEST_LINE
from chatlib.server.specialists.inner_connections import InnerConnections
from chatlib.server.specialists.web.http_connection import HttpConnection
from chatlib.server.specialists.web.worker_line import Worker

NATIVE = "mamushi"
"""What is spoken where no subprotocol is asked for."""

SUBPROTOCOLS = {"text.ircv3.net": WSMsgType.TEXT, "binary.ircv3.net": WSMsgType.BINARY}
"""Those of IRCv3's WebSocket specification, and in what frames their lines come."""

FAREWELL = 5.0
"""Seconds that a worker gets to take the last lines, and a browser to answer the last frame."""

_ONE_LINE = bytes.maketrans(b"\r\n", b"  ")
"""A frame is one line, whatever is in it: in JSON these can only stand between the words, in IRC they would begin
another line that nobody sent."""


class Chats:
    """Serves WebSockets; `origins` are those whose pages may open one, beside our own."""

    def __init__(self, inner: InnerConnections, origins: list[str]) -> None:
        self._inner = inner
        self._origins = frozenset(origins)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """From the handshake until either side ends it."""
        if not self._may_open(request):
            raise web.HTTPForbidden(text="this page is from elsewhere\n")
        offered = {name.strip() for name in request.headers.get(SEC_WEBSOCKET_PROTOCOL, "").split(",")} - {""}
        if offered and not offered & SUBPROTOCOLS.keys():
            raise web.HTTPBadRequest(text=f"subprotocols: {', '.join(SUBPROTOCOLS)}, or none\n")
        # The limit is the first size that is refused, as that of a line is. Compression would cost each connection a
        # third of a MiB, and a LAN has room.
        ws = web.WebSocketResponse(
            protocols=tuple(SUBPROTOCOLS), compress=False, max_msg_size=LONGEST_LINE, timeout=FAREWELL
        )
        try:
            await ws.prepare(request)
        except ValueError:  # a key that is no base64 of anything
            raise web.HTTPBadRequest from None
        browser: HttpConnection = request.protocol
        try:
            sock = await self._inner.open(browser.client.cid, "irc" if offered else NATIVE)
            worker = Worker(browser, SUBPROTOCOLS.get(ws.ws_protocol, WSMsgType.TEXT))
            await asyncio.get_running_loop().create_connection(lambda: worker, sock=sock)
        except OSError:
            await ws.close(code=WSCloseCode.TRY_AGAIN_LATER)
            return ws
        hearing = asyncio.create_task(_until_worker_ends(worker, ws))
        try:
            await _say_all(ws, worker)
            worker.end()
            await asyncio.wait((hearing,), timeout=FAREWELL)
        finally:
            hearing.cancel()
            worker.abort()
        return ws

    def _may_open(self, request: web.Request) -> bool:
        """A browser says whose page it is that asks; who is no browser says nothing."""
        origin = request.headers.get("Origin")
        if origin is None or origin in self._origins:
            return True
        with suppress(ValueError):  # no address at all
            return urlsplit(origin).netloc.lower() == request.host.lower()
        return False


async def _say_all(ws: web.WebSocketResponse, worker: Worker) -> None:
    """Until the browser has nothing more to say."""
    while (message := await ws.receive()).type in (WSMsgType.TEXT, WSMsgType.BINARY):
        if message.type is WSMsgType.BINARY and not ws.ws_protocol:
            await ws.close(code=WSCloseCode.UNSUPPORTED_DATA)
            return
        said = message.data if message.type is WSMsgType.BINARY else message.data.encode()
        await worker.say(said.rstrip(b"\r\n").translate(_ONE_LINE) + b"\n")


async def _until_worker_ends(worker: Worker, ws: web.WebSocketResponse) -> None:
    await worker.ended.wait()
    await ws.close(code=WSCloseCode.GOING_AWAY)
