"""The user is away by himself when nobody looks, and back when somebody does."""

import asyncio
from collections.abc import Awaitable, Callable

from chatlib.client.absence import Absence

from .desk import soon


class Told:
    """What the server was told, and after which time nobody looks any more."""

    def __init__(self) -> None:
        self.told: list[bool] = []
        self.after: float = 0.01
        self.absence = Absence(lambda: self.after, self._tell)

    async def _tell(self, away: bool) -> None:
        self.told.append(away)


def play(scene: Callable[[Told], Awaitable[None]]) -> None:
    async def run() -> None:
        one = Told()
        await scene(one)
        one.absence.close()

    asyncio.run(run())


def test_when_nobody_looks_he_is_away_until_somebody_does() -> None:
    async def scene(one: Told) -> None:
        one.absence.touched()
        await soon(lambda: one.told == [True], f"{one.told}")
        one.absence.touched()
        await soon(lambda: one.told[:2] == [True, False], f"{one.told}")

    play(scene)


def test_as_long_as_a_window_has_the_keyboard_somebody_looks() -> None:
    async def scene(one: Told) -> None:
        one.absence.looks("lobby", focused=True)
        one.absence.looks("kelas", focused=True)
        one.absence.looks("lobby", focused=False)
        for _ in range(5):
            one.absence._look()
        assert not one.absence.away
        one.absence.looks("kelas", focused=False)
        await soon(lambda: one.told == [True], f"{one.told}")

    play(scene)


def test_who_has_said_so_himself_comes_back_when_he_says_so() -> None:
    async def scene(one: Told) -> None:
        one.absence.said = True
        one.absence.touched()
        for _ in range(3):
            one.absence._touched = -1.0
            one.absence._look()
        assert one.told == []

    play(scene)


def test_it_is_not_so_unless_somebody_wants_it() -> None:
    async def scene(one: Told) -> None:
        one.after = 0
        one.absence.touched()
        assert one.absence._timer is None
        one.after = 0.01
        one.absence.begin()
        await soon(lambda: one.told == [True], f"{one.told}")

    play(scene)
