"""WebSockets: what a browser says in frames, a worker hears as lines, and the other way round."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

from aiohttp import WSCloseCode, WSMsgType, web
from aiohttp.hdrs import SEC_WEBSOCKET_PROTOCOL

from chatlib.dialects import LONGEST_LINE
from chatlib.server.specialists.inner_connections import InnerConnections

NATIVE = "mamushi"
"""What is spoken where no subprotocol is asked for."""

SUBPROTOCOLS = {"text.ircv3.net": WSMsgType.TEXT, "binary.ircv3.net": WSMsgType.BINARY}
"""Those of IRCv3's WebSocket specification, and in what frames their lines come."""

FAREWELL = 5.0
"""Seconds that a worker gets to take the last lines, and a browser to answer the last frame."""

AT_ONCE = 64 * 1024
"""Bytes taken from the worker at once. What the browser does not take waits there, within the worker's own bound."""

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
        await ws.prepare(request)
        try:
            sock = await self._inner.open(request.protocol.client.cid, "irc" if offered else NATIVE)
            reader, writer = await asyncio.open_connection(sock=sock, limit=AT_ONCE)
        except OSError:
            await ws.close(code=WSCloseCode.TRY_AGAIN_LATER)
            return ws
        outbound = asyncio.create_task(_outbound(reader, ws, SUBPROTOCOLS.get(ws.ws_protocol, WSMsgType.TEXT)))
        try:
            await _inbound(ws, writer)
            with suppress(OSError):
                writer.write_eof()
            await asyncio.wait((outbound,), timeout=FAREWELL)
        finally:
            outbound.cancel()
            writer.transport.abort()
        return ws

    def _may_open(self, request: web.Request) -> bool:
        """A browser says whose page it is that asks; who is no browser says nothing."""
        origin = request.headers.get("Origin")
        return origin is None or origin in self._origins or urlsplit(origin).netloc.lower() == request.host.lower()


async def _inbound(ws: web.WebSocketResponse, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):  # the worker has hung up; its last words are on their way
        async for message in ws:
            if message.type is WSMsgType.BINARY and not ws.ws_protocol:
                await ws.close(code=WSCloseCode.UNSUPPORTED_DATA)
                return
            said = message.data if message.type is WSMsgType.BINARY else message.data.encode()
            writer.write(said.rstrip(b"\r\n").translate(_ONE_LINE) + b"\n")
            await writer.drain()


async def _outbound(reader: asyncio.StreamReader, ws: web.WebSocketResponse, kind: WSMsgType) -> None:
    """To the end of what the worker says, whether or not the browser still hears it."""
    rest = b""
    with suppress(ConnectionError):
        while data := await reader.read(AT_ONCE):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                if line and not ws.closed:
                    await ws.send_frame(line.removesuffix(b"\r"), kind)
    await ws.close(code=WSCloseCode.GOING_AWAY)
