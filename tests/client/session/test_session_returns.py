"""A session comes back by itself; nothing is lost on the way, and nothing is there twice."""

import asyncio
import json
import random
from collections.abc import Callable

import pytest

from chatlib.client import Lost, Message, Presence, Restored, Session, connect
from chatlib.client.session import session
from tests.client.desk import soon
from tests.client.people import person
from tests.client.proxy import proxy
from tests.integration.client import DEADLINE
from tests.integration.server import Server

Start = Callable[..., Server]
WITHOUT_LIMIT = ("--burst", "1000000", "--rate", "1000000")


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries to come back at once, so that the tests need not wait."""
    monkeypatch.setattr(session, "FIRST_WAIT", 0.02)
    monkeypatch.setattr(session, "LONGEST_WAIT", 0.1)


def test_a_lost_connection_is_told_and_taken_up_again(server: Server) -> None:
    async def scene() -> None:
        async with proxy(server.port) as way, person(way.port, "ani1", "rahasia") as (ani, at_anis):
            way.cut()
            await at_anis.first(Restored)
            assert [type(event) for event in at_anis.events if not isinstance(event, Presence)] == [Lost, Restored]
            assert "ani1" in await ani.users()

    asyncio.run(scene())


@pytest.mark.parametrize("password", ["rahasia", None], ids=["account", "guest"])
def test_what_was_missed_comes_once_and_in_order(server: Server, password: str | None) -> None:
    name = f"ani2{'-tamu' if password is None else ''}"

    async def scene() -> None:
        async with (
            proxy(server.port) as way,
            person(way.port, name, password) as (ani, at_anis),
            person(server.port, "budi2") as (budi, at_budis),
        ):
            await budi.send("lobby", "nomor 0")
            await at_anis.first(Message, text="nomor 0")
            way.closed = True
            way.cut()
            # Until the server knows that she is gone, it may believe that she hears.
            await at_budis.first(Presence, name=name, online=False)
            for number in range(1, 20):
                await budi.send("lobby", f"nomor {number}")
            way.closed = False
            await at_anis.first(Message, text="nomor 19")
            await budi.send("lobby", "nomor 20")
            await at_anis.first(Message, text="nomor 20")
            assert at_anis.texts("lobby") == [f"nomor {number}" for number in range(21)]
            assert ani.user == name

    asyncio.run(scene())


def test_a_message_whose_acknowledgement_was_lost_is_delivered_once(server: Server) -> None:
    async def scene() -> None:
        async with (
            proxy(server.port) as way,
            person(way.port, "ani3", "rahasia") as (ani, at_anis),
            person(server.port, "budi3") as (budi, at_budis),
        ):
            way.deaf = True
            sending = asyncio.create_task(ani.send("lobby", "sampai?"))
            heard = await at_budis.first(Message, text="sampai?")
            assert not sending.done()
            way.cut()
            assert await asyncio.wait_for(sending, DEADLINE) == heard.seq
            await ani.users()
            await budi.users()
            assert at_anis.texts("lobby") == ["sampai?"]
            assert at_budis.texts("lobby") == ["sampai?"]
            assert [message.text for message in await budi.history("lobby", limit=3)].count("sampai?") == 1

    asyncio.run(scene())


def test_one_that_was_sent_meanwhile_does_not_hide_what_was_missed(start: Start) -> None:
    """Its acknowledgement may come before the last page of what was missed."""
    server, many = start(*WITHOUT_LIMIT), 700

    async def scene() -> None:
        async with (
            proxy(server.port) as way,
            person(way.port, "ani4", "rahasia") as (ani, at_anis),
            person(server.port, "budi4") as (budi, at_budis),
        ):
            await ani.request("MAKE_ROOM", content="kelas4")
            await ani.join("kelas4")
            await budi.join("kelas4")
            way.closed = True
            way.cut()
            await at_budis.first(Presence, name="ani4", online=False)
            await asyncio.gather(*(budi.send("kelas4", f"nomor {number}") for number in range(many)))
            sending = asyncio.create_task(ani.send("kelas4", "aku juga"))
            way.closed = False
            seq = await asyncio.wait_for(sending, DEADLINE)
            await budi.send("kelas4", "terakhir")
            await at_anis.first(Message, text="terakhir")
            theirs = [text for text in at_anis.texts("kelas4") if text != "aku juga"]
            assert theirs == [*(f"nomor {number}" for number in range(many)), "terakhir"]
            assert [message.seq for message in at_anis.of(Message) if message.mine] == [seq]

    asyncio.run(scene())


def test_a_server_that_says_nothing_any_more_is_left(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "PING_EVERY", 0.1)
    monkeypatch.setattr(session, "PING_WITHIN", 0.5)

    async def scene() -> None:
        async with proxy(server.port) as way, person(way.port, "ani5", "rahasia") as (ani, at_anis):
            # A quiet server that answers is kept.
            await asyncio.gather(*(ani.users() for _ in range(3)))
            way.deaf = True
            await at_anis.first(Lost)
            visits = way.visits
            way.deaf = False
            await at_anis.first(Restored)
            assert way.visits > visits
            assert "ani5" in await ani.users()

    asyncio.run(scene())


def test_a_session_that_does_not_return_ends_with_its_connection(server: Server) -> None:
    async def scene() -> None:
        async with proxy(server.port) as way, person(way.port, "ani6", returns=False) as (ani, at_anis):
            waiting = asyncio.create_task(ani.request("TERBANG"))
            way.deaf = True
            await asyncio.sleep(0)
            way.cut()
            await asyncio.wait_for(ani.ended.wait(), DEADLINE)
            with pytest.raises(ConnectionError):
                await waiting
            await asyncio.wait_for(at_anis.task, DEADLINE)
            assert at_anis.of(Lost) == []

    asyncio.run(scene())


def test_whoever_leaves_while_the_connection_is_lost_does_not_come_back(server: Server) -> None:
    async def scene() -> None:
        async with proxy(server.port) as way, person(way.port, "ani7") as (ani, at_anis):
            way.closed = True
            way.cut()
            await at_anis.first(Lost)
            sending = asyncio.create_task(ani.send("lobby", "halo"))
            await asyncio.sleep(0)
            await ani.close()
            with pytest.raises(ConnectionError):
                await sending
            assert ani.closed

    asyncio.run(scene())


def test_after_kill_9_of_the_whole_server_everything_is_there_once(start: Start) -> None:
    first = start(*WITHOUT_LIMIT)
    rounds, each = 3, 40

    async def scene() -> None:
        server = first
        async with (
            person(first.port, "ani", "rahasia") as (ani, at_anis),
            person(first.port, "budi", "rahasia") as (budi, at_budis),
            person(first.port, "tamu") as (tamu, at_tamus),
        ):
            await ani.request("CREATE_GROUP", receiver="kelas", content=["budi"])
            await budi.join("kelas")
            says = {ani: "kelas", budi: "kelas", tamu: "lobby"}
            sending: dict[asyncio.Task[int], tuple[str, str]] = {}

            def say(one: Session, text: str) -> None:
                sending[asyncio.create_task(one.send(says[one], text))] = (one.user, text)

            for round_ in range(rounds):
                for number in range(each):
                    for one in says:
                        say(one, f"{one.user} {round_} {number}")
                # Some are acknowledged, some are under way, some are not yet written.
                enough = round_ * (2 * each + 1) + random.randint(1, each)
                await at_budis.until(lambda enough=enough: len(at_budis.texts("kelas")) >= enough)
                await asyncio.to_thread(server.kill_all)
                say(ani, f"ani {round_} while nobody listens")
                server = await asyncio.to_thread(start, *WITHOUT_LIMIT, data=first.data, port=first.port)
                await asyncio.wait_for(asyncio.gather(*sending), DEADLINE)
                # Whoever had nothing under way is back as well before the next blow.
                await asyncio.wait_for(asyncio.gather(*(one.users() for one in says)), DEADLINE)

            assert len({task.result() for task in sending}) == len(sending)
            for name in ("ani", "budi", "tamu"):
                order = [task.result() for task, (who, _) in sending.items() if who == name]
                assert order == sorted(order), f"{name}'s messages are not in the order in which they were said"
            for (one, ear), hears in {
                (ani, at_anis): ("kelas", "lobby"),
                (budi, at_budis): ("kelas", "lobby"),
                (tamu, at_tamus): ("lobby",),
            }.items():
                await one.users()
                expected = {
                    t.result(): text for t, (who, text) in sending.items() if (who == "tamu") or len(hears) == 2
                }
                messages = ear.of(Message)
                assert {message.seq: message.text for message in messages} == expected
                assert len(messages) == len(expected)
                for wanted in (True, False):
                    order = [message.seq for message in messages if message.mine == wanted]
                    assert order == sorted(order)
                kinds = [type(event) for event in ear.events if isinstance(event, Lost | Restored)]
                assert kinds == [Lost, Restored] * rounds
            assert sorted(await ani.members("kelas")) == ["ani", "budi"]

    asyncio.run(scene())


def test_a_session_that_is_put_off_remembers_what_it_has_seen() -> None:
    async def scene() -> None:
        asked_from: list[int] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            request = json.loads(await reader.readline())
            code = "GUEST_OK" if request["FLAG"] == "GUEST" else "RESUME_OK"
            if request["FLAG"] == "RESUME":
                asked_from.append(request["SEQ"])
                code = "RATE_LIMITED" if len(asked_from) == 1 else code
            answer = {"CODE": code, "CONTENT": "ani", "TOKEN": "t", "ID": request["ID"]}
            heard = {"CODE": "MESSAGE", "SENDER": "budi", "ROOM": "lobby", "CONTENT": "halo", "SEQ": 7}
            writer.write(json.dumps(answer).encode() + b"\n" + json.dumps(heard).encode() + b"\n")
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, await connect("127.0.0.1", port, "ani") as ani:
            await soon(lambda: len(asked_from) > 2, "three tries")
            ani.ended.set()
        assert asked_from[:3] == [7, 7, 7]

    asyncio.run(scene())
