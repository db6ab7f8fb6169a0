"""Contents of files from realm to realm: each goes over the link ahead of the entry that speaks of it."""

import asyncio
import hashlib
import time
from pathlib import Path

import msgspec

from chatlib.core import entries
from chatlib.server.specialists.files.promises import Promise, Promises
from chatlib.server.specialists.realms.link import Link
from chatlib.state.journal.content_store import Store, is_digest, private

BUFFER = 256 * 1024
"""Bytes in memory for each link, however large the content is."""

IDLE = 60.0
"""Seconds in which a side that sends, or takes, nothing at all is gone. Looking at what is there already takes part."""

KEPT = 86400.0
"""Seconds for the beginning of a content whose rest has not come."""

ARRIVING = "arriving"
"""In the store's directory."""

_encode = msgspec.json.Encoder().encode


async def bring(link: Link, store: Store, entry: bytes, offsets: asyncio.Queue[int]) -> None:
    """Sends what the other side has not got of the content that the entry speaks of.

    Nothing if it is not in the store any more: over there they find that out. `offsets`: what is answered.
    """
    file = entries.decode(entry).file
    try:
        path = await asyncio.to_thread(store.find, file.sha256, file.size)
    except FileNotFoundError:
        return
    if path.stat().st_size != file.size:
        return
    with open(path, "rb") as content:
        await link.tell(_encode({"CONTENT": file.sha256, "SIZE": file.size}))
        offset = await asyncio.wait_for(offsets.get(), IDLE)
        if offset < 0:
            return
        content.seek(offset)
        while data := await asyncio.to_thread(content.read, BUFFER):
            await asyncio.wait_for(link.pour(data), IDLE)


class Contents:
    """What comes. `most`: bytes of the largest content that is taken."""

    def __init__(self, store: Store, most: int) -> None:
        self._store = store
        self._most = most
        self._promises = Promises(store.root)
        self._arriving = store.root / ARRIVING
        self._arriving.mkdir(mode=0o700, exist_ok=True)
        self._complete: set[Path] = set()
        for path in self._arriving.iterdir():
            if path.stat().st_mtime < time.time() - KEPT:
                path.unlink()

    async def take(self, link: Link, realm: str, digest: str, size: int) -> None:
        """Gathers a content, from where the last try ended, and puts it into the store if it is the right one."""
        partial = self._place(realm, digest)
        found = hashlib.sha256()
        offset = await asyncio.to_thread(self._begin, partial, digest, size, found)
        promise = self._hold(partial, size - offset) if offset >= 0 else None
        if promise is None:
            await link.tell(b'{"OFFSET":-1}')
            return
        try:
            with promise, open(partial, "ab", opener=private) as out:
                await link.tell(b'{"OFFSET":%d}' % offset)
                while offset < size:
                    data = await asyncio.wait_for(link.take(min(BUFFER, size - offset)), IDLE)
                    await asyncio.to_thread(_write, out, found, data)
                    promise.came(len(data))
                    offset += len(data)
            if found.hexdigest() == digest:
                await asyncio.to_thread(self._store.keep, partial, digest)
                self._complete.add(partial)
                return
        except (ConnectionError, TimeoutError):
            raise  # the rest comes another time
        except OSError:
            partial.unlink()  # the disk is full, perhaps: the space is needed
            raise
        partial.unlink()

    def has(self, realm: str, digest: str) -> bool:
        """Whether this realm has brought that content. What others have sent is none of its business."""
        return self._place(realm, digest) in self._complete

    def settled(self, realm: str, digest: str) -> None:
        """Whatever came of its entry, that is safe: nobody will bring the content again."""
        partial = self._place(realm, digest)
        self._complete.discard(partial)
        partial.unlink(missing_ok=True)

    def _place(self, realm: str, digest: str) -> Path:
        return self._arriving / f"{realm}-{digest if is_digest(digest) else ''}"

    def _begin(self, partial: Path, digest: str, size: int, found: "hashlib._Hash") -> int:
        """How much is there; -1 if it cannot be taken."""
        if not is_digest(digest) or not 0 <= size <= self._most:
            return -1
        offset = 0
        with open(partial, "a+b", opener=private) as file:
            file.seek(0)
            while data := file.read(BUFFER):
                found.update(data)
                offset += len(data)
        return offset

    def _hold(self, partial: Path, size: int) -> Promise | None:
        """Room for what is still to come; without it, what is there is of no use."""
        try:
            return self._promises.hold(size)
        except OSError:
            partial.unlink()
            return None


def _write(out, found: "hashlib._Hash", data: bytes) -> None:
    out.write(data)
    found.update(data)
