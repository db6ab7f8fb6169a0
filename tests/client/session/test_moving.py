"""A session goes to another node when its own is gone; nothing is lost on the way, and nothing is there twice."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from chatlib.client import Lost, Message, Presence, Restored
from chatlib.client.session import session, silence
from chatlib.client.session.dial import Address
from chatlib.client.session.nodes import MOST, Nodes, shown
from tests.client.desk import soon
from tests.client.people import person
from tests.client.proxy import Proxy, proxy
from tests.integration.client import DEADLINE
from tests.integration.server import Server

A, B, C = Address("10.0.0.1", 9000), Address("10.0.0.2", 9000), Address("10.0.0.3", 9000)


def test_the_own_node_is_tried_first_and_last_if_it_was_silent() -> None:
    nodes = Nodes(A)
    assert list(nodes.in_turn(False)) == list(nodes.in_turn(True)) == [A]
    nodes.met(A, [shown(B), shown(C)])
    assert nodes.several
    for _ in range(20):
        tried = list(nodes.in_turn(False))
        assert (tried[0], sorted(tried[1:])) == (A, [B, C])
        assert list(nodes.in_turn(True))[-1] == A


def test_what_was_typed_is_kept_though_nobody_names_it() -> None:
    tunnel = Address("localhost", 9999, "ab")
    nodes = Nodes(tunnel)
    nodes.met(tunnel, ["10.0.0.2:9000"])
    there = B._replace(fingerprint="ab")
    nodes.met(there, ["10.0.0.1:9000"])
    assert nodes.current == there
    assert set(nodes.in_turn(False)) == {there, A._replace(fingerprint="ab"), tunnel}


def test_what_is_no_address_is_not_tried() -> None:
    nodes = Nodes(A)
    nodes.met(A, ["", "x", ":9000", "x:0", "x:65536", "a b:9000", "::1:9000", "[::1]:9001", *[shown(B)] * MOST])
    assert set(nodes.in_turn(False)) == {A, Address("::1", 9001), B}
    assert shown(Address("::1", 9001)) == "[::1]:9001"


class Node(Proxy):
    """A way to a server that names others at login, as a node of a cluster does."""

    others: tuple[int, ...] = ()

    def heard(self, data: bytes) -> bytes:
        named = json.dumps([f"127.0.0.1:{port}" for port in self.others]).encode()
        return data.replace(b'"TOKEN":', b'"NODES":' + named + b',"TOKEN":')


@asynccontextmanager
async def nodes(server: Server) -> AsyncIterator[tuple[Node, Node]]:
    """Two, each of which names the other one."""
    async with proxy(server.port, Node) as one, proxy(server.port, Node) as other:
        one.others, other.others = (other.port,), (one.port,)
        yield one, other


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries to come back at once, so that the tests need not wait."""
    monkeypatch.setattr(session, "FIRST_WAIT", 0.02)
    monkeypatch.setattr(session, "LONGEST_WAIT", 0.1)


@pytest.mark.parametrize("password", ["rahasia", None], ids=["account", "guest"])
def test_when_its_node_is_gone_it_goes_to_another_and_all_is_there_once(server: Server, password: str | None) -> None:
    name = "pindah1" if password else "pindah1-tamu"

    async def scene() -> None:
        async with (
            nodes(server) as (one, other),
            person(one.port, name, password) as (ani, at_anis),
            person(server.port, "diam1") as (budi, at_budis),
        ):
            one.deaf = True  # what is said now arrives, and nobody says so
            sending = asyncio.create_task(ani.send("lobby", "sampai?"))
            await at_budis.first(Message, text="sampai?")
            other.closed = True
            await one.end()
            await at_budis.first(Presence, name=name, online=False)
            await budi.send("lobby", "sementara itu")
            other.closed = False
            back = await at_anis.first(Restored)
            assert back.server == f"127.0.0.1:{other.port}"
            assert ani.server.port == other.port
            await asyncio.wait_for(sending, DEADLINE)
            await at_anis.first(Message, text="sementara itu")
            await budi.send("lobby", "lalu")
            await at_anis.first(Message, text="lalu")
            assert sorted(at_anis.texts("lobby")) == ["lalu", "sampai?", "sementara itu"]
            assert at_budis.texts("lobby").count("sampai?") == 1
            assert (ani.user, len(at_anis.of(Lost))) == (name, 1)

    asyncio.run(scene())


def test_a_short_outage_of_its_node_makes_nobody_move(server: Server) -> None:
    async def scene() -> None:
        async with nodes(server) as (one, other), person(one.port, "pindah2", "rahasia") as (ani, at_anis):
            one.cut()
            assert (await at_anis.first(Restored)).server == ""
            assert (ani.server.port, other.visits) == (one.port, 0)

    asyncio.run(scene())


def test_it_leaves_a_node_that_hears_and_says_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "ANSWERED_WITHIN", 0.5)

    async def scene() -> None:
        async with (
            nodes(server) as (one, other),
            person(one.port, "pindah3", "rahasia") as (ani, at_anis),
            person(server.port, "diam3") as (_, at_budis),
        ):
            one.deaf = True
            await asyncio.wait_for(ani.send("lobby", "halo?"), DEADLINE)
            assert ani.server.port == other.port
            assert at_budis.texts("lobby").count("halo?") == at_anis.texts("lobby").count("halo?") == 1

    asyncio.run(scene())


def test_whoever_asks_nothing_notices_by_a_ping(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "ANSWERED_WITHIN", 0.5)
    monkeypatch.setattr(session, "PING_NODE_EVERY", 0.1)

    async def scene() -> None:
        async with nodes(server) as (one, other), person(one.port, "pindah4", "rahasia") as (_, at_anis):
            one.deaf = True
            assert (await at_anis.first(Restored)).server == f"127.0.0.1:{other.port}"

    asyncio.run(scene())


def test_what_takes_its_time_is_waited_for_longer_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "ANSWERED_WITHIN", 0.01)
    monkeypatch.setattr(silence, "LONGEST_PATIENCE", 0.04)

    async def scene() -> None:
        fallen: list[float] = []
        watch = silence.Silence(lambda: fallen.append(watch.patience))
        for count in range(1, 5):
            watch.asked()
            await soon(lambda count=count: len(fallen) == count)
        assert fallen == [0.02, 0.04, 0.04, 0.04]
        watch.asked()
        watch.heard(waits=False)
        assert watch.patience == 0.01

    asyncio.run(scene())
