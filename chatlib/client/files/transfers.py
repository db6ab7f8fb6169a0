"""Contents of files on their way to the server and from it, by connections of their own.

A connection that is lost is opened again, however long that takes, and goes on at the byte where it stopped.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from chatlib.client.files import received
from chatlib.client.files.carrier import CHUNK, PATIENCE, Broken, Carrier, TransferFailed, carrier
from chatlib.client.session.dial import Address
from chatlib.client.session.events import Message
from chatlib.client.session.protocol import Frame

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Called with how many bytes are there, and how many there will be."""

FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0
"""Seconds between tries; doubled from one to the next that got nothing further."""


class Session(Protocol):
    """That of the user: his `token` is shown by connections of their own."""

    token: str

    @property
    def server(self) -> Address: ...
    @property
    def closed(self) -> bool: ...


class Offer(NamedTuple):
    path: Path
    size: int
    sha256: str

    def fields(self) -> dict[str, Any]:
        return {"NAME": self.path.name, "SIZE": self.size, "SHA256": self.sha256}


class Meter:
    """`there`: the bytes that have got through."""

    def __init__(self, size: int, progress: Progress | None) -> None:
        self.size = size
        self.there = 0
        self._progress = progress

    def at(self, there: int) -> None:
        self.there = there
        if self._progress:
            self._progress(there, self.size)


async def offer(path: Path) -> Offer:
    """A file as it is offered. TransferFailed if it cannot be read."""
    try:
        return Offer(path, *await asyncio.to_thread(_fingerprint, path))
    except OSError as error:
        raise _failed_here(error) from None


async def upload(session: Session, number: int, offered: Offer, progress: Progress | None = None) -> Frame:
    """The server's last word. TransferFailed; ConnectionError if the session ends."""
    meter = Meter(offered.size, progress)

    async def attempt(connection: Carrier) -> Frame:
        begun = await connection.ask("UPLOAD", session.token, number)
        # The server may say no before all is sent, and end the connection.
        answer = asyncio.ensure_future(connection.answer(None))
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())  # which may interest nobody
        try:
            with suppress(Broken):
                await _send(connection, offered, begun.offset, meter, answer)
                await asyncio.wait([answer], timeout=PATIENCE)
            if not answer.done():
                raise Broken
            return answer.result()
        finally:
            answer.cancel()

    return await _persist(session, meter, attempt)


async def _send(connection: Carrier, offered: Offer, offset: int, meter: Meter, answer: asyncio.Future) -> None:
    meter.at(offset)
    try:
        with await asyncio.to_thread(open, offered.path, "rb") as file:
            file.seek(offset)
            while offset < offered.size and not answer.done():
                chunk = await asyncio.to_thread(file.read, min(CHUNK, offered.size - offset))
                if not chunk:
                    raise TransferFailed("", f"{offered.path}: EOF")
                await connection.write(chunk)
                offset += len(chunk)
                meter.at(offset)
    except OSError as error:
        raise _failed_here(error) from None


async def download(session: Session, message: Message, folder: Path, progress: Progress | None = None) -> Path:
    """Where it is then. TransferFailed; ConnectionError if the session ends."""
    file, name = message.file, received.safe_name(message.text)
    part = folder / f"{name}.{file.number}-{file.sha256[:8]}.part"
    meter = Meter(file.size, progress)

    async def attempt(connection: Carrier) -> None:
        with await asyncio.to_thread(open, part, "ab") as out:
            begun = await connection.ask("DOWNLOAD", session.token, file.number, out.tell())
            out.truncate(begun.offset)
            meter.at(begun.offset)
            while meter.there < file.size:
                chunk = await connection.read()
                await asyncio.to_thread(out.write, chunk)
                meter.at(meter.there + len(chunk))

    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        for _ in range(2):  # what an earlier try had left may be of no use
            await _persist(session, meter, attempt)
            if await asyncio.to_thread(_fingerprint, part) == (file.size, file.sha256):
                return await asyncio.to_thread(_settle, part, name)
            part.unlink()
    except ConnectionError:
        raise
    except (OSError, TransferFailed) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise error if isinstance(error, TransferFailed) else _failed_here(error) from None
    raise TransferFailed("", f"{message.text}: SHA-256")


async def _persist(session: Session, meter: Meter, attempt: Callable[[Carrier], Awaitable[T]]) -> T:
    wait, before = FIRST_WAIT, 0
    while not session.closed:
        with suppress(Broken):
            connection = await carrier(session.server)
            try:
                return await attempt(connection)
            finally:
                connection.close()
        wait = FIRST_WAIT if meter.there > before else min(LONGEST_WAIT, wait * 2)
        before = meter.there
        await asyncio.sleep(wait)
    raise ConnectionError("the session is closed")


def _fingerprint(path: Path) -> tuple[int, str]:
    """Its size, and its SHA-256."""
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), digest


def _settle(part: Path, name: str) -> Path:
    """Gives a finished download its name: one that nothing has, whoever else is looking for one at this moment."""
    for candidate in received.names(name):
        path = part.with_name(candidate)
        with suppress(FileExistsError):
            path.touch(exist_ok=False)
            return part.replace(path)
    raise AssertionError("there is always another name")


def _failed_here(error: OSError) -> TransferFailed:
    return TransferFailed("", f"{error.filename or ''}: {error.strerror or error}".lstrip(": "))
