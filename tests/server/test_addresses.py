"""Which address phones reach."""

import pytest

from chatlib.server.addresses import Reachable, is_loopback, phones_first, reached_at

WIFI, CABLE = Reachable("192.168.1.5"), Reachable("10.3.0.7")
DOCKER, TUNNEL = Reachable("172.17.0.1", False), Reachable("10.8.0.2", False)
LOOPBACK, ALONE = Reachable("127.0.0.1", False), Reachable("169.254.7.7")


@pytest.mark.parametrize(
    ("found", "way_out", "ordered"),
    [
        ([LOOPBACK, WIFI], "192.168.1.5", [WIFI]),
        ([DOCKER, CABLE, WIFI], "192.168.1.5", [WIFI, CABLE, DOCKER]),
        ([WIFI, TUNNEL], "10.8.0.2", [WIFI, TUNNEL]),
        ([DOCKER, TUNNEL], "10.8.0.2", [TUNNEL, DOCKER]),  # a machine that is itself inside a container
        ([ALONE, DOCKER, WIFI], "", [WIFI, DOCKER, ALONE]),
        ([LOOPBACK], "", []),
    ],
)
def test_the_one_that_phones_reach_comes_first(found: list[Reachable], way_out: str, ordered: list[Reachable]) -> None:
    assert phones_first(found, way_out) == [one.address for one in ordered]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost", "LOCALHOST"])
def test_nobody_reaches_what_is_bound_to_loopback(host: str) -> None:
    assert is_loopback(host)
    assert reached_at(host) == []


@pytest.mark.parametrize("host", ["10.1.2.3", "2001:db8::1", "kelas.local"])
def test_what_is_bound_to_one_address_is_reached_there(host: str) -> None:
    assert reached_at(host) == [host]


def test_of_all_addresses_none_is_this_machines_own_alone() -> None:
    assert not any(map(is_loopback, reached_at("0.0.0.0")))
