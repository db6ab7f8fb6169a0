"""A lesson is told again in a room of a running server."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from chatlib.client import Message, Restored, connect
from chatlib.client.session import session
from chatlib.core.limits import Limits
from chatlib.server.command_line.replay.room import GUEST, Teller, free
from tests.client.people import Ear, person
from tests.client.proxy import Proxy, proxy

from .server import Server, run


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions come back at once."""
    monkeypatch.setattr(session, "FIRST_WAIT", 0.02)
    monkeypatch.setattr(session, "LONGEST_WAIT", 0.1)


@asynccontextmanager
async def telling(server: Server) -> AsyncIterator[tuple[Teller, Ear, Ear, Proxy]]:
    """Who tells in the room `ulang`, what that session hears, what another one in the room hears, and the way."""
    async with proxy(server.port) as way, person(server.port, "budi") as (budi, at_budis):
        async with await connect("127.0.0.1", way.port, GUEST) as teller:
            ear = Ear(teller)
            room = await free("ulang", teller.make_room)
            await budi.join(room)
            yield Teller(teller, room), ear, at_budis, way
        await ear.task


def test_it_is_told_again_and_says_who_said_it(server: Server) -> None:
    ani = server.sendto("ani1")
    ani.ask("sendall halo ✓", "[OK]")
    ani.ask("sendall budi: aku budi", "[OK]")
    lesson = ("replay", server.data, "--from", "2001-01-01", "--speed", "1000", "--lang", "en")
    here = run(*lesson)
    assert (here.returncode, here.stderr) == (0, "")
    day, *said = here.stdout.splitlines()
    assert [line.partition(" ")[2] for line in said] == ["ani1: halo ✓", "ani1: budi: aku budi"]
    there = run(*lesson, "--into", f"127.0.0.1:{server.port}")
    assert (there.returncode, there.stderr) == (0, "")
    assert f"replay tells it again in the room ulang-lobby-{day} of 127.0.0.1:{server.port}" in there.stdout
    items = map(json.loads, run("export", "--data", server.data).stdout.splitlines())
    assert [(one["from"], one["text"]) for one in items if one.get("room") == f"ulang-lobby-{day}"] == [
        (GUEST, "ani1: halo ✓"),
        (GUEST, "ani1: budi: aku budi"),
    ]


def test_names_that_somebody_has_get_a_number(server: Server) -> None:
    async def scene() -> None:
        async with (
            telling(server) as (teller, *_),
            await free(GUEST, lambda name: connect("127.0.0.1", server.port, name)) as second,
        ):
            assert (teller.room, second.user) == ("ulang", "replay-2")
            assert await free("ulang", second.make_room) == "ulang-2"

    asyncio.run(scene())


def test_a_lost_connection_costs_nothing(server: Server) -> None:
    async def scene() -> None:
        async with telling(server) as (teller, ear, at_budis, way):
            for number in range(20):
                if number % 5 == 4:
                    way.cut()
                await teller.say("ani", f"kata {number}")
            await ear.first(Restored)
            await at_budis.first(Message, text="ani: kata 19")
            assert at_budis.texts("ulang") == [f"ani: kata {number}" for number in range(20)]

    asyncio.run(scene())


def test_whom_the_server_has_forgotten_comes_back_into_the_room(server: Server) -> None:
    async def scene() -> None:
        async with telling(server) as (teller, ear, at_budis, _):
            await ear.session.leave(teller.room)
            await teller.say("ani", "satu")
            await at_budis.first(Message, text="ani: satu")
            await ear.session.request("DEL_ROOM", content=teller.room)
            await teller.say("ani", "dua")
            await at_budis.session.join(teller.room)
            assert [message.text for message in await at_budis.session.history(teller.room)] == ["ani: dua"]

    asyncio.run(scene())


def test_what_is_too_long_with_a_name_in_front_of_it_is_told_in_parts(server: Server) -> None:
    text = "kata ✓\n" * 300 + "x" * (Limits().message - 9 * 300)

    async def scene() -> None:
        async with telling(server) as (teller, _, at_budis, _):
            await teller.say("ani", text)
            await teller.say("ani", "habis")
            await at_budis.first(Message, text="ani: habis")
            heard = "\n".join(at_budis.texts("ulang")[:-1])
            assert re.sub("^ani: |\n", "", heard, flags=re.MULTILINE) == text.replace("\n", "")

    asyncio.run(scene())
