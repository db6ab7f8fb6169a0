"""Servers of the network, as the client finds and reads them."""

import asyncio
import ipaddress
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from chatlib.client import discovery
from chatlib.client.discovery import MOST, Found, Lookup, Surroundings, nearest, read
from chatlib.core.text import clean
from chatlib.discovery import LONGEST, SERVICE

AROUND = Surroundings(
    frozenset({"192.168.1.9", "172.17.0.1", "127.0.0.1"}),
    tuple(map(ipaddress.IPv4Network, ("192.168.1.0/24", "172.17.0.0/16", "127.0.0.0/8"))),
)
LOOPBACK = ["127.0.0.1"]
PATIENCE = 20.0


@pytest.mark.parametrize(
    ("addresses", "chosen"),
    [
        (["10.0.0.1", "192.168.1.5"], "192.168.1.5"),
        (["172.17.0.1", "192.168.1.5"], "192.168.1.5"),  # the bridge of containers, here and there
        (["172.17.0.1", "10.0.0.1"], "10.0.0.1"),
        (["192.168.1.9"], "192.168.1.9"),  # this machine
        (["fe80::1%2", "10.0.0.1"], "10.0.0.1"),
        (["fd00::1"], "fd00::1"),
        (["127.0.0.1", "0.0.0.0", "224.0.0.1", "::1"], ""),
        ([], ""),
    ],
)
def test_it_is_reached_where_both_are(addresses: list[str], chosen: str) -> None:
    assert nearest(addresses, AROUND) == chosen


@pytest.mark.parametrize("said", [{b"tls": b"yes"}, {b"tls": b"no"}, {b"tls": None}, {}])
def test_only_who_says_so_is_met_by_tls(said: dict[bytes, bytes | None]) -> None:
    found = read(f"kelas-9000.{SERVICE}", ["10.0.0.1"], 9000, said, AROUND)
    assert found == Found("kelas-9000", "10.0.0.1", 9000, said.get(b"tls") == b"yes")


@pytest.mark.parametrize(
    ("addresses", "port"), [([], 9000), (["127.0.0.1"], 9000), (["10.0.0.1"], 0), (["10.0.0.1"], None)]
)
def test_nobody_is_listed_whom_nobody_could_reach(addresses: list[str], port: int | None) -> None:
    assert read(f"kelas.{SERVICE}", addresses, port, {}, AROUND) is None


@given(st.text())
def test_what_a_name_can_do_to_a_terminal(name: str) -> None:
    shown = read(f"{name}.{SERVICE}", ["10.0.0.1"], 9000, {}, AROUND).name
    assert shown == clean(shown)
    assert "\t" not in shown
    assert "\n" not in shown
    assert len(shown.encode()) <= LONGEST


def test_a_number_is_that_of_the_list_and_nothing_else() -> None:
    lookup = Lookup()
    lookup.found = [Found(f"s{port}", "10.0.0.1", port, False) for port in (9000, 9001)]
    assert [lookup.choice(answer) for answer in ("1", " 2 ")] == lookup.found
    for answer in ("0", "3", "-1", "9000", "", "1 9000", "٣", "1" * 5000):
        assert lookup.choice(answer) is None


def test_a_list_has_an_end_and_nobody_twice() -> None:
    lookup = Lookup()
    for number in range(2 * MOST):
        lookup._add(Found(f"s{number}", "10.0.0.1", 9000 + number // 2, False))
        lookup._add(None)
    assert [one.port for one in lookup.found] == list(range(9000, 9000 + MOST))


def test_servers_are_found_as_they_announce_themselves() -> None:
    """With names that the network would allow."""
    mark = uuid.uuid4().hex
    names = {f"{mark}-9000": 9000, f"{mark}. titik": 9001, f"\u202e{mark}\x9b31m": 9002}

    async def scene() -> list[Found]:
        lookup, complete = Lookup(), asyncio.Event()

        def ours() -> list[Found]:
            return sorted((one for one in lookup.found if mark in one.name), key=lambda one: one.port)

        def changed() -> None:
            if len(ours()) == len(names):
                complete.set()

        async with AsyncZeroconf(LOOPBACK) as zeroconf:
            for name, port in names.items():
                service = ServiceInfo(
                    SERVICE,
                    f"{name}.{SERVICE}",
                    port=port,
                    parsed_addresses=["198.51.100.7"],
                    properties={"tls": "yes"} if port == 9000 else {},
                )
                await zeroconf.async_register_service(service, cooperating_responders=True)
            looking = asyncio.create_task(lookup.run(changed, LOOPBACK))
            await asyncio.wait_for(complete.wait(), PATIENCE)
            looking.cancel()
            await asyncio.wait([looking])
        return ours()

    assert asyncio.run(scene()) == [
        Found(f"{mark}-9000", "198.51.100.7", 9000, True),
        Found(f"{mark}. titik", "198.51.100.7", 9001, False),
        Found(f"{mark}31m", "198.51.100.7", 9002, False),
    ]


def test_where_there_is_no_network_that_is_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "surroundings", lambda: Surroundings(frozenset(LOOPBACK), ()))
    lookup, said = Lookup(), []
    asyncio.run(lookup.run(lambda: said.append(lookup.over)))
    assert isinstance(lookup.failure, OSError)
    assert said == [True]
