"""A connection that carries the content of one file: its answers, its bytes, and its end."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from chatlib.client.session import protocol
from chatlib.client.session.dial import Address, WrongServer, dial
from chatlib.client.session.protocol import Frame

T = TypeVar("T")

CHUNK = 256 * 1024
"""Bytes in memory, however large the file."""

PATIENCE = 60.0
"""Seconds in which a server that says and takes nothing is gone."""

LATER = frozenset({"RATE_LIMITED", "NOT_LOGGED_IN"})
"""The server is busy, or the session is just being taken up again."""


class Broken(Exception):
    """The connection is, or the server cannot serve it now: another one may do better."""


class TransferFailed(protocol.ServerRefusal):
    """It will not come to pass; the `code` is empty if it failed on this machine."""


class Carrier:
    """All methods raise Broken; whatever answers, TransferFailed as well if the server says no for good."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def ask(self, flag: str, token: str, number: int, offset: int = 0) -> Frame:
        """The first request, and its answer."""
        self._writer.write(protocol.request(flag, "", token=token, file=number, offset=offset))
        return await self.answer()

    async def answer(self, patience: float | None = PATIENCE) -> Frame:
        line = await _soon(self._reader.readline(), patience)
        try:
            frame = protocol.decode(line)
        except ValueError:
            raise Broken from None  # half a line, or none
        if frame.code in LATER:
            raise Broken
        if not frame.ok:
            raise TransferFailed.of(frame)
        return frame

    async def write(self, data: bytes) -> None:
        """Once there is room for more."""
        self._writer.write(data)
        await _soon(self._writer.drain())

    async def read(self) -> bytes:
        """The next bytes, at least one."""
        data = await _soon(self._reader.read(CHUNK))
        if not data:
            raise Broken
        return data

    def close(self) -> None:
        """At once: all that mattered has been answered."""
        self._writer.transport.abort()


async def carrier(server: Address) -> Carrier:
    """A new connection. Raises Broken, and TransferFailed if it is another server than the one that was meant."""
    try:
        return Carrier(*await _soon(dial(server, CHUNK)))
    except WrongServer as error:
        raise TransferFailed("", str(error)) from None


async def _soon(work: Awaitable[T], patience: float | None = PATIENCE) -> T:
    try:
        return await asyncio.wait_for(work, patience)
    except (OSError, ValueError) as error:  # a time-out is an OSError, a line without an end a ValueError
        raise Broken from error
