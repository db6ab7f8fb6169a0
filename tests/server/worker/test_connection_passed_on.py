"""Connections that are not for chatting are passed on unread."""

import socket
import time

import pytest

from chatlib.server.ipc.orders import Handover
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.inlet import PEEKS

pytestmark = pytest.mark.skipif(not PEEKS, reason="bytes cannot be looked at here without taking them")
UPLOAD = b'{"FLAG":"UPLOAD"}\n'


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def read(ours, theirs, data, pinned="", specialists=("transfers", "tls"), through=()):
    onward = Handover(1, "127.0.0.1", pinned, frozenset(through)).onward(frozenset(specialists))
    conn = Connection(1, ours, "127.0.0.1", pinned, onward)
    theirs.sendall(data)
    return conn, conn.read(time.monotonic(), conn.inlet.look())


def test_nothing_of_it_is_taken(ends):
    conn, asks = read(*ends, UPLOAD + b"raw")
    assert (conn.passed_to, asks) == ("transfers", [])
    assert conn.sock.recv(100) == UPLOAD + b"raw"


def test_it_waits_for_the_end_of_the_line(ends):
    conn, _ = read(*ends, UPLOAD[:7])
    assert conn.passed_to == ""
    ends[1].sendall(UPLOAD[7:])
    conn.read(time.monotonic(), conn.inlet.look())
    assert conn.passed_to == "transfers"


@pytest.mark.parametrize(
    ("pinned", "data", "to"), [("mamushi", UPLOAD, ""), ("mamushi", b"\x16", "tls"), ("", b"\x16", "tls")]
)
def test_a_port_of_one_dialect_passes_on_only_what_is_encrypted(ends, pinned, data, to):
    assert read(*ends, data, pinned)[0].passed_to == to


@pytest.mark.parametrize(
    ("through", "pinned", "data", "to"),
    [
        (["tls"], "", UPLOAD, "transfers"),
        (["tls"], "", b"\x16", ""),
        (["web"], "", UPLOAD, "transfers"),
        (["web"], "irc", b"\x16", ""),
    ],
)
def test_nobody_gets_twice_what_he_has_unwrapped(ends, through, pinned, data, to):
    assert read(*ends, data, pinned, through=through)[0].passed_to == to


def test_where_there_is_no_such_specialist_it_is_a_request_like_others(ends):
    conn, asks = read(*ends, UPLOAD, specialists=("tls",))
    assert conn.passed_to == ""
    assert asks


def test_only_what_comes_first_is_passed_on(ends):
    conn, asks = read(*ends, b'{"FLAG":"PING"}\n' + UPLOAD)
    assert conn.passed_to == ""
    assert len(asks) == 2
