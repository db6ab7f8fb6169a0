"""Who runs a room, at the hub: what is typed, what the others are told, and who has to go."""

import asyncio
from collections.abc import Iterator

import pytest

from chatlib.client.session.protocol import LOBBY
from tests.integration.server import Server

from .desk import desk, soon
from .people import person
from .proxy import proxy


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One with an admin."""
    roster = tmp_path_factory.mktemp("roster") / "kelas.csv"
    roster.write_text("guru,rahasia\n")
    server = Server(tmp_path_factory.mktemp("data"), "--roster", roster, "--admin", "guru")
    yield server
    server.stop()


def test_what_the_owner_of_a_room_does_is_told_to_all_in_it(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani1") as ani, desk(server.port, "budi1") as budi:
            ani.type("creategroup kelas1")
            window = await ani.window("kelas1")
            budi.type("joingroup kelas1")
            at_budis = await budi.window("kelas1")
            for line, told in {
                "/mute budi1 10m ribut": "ani1 muted budi1 for 10 min (ribut)",
                "/unmute budi1": "ani1 lets budi1 speak again",
                "/rules announce on": "ani1 lets only moderators speak",
                "/voice budi1": "ani1 gave budi1 the word",
                "/unvoice budi1": "ani1 took the word from budi1",
                "/rules announce off": "ani1 lets everybody speak",
                "/rules slow 30": "ani1 lets everybody speak once in 30 s",
                "/rules slow off": "ani1 lets everybody speak as often as they like",
                "/moderator budi1": "ani1 made budi1 a moderator",
                "/unmoderator budi1": "ani1 made budi1 a member like others",
            }.items():
                window.type(line)
                await soon(lambda told=told: told in at_budis.shown, f"{told!r} in {at_budis.shown}")
                await soon(lambda told=told: window.shown.count(told) == 1, f"{told!r} in {window.shown}")
            at_budis.type("/kick ani1")
            await soon(lambda: "you are no operator of kelas1" in at_budis.shown, f"the refusal in {at_budis.shown}")
            window.type("/mute budi1 1h")
            await soon(lambda: "ani1 muted budi1 for 1 h" in window.shown, "the mute")
            at_budis.type("tapi saya")
            refused = "not sent: “tapi saya” (you are muted in kelas1 ("
            await soon(lambda: any(text.startswith(refused) for text in at_budis.shown), f"it in {at_budis.shown}")
            window.type("/rules")
            await soon(lambda: any("muted: budi1 until" in text for text in window.shown), f"rules in {window.shown}")
            assert "In kelas1: everybody may come in and speak\n  you: owner\n  owner: ani1" in window.shown[-1]
            window.type("/modlog")
            await soon(lambda: "ani1 muted budi1 for 10 min (ribut)" in window.shown[-1], f"deeds in {window.shown}")

    asyncio.run(scene())


def test_who_was_put_out_is_told_by_whom_and_why(server: Server) -> None:
    async def scene() -> None:
        other = person(server.port, "eko2")
        async with desk(server.port, "ani2") as ani, desk(server.port, "budi2") as budi, other as (eko, at_ekos):
            ani.type("creategroup kelas2")
            window = await ani.window("kelas2")
            budi.type("joingroup kelas2")
            at_budis = await budi.window("kelas2")
            await eko.join("kelas2")
            window.type("/kick budi2 terlalu ribut")
            await soon(lambda: window.shown[-1:] == ["ani2 put budi2 out (terlalu ribut)"], f"it in {window.shown}")
            await soon(
                lambda: "ani2 put you out of kelas2 (terlalu ribut)" in at_budis.shown, f"it in {at_budis.shown}"
            )
            await budi.shows("ani2 put you out of kelas2 (terlalu ribut)")
            await at_ekos.until(lambda: any(getattr(one, "reason", "") == "terlalu ribut" for one in at_ekos.events))
            window.type("/ban eko2 1d")
            await soon(lambda: "ani2 banned eko2 for 1 d" in window.shown, f"it in {window.shown}")
            budi.type("/join kelas2")
            await soon(lambda: "you joined kelas2" in budi.screen.shown[-1], "back again")

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/kick {} ribut", "guru put you off the server (ribut)"),
        ("/ban {} 2h", "guru banned you from the server for 2 h"),
    ],
    ids=["kick", "ban"],
)
def test_who_is_put_off_the_server_is_told_and_does_not_come_back_by_himself(
    server: Server, line: str, said: str
) -> None:
    name = f"eko{line[1]}"

    async def scene() -> None:
        async with desk(server.port, "guru", "rahasia", register=False) as guru, desk(server.port, name) as eko:
            guru.type(line.format(name))
            await soon(lambda: eko.hub.session.closed, "the end of the session")
            await soon(lambda: eko.hub.farewell == said, f"why: {eko.hub.farewell}")
            assert not any("not let in again" in text for text in eko.screen.shown)

    asyncio.run(scene())


def test_in_the_lobby_an_admin_sees_what_holds(server: Server) -> None:
    async def scene() -> None:
        async with (
            desk(server.port, "guru", "rahasia", register=False) as guru,
            person(server.port, "eko4") as (eko, ear),
        ):
            guru.type("/rules announce on")
            await guru.shows("guru lets only moderators speak")
            await ear.until(lambda: any(getattr(one, "room", "") == LOBBY for one in ear.events))
            guru.type("/rules announce off", "/rules")
            await guru.shows("you: admin")
            assert eko.user == "eko4"

    asyncio.run(scene())


def test_who_is_banned_while_his_connection_is_lost_is_told_so_and_tries_no_more(server: Server) -> None:
    async def scene() -> None:
        as_guru = desk(server.port, "guru", "rahasia", register=False)
        async with proxy(server.port) as way, as_guru as guru, desk(way.port, "eko5") as eko:
            way.closed = True
            way.cut()
            await eko.shows("the server does not answer")
            guru.type("/ban eko5 1h")
            await guru.shows("guru banned eko5 for 1 h")
            way.closed = False
            await eko.shows("you are banned from lobby")
            await eko.shows("you are not let in again")
            assert eko.hub.session.closed

    asyncio.run(scene())
