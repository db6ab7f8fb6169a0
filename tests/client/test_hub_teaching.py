"""A class, at the hub: hands, questions without a name, polls, groups, attendance."""

import asyncio
import csv
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from chatlib.client.session.protocol import LOBBY
from tests.integration.server import Server

from .desk import Desk, FakeWindow, desk, soon
from .proxy import proxy


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One with an admin."""
    roster = tmp_path_factory.mktemp("roster") / "kelas.csv"
    roster.write_text("guru,rahasia\n")
    server = Server(tmp_path_factory.mktemp("data"), "--roster", roster, "--admin", "guru")
    yield server
    server.stop()


def teacher(port: int) -> AbstractAsyncContextManager[Desk]:
    return desk(port, "guru", "rahasia", register=False)


async def told(window: FakeWindow, text: str) -> None:
    await soon(lambda: text in window.shown, f"{text!r} in {window.shown}")


def polls(window: FakeWindow) -> list[tuple[str, list[tuple[int, bool]]]]:
    """As they stand there now: what is said of each, its counts and which answer is the user's."""
    entries = {}
    for message in window.heard:
        for entry in [*message.get("entries", ()), *([message["change"]] if "change" in message else ())]:
            if entry["kind"] == "poll":
                entries[entry["seq"]] = entry
    return [(one["text"], [(bar["count"], bar["chosen"]) for bar in one["bars"]]) for one in entries.values()]


async def stands(window: FakeWindow, text: str, *counts: tuple[int, bool]) -> None:
    """The last poll."""
    await soon(lambda: polls(window)[-1:] == [(text, list(counts))], f"{text!r} {counts} in {polls(window)}")


def test_who_wants_to_speak_is_called(server: Server) -> None:
    async def scene() -> None:
        async with (
            proxy(server.port) as way,
            teacher(way.port) as guru,
            desk(server.port, "budi1c") as budi,
            desk(server.port, "cici1c") as cici,
        ):
            guru.type("/creategroup kelas1c")
            gurus = await guru.window("kelas1c")
            budi.type("/join kelas1c")
            budis = await budi.window("kelas1c")
            cici.type("/join kelas1c")
            cicis = await cici.window("kelas1c")
            budis.type("/hand")
            await told(budis, "your hand is up; place 1 in the queue")
            cicis.type("/hand")
            await told(cicis, "your hand is up; place 2 in the queue")
            await told(gurus, "budi1c raised a hand")

            def queue() -> list[str]:
                statuses = gurus.told("status")
                return statuses[-1]["hands"] if statuses else []

            await soon(lambda: queue() == ["budi1c", "cici1c"], "both")
            assert not any(status["hands"] for status in budis.told("status"))
            gurus.type("/call")
            await told(gurus, "guru called budi1c")
            await told(budis, "guru calls you in kelas1c: it is your turn to speak")
            await soon(lambda: queue() == ["cici1c"], "the next one")
            urgent = [entry for message in budis.heard for entry in message.get("entries", ()) if entry["urgent"]]
            assert [entry["kind"] for entry in urgent] == ["call"]
            way.closed = True
            way.cut()
            await told(gurus, "the server does not answer; trying again …")
            cicis.type("/hand off")
            await told(cicis, "your hand is down")
            budis.type("/hand")
            way.closed = False
            await soon(lambda: queue() == ["budi1c"], "the queue after the outage")
            gurus.type("/hands")
            await told(gurus, "Hands up: budi1c")
            gurus.type("/call cici1c")
            await told(cicis, "guru calls you in kelas1c: it is your turn to speak")
            budis.type("/hand off")
            await told(gurus, "budi1c took the hand down")
            gurus.type("/call")
            await told(gurus, "no hand is up in kelas1c")
            budis.type("/call")
            await told(budis, "you are no operator of kelas1c")

    asyncio.run(scene())


def test_a_question_without_a_name_comes_where_it_was_asked(server: Server) -> None:
    async def scene() -> None:
        async with teacher(server.port) as guru, desk(server.port, "budi2c") as budi:
            guru.type("/creategroup kelas2c")
            gurus = await guru.window("kelas2c")
            budi.type("/ask kapan: besok?", "/join kelas2c")
            await budi.shows("passed on without your name")
            await guru.shows("a question without a name in lobby: kapan: besok?")
            budis = await budi.window("kelas2c")
            budis.type("/ask login ani rahasia")
            budis.type("/ask di mana?")
            await told(gurus, "a question without a name in kelas2c: di mana?")
            await told(budis, "passed on without your name")
            assert [entry for where, entry in guru.screen.entries if "di mana" in entry.text] == []
            asked = next(entry for where, entry in guru.screen.entries if where == LOBBY and "kapan" in entry.text)
            assert (asked.kind, asked.urgent) == ("call", True)
            assert not any("budi2c" in text and "di mana" in text for text in gurus.shown)

    asyncio.run(scene())


