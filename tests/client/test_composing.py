"""Who is writing is told, and believed for a while."""

import asyncio

import pytest

from chatlib.client import composing as module
from chatlib.client.composing import Composing
from chatlib.client.conversations.conversation import Conversation
from chatlib.client.session.events import Composes

from .desk import soon


class Desk:
    def __init__(self) -> None:
        self.conversations = {"kelas": Conversation("here")}
        self.told: list[tuple[str, str]] = []
        self.changes = 0
        self.tasks: set[asyncio.Task] = set()
        self.composing = Composing(lambda: self.conversations, lambda: self, self.start, self.changed)
        self.composing.able = True

    def start(self, work: object) -> None:
        self.tasks.add(asyncio.get_running_loop().create_task(work))

    def changed(self) -> None:
        self.changes += 1

    async def composes(self, where: str, state: str) -> None:
        self.told.append((where, state))


def test_others_are_told_now_and_then_and_at_the_end() -> None:
    async def scene() -> None:
        one = Desk()
        for _ in range(20):
            one.composing.writes("kelas", something=True)
        one.composing.writes("kelas", something=False)
        one.composing.writes("kelas", something=False)
        await soon(lambda: len(one.told) == 2, f"{one.told}")
        assert one.told == [("kelas", "active"), ("kelas", "done")]
        one.composing.writes("kelas", something=True)
        one.composing.sent("kelas")
        one.composing.writes("kelas", something=False)
        await soon(lambda: len(one.told) == 3, f"{one.told}")
        one.composing.able = False
        one.composing.writes("kelas", something=True)
        assert len(one.tasks) == 3

    asyncio.run(scene())


def test_who_writes_is_believed_until_he_says_otherwise_or_nothing_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        one = Desk()
        writing = one.conversations["kelas"].writing
        one.composing.heard(Composes("kelas", "budi", True))
        one.composing.heard(Composes("kelas", "budi", True))
        one.composing.heard(Composes("kelas", "eko", True))
        one.composing.heard(Composes("tiada", "eko", True))
        assert sorted(writing) == ["budi", "eko"]
        one.composing.heard(Composes("kelas", "budi", False))
        one.composing.ended("kelas", "eko")
        assert writing == []
        monkeypatch.setattr(module, "VALID", 0.0)
        one.composing.heard(Composes("kelas", "budi", True))
        assert writing == ["budi"]
        await soon(lambda: not writing, "the end")
        assert one.changes

    asyncio.run(scene())


def test_there_is_a_bound() -> None:
    async def scene() -> None:
        one = Desk()
        for number in range(module.MOST + 5):
            one.composing.heard(Composes("kelas", f"u{number}", True))
        assert len(one.conversations["kelas"].writing) == module.MOST
        one.composing.close()

    asyncio.run(scene())
