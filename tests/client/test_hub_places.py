"""The hub without windows, after a logout, and while the server cannot be reached."""

import asyncio

import pytest

from chatlib.client.session import session
from chatlib.client.view.roll import Place
from tests.integration.server import Server

from .desk import desk, soon
from .people import person
from .proxy import proxy


def test_all_conversations_in_turn_in_one_terminal(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani1", windows=False) as ani, person(server.port, "budi1") as (budi, _):
            for number in range(3):
                await budi.send("ani1", f"nomor {number}")
            await soon(lambda: Place("budi1", 3, 3) in ani.hub.places(), "the count")
            assert ani.screen.where == "lobby"
            ani.key("c-n")
            assert ani.screen.where == "budi1"
            assert ani.hub.places() == [Place("lobby"), Place("budi1")]
            said = [("budi1", f"nomor {n}") for n in range(3)]
            await soon(lambda: [line for line in ani.screen.lines_shown if "nomor" in line[1]] == said, "the messages")
            ani.type("jawaban")
            await ani.shows("jawaban")
            ani.key("c-p")
            assert ani.screen.where == "lobby"
            ani.type("pm budi1 dari lobby")
            await soon(lambda: ("lobby", "to budi1: dari lobby") in ani.screen.lines_shown, "a trace of it")
            ani.type("untuk semua @BUDI1")
            await ani.shows("untuk semua")
            said = [message.text for message in await budi.history("ani1")]
            assert said == ["nomor 0", "nomor 1", "nomor 2", "jawaban", "dari lobby"]

    asyncio.run(scene())


def test_a_mention_counts_apart(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani2m", windows=False) as ani, person(server.port, "budi2m") as (budi, _):
            ani.type("creategroup kelas2m")
            await soon(lambda: ani.screen.where == "kelas2m", "the room")
            ani.key("c-p")
            await budi.join("kelas2m")
            await budi.send("kelas2m", "halo semua")
            await budi.send("kelas2m", "halo @Ani2m!")
            await soon(lambda: Place("kelas2m", 2, 1) in ani.hub.places(), "the counts")

    asyncio.run(scene())


def test_in_turn_a_conversation_that_was_left_is_gone(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani2", windows=False) as ani:
            ani.type("creategrup grup2")
            await soon(lambda: ani.screen.where == "grup2", "the group")
            ani.type("/leave")
            await soon(lambda: ani.screen.where == "lobby", "the lobby")
            assert ani.hub.places() == [Place("lobby")]
            ani.key("c-n")
            assert ani.screen.where == "lobby"

    asyncio.run(scene())


def test_nothing_is_opened_for_a_name_that_nobody_has(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani3", windows=False) as ani:
            ani.type("/open hantu3", "/query hantu3 halo", "pm hantu3 halo")
            await soon(lambda: len([text for text in ani.screen.shown if "hantu3" in text]) == 3, "the refusals")
            assert ani.hub.places() == [Place("lobby")]

    asyncio.run(scene())


def test_leaving_and_coming_back_without_ending_the_program(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani4", "rahasia") as ani, person(server.port, "budi4") as (budi, at_budis):
            ani.type("login ani4 rahasia")
            await ani.shows("you are logged in as ani4 already")
            ani.type("logout")
            await ani.shows("you have left")
            seen = len(ani.screen.shown)
            for line in ("halo?", "listuser", "pm budi4 halo?", "logout"):
                ani.type(line)
                await soon(lambda seen=seen: len(ani.screen.shown) > seen, f"an answer to {line}")
                assert "you have left" in ani.screen.shown[-1], line
                seen = len(ani.screen.shown)
            ani.type("login ani4 salah")
            await soon(lambda: len(ani.screen.shown) > seen, "the refusal")
            ani.type("login ani4 rahasia")
            await soon(lambda: "You are ani4" in ani.screen.shown[seen:], f"{ani.screen.shown[seen:]}")
            ani.type("aku kembali")
            await at_budis.until(lambda: "aku kembali" in at_budis.texts("lobby"))
            await budi.send("ani4", "selamat datang")
            window = await ani.window("budi4")
            await soon(lambda: "selamat datang" in window.shown, "the message")
            assert at_budis.texts("lobby") == ["aku kembali"]

    asyncio.run(scene())


def test_an_account_is_registered_after_a_logout(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani5") as ani:
            ani.type("logout")
            await ani.shows("you have left")
            ani.type("regist baru5 rahasia")
            await ani.shows("You are baru5")
            ani.type("whoami")
            await soon(lambda: ani.screen.shown.count("You are baru5") == 2, "the answer")

    asyncio.run(scene())


def test_a_lost_connection_is_told_everywhere_and_nothing_is_lost(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "FIRST_WAIT", 0.02)

    async def scene() -> None:
        async with (
            proxy(server.port) as way,
            desk(way.port, "ani6", "rahasia") as ani,
            person(server.port, "budi6") as (budi, at_budis),
        ):
            ani.type("pm budi6 satu")
            window = await ani.window("budi6")
            await soon(lambda: window.shown == ["satu"], "the message")
            way.closed = True
            way.cut()
            await ani.shows("trying again")
            window.type("dua")
            ani.type("untuk semua")
            await budi.send("ani6", "tiga")
            way.closed = False
            await ani.shows("connected again")
            await soon(lambda: {"dua", "tiga"} <= set(window.shown), f"the messages in {window.shown}")
            await at_budis.until(lambda: at_budis.texts("lobby") == ["untuk semua"])
            await at_budis.until(lambda: [text for text in at_budis.texts("ani6") if text != "tiga"] == ["satu", "dua"])
            assert sorted(text for text in window.shown if len(text) < 5) == ["dua", "satu", "tiga"]
            assert len([text for text in window.shown if "trying again" in text or "connected again" in text]) == 2
            await soon(lambda: "“dua” is sent when the server is back" in window.shown, f"the note in {window.shown}")
            assert "“untuk semua” is sent when the server is back" in ani.screen.shown

    asyncio.run(scene())


def test_every_line_that_was_typed_before_the_end_is_sent(server: Server) -> None:
    """As a script does it: its last line is followed by the end of the file."""

    async def scene() -> None:
        async with person(server.port, "budi7") as (_, at_budis):
            async with desk(server.port, "ani7") as ani:
                ani.type(*(f"nomor {number}" for number in range(50)))
            await at_budis.until(lambda: len(at_budis.texts("lobby")) == 50)
            assert at_budis.texts("lobby") == [f"nomor {number}" for number in range(50)]

    asyncio.run(scene())
