"""Requests take turns: nothing is lost, doubled or overtaken, however often the server puts something off."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable

import pytest

from chatlib.client import Message, Paced, RequestFailed, TooManyWaiting
from chatlib.client.session import session, turns
from chatlib.client.session.protocol import Frame
from chatlib.client.session.turns import MOST_REFUSALS, Asked, Turns
from tests.client.people import person
from tests.client.proxy import proxy
from tests.integration.server import Server

Start = Callable[..., Server]


class Wire:
    """`written`: the ids of what was sent; `told`: how many waited when that was said."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.told: list[int] = []
        self.turns = Turns(lambda line: self.written.append(line.decode()), self.told.append)

    def ask(self, name: str, ahead: bool = False) -> Asked:
        asked = Asked(name, name.encode(), {}, asyncio.get_running_loop().create_future())
        self.turns.add(asked, ahead)
        return asked

    def answer(self, name: str, code: str = "SEND_OK") -> Asked | None:
        return self.turns.answered(Frame(code=code, id=name))

    def refuse(self, name: str) -> None:
        assert self.answer(name, "RATE_LIMITED") is None

    async def writes(self, *names: str) -> None:
        """In the end exactly these."""
        async with asyncio.timeout(10):
            while len(self.written) < len(names):
                await asyncio.sleep(0.001)
        assert self.written == list(names)


def run(scene: Callable[[Wire], Awaitable[None]]) -> None:
    async def play() -> None:
        await scene(Wire())

    asyncio.run(play())


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(turns, "LONGEST_PAUSE", 0.02)


def test_the_next_one_goes_out_when_the_last_one_is_answered() -> None:
    async def scene(wire: Wire) -> None:
        first, second = wire.ask("1"), wire.ask("2")
        assert wire.written == ["1"]
        assert wire.answer("2") is None
        assert wire.answer("1") is first
        assert wire.written == ["1", "2"]
        assert wire.answer("2", "SEND_FAILED") is second

    run(scene)


def test_what_is_put_off_is_not_overtaken_and_told_once() -> None:
    async def scene(wire: Wire) -> None:
        for name in "123":
            wire.ask(name)
        wire.refuse("1")
        assert wire.written == ["1"]
        await wire.writes("1", "1")
        wire.refuse("1")
        wire.ask("4")
        await wire.writes("1", "1", "1")
        wire.answer("1")
        wire.refuse("2")
        await wire.writes("1", "1", "1", "2", "2")
        for name in "234":
            wire.answer(name)
        assert wire.written[-2:] == ["3", "4"]
        assert wire.told == [3]
        wire.ask("5")
        wire.refuse("5")
        assert wire.told == [3, 1]

    run(scene)


def test_what_is_asked_ahead_waits_for_the_one_that_is_on_its_way_only() -> None:
    async def scene(wire: Wire) -> None:
        wire.ask("1")
        wire.ask("2")
        wire.ask("3", ahead=True)
        wire.answer("1")
        assert wire.written == ["1", "3"]

    run(scene)


def test_what_nobody_waits_for_is_not_sent() -> None:
    async def scene(wire: Wire) -> None:
        wire.ask("1")
        wire.ask("2").answer.cancel()
        wire.ask("3")
        wire.answer("1")
        assert wire.written == ["1", "3"]

    run(scene)


def test_what_a_server_never_takes_fails_in_the_end_and_the_rest_goes_on() -> None:
    async def scene(wire: Wire) -> None:
        asked = wire.ask("1")
        wire.ask("2")
        for number in range(MOST_REFUSALS):
            wire.refuse("1")
            await wire.writes(*["1"] * (number + 2))
        assert wire.answer("1", "RATE_LIMITED") is asked
        assert wire.written[-1] == "2"

    run(scene)


@pytest.mark.parametrize(("burst", "rate"), [(200, 50), (5, 40)], ids=["by_default", "narrow"])
def test_many_messages_at_once_arrive_once_and_in_order_at_the_servers_pace(
    start: Start, monkeypatch: pytest.MonkeyPatch, burst: int, rate: int
) -> None:
    monkeypatch.setattr(turns, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(turns, "LONGEST_PAUSE", 1.0)
    server, many = start("--burst", burst, "--rate", rate), burst + 2 * rate

    async def scene() -> None:
        async with person(server.port, "ani") as (ani, at_anis), person(server.port, "budi") as (_, at_budis):
            texts = [f"nomor {number}" for number in range(many)]
            seqs = await asyncio.gather(*(ani.send("lobby", text) for text in texts))
            assert seqs == sorted(set(seqs))
            await at_budis.first(Message, text=texts[-1])
            assert at_anis.texts("lobby") == at_budis.texts("lobby") == texts
            assert len(at_anis.of(Paced)) == 1
            assert at_anis.of(Paced)[0].waiting <= many - burst

    asyncio.run(scene())


def test_a_connection_that_is_lost_meanwhile_changes_nothing(start: Start) -> None:
    server = start("--burst", 5, "--rate", 40)

    async def scene() -> None:
        async with (
            proxy(server.port) as way,
            person(way.port, "ani", "rahasia") as (ani, at_anis),
            person(server.port, "budi") as (_, at_budis),
        ):
            texts = [f"nomor {number}" for number in range(60)]
            sending = asyncio.gather(*(ani.send("lobby", text) for text in texts))
            for number in (10, 30):
                await at_budis.first(Message, text=texts[number])
                way.cut()
            await sending
            await at_budis.first(Message, text=texts[-1])
            assert at_anis.texts("lobby") == at_budis.texts("lobby") == texts

    asyncio.run(scene())


def test_of_what_waits_there_is_a_bound(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MOST_WAITING", 10)
    monkeypatch.setattr(session, "MOST_WAITING", 10)
    server = start("--burst", 1, "--rate", 50)

    async def scene() -> None:
        async with person(server.port, "ani") as (ani, at_anis):
            asked = [asyncio.create_task(ani.send("lobby", f"nomor {number}")) for number in range(14)]
            done = await asyncio.gather(*asked, return_exceptions=True)
            assert [type(one) for one in done] == [int] * 11 + [TooManyWaiting] * 3
            assert all(isinstance(one, RequestFailed) and "10" in str(one) for one in done[11:])
            assert at_anis.texts("lobby") == [f"nomor {number}" for number in range(11)]

    asyncio.run(scene())


def test_whoever_leaves_does_not_wait_for_what_waits(start: Start) -> None:
    server = start("--burst", 1, "--rate", 1)

    async def scene() -> None:
        async with person(server.port, "ani") as (ani, at_anis):
            asked = [asyncio.create_task(ani.send("lobby", f"nomor {number}")) for number in range(20)]
            await at_anis.first(Paced)
            await ani.close()
            done = await asyncio.gather(*asked, return_exceptions=True)
            kinds = [kind for kind, _ in itertools.groupby(type(one) for one in done)]
            assert kinds == [int, ConnectionError]

    asyncio.run(scene())
