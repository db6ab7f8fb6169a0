"""A session with a real server: histories, rooms, comings and goings, and what is refused."""

import asyncio

import pytest

from chatlib.client import Invitation, Message, Notice, Presence, RequestFailed, Session, connect
from tests.client.people import person
from tests.integration.server import Server


def test_history_is_oldest_first_and_can_be_paged(server: Server) -> None:
    async def scene() -> None:
        async with person(server.port, "ani7", "rahasia") as (ani, _), person(server.port, "budi7") as (budi, _):
            seqs = [await (ani, budi)[n % 2].send(("budi7", "ani7")[n % 2], f"nomor {n}") for n in range(6)]
            found = await ani.history("budi7")
            assert [message.text for message in found] == [f"nomor {n}" for n in range(6)]
            assert [message.seq for message in found] == seqs
            assert [message.mine for message in found] == [True, False] * 3
            assert {(message.where, message.private) for message in found} == {("budi7", True)}
            assert [m.seq for m in await ani.history("budi7", limit=2)] == seqs[-2:]
            assert [m.seq for m in await ani.history("budi7", before=seqs[3], limit=2)] == seqs[1:3]
            assert [m.seq for m in await ani.history("budi7", after=seqs[1], limit=2)] == seqs[2:4]
            assert await ani.history("budi7", before=seqs[0]) == []

    asyncio.run(scene())


def test_an_open_room(server: Server) -> None:
    async def scene() -> None:
        async with person(server.port, "ani8") as (ani, at_anis), person(server.port, "budi8") as (budi, at_budis):
            await ani.request("MAKE_ROOM", content="kelas8")
            await ani.join("kelas8")
            await budi.join("kelas8")
            assert await at_anis.first(Notice, who="budi8") == Notice("JOINED", "kelas8", "budi8", ["budi8"])
            assert sorted(await ani.members("kelas8")) == ["ani8", "budi8"]
            await ani.send("kelas8", "selamat datang")
            heard = await at_budis.first(Message)
            assert (heard.where, heard.private, heard.text) == ("kelas8", False, "selamat datang")
            await budi.leave("kelas8")
            await at_anis.first(Notice, kind="LEFT", who="budi8", room="kelas8")
            assert await ani.members("kelas8") == ["ani8"]

    asyncio.run(scene())


def test_a_group_by_invitation(server: Server) -> None:
    async def scene() -> None:
        async with person(server.port, "ani9") as (ani, at_anis), person(server.port, "budi9") as (budi, at_budis):
            await ani.request("CREATE_GROUP", receiver="grup9", content=["budi9"])
            assert await at_budis.first(Invitation) == Invitation("ani9", "grup9", ["ani9"])
            await budi.request("REJECT", receiver="grup9")
            await at_anis.first(Notice, kind="DECLINED", who="budi9", room="grup9")
            with pytest.raises(RequestFailed):
                await budi.join("grup9")
            await ani.request("INVITE", receiver="grup9", content="budi9")
            await at_anis.first(Notice, kind="INVITED", who="ani9", whom=["budi9"])
            await budi.join("grup9")
            assert sorted(await budi.members("grup9")) == ["ani9", "budi9"]

    asyncio.run(scene())


def test_comings_and_goings(server: Server) -> None:
    async def scene() -> None:
        async with person(server.port, "ani10") as (_, at_anis):
            async with person(server.port, "budi10"):
                await at_anis.first(Presence, name="budi10", online=True)
            await at_anis.first(Presence, name="budi10", online=False)

    asyncio.run(scene())


def test_what_the_server_refuses(server: Server) -> None:
    async def scene() -> None:
        async with person(server.port, "ani11") as (ani, at_anis):
            for to, text in (("tiada11", "halo"), ("lobby", ""), ("lobby", "x" * 5000)):
                with pytest.raises(RequestFailed) as caught:
                    await ani.send(to, text)
                assert caught.value.code == "SEND_FAILED"
                assert str(caught.value)
            with pytest.raises(RequestFailed) as caught:
                await ani.request("TERBANG")
            assert caught.value.code == "BAD_REQUEST"
            assert at_anis.of(Message) == []

    asyncio.run(scene())


def test_a_closed_session_is_over(server: Server) -> None:
    async def scene() -> None:
        async with person(server.port, "ani12") as (_, at_anis):
            budi = await connect("127.0.0.1", server.port, "budi12")
            hanging = asyncio.create_task(asyncio.wait_for(anext_of_none(budi), 10))
            await at_anis.first(Presence, name="budi12", online=True)
            await budi.close()
            await budi.close()
            await at_anis.first(Presence, name="budi12", online=False)
            assert budi.closed
            assert budi.ended.is_set()
            await hanging
            with pytest.raises(ConnectionError):
                await budi.send("lobby", "halo")

    async def anext_of_none(session: Session) -> None:
        async for _ in session:
            pass

    asyncio.run(scene())


def test_many_requests_at_once_each_get_their_own_answer(server: Server) -> None:
    async def scene() -> None:
        async with person(server.port, "ani13") as (ani, at_anis):
            seqs = await asyncio.gather(*(ani.send("lobby", f"nomor {n}") for n in range(150)))
            assert seqs == sorted(set(seqs))
            assert at_anis.texts("lobby") == [f"nomor {n}" for n in range(150)]

    asyncio.run(scene())
