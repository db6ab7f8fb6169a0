"""What follows from options alone."""

import pytest

from chatlib.server.options import counted


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", ""),
        ("::1", ""),
    ],
)
def test_how_addresses_are_counted(address, network):
    assert counted(address, loopback=False) == network


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_this_machine_counts_if_that_is_asked_for(address):
    assert counted(address, loopback=True)
