"""What becomes of messages, at the hub: answers, edits, reactions, deletions, pins, reports."""

import asyncio

from chatlib.client.session.protocol import LOBBY
from tests.integration.server import Server

from .desk import FakeWindow, desk, soon
from .people import person
from .proxy import proxy


async def stands(windows: list[FakeWindow], *messages: tuple[str, str, str]) -> None:
    """In all of them, exactly these."""
    for window in windows:
        await soon(lambda window=window: window.messages == list(messages), f"{messages} in {window.messages}")


def test_what_becomes_of_a_message_is_seen_where_it_stands(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani1t") as ani, desk(server.port, "budi1t") as budi:
            ani.type("creategroup kelas1t")
            anis = await ani.window("kelas1t")
            budi.type("joingroup kelas1t")
            budis = await budi.window("kelas1t")
            both = [anis, budis]
            anis.type("jam berapa?")
            await stands(both, ("", "jam berapa?", ""))
            budis.type("/reply jam 9")
            await stands(both, ("", "jam berapa?", ""), ("ani1t: jam berapa?", "jam 9", ""))
            budis.type("/edit jam 10")
            await stands(both, ("", "jam berapa?", ""), ("ani1t: jam berapa?", "jam 10", "(edited)"))
            anis.type("/react :+1:")
            await stands(both, ("", "jam berapa?", ""), ("ani1t: jam berapa?", "jam 10", "(edited)  👍 ani1t"))
            budis.type("/react 👍", budis.seq("jam 9"))
            await soon(lambda: anis.messages[1][2] == "(edited)  👍 ani1t, budi1t", f"both in {anis.messages}")
            budis.type("/react 👍", budis.seq("jam 9"))
            await soon(lambda: anis.messages[1][2] == "(edited)  👍 ani1t", f"one in {anis.messages}")
            anis.type("/pin", anis.seq("jam 9"))
            await soon(lambda: "ani1t pinned: jam 10" in anis.shown, f"it in {anis.shown}")
            await soon(lambda: "ani1t pinned: jam 10" in budis.shown, f"it in {budis.shown}")
            budis.type("/pins")
            await soon(lambda: budis.shown[-2:] == ["jam 10", "— 1 pinned in kelas1t —"], f"it in {budis.shown}")
            anis.type("/unpin", anis.seq("jam 9"))
            await soon(lambda: "ani1t took down: jam 10" in budis.shown, f"it in {budis.shown}")
            anis.type("/delete salah", anis.seq("jam 9"))
            await stands(both, ("", "jam berapa?", ""), ("", "(deleted by ani1t)", ""))
            anis.type("/delete")
            await stands(both, ("", "(deleted)", ""), ("", "(deleted by ani1t)", ""))
            budis.type("/edit lagi")
            lost = "not sent: “lagi” (there is no such message here; Alt-Up selects one)"
            await soon(lambda: lost in budis.shown, f"it in {budis.shown}")

    asyncio.run(scene())


def test_who_opens_it_later_sees_what_became_of_it(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani2t") as ani, desk(server.port, "budi2t") as budi:
            ani.type("pm budi2t satu")
            anis = await ani.window("budi2t")
            budis = await budi.window("ani2t")
            await soon(lambda: budis.messages, "the message")
            budis.type("/reply dua")
            await soon(lambda: len(anis.messages) == 2, "the answer")
            anis.type("/react ha")
            anis.type("/edit satu!")
            expected = [("", "satu!", "(edited)"), ("ani2t: satu!", "dua", "ha ani2t")]
            tails = ["(edited)", "ha ani2t"]
            await soon(lambda: [tail for *_, tail in budis.messages] == tails, f"{tails} in {budis.messages}")
            budis.close()
            await soon(lambda: budi.hub.conversations.of("ani2t") is None, "the end of the window")
            budi.type("/open ani2t")
            again = await budi.window("ani2t", 2)
            await soon(lambda: again.messages == expected, f"{expected} in {again.messages}")

    asyncio.run(scene())


def test_a_message_that_is_reported_is_shown_to_who_runs_the_room(server: Server) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani3t") as ani, desk(server.port, "budi3t") as budi:
            ani.type("creategroup kelas3t")
            anis = await ani.window("kelas3t")
            budi.type("joingroup kelas3t")
            budis = await budi.window("kelas3t")
            anis.type("bodoh")
            await soon(lambda: budis.messages, "the message")
            budis.type("/report kasar")
            await soon(lambda: "those in charge were shown what ani3t said: bodoh" in budis.shown, f"{budis.shown}")
            await ani.shows("budi3t reports what ani3t said (kelas3t): bodoh (kasar)")

    asyncio.run(scene())


def test_what_became_of_messages_in_an_outage_is_seen_afterwards(server: Server) -> None:
    async def scene() -> None:
        other = person(server.port, "budi4t")
        async with other as (budi, _), proxy(server.port) as way, desk(way.port, "ani4t", windows=False) as ani:
            edited, deleted = await budi.send(LOBBY, "salah ketik"), await budi.send(LOBBY, "kasar")
            await ani.shows("kasar")
            way.closed = True
            way.cut()
            await ani.shows("the server does not answer")
            await budi.edit(edited, "benar")
            await budi.react(edited, "👍")
            await budi.delete(deleted)
            way.closed = False
            await ani.shows("(deleted)")
            states = {entry.seq: (entry.text, entry.tail) for _, entry in ani.screen.entries if entry.seq}
            assert states == {edited: ("benar", "(edited)  👍 budi4t"), deleted: ("(deleted)", "")}

    asyncio.run(scene())
