"""Groups and rooms at the hub: their windows, invitations, and what is told in them."""

import asyncio

import pytest

from chatlib.client.actions.actions import FEW_FOUND, FOUND
from tests.integration.server import Server

from .desk import desk, shows, soon
from .people import person


def test_a_group_opens_a_window_for_whoever_made_it(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani1") as ani, desk(server.port, "budi1") as budi:
            ani.type("creategrup grup1 adduser budi1 tiada")
            window = await ani.window("grup1")
            await ani.shows("grup1 is made")
            await ani.shows("tiada")
            await budi.shows("ani1 invites you to grup1 (there: ani1)")
            assert budi.opener.asked == []
            window.type("sendiri di sini")
            await soon(lambda: "sendiri di sini" in window.shown, "one's own line")

    asyncio.run(scene())


@pytest.mark.parametrize("key", ["f2", "f3"], ids=["accept", "decline"])
def test_an_invitation_is_answered_by_one_key(server: Server, key: str) -> None:
    async def scene() -> None:
        async with desk(server.port, f"ani{key}") as ani, desk(server.port, f"budi{key}") as budi:
            ani.type(f"creategrup grup{key} adduser budi{key}")
            window = await ani.window(f"grup{key}")
            await budi.shows("invites you")
            budi.key(key)
            if key == "f2":
                await soon(lambda: f"budi{key} joined grup{key}" in window.shown, "the news")
                there = await budi.window(f"grup{key}")
                window.type("selamat datang")
                await soon(lambda: "selamat datang" in there.shown, "the greeting")
            else:
                await soon(lambda: f"budi{key} declined the invitation to grup{key}" in window.shown, "the news")
                await budi.shows(f"you declined grup{key}")
                assert budi.opener.asked == []
            # It was the only one: the key has nothing more to answer.
            seen = len(budi.screen.shown)
            budi.key(key)
            budi.type("whoami")
            await soon(lambda: len(budi.screen.shown) > seen, "the answer")
            assert budi.screen.shown[seen:] == [f"You are budi{key}"]

    asyncio.run(scene())


def test_the_key_answers_the_last_invitation_first(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani2") as ani, desk(server.port, "budi2") as budi:
            for group in ("pertama2", "kedua2"):
                ani.type(f"creategrup {group} adduser budi2")
                await budi.shows(f"invites you to {group}")
            budi.key("f2")
            await budi.shows("you joined kedua2")
            budi.key("f3")
            await budi.shows("you declined pertama2")

    asyncio.run(scene())


def test_an_invitation_that_was_answered_by_typing_is_not_answered_again_by_a_key(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani5k") as ani, desk(server.port, "budi5k") as budi:
            for group in ("lama5k", "baru5k"):
                ani.type(f"creategrup {group} adduser budi5k")
                await budi.shows(f"invites you to {group}")
            budi.type("acceptgrup BARU5K")
            await budi.shows("you joined baru5k")
            budi.key("f2")
            await budi.shows("you joined lama5k")

    asyncio.run(scene())


def test_what_could_not_be_sent_is_not_lost(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani6k") as ani:
            ani.type("pm hantu6k apa kabar", "switchgrup kosong6k " + "panjang " * 30)
            await ani.shows("not sent: “apa kabar” (there is no user and no room hantu6k)")
            await ani.shows("not sent: “panjang panjang")

    asyncio.run(scene())


@pytest.mark.parametrize("by", ["lobby", "window"])
def test_leaving_closes_the_window(server: Server, by: str) -> None:
    async def scene() -> None:
        async with desk(server.port, f"ani-{by}") as ani, desk(server.port, f"budi-{by}") as budi:
            ani.type(f"creategrup Grup-{by} adduser budi-{by}")
            at_anis = await ani.window(f"Grup-{by}")
            await budi.shows("invites you")
            budi.type(f"acceptgrup Grup-{by}")
            window = await budi.window(f"Grup-{by}")
            if by == "lobby":
                budi.type(f"exitgrup gRUP-{by}")
            else:
                window.type("/leave")
            await soon(lambda: window.told_to_close, "the end of the window")
            await soon(lambda: f"budi-{by} left Grup-{by}" in at_anis.shown, f"the news in {at_anis.shown}")
            # What is said there now is no business of his.
            at_anis.type("masih ada orang?")
            await soon(lambda: "masih ada orang?" in at_anis.shown, "one's own line")
            budi.type("whoami")
            await budi.shows("You are budi")
            assert len(budi.opener.asked) == 1

    asyncio.run(scene())


def test_an_open_room_is_shown_as_it_was_first_written(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani3") as ani, desk(server.port, "budi3") as budi:
            ani.type("creategroup Kelas3")
            at_anis = await ani.window("Kelas3")
            budi.type("joingroup kelas3")
            await soon(lambda: "budi3 joined Kelas3" in at_anis.shown, f"the news in {at_anis.shown}")
            at_anis.type("halo")
            await soon(lambda: budi.opener.windows, "the window")
            await soon(lambda: any("halo" in window.shown for window in budi.opener.windows), "the message")
            assert len(budi.opener.asked) == 1, [title for title, _ in budi.opener.asked]

    asyncio.run(scene())


def test_a_room_that_was_deleted_is_told_in_its_window(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani4") as ani, desk(server.port, "budi4") as budi:
            ani.type("creategroup kelas4")
            await ani.window("kelas4")
            budi.type("joingroup kelas4")
            window = await budi.window("kelas4")
            ani.type("/deleteroom kelas4")
            await ani.shows("kelas4 is deleted")
            await soon(lambda: "ani4 deleted kelas4" in window.shown, f"the news in {window.shown}")
            window.type("halo?")
            await soon(lambda: len(window.shown) > 1 and "kelas4" in window.shown[-1], "the refusal")

    asyncio.run(scene())


def test_what_is_found_stands_between_what_was_said_around_it_if_it_is_not_much(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani6") as ani:
            ani.type("creategrup grup6")
            window = await ani.window("grup6")
            for line in ("awal", "sebelum", "kunci satu", "sesudah", "akhir"):
                window.type(line)
            await soon(lambda: "akhir" in window.shown, f"the lines in {window.shown}")
            window.type("/search kunci")
            await soon(lambda: "1 found" in window.shown[-1], f"the end in {window.shown}")
            assert window.shown[-4:-1] == ["sebelum", "kunci satu", "sesudah"]
            assert ("", "kunci satu", FOUND) in window.messages
            for _ in range(FEW_FOUND):
                window.type("kunci")
            await soon(lambda: window.shown[-FEW_FOUND:] == ["kunci"] * FEW_FOUND, f"the lines in {window.shown}")
            window.type("/search kunci")
            await soon(lambda: "6 found" in window.shown[-1], f"the end in {window.shown}")
            assert window.shown[-7:-1] == ["kunci satu", *["kunci"] * FEW_FOUND]

    asyncio.run(scene())


def test_commands_of_a_window_are_answered_in_it(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani5") as ani, person(server.port, "budi5"):
            ani.type("creategrup grup5")
            window = await ani.window("grup5")
            window.type("satu Kata")
            await soon(lambda: window.shown == ["satu Kata"], f"one's own line in {window.shown}")
            for line, answer in {
                "/who": "In grup5: ani5",
                "/history 5": "— 1 message —",
                "/search KATA": "— 1 found for KATA —",
                "/search lain": "— 0 found for lain —",
                "/invite budi5": "ani5 invited budi5 to grup5",
                "/terbang": "there is no command /terbang; /help shows them",
                "/search": "write: /search WORDS",
                "/help": "What you type is said in this conversation.",
            }.items():
                window.type(line)
                await soon(lambda answer=answer: answer in window.shown[-1], f"{answer!r} in {window.shown}")
            window.type("/invite tiada5")
            await soon(lambda: "tiada5" in window.shown[-1], f"the refusal in {window.shown}")
            assert window.shown.count("satu Kata") == 3
            assert not any("grup5" in text for text in ani.screen.shown if "made" not in text)

    asyncio.run(scene())


def test_the_end_of_the_other_one_is_told_in_the_window_and_in_the_lobby(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani6") as ani:
            async with person(server.port, "budi6") as (budi, _):
                await budi.send("ani6", "sampai nanti")
                window = await ani.window("budi6")
                await shows(window, "sampai nanti")
            await shows(window, "sampai nanti", "budi6 has left")
            await ani.shows("budi6 has left")

    asyncio.run(scene())
