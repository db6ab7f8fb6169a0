"""Contents of files over HTTP: the specialist for files gives and takes them, and here they are wrapped.

The token comes in a header and never in an address, which browsers remember and proxies write down.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import quote

import msgspec
from aiohttp import web

from chatlib.dialects import LONGEST_LINE
from chatlib.dialects.transfers import answer
from chatlib.server.specialists.inner_connections import InnerConnections

AT_ONCE = 64 * 1024
"""Bytes."""

SILENT = 30.0
"""Seconds in which something more of a content must come."""

STATUS = {"NOT_LOGGED_IN": 401, "RATE_LIMITED": 429, "BAD_REQUEST": 400, "UPLOAD_FAILED": 404, "DOWNLOAD_FAILED": 404}
"""Of the answers that are not what was hoped for; FILE_FAILED is a conflict."""

_BEARER = "bearer "

Answer = dict[str, Any]


class Files:
    """The two requests. Their answers are those of the protocol (docs/protocols.md), but for a content that comes."""

    def __init__(self, inner: InnerConnections) -> None:
        self._inner = inner

    async def upload(self, request: web.Request) -> web.Response:
        """The body is all of the file; what is there already of it is left out on the way."""
        if "Content-Encoding" in request.headers:
            raise web.HTTPUnsupportedMediaType(text="a content comes as it is\n")
        async with self._transfer(request, "UPLOAD") as (first, reader, writer):
            if first["CODE"] != "UPLOAD_OK":
                return _refuse(first)
            if not await _pass_on(request, writer, first["OFFSET"], first["SIZE"]):
                return _refuse(msgspec.json.decode(answer("BAD_REQUEST", "isi berkas tidak lengkap")))
            done = await _answer(reader)
            return web.json_response(done) if done["CODE"] == "FILE_OK" else _refuse(done)

    async def download(self, request: web.Request) -> web.StreamResponse:
        async with self._transfer(request, "DOWNLOAD") as (first, reader, _):
            if first["CODE"] != "DOWNLOAD_OK":
                return _refuse(first)
            response = web.StreamResponse(
                headers={
                    "Content-Disposition": f"attachment; filename*=UTF-8''{quote(first['CONTENT'], safe='')}",
                    "Content-Type": "application/octet-stream",
                    "Cache-Control": "no-store",
                }
            )
            response.content_length = first["SIZE"]
            await response.prepare(request)
            if request.method == "GET" and not await _copy(reader, response, first["SIZE"]):
                if request.transport:
                    request.transport.abort()  # what came next on this connection would be taken for the rest
                return response
            await response.write_eof()
            return response

    @asynccontextmanager
    async def _transfer(
        self, request: web.Request, flag: str
    ) -> AsyncIterator[tuple[Answer, asyncio.StreamReader, asyncio.StreamWriter]]:
        """The first answer, and what follows it."""
        token = request.headers.get("Authorization", "")
        token = token[len(_BEARER) :] if token.isascii() and token.lower().startswith(_BEARER) else ""
        asked = {"FLAG": flag, "TOKEN": token, "FILE": int(request.match_info["number"])}
        try:
            sock = await self._inner.open(request.protocol.client.cid)
        except OSError:
            raise web.HTTPServiceUnavailable from None
        reader, writer = await asyncio.open_connection(sock=sock, limit=LONGEST_LINE)
        try:
            writer.write(msgspec.json.encode(asked) + b"\n")
            yield await _answer(reader), reader, writer
        except OSError:
            raise web.HTTPServiceUnavailable from None  # the specialist for files has died: it may be asked again
        finally:
            writer.transport.abort()


async def _answer(reader: asyncio.StreamReader) -> Answer:
    if not (line := await reader.readline()):
        raise ConnectionError
    return msgspec.json.decode(line)


async def _pass_on(request: web.Request, writer: asyncio.StreamWriter, offset: int, size: int) -> bool:
    """The body from `offset` to `size`; whether that was all of it. An early refusal ends it too: it can be read."""
    at = 0
    try:
        while at <= size and (data := await asyncio.wait_for(request.content.readany(), SILENT)):
            wanted = data[max(0, offset - at) : max(0, size - at)]
            at += len(data)
            if wanted:
                writer.write(wanted)
                await writer.drain()
    except ConnectionError:
        return True
    except (TimeoutError, web.RequestPayloadError):
        return False
    return at == size


async def _copy(reader: asyncio.StreamReader, response: web.StreamResponse, size: int) -> bool:
    """Whether all came."""
    with suppress(ConnectionError):
        while size and (data := await reader.read(min(size, AT_ONCE))):
            await response.write(data)
            size -= len(data)
    return not size


def _refuse(said: Answer) -> web.Response:
    return web.json_response(said, status=STATUS.get(said["CODE"], 409))
