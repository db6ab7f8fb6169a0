"""Contents that other realms bring, with the disk and the links played by the test."""

import asyncio
import json
from hashlib import sha256
from types import SimpleNamespace

import pytest

from chatlib.server.specialists.files.promises import RESERVE
from chatlib.server.specialists.realms.contents import ARRIVING, Contents
from chatlib.state.journal.content_store import Store

CONTENT = bytes(range(200)) * 5
DIGEST = sha256(CONTENT).hexdigest()


class Link:
    """The other side: it answers an offset with the rest, once `may` is set; or with an error, when it has no more."""

    def __init__(self, content=CONTENT, error=None):
        self.may = asyncio.Event()
        self.may.set()
        self.offsets = []
        self._content, self._error = content, error

    async def tell(self, line):
        self.offsets.append(json.loads(line)["OFFSET"])
        self._content = self._content[self.offsets[-1] :]

    async def take(self, most):
        await self.may.wait()
        if not self._content and self._error:
            raise self._error
        data, self._content = self._content[:most], self._content[most:]
        return data


@pytest.fixture
def disk(monkeypatch):
    disk = SimpleNamespace(free=RESERVE + len(CONTENT))
    monkeypatch.setattr("shutil.disk_usage", lambda _: disk)
    return disk


@pytest.fixture
def contents(disk, tmp_path):
    return Contents(Store(tmp_path), 1 << 20)


async def take(contents, link, realm="utara"):
    await contents.take(link, realm, DIGEST, len(CONTENT))
    return link.offsets, contents.has(realm, DIGEST)


def test_what_fits_is_taken_and_one_more_byte_is_not(contents, disk):
    assert asyncio.run(take(contents, Link())) == ([0], True)
    disk.free -= 1
    assert asyncio.run(take(contents, Link(), "selatan")) == ([-1], False)


def test_two_at_once_are_not_promised_the_same_room(contents):
    async def both():
        slow = Link()
        slow.may.clear()
        first = asyncio.create_task(take(contents, slow))
        while not slow.offsets:
            await asyncio.sleep(0)
        second = await take(contents, Link(), "selatan")
        slow.may.set()
        return await first, second, await take(contents, Link(), "selatan")

    assert asyncio.run(both()) == (([0], True), ([-1], False), ([0], True))


@pytest.mark.parametrize("error", [ConnectionResetError(), TimeoutError()])
def test_a_connection_that_breaks_or_hangs_gives_its_room_back_and_the_next_one_goes_on(contents, error, tmp_path):
    with pytest.raises(type(error)):
        asyncio.run(take(contents, Link(CONTENT[:600], error)))
    assert [path.stat().st_size for path in (Store(tmp_path).root / ARRIVING).iterdir()] == [600]
    assert asyncio.run(take(contents, Link())) == ([600], True)
