"""A session with a real server: who one is, what one says and what one hears."""

import asyncio
import socket

import pytest

from chatlib.client import LoginFailed, Message, connect
from tests.client.people import person
from tests.integration.server import Server, free_port


def refusal(port: int, name: str, password: str | None = None, **options: bool) -> LoginFailed:
    async def scene() -> None:
        async with await connect("127.0.0.1", port, name, password, **options):
            pass

    with pytest.raises(LoginFailed) as caught:
        asyncio.run(scene())
    assert str(caught.value)
    return caught.value


def test_a_guest_needs_a_name_only(server: Server) -> None:
    async def scene() -> None:
        async with person(server.port, "tamu1") as (tamu, _):
            assert tamu.user == "tamu1"
            assert "tamu1" in await tamu.users()

    asyncio.run(scene())


def test_an_account_is_made_once_and_shown_as_first_written(server: Server) -> None:
    async def scene() -> None:
        async with person(server.port, "Akun1", "rahasia") as (first, _):
            assert first.user == "Akun1"
            async with person(server.port, "aKUN1", "rahasia", register=False) as (second, _):
                assert second.user == "Akun1"

    asyncio.run(scene())


def test_whoever_may_not_come_in_is_told_why(server: Server) -> None:
    server.sendto("akun2").close()
    assert refusal(server.port, "akun2", "salah").code == "BAD_PASS"
    assert refusal(server.port, "tiada", "rahasia").code == "USER_NONEXIST"
    assert refusal(server.port, "akun2", "rahasia", register=True).code == "REG_DUPE"
    assert refusal(server.port, "akun2").code == "GUEST_FAILED"
    assert refusal(server.port, "lobby").code == "GUEST_FAILED"


def test_no_server_is_an_oserror() -> None:
    with pytest.raises(ConnectionRefusedError):
        asyncio.run(connect("127.0.0.1", free_port(), "ani"))


def test_a_server_that_hangs_up_at_once_is_an_oserror() -> None:
    async def scene() -> None:
        async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.close()

        async with await asyncio.start_server(hang_up, "127.0.0.1", 0, family=socket.AF_INET) as listener:
            port = listener.sockets[0].getsockname()[1]
            with pytest.raises(ConnectionError):
                await connect("127.0.0.1", port, "ani")

    asyncio.run(scene())


def test_what_is_said_to_everybody(server: Server) -> None:
    async def scene() -> None:
        async with person(server.port, "ani3") as (ani, at_anis), person(server.port, "budi3") as (_, at_budis):
            seq = await ani.send("lobby", "halo semua")
            mine = await at_anis.first(Message)
            theirs = await at_budis.first(Message)
            assert (mine.seq, mine.sender, mine.where, mine.text) == (seq, "ani3", "lobby", "halo semua")
            assert (mine.private, mine.mine) == (False, True)
            assert (theirs.seq, theirs.sender, theirs.where, theirs.text) == (seq, "ani3", "lobby", "halo semua")
            assert (theirs.private, theirs.mine) == (False, False)
            assert abs(mine.time - theirs.time) < 60

    asyncio.run(scene())


def test_a_private_message_stands_under_the_other_ones_name(server: Server) -> None:
    async def scene() -> None:
        async with (
            person(server.port, "ani4") as (ani, at_anis),
            person(server.port, "budi4") as (budi, at_budis),
            person(server.port, "citra4") as (citra, at_citras),
        ):
            seq = await ani.send("budi4", "psst")
            mine, theirs = await at_anis.first(Message), await at_budis.first(Message)
            assert (mine.seq, mine.where, mine.private, mine.mine) == (seq, "budi4", True, True)
            assert (theirs.seq, theirs.where, theirs.private, theirs.mine) == (seq, "ani4", True, False)
            await citra.users()
            await budi.users()
            assert at_citras.of(Message) == []
            assert len(at_budis.of(Message)) == 1

    asyncio.run(scene())


def test_a_note_to_oneself_is_one_message(server: Server) -> None:
    async def scene() -> None:
        async with person(server.port, "ani14", "rahasia") as (ani, at_anis):
            seq = await ani.send("ani14", "jangan lupa")
            await ani.users()
            heard = [(m.seq, m.where, m.text, m.private, m.mine) for m in at_anis.of(Message)]
            assert heard == [(seq, "ani14", "jangan lupa", True, True)]

    asyncio.run(scene())


def test_a_name_in_another_case_is_the_same_conversation(server: Server) -> None:
    async def scene() -> None:
        async with person(server.port, "ani5") as (ani, at_anis), person(server.port, "Budi5"):
            await ani.send("BUDI5", "psst")
            await ani.send("LOBBY", "halo")
            assert (await at_anis.first(Message, text="psst")).where == "Budi5"
            assert (await at_anis.first(Message, text="halo")).where == "lobby"

    asyncio.run(scene())
