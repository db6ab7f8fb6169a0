"""Files in the hub: offers, answers to them, progress, and where all of it is shown."""

import asyncio
from pathlib import Path

import pytest

from chatlib.client.conversations import standing
from chatlib.client.files import exchange
from tests.integration.server import Server

from .desk import desk, soon


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "catatan kuliah.txt"
    path.write_text("baris satu\n\x1b[2Jbaris dua\n")
    return path


def test_a_file_is_offered_in_the_window_and_accepted_with_a_key(server: Server, note: Path) -> None:
    folder = note.parent / "unduh"

    async def scene() -> None:
        async with desk(server.port, "ani1") as ani, desk(server.port, "budi1", downloads=folder) as budi:
            ani.type(f"sendfile budi1 {note}")
            at_anis, at_budis = await ani.window("budi1"), await budi.window("ani1")
            await ani.shows("catatan kuliah.txt is sent")
            await soon(lambda: any("catatan kuliah.txt (TXT, 25 B)" in text for text in at_anis.shown), "one's own")
            await soon(lambda: any(text.startswith("F4 or /get") for text in at_budis.shown), "the offer")
            at_budis.type("/get")
            await soon(lambda: any(text.endswith("baris dua") for text in at_budis.shown), f"{at_budis.shown}")
            assert "  | baris satu" in at_budis.shown
            assert (folder / note.name).read_bytes() == note.read_bytes()
            at_budis.type(f"/file '{note}'")
            await soon(lambda: any("F4" in text for text in at_anis.shown), "an offer back")

    asyncio.run(scene())


def test_receivefile_takes_all_and_a_number_takes_one(server: Server, note: Path) -> None:
    folder = note.parent / "unduh"
    other = note.with_name("lain.txt")
    other.write_text("lain")

    async def scene() -> None:
        async with (
            desk(server.port, "ani2") as ani,
            desk(server.port, "budi2", windows=False, downloads=folder) as budi,
        ):
            budi.type("receivefile", "/get", "/get 999999", "/decline 9")
            await budi.shows("no files are waiting")
            await soon(lambda: budi.screen.shown.count("there is no such file here") == 3, f"{budi.screen.shown}")
            ani.type(f"sendfile budi2 {note}")
            await ani.shows("catatan kuliah.txt is sent")
            ani.type(f"sendfile budi2 {other}")
            await ani.shows("lain.txt is sent")
            budi.type("receivefile")
            await soon(lambda: sum(" is now " in text for text in budi.screen.shown) == 2, f"{budi.screen.shown}")
            assert sorted(path.name for path in folder.iterdir()) == [note.name, "lain.txt"]
            number = next(iter(budi.hub.session.files))
            budi.type(f"/get {number}")
            await soon((folder / "catatan kuliah (1).txt").exists, "a second copy")

    asyncio.run(scene())


def test_a_file_in_a_group_is_declined_for_oneself_alone(server: Server, note: Path) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani7f") as ani, desk(server.port, "budi7f", downloads=note.parent / "x") as budi:
            ani.type("creategrup grup7f adduser budi7f")
            await budi.shows("invites you to grup7f")
            budi.key("f2")
            window = await budi.window("grup7f")
            ani.type(f"sendfile grup7f {note}")
            await soon(lambda: any("F4" in text for text in window.shown), "the offer")
            window.type("/decline")
            await soon(lambda: any(text.startswith("declined: ") for text in window.shown), f"{window.shown}")
            budi.type("receivefile")
            await budi.shows("no files are waiting")

    asyncio.run(scene())


def test_a_file_is_declined_and_its_sender_reads_so_in_the_lobby(server: Server, note: Path) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani3") as ani, desk(server.port, "budi3") as budi:
            ani.type(f"sendfile budi3 {note}")
            at_budis = await budi.window("ani3")
            await soon(lambda: any("F4" in text for text in at_budis.shown), "the offer")
            at_budis.type("/decline")
            await soon(lambda: any(text.startswith("declined: ") for text in at_budis.shown), "the end of it")
            await ani.shows("budi3 does not want the file catatan kuliah.txt")
            assert {title for title, _ in ani.opener.asked} == {"budi3 — ani3"}
            at_budis.type("/get")
            await soon(lambda: "there is no such file here" in at_budis.shown, "nothing to get")

    asyncio.run(scene())


def test_progress_is_shown_where_the_file_belongs_and_goes_away(
    server: Server, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "REDRAW", 0.0)
    monkeypatch.setattr(standing, "REFRESH", 0.0)
    big = note.with_name("besar.bin")
    big.write_bytes(bytes(1_000_000))

    async def scene() -> None:
        async with desk(server.port, "ani4") as ani, desk(server.port, "budi4"):
            ani.type("pm budi4 ini dia")
            window = await ani.window("budi4")
            await soon(lambda: "ini dia" in window.shown, "the window")
            ani.type(f"sendfile budi4 {big}")
            await ani.shows("besar.bin is sent")
            busy = lambda: [status["busy"] for status in window.told("status")]  # noqa: E731
            await soon(lambda: busy()[-1:] == [""], "the end of the bar")
            assert any("besar.bin: " in text and "k/977k" in text and "B/s" in text for text in busy()), busy()
            assert not any(status.busy for status in ani.screen.statuses)
            ani.type(f"sendfile lobby {big}")
            at_anis = lambda: [status.busy for status in ani.screen.statuses]  # noqa: E731
            await soon(lambda: any("besar.bin" in text for text in at_anis()), "a bar in the lobby")
            await soon(lambda: at_anis()[-1] == "", "the end of the bar")

    asyncio.run(scene())


def test_what_cannot_be_sent_is_one_line(server: Server, note: Path) -> None:
    async def scene() -> None:
        async with desk(server.port, "ani5", windows=False) as ani:
            ani.type(f"sendfile tono5 {note}", "sendfile ani5 /tidak/ada", "sendfile ani5")
            await ani.shows("the file: there is no user and no room tono5")
            await ani.shows("there is no file /tidak/ada")
            await ani.shows("write: sendfile USER PATH")

    asyncio.run(scene())
