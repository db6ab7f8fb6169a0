"""A connection to another realm, line by line."""

import asyncio
import socket
from contextlib import suppress
from hashlib import sha256

from chatlib.server.specialists.realms.handshake import LONGEST_GREETING, Fault, LinkRefused, Sealer

LONGEST_LINE = 4 << 20
"""Bytes of a line of a realm that has proved who it is: a roster of ten thousand members fits."""

_CHUNK = 1 << 16


class Link:
    """Owns the connection. ConnectionError at its end, LinkRefused for what is not as it should be."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._buffer = bytearray()
        self._searched = 0
        self._limit = LONGEST_GREETING
        self._outgoing: Sealer | None = None
        self._incoming: Sealer | None = None

    def seal(self, outgoing: Sealer, incoming: Sealer) -> None:
        """Both sides have proved who they are: from now on every line has its MAC."""
        self._outgoing, self._incoming, self._limit = outgoing, incoming, LONGEST_LINE

    def fingerprint(self) -> str:
        """Of the certificate that the other side showed; "" if the connection is not encrypted."""
        encryption = self._writer.get_extra_info("ssl_object")
        return sha256(encryption.getpeercert(binary_form=True)).hexdigest() if encryption else ""

    async def tell(self, *lines: bytes) -> None:
        """Returns when the other side has taken most of it."""
        seal = self._outgoing.seal if self._outgoing else bytes
        self._writer.write(b"".join([seal(line) + b"\n" for line in lines]))
        await self._writer.drain()

    async def pour(self, data: bytes) -> None:
        """Bytes that are no line, as said before in a line; nothing proves who they are from."""
        self._writer.write(data)
        await self._writer.drain()

    async def take(self, most: int) -> bytes:
        """The next bytes that are no line, `most` of them at the most."""
        if self._buffer:
            data = bytes(self._buffer[:most])
            del self._buffer[:most]
            self._searched = 0
        elif not (data := await self._reader.read(most)):
            raise ConnectionResetError("the other side has closed")
        return data

    async def hear(self) -> bytes:
        """The next line."""
        while (line := self.heard()) is None:
            data = await self._reader.read(_CHUNK)
            if not data:
                raise ConnectionResetError("the other side has closed")
            self._buffer += data
        return line

    def heard(self) -> bytes | None:
        """The next line, if it has come already."""
        end = self._buffer.find(b"\n", self._searched)
        if (end if end >= 0 else len(self._buffer)) > self._limit:
            raise LinkRefused(Fault.NOT_UNDERSTOOD)
        if end < 0:
            self._searched = len(self._buffer)
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        self._searched = 0
        return self._incoming.open(line) if self._incoming else line

    def close(self) -> None:
        """The supervisor may have a descriptor of it as well: only this tells the other side."""
        with suppress(OSError):
            self._writer.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self._writer.close()
