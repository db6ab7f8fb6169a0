"""Connections to a server; encrypted ones only to the server that was meant."""

import asyncio
import hashlib
import ssl
from contextlib import suppress
from typing import NamedTuple

HANDSHAKE_WITHIN = 10.0
"""Seconds."""


class Address(NamedTuple):
    """Where a server is; with a `fingerprint` (SHA-256 of its certificate, in hexadecimal) TLS is spoken to it."""

    host: str
    port: int
    fingerprint: str = ""


class NoTls(ConnectionError):
    """There is a server, and it does not speak TLS."""

    def __init__(self) -> None:
        super().__init__("no TLS is spoken there")


class NotRuang(ConnectionError):
    """Somebody answers, in other words than this protocol's."""

    def __init__(self) -> None:
        super().__init__("what answers is no Ruang server")


class WrongServer(Exception):
    """It shows another certificate than the one that is known. Nothing was said to it."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"another certificate than expected: {found} instead of {expected}")
        self.expected = expected
        self.found = found


async def dial(address: Address, limit: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection, lines of which may have `limit` bytes. Raises OSError or WrongServer."""
    host, port, expected = address
    if not expected:
        return await asyncio.open_connection(host, port, limit=limit)
    reader, writer = await _dial_tls(host, port, limit)
    found = _fingerprint(writer)
    if found != expected:
        await _hang_up(writer)
        raise WrongServer(expected, found)
    return reader, writer


async def reach(host: str, port: int) -> None:
    """Only whether anybody answers there. Raises OSError."""
    _, writer = await asyncio.open_connection(host, port)
    await _hang_up(writer)


async def look_up(host: str, port: int) -> str:
    """The fingerprint of whoever answers there. Raises OSError."""
    _, writer = await _dial_tls(host, port, limit=1)
    found = _fingerprint(writer)
    await _hang_up(writer)
    return found


async def _dial_tls(host: str, port: int, limit: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # Who it is, no authority is asked: the fingerprint tells.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        return await asyncio.open_connection(
            host, port, limit=limit, ssl=context, ssl_handshake_timeout=HANDSHAKE_WITHIN
        )
    except OSError as error:
        # Only what the system says has a number: that the handshake was broken off has none.
        if isinstance(error, ssl.SSLError) or not error.errno:
            raise NoTls from None
        raise


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    with suppress(OSError):
        await writer.wait_closed()


def _fingerprint(writer: asyncio.StreamWriter) -> str:
    return hashlib.sha256(writer.get_extra_info("ssl_object").getpeercert(binary_form=True)).hexdigest()
