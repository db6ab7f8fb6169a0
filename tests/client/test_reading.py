"""What was read is told, and what was read elsewhere is not counted any more."""

import asyncio

import pytest

from chatlib.client.conversations import reading as module
from chatlib.client.conversations.conversation import Conversation
from chatlib.client.conversations.reading import Reading
from chatlib.client.entries import Entry
from chatlib.client.session.events import Read
from chatlib.client.session.requests import RequestFailed

from .desk import soon


class Server:
    """What it was told, and whether it refuses to hear it."""

    def __init__(self) -> None:
        self.told: list[tuple[str, float]] = []
        self.refuses = False

    async def read(self, where: str, time: float) -> None:
        self.told.append((where, time))
        if self.refuses:
            raise RequestFailed("READ_FAILED", "tidak")


class Desk:
    def __init__(self) -> None:
        self.conversations = {"kelas": Conversation("here"), "lobby": Conversation("here")}
        self.server, self.read = Server(), []
        self.tasks: set[asyncio.Task] = set()
        self.reading = Reading(lambda: self.conversations, lambda: self.server, self.start, self.read.append)
        self.reading.able = True

    def start(self, work: object) -> None:
        self.tasks.add(asyncio.get_running_loop().create_task(work))

    def hear(self, at: float) -> None:
        entry = Entry("message", "halo", at, "budi", seq=1)
        self.conversations["kelas"].heard([entry])
        self.conversations["kelas"].count([entry])


@pytest.fixture(autouse=True)
def soon_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVERY", 0.0)


@pytest.mark.parametrize("refuses", [False, True])
def test_what_is_looked_at_is_told_once_until_there_is_more(refuses: bool) -> None:
    async def scene() -> None:
        one = Desk()
        one.server.refuses = refuses
        one.hear(1.5)
        for _ in range(5):
            one.reading.looked_at("kelas")
        await soon(lambda: one.server.told == [("kelas", 1.5)], "it")
        one.reading.looked_at("kelas")
        one.hear(2.5)
        one.reading.looked_at("kelas")
        one.reading.looked_at("lobby")
        one.reading.looked_at("tiada")
        await soon(lambda: one.server.told == [("kelas", 1.5), ("kelas", 2.5)], "the next one")

    asyncio.run(scene())


def test_a_server_that_does_not_know_of_it_is_not_bothered() -> None:
    async def scene() -> None:
        one = Desk()
        one.reading.able = False
        one.hear(1.5)
        one.reading.looked_at("kelas")
        await asyncio.sleep(0)
        one.reading.able = True
        one.reading.looked_at("kelas")
        await soon(lambda: one.server.told, "it")
        assert one.server.told == [("kelas", 1.5)]

    asyncio.run(scene())


def test_what_was_read_elsewhere_is_not_counted_here() -> None:
    one = Desk()
    one.hear(1.5)
    one.hear(2.5)
    one.reading.heard(Read("kelas", 1.5))
    assert (one.conversations["kelas"].unread, one.read) == (2, [])
    one.reading.heard(Read("kelas", 2.5))
    one.reading.heard(Read("kelas", 2.5))
    one.reading.heard(Read("tiada", 2.5))
    assert (one.conversations["kelas"].unread, one.read) == (0, ["kelas"])
