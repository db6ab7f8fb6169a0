"""People who change their names, are ignored, away, or somebody else after a logout; windows that come and go."""

import asyncio

import pytest

from chatlib.client.commands import Action
from chatlib.client.preferences import Preferences
from chatlib.client.session import session
from chatlib.client.view.roll import Place
from chatlib.client.words.texts import Words
from tests.integration.server import Server

from .desk import desk, shows, soon
from .people import person
from .proxy import proxy

WORDS = Words("en")


def test_what_is_typed_for_somebody_with_a_new_name_is_not_for_who_takes_the_old_one(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani1p") as ani, person(server.port, "budi1p") as (budi, at_budis):
            await budi.send("ani1p", "halo")
            window = await ani.window("budi1p")
            await shows(window, "halo")
            await budi.rename("bono1p")
            await soon(lambda: window.told("name") == ["bono1p"], "the new name")
            assert window.told("title")[-1] == "bono1p — ani1p"
            async with person(server.port, "budi1p") as (_, at_strangers):
                window.type("rahasia")
                await at_budis.until(lambda: "rahasia" in at_budis.texts("ani1p"))
                assert at_strangers.texts("ani1p") == []
            await ani.hub.dispatcher.typed("/history x", "budi1p")
            await soon(lambda: any("/history" in text for text in window.shown), "an answer to what was typed before")
            await budi.send("ani1p", "terima kasih")
            await soon(lambda: "terima kasih" in window.shown, f"the answer in {window.shown}")
            assert len(ani.opener.asked) == 1

    asyncio.run(scene())


def test_who_names_somebody_means_who_is_called_so_now(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani14p") as ani, person(server.port, "budi14p") as (budi, at_budis):
            await budi.send("ani14p", "halo")
            window = await ani.window("budi14p")
            await budi.rename("bono14p")
            await soon(lambda: window.told("name") == ["bono14p"], "the new name")
            async with person(server.port, "budi14p") as (_, at_strangers):
                await ani.hub.dispatcher.typed("/pm budi14p selamat datang", "budi14p")
                await at_strangers.until(lambda: "selamat datang" in at_strangers.texts("ani14p"))
                assert at_budis.texts("ani14p") == ["halo"]

    asyncio.run(scene())


def test_with_a_new_name_of_ones_own_everything_is_called_so(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani2p") as ani, person(server.port, "budi2p") as (budi, _):
            await budi.send("ani2p", "halo")
            window = await ani.window("budi2p")
            ani.type("/nick ana2p")
            await ani.shows("You are ana2p")
            assert (ani.screen.me, ani.screen.title) == ("ana2p", "Ruang — ana2p")
            await soon(lambda: window.told("me")[-1:] == ["ana2p"], "the name in the window")
            assert window.told("title")[-1] == "budi2p — ana2p"
            await budi.send("lobby", "halo @ANA2P")
            await soon(lambda: any(one.urgent for _, one in ani.screen.entries), "the mention")

    asyncio.run(scene())


def test_an_accounts_name_stays_and_that_is_said(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani3p", "rahasia") as ani:
            ani.type("/nick ana3p")
            await ani.shows("the name of an account stays")

    asyncio.run(scene())


def test_somebody_else_after_a_logout(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani4p") as ani:
            ani.type("logout")
            await ani.shows("you have left")
            assert not ani.hub.conversations.standing.connected
            ani.type("regist ana4p rahasia", "regist ana4p rahasia")
            await ani.shows("You are ana4p")
            assert (ani.screen.me, ani.screen.title) == ("ana4p", "Ruang — ana4p")
            assert ani.hub.conversations.standing.connected
            assert (await ani.hub.session.users()).count("ana4p") == 1

    asyncio.run(scene())


def test_of_who_is_ignored_nothing_is_shown_not_even_what_was_said_before(server: Server) -> None:
    async def scene() -> None:
        async with person(server.port, "budi5p", "rahasia") as (budi, _), person(server.port, "citra5p") as (citra, _):
            preferences = Preferences()
            preferences.do(Action("ignore", text="BUDI5P"), WORDS)
            await budi.send("lobby", "iklan 5p")
            await citra.send("lobby", "halo 5p")
            async with desk(server.port, "ani5p", preferences=preferences) as ani:
                await ani.shows("halo 5p")
                await budi.send("lobby", "iklan lagi 5p")
                await budi.send("ani5p", "iklan untukmu")
                await budi.make_room("iklan5p")
                await budi.request("INVITE", receiver="iklan5p", content=["ani5p"])
                await citra.send("lobby", "selesai 5p")
                await ani.shows("selesai 5p")
                ani.type("/history 50", "/search iklan", "whoami")
                await ani.shows("— 0 found for iklan —")
                assert not any("iklan" in text and "found" not in text for text in ani.screen.shown)
                assert ani.opener.asked == []

    asyncio.run(scene())


def test_who_is_away_says_so_once(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani6p") as ani, person(server.port, "budi6p") as (budi, _):
            await budi.away("makan siang")
            ani.type("pm budi6p halo")
            window = await ani.window("budi6p")
            await soon(lambda: "budi6p is away: makan siang" in window.shown, f"{window.shown}")
            window.type("halo?")
            await soon(lambda: "halo?" in window.shown, "the second line")
            assert window.shown.count("budi6p is away: makan siang") == 1

    asyncio.run(scene())


def test_an_answer_to_a_window_that_is_closed_stands_in_the_lobby(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani7p") as ani, person(server.port, "budi7p") as (budi, _):
            await budi.send("ani7p", "halo")
            window = await ani.window("budi7p")
            await shows(window, "halo")
            window.close()
            await soon(lambda: ani.hub.conversations.of("budi7p") is None, "its end")
            await ani.hub.dispatcher.typed("/who", "budi7p")
            await ani.shows("budi7p is here")
            await budi.send("ani7p", "masih di sana?")
            await shows(await ani.window("budi7p", 2), "halo", "masih di sana?")

    asyncio.run(scene())


def test_a_window_that_comes_after_its_conversation_was_left_is_turned_away(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani8p") as ani:
            ani.opener.works = False
            ani.type("creategroup kelas8p")
            await soon(lambda: ani.opener.asked, "the window")
            ani.type("/leave kelas8p")
            await ani.shows("you left kelas8p")
            ani.opener.works = True
            ani.opener.open(*ani.opener.asked[0])
            await soon(lambda: ani.opener.windows[0].ended, "its end")
            assert ani.hub.places() == [Place("lobby")]

    asyncio.run(scene())


@pytest.mark.parametrize("line", ["/quit", "/exit"])
def test_the_program_can_be_ended_from_a_window(server: Server, line: str) -> None:
    async def scene() -> None:
        name = f"ani9p{line[1]}"
        async with desk(server.port, name) as ani, person(server.port, f"budi9p{line[1]}") as (budi, _):
            await budi.send(name, "halo")
            window = await ani.window(budi.user)
            await shows(window, "halo")
            window.type(line)
            await soon(lambda: ani.hub.session.closed, "the end")

    asyncio.run(scene())


def test_who_came_and_went_in_an_outage_is_known_after_it(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "FIRST_WAIT", 0.02)

    async def scene() -> None:
        async with proxy(server.port) as way, desk(way.port, "ani10p", "rahasia") as ani:
            async with person(server.port, "budi10p"):
                await soon(lambda: "budi10p" in ani.hub.names(), "budi")
                way.closed = True
                way.cut()
                await ani.shows("trying again")
            async with person(server.port, "citra10p"):
                way.closed = False
                await ani.shows("connected again")
                await soon(lambda: "citra10p" in ani.hub.names(), "citra")
                assert "budi10p" not in ani.hub.names()
                assert "budi10p has left" in ani.screen.shown

    asyncio.run(scene())


def test_a_fault_of_the_client_is_said_and_ends_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani11p") as ani, person(server.port, "budi11p") as (budi, _):
            told = ani.hub.news.tell
            monkeypatch.setattr(ani.hub.news, "tell", lambda event: 1 / 0)
            await budi.send("lobby", "satu 11p")
            await ani.shows("the client failed at something, and goes on: ZeroDivisionError")
            monkeypatch.setattr(ani.hub.news, "tell", told)
            await budi.send("lobby", "dua 11p")
            await ani.shows("dua 11p")

    asyncio.run(scene())


def test_the_topic_is_known_to_whoever_sets_it_too(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani12p", windows=False) as ani:
            ani.type("creategroup kelas12p")
            await soon(lambda: ani.screen.where == "kelas12p", "the room")
            ani.type("/topic ujian besok")
            await ani.shows("kelas12p is about: ujian besok")
            await soon(lambda: any(one.topic == "ujian besok" for one in ani.screen.statuses), f"{ani.screen.statuses}")

    asyncio.run(scene())


def test_in_turn_strangers_do_not_make_a_list_without_an_end(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatlib.client.opening.MOST", 3)

    async def scene() -> None:
        async with desk(server.port, "ani13p", windows=False) as ani:
            for number in range(6):
                async with person(server.port, f"asing13p{number}") as (stranger, _):
                    await stranger.send("ani13p", "halo")
                    await soon(lambda n=number: Place(f"asing13p{n}", 1, 1) in ani.hub.places(), "the conversation")
            assert [place.where for place in ani.hub.places()] == ["lobby", *(f"asing13p{n}" for n in (3, 4, 5))]

    asyncio.run(scene())
