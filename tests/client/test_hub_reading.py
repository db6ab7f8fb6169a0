"""Where one was, at the hub: what is unread, what was read on another device, who is writing and who is away."""

import asyncio

import pytest

from chatlib.client.conversations import reading
from chatlib.client.preferences import Preferences, Settings
from chatlib.client.view.roll import Place
from tests.integration.server import Server

from .desk import desk, soon
from .people import person


@pytest.fixture(autouse=True)
def told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "EVERY", 0.0)


def test_what_one_device_has_read_is_not_counted_on_another_one(server: Server) -> None:
    async def scene() -> None:
        laptop = desk(server.port, "ani1r", "rahasia", windows=False)
        phone = desk(server.port, "ani1r", "rahasia", windows=False, register=False)
        async with person(server.port, "budi1r") as (budi, _), laptop as at_laptop, phone as at_phone:
            await budi.send("ani1r", "halo")
            for one in (at_laptop, at_phone):
                await one.shows("halo")
                await soon(lambda one=one: Place("budi1r", 1, 1) in one.hub.places(), f"{one.hub.places()}")
            at_laptop.hub.conversations.look_at("budi1r")
            await soon(lambda: at_phone.screen.read_elsewhere == ["budi1r"], "what the other one knows")
            assert Place("budi1r") in at_phone.hub.places()

    asyncio.run(scene())


def test_it_begins_with_what_is_unread_and_a_line_where_that_begins(server: Server) -> None:
    async def scene() -> None:
        async with person(server.port, "budi2r") as (budi, _):
            async with desk(server.port, "ani2r", "rahasia", windows=False) as ani:
                await budi.send("ani2r", "dibaca")
                await ani.shows("dibaca")
                ani.hub.conversations.look_at("budi2r")
                await soon(lambda: ani.hub.conversations.of("budi2r").read, "the reading")
                async with asyncio.timeout(10):
                    while not await ani.hub.session.read("budi2r"):
                        await asyncio.sleep(0.01)
            await budi.send("ani2r", "satu")
            await budi.send("ani2r", "dua")
            async with desk(server.port, "ani2r", "rahasia", windows=False, register=False) as ani:
                await ani.shows("Not read yet: budi2r 2 (@2)")
                await soon(lambda: Place("budi2r", 2, 2) in ani.hub.places(), f"{ani.hub.places()}")
                await ani.shows("dua")
                told = [(one.kind, one.text) for where, one in ani.screen.entries if where == "budi2r"]
                assert told[told.index(("message", "dibaca")) + 1 :][:2] == [("new", ""), ("message", "satu")]

    asyncio.run(scene())


def test_who_is_writing_is_said_until_he_has_said_it(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani3r", windows=False) as ani, desk(server.port, "budi3r") as budi:
            ani.type("/open budi3r")
            await soon(lambda: ani.hub.conversations.current == "budi3r", "the conversation")
            budi.type("/open ani3r")
            window = await budi.window("ani3r")
            ani.hub.active(something=True)
            await soon(lambda: [one for one in window.told("status") if one["writing"] == ["ani3r"]], "who is writing")
            ani.type("halo")
            await soon(lambda: "halo" in window.shown, "the message")
            await soon(lambda: window.told("status")[-1]["writing"] == [], "nobody any more")

    asyncio.run(scene())


def test_who_is_away_and_who_is_so_by_himself(server: Server) -> None:
    async def scene() -> None:
        preferences = Preferences()
        async with (
            desk(server.port, "ani4r", windows=False, preferences=preferences) as ani,
            desk(server.port, "budi4r") as budi,
        ):
            budi.type("/open ani4r")
            window = await budi.window("ani4r")
            ani.type("/away makan siang")
            await soon(lambda: "ani4r is away: makan siang" in window.shown, f"it in {window.shown}")
            await soon(lambda: [one["away"] for one in window.told("status")[-1:]] == ["makan siang"], "it in the line")
            ani.type("/away")
            await soon(lambda: "ani4r is back" in window.shown, f"it in {window.shown}")
            preferences.settings = Settings(away_after=0.01)
            ani.hub.seen()
            await soon(lambda: "ani4r is away: not at the keyboard" in window.shown, f"it in {window.shown}")
            preferences.settings = Settings(away_after=3600)
            ani.hub.seen()
            await soon(lambda: window.shown.count("ani4r is back") == 2, f"it in {window.shown}")

    asyncio.run(scene())
