"""Who may come in, and what a listening socket asks of every connection."""

import socket
import sys

import pytest

from chatlib.server.options import Listen
from chatlib.server.supervisor.listeners import Listeners


def nobody(network):
    return 0


@pytest.fixture
def open_():
    opened = []

    def make(**limits):
        opened.append(Listeners("127.0.0.1", [Listen(0)], **{"connections": 100, "per_address": 2, **limits}))
        return opened[-1]

    yield make
    for listeners in opened:
        listeners.close()


@pytest.mark.skipif(sys.platform != "linux", reason="what the option is called, and that it is inherited")
def test_a_client_whose_machine_vanishes_is_noticed_even_if_something_is_still_to_be_acknowledged(open_):
    listeners = open_()
    (listener,) = listeners.sockets
    with socket.create_connection(listener.getsockname()):
        listener.setblocking(True)
        sock, _ = listeners.accept(listener)
        with sock:
            assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            probes = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) + sock.getsockopt(
                socket.IPPROTO_TCP, socket.TCP_KEEPINTVL
            ) * sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT)
            waits = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) / 1000
            assert abs(probes - waits) <= 5


@pytest.mark.parametrize(
    ("addresses", "admitted"),
    [
        (["10.0.0.1"] * 3, [True, True, False]),
        (["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db9::1"], [True, True, False, True]),
        (["127.0.0.1"] * 3, [True, True, True]),
    ],
)
def test_an_address_has_a_bound(open_, addresses, admitted):
    listeners = open_()
    with socket.socket() as sock:
        assert [listeners.admit(sock, address, 0, nobody) for address in addresses] == admitted
        listeners.left(addresses[0])
        assert listeners.admit(sock, addresses[0], 0, nobody)


def test_this_machine_is_counted_if_it_is_to_be(open_):
    listeners = open_(loopback=True)
    with socket.socket() as sock:
        assert [listeners.admit(sock, "127.0.0.1", 0, nobody) for _ in range(3)] == [True, True, False]
