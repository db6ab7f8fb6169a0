"""The hub: which conversation is shown in which window, and that everything is there once."""

import asyncio

import pytest

from chatlib.client import Message
from chatlib.client.windows import opened
from tests.integration.server import Server

from .desk import desk, shows, soon
from .people import person


def test_a_private_message_opens_a_window_on_both_sides(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani1") as ani, desk(server.port, "budi1") as budi:
            ani.type("pm budi1 halo")
            at_anis, at_budis = await ani.window("budi1"), await budi.window("ani1")
            await shows(at_anis, "halo")
            await shows(at_budis, "halo")
            at_budis.type("halo juga")
            await shows(at_anis, "halo", "halo juga")
            await shows(at_budis, "halo", "halo juga")
            assert (at_anis.title, at_budis.title) == ("budi1 — ani1", "ani1 — budi1")
            assert (len(ani.opener.windows), len(budi.opener.windows)) == (1, 1)
            assert not any("halo" in text for text in ani.screen.shown + budi.screen.shown)

    asyncio.run(scene())


def test_a_window_is_asked_for_with_nothing_secret_on_its_command_line(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani2", "sangat-rahasia") as ani, desk(server.port, "budi2"):
            ani.type("pm budi2 isi pesan")
            await ani.window("budi2")
            _, argv = ani.opener.asked[0]
            assert argv[1].endswith("window.py")
            assert not any(word in " ".join(argv) for word in ("isi", "budi2", "ani2", "sangat-rahasia"))
            assert all(c.isalnum() or c in "/._-+" for arg in argv for c in arg)

    asyncio.run(scene())


def test_what_is_said_to_everybody_stays_in_the_lobby(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani3") as ani, desk(server.port, "budi3") as budi:
            ani.type("halo semua")
            await ani.shows("halo semua")
            await budi.shows("halo semua")
            assert (ani.opener.asked, budi.opener.asked) == ([], [])

    asyncio.run(scene())


def test_history_comes_first_and_then_what_is_said_now_and_nothing_twice(server: Server) -> None:
    async def scene() -> None:
        async with person(server.port, "budi4", "rahasia") as (budi, _):
            async with person(server.port, "ani4", "rahasia") as (ani, _):
                for number in range(10):
                    await (ani, budi)[number % 2].send(("budi4", "ani4")[number % 2], f"nomor {number}")
            async with desk(server.port, "ani4", "rahasia", register=False) as again:
                # The window opens, and is filled, while more comes.
                for number in range(10, 40):
                    await budi.send("ani4", f"nomor {number}")
                window = await again.window("budi4")
                await shows(window, *(f"nomor {number}" for number in range(40)))
                window.type("nomor 40")
                await shows(window, *(f"nomor {number}" for number in range(41)))

    asyncio.run(scene())


def test_a_window_that_was_closed_is_opened_again_by_the_next_message(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani5") as ani, person(server.port, "budi5") as (budi, _):
            await budi.send("ani5", "satu")
            first = await ani.window("budi5")
            await shows(first, "satu")
            first.close()
            # The hub may hear of it a little later than we do.
            said = ["satu"]
            while len(ani.opener.windows) < 2:
                said.append(f"nomor {len(said)}")
                await budi.send("ani5", said[-1])
                await asyncio.sleep(0.005)  # a new window shows only the last of what was said, and all of it is wanted
            second = await ani.window("budi5", 2)
            await shows(second, *said)
            assert len(first.shown) < len(said)
            second.type("terakhir")
            await shows(second, *said, "terakhir")

    asyncio.run(scene())


def test_a_command_closes_a_window_too_and_open_brings_it_back(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani6") as ani, desk(server.port, "budi6"):
            ani.type("pm budi6 satu")
            first = await ani.window("budi6")
            first.type("/close")
            await soon(lambda: first.told_to_close, "the end of the window")
            first.close()
            ani.type("/open BUDI6")
            await shows(await ani.window("budi6", 2), "satu")

    asyncio.run(scene())


@pytest.mark.parametrize("why", ["fake-terminal: 1", None], ids=["says_why", "never_comes"])
def test_without_its_window_a_conversation_goes_on_in_the_hubs_terminal(
    server: Server, monkeypatch: pytest.MonkeyPatch, why: str | None
) -> None:
    monkeypatch.setattr(opened, "OPENS_WITHIN", 0.3)
    name = f"7{'a' if why else 'b'}"

    async def scene() -> None:
        async with desk(server.port, f"ani{name}") as ani, person(server.port, f"budi{name}") as (budi, _):
            ani.opener.works, ani.opener.why = False, why
            for number in range(3):
                await budi.send(f"ani{name}", f"nomor {number}")
            await ani.shows(f"no window could be opened for budi{name} (fake-terminal")
            await ani.shows("nomor 2")
            await budi.send(f"ani{name}", "nomor 3")
            ani.type(f"pm budi{name} nomor 4")
            await ani.shows("nomor 4")
            found = [(where, entry.text) for where, entry in ani.screen.entries if entry.text.startswith("nomor")]
            assert found == [(f"budi{name}", f"nomor {number}") for number in range(5)]
            assert len(ani.opener.asked) == 1

    asyncio.run(scene())


def test_a_window_that_comes_too_late_is_turned_away(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "OPENS_WITHIN", 0.2)

    async def scene() -> None:
        async with desk(server.port, "ani8") as ani, person(server.port, "budi8") as (budi, _):
            ani.opener.works = False
            await budi.send("ani8", "halo")
            await ani.shows("no window could be opened")
            ani.opener.works = True
            title, argv = ani.opener.asked[0]
            ani.opener.open(title, argv)
            await soon(lambda: ani.opener.windows[0].ended, "the end of a window that nobody waits for")
            assert ani.opener.windows[0].heard == []

    asyncio.run(scene())


def test_there_is_a_bound_to_the_windows_that_strangers_can_open(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "MOST", 2)

    async def scene() -> None:
        async with desk(server.port, "ani9") as ani:
            for number in range(3):
                async with person(server.port, f"asing9{number}") as (stranger, _):
                    await stranger.send("ani9", f"dari {number}")
            await ani.shows("dari 2")
            await ani.shows("too many windows")
            await shows(await ani.window("asing90"), "dari 0", "asing90 has left")
            assert len(ani.opener.asked) == 2

    asyncio.run(scene())


def test_windows_end_with_the_hub(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani10") as ani, desk(server.port, "budi10"):
            ani.type("pm budi10 halo")
            window = await ani.window("budi10")
            await shows(window, "halo")
            ani.type("exit")
            await soon(lambda: window.told_to_close, "the end of the window")
            await soon(lambda: ani.hub.session.closed, "the end of the session")

    asyncio.run(scene())


def test_names_are_completed_in_the_lobby_and_in_windows(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani11") as ani, desk(server.port, "budi11"):
            ani.type("pm budi11 halo")
            window = await ani.window("budi11")
            async with person(server.port, "citra11"):
                await soon(lambda: "citra11" in window.names, f"citra11 in {window.names}")
                assert {"budi11", "citra11", "/pm", "/open"} <= set(ani.hub.names())
            await soon(lambda: "citra11" not in window.names, "citra11 is gone")
            assert "citra11" not in ani.hub.names()

    asyncio.run(scene())


def test_a_password_or_a_private_text_is_never_said(server: Server) -> None:
    lines = [
        " login tono rahasia12",
        "\tauth tono rahasia12",
        " pm wtd12 rahasia12",
        " /pm wtd12 rahasia12",
        "msg wtd12 x",
    ]

    async def scene() -> None:
        async with (
            desk(server.port, "ani12") as ani,
            person(server.port, "budi12") as (budi, at_budis),
            person(server.port, "wtd12") as (_, at_wtds),
        ):
            await budi.send("ani12", "halo")
            window = await ani.window("budi12")
            await shows(window, "halo")
            for line in lines:
                ani.type(line)
                window.type(line)
            ani.type("//login itu apa?")
            window.type("// rahasia")
            await at_budis.first(Message, where="lobby")
            await at_budis.first(Message, where="ani12", mine=False)
            assert at_budis.texts("lobby") == ["/login itu apa?"]
            assert [m.text for m in at_budis.of(Message) if m.private and not m.mine] == ["/ rahasia"]
            await at_wtds.until(lambda: len(at_wtds.texts("ani12")) == 6)
            assert sorted(at_wtds.texts("ani12")) == ["rahasia12"] * 4 + ["x"] * 2
            for place in (ani.screen, window):
                errors = await soon(lambda place=place: [t for t in place.shown if "logged in as ani12" in t][1:])
                assert len(errors) == 1
                assert "//" in errors[0]

    asyncio.run(scene())
