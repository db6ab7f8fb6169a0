"""Files sent and received by sessions, whatever happens to their connections."""

import asyncio
import itertools
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from chatlib.client import File, Lost, Message, RequestFailed, TransferFailed
from chatlib.client.files import transfers
from chatlib.client.session import session
from tests.client.people import person
from tests.client.proxy import Proxy, proxy
from tests.integration.server import Server

Start = Callable[..., Server]
CONTENT = random.Random(3).randbytes(3_000_000)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries again at once, so that the tests need not wait."""
    for module in (session, transfers):
        monkeypatch.setattr(module, "FIRST_WAIT", 0.02)
        monkeypatch.setattr(module, "LONGEST_WAIT", 0.1)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "foto.jpg"
    path.write_bytes(CONTENT)
    return path


def cutting(way: Proxy, seed: int) -> Callable[[int, int], None]:
    """Cuts all connections now and then, ten times at the most."""
    dice, left = random.Random(seed), [10]

    def progress(there: int, size: int) -> None:
        if there < size and left[0] and dice.random() < 0.3:
            left[0] -= 1
            way.cut()

    return progress


def test_a_file_is_sent_and_got_and_both_hear_how_far_it_is(server: Server, photo: Path) -> None:
    async def scene() -> None:
        async with person(server.port, "ani1") as (ani, at_anis), person(server.port, "budi1") as (budi, at_budis):
            sent: list[tuple[int, int]] = []
            seq = await ani.send_file("BUDI1", photo, lambda *bytes_: sent.append(bytes_))
            message = await at_budis.first(Message)
            assert message.seq == seq
            assert (message.sender, message.text, message.file.size) == ("ani1", "foto.jpg", len(CONTENT))
            own = await at_anis.first(Message)
            assert (own.where, own.mine, own.file, own.text) == ("budi1", True, message.file, "foto.jpg")
            got: list[tuple[int, int]] = []
            path = await budi.get_file(message, photo.parent / "unduh", lambda *bytes_: got.append(bytes_))
            assert path == photo.parent / "unduh" / "foto.jpg"
            assert path.read_bytes() == CONTENT
            for heard in (sent, got):
                assert heard == sorted(heard)
                assert (heard[0], heard[-1]) == ((0, len(CONTENT)), (len(CONTENT), len(CONTENT)))

    asyncio.run(scene())


@pytest.mark.parametrize("seed", range(2))
def test_connections_that_are_cut_lose_nothing(server: Server, photo: Path, seed: int) -> None:
    async def scene() -> None:
        async with (
            proxy(server.port) as way,
            person(way.port, f"ani2{seed}", "rahasia") as (ani, _),
            person(way.port, f"budi2{seed}", "rahasia") as (budi, at_budis),
        ):
            await ani.send_file(f"budi2{seed}", photo, cutting(way, seed))
            message = await at_budis.first(Message)
            path = await budi.get_file(message, photo.parent / "unduh", cutting(way, seed))
            assert path.read_bytes() == CONTENT
            assert [one.name for one in path.parent.iterdir()] == ["foto.jpg"]
            assert len(at_budis.of(Message)) == 1
            assert way.visits > 4

    asyncio.run(scene())


def test_a_server_that_is_killed_and_started_again_is_waited_for(start: Start, photo: Path) -> None:
    async def scene() -> None:
        server = start()
        async with person(server.port, "ani", "rahasia") as (ani, _):
            begun = asyncio.Event()
            sending = asyncio.create_task(
                ani.send_file("ani", photo, lambda there, size: begun.set() if there > 500_000 else None)
            )
            await begun.wait()
            await asyncio.to_thread(server.kill_all)
            await asyncio.to_thread(start, data=server.data, port=server.port)
            await sending
            message = next(iter(ani.files.values()))
            assert (await ani.get_file(message, photo.parent / "unduh")).read_bytes() == CONTENT

    asyncio.run(scene())


def test_nothing_is_overwritten(server: Server, photo: Path) -> None:
    async def scene() -> None:
        async with person(server.port, "ani4") as (ani, at_anis):
            await ani.send_file("ani4", photo)
            message = await at_anis.first(Message)
            assert len(at_anis.of(Message)) == 1
            for name in ("foto (1).jpg", "foto (2).jpg"):
                assert (await ani.get_file(message, photo.parent)).name == name
            assert photo.read_bytes() == CONTENT

    asyncio.run(scene())


def test_a_download_that_broke_off_is_gone_on_with_and_a_damaged_one_begun_anew(server: Server, photo: Path) -> None:
    async def scene() -> None:
        async with person(server.port, "ani5") as (ani, at_anis):
            await ani.send_file("ani5", photo)
            message = await at_anis.first(Message)
            file = message.file
            part = photo.parent / f"foto.jpg.{file.number}-{file.sha256[:8]}.part"
            for left, begins in ((CONTENT[:1_000_000], [1_000_000]), (b"?" * 1_000_000, [1_000_000, 0])):
                part.write_bytes(left)
                heard: list[int] = []
                path = await ani.get_file(message, photo.parent, lambda there, _, heard=heard: heard.append(there))
                assert path.read_bytes() == CONTENT
                assert [heard[0], *(b for a, b in itertools.pairwise(heard) if b < a)] == begins
                assert not part.exists()

    asyncio.run(scene())


def test_a_hostile_name_stays_in_the_folder(server: Server, photo: Path) -> None:
    async def scene() -> None:
        async with person(server.port, "ani6") as (ani, at_anis):
            await ani.send_file("ani6", photo)
            message = await at_anis.first(Message)
            evil = Message(message.seq, 0.0, "ani6", "ani6", "../../kabur.txt", file=message.file)
            path = await ani.get_file(evil, photo.parent / "unduh")
            assert path == photo.parent / "unduh" / "kabur.txt"

    asyncio.run(scene())


def test_what_fails_says_why_and_leaves_nothing(server: Server, photo: Path) -> None:
    async def scene() -> None:
        async with person(server.port, "ani7") as (ani, at_anis), person(server.port, "budi7") as (budi, _):
            with pytest.raises(TransferFailed, match="No such file"):
                await ani.send_file("budi7", photo.parent / "tidak-ada")
            with pytest.raises(TransferFailed, match="directory"):
                await ani.send_file("budi7", photo.parent)
            with pytest.raises(RequestFailed, match="tono"):
                await ani.send_file("tono", photo)
            await ani.send_file("lobby", photo)
            message = await at_anis.first(Message)
            gone = Message(1, 0.0, "x", "x", "x", file=File(999_999, 5, "0" * 64))
            with pytest.raises(TransferFailed, match="tidak ada"):
                await budi.get_file(gone, photo.parent / "unduh")
            wrong = Message(1, 0.0, "x", "x", "x", file=File(message.file.number, len(CONTENT), "0" * 64))
            with pytest.raises(TransferFailed, match="SHA-256"):
                await budi.get_file(wrong, photo.parent / "unduh")
            assert list((photo.parent / "unduh").iterdir()) == []
            with pytest.raises(TransferFailed, match=r"Not a directory|exists"):
                await budi.get_file(message, photo)

    asyncio.run(scene())


def test_a_file_that_changes_while_it_is_sent_is_refused(server: Server, photo: Path) -> None:
    async def scene() -> None:
        async with person(server.port, "ani8") as (ani, _):
            changed = []

            def change(there: int, size: int) -> None:
                if not changed:
                    changed.append(True)
                    photo.write_bytes(CONTENT[::-1])

            with pytest.raises(TransferFailed, match="SHA-256") as caught:
                await ani.send_file("ani8", photo, change)
            assert caught.value.code == "FILE_FAILED"

    asyncio.run(scene())


def test_a_file_is_declined(server: Server, photo: Path) -> None:
    async def scene() -> None:
        async with person(server.port, "ani9") as (ani, at_anis), person(server.port, "budi9") as (budi, at_budis):
            await ani.send_file("budi9", photo)
            await budi.decline_file(await at_budis.first(Message))
            note = await at_anis.first(Message, sender="server")
            assert note.text == "budi9 menolak berkas foto.jpg"

    asyncio.run(scene())


def test_the_end_of_the_session_is_the_end_of_its_transfers(server: Server, photo: Path) -> None:
    async def scene() -> None:
        async with proxy(server.port) as way, person(way.port, "ani10") as (ani, at_anis):
            begun = asyncio.Event()
            sending = asyncio.create_task(ani.send_file("ani10", photo, lambda *_: begun.set()))
            await begun.wait()
            way.closed = True
            way.cut()
            await at_anis.first(Lost)
            await ani.close()
            with pytest.raises(ConnectionError):
                await sending

    asyncio.run(scene())