def test_a_poll_changes_where_it_stands(server: Server) -> None:
    async def scene() -> None:
        async with (
            teacher(server.port) as guru,
            desk(server.port, "budi3c") as budi,
            desk(server.port, "cici3c", windows=False) as cici,
        ):
            guru.type("/creategroup kelas3c")
            gurus = await guru.window("kelas3c")
            budi.type("/join kelas3c")
            budis = await budi.window("kelas3c")
            await soon(lambda: gurus.told("status") and gurus.told("status")[-1]["members"] == 2, "both")
            gurus.type("/poll paham? | ya | belum")
            await stands(gurus, "guru asks: paham?   (/vote NUMBER)", (0, False), (0, False))
            await stands(budis, "guru asks: paham?   (/vote NUMBER)", (0, False), (0, False))
            budis.type("/vote 2")
            await stands(budis, "guru asks: paham?   (/vote NUMBER)", (0, False), (1, True))
            await stands(gurus, "guru asks: paham?   (/vote NUMBER)", (0, False), (1, False))
            cici.type("/join kelas3c")
            await cici.shows("paham?   (/vote NUMBER)")
            cici.type("/vote 1")
            await stands(budis, "guru asks: paham?   (/vote NUMBER)", (1, False), (1, True))
            budis.type("/vote 3")
            await told(budis, "the poll in kelas3c has no such option")
            budis.type("/vote 0")
            await stands(budis, "guru asks: paham?   (/vote NUMBER)", (1, False), (0, False))
            budis.close()
            await soon(lambda: budi.hub.conversations.of("kelas3c") is None, "the end of the window")
            budi.type("/open kelas3c")
            again = await budi.window("kelas3c", 2)
            await soon(lambda: [counts for _, counts in polls(again)] == [[(1, False), (0, False)]], "the poll")
            gurus.type("/poll end")
            await stands(gurus, "paham?   (ended, 1 voted)", (1, False), (0, False))
            await stands(again, "paham?   (ended, 1 voted)", (1, False), (0, False))
            await cici.shows("paham?   (ended, 1 voted)")
            assert len(polls(gurus)) == len(polls(again)) == 1
            gurus.type("/poll lagi? | ya | tidak")
            gurus.type("/poll sudah? | ya | tidak")
            await stands(again, "guru asks: sudah?   (/vote NUMBER)", (0, False), (0, False))
            assert [text for text, _ in polls(again)][1:-1] == ["lagi?   (ended, 0 voted)"]

    asyncio.run(scene())


def test_who_is_put_into_a_group_sees_it_at_once(server: Server, tmp_path: Path) -> None:
    async def scene() -> None:
        async with (
            teacher(server.port) as guru,
            desk(server.port, "budi4c") as budi,
            desk(server.port, "cici4c", windows=False) as cici,
        ):
            guru.type("/creategroup kelas4c")
            gurus = await guru.window("kelas4c")
            budi.type("/join kelas4c")
            cici.type("/join kelas4c")
            await soon(lambda: cici.screen.where == "kelas4c", "the room")
            await soon(lambda: gurus.told("status") and gurus.told("status")[-1]["members"] == 3, "all")
            gurus.type("/groups 9")
            await told(gurus, "of those who are here 9 groups cannot be made")
            gurus.type("/groups 1 regu4c")
            await soon(lambda: any(text.startswith("regu4c-1: ") for text in gurus.shown), f"it in {gurus.shown}")
            opened = await budi.window("regu4c-1")
            await told(opened, "guru put you into regu4c-1 (there: budi4c, cici4c, guru)")
            await cici.shows("guru put you into regu4c-1 (there: budi4c, cici4c, guru)")
            assert cici.screen.where == "kelas4c"
            table = tmp_path / "kelas.csv"
            table.write_text("name,group\nbudi4c,A4C\ncici4c\n")
            gurus.type(f"/groups {table}")
            await told(gurus, f"{table}, line 3: a name and a group must stand there (name,group)")
            table.write_text("name,group\nbudi4c,A4C\ncici4c,B4C\nnobody,B4C\n")
            gurus.type(f'/groups "{table}"')
            await told(gurus, "nobody is not in that room")
            assert {"A4C: budi4c", "B4C: cici4c"} <= set(gurus.shown)
            await told(await budi.window("A4C"), "guru put you into A4C (there: budi4c, guru)")
            table.write_text("nobody,B4C\n")
            gurus.type(f"/groups {table}")
            await told(gurus, "nobody who is here can be put into a group of that file")
            gurus.type(f"/groups {tmp_path / 'no.csv'}")
            await told(gurus, f"{tmp_path / 'no.csv'}: there is no such file")

    asyncio.run(scene())


def test_who_was_here_when_is_written_once(server: Server, tmp_path: Path) -> None:
    async def scene() -> None:
        path = tmp_path / "hadir.csv"
        async with teacher(server.port) as guru, desk(server.port, "budi5c") as budi:
            guru.type(f"/attendance {path}")
            await guru.shows(f"written to {path}; visits: ")
            with path.open(newline="") as file:
                rows = list(csv.DictReader(file))
            assert {("guru", "yes", ""), ("budi5c", "no", "")} <= {(r["name"], r["account"], r["went"]) for r in rows}
            before = path.read_bytes()
            guru.type(f"/attendance {path}")
            await guru.shows(f"{path} is there already, and stays as it is")
            assert path.read_bytes() == before
            budi.type(f"/attendance {tmp_path / 'lain.csv'}")
            await budi.shows("you are no operator of lobby")
            assert not (tmp_path / "lain.csv").exists()

    asyncio.run(scene())
