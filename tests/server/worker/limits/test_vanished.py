"""Who is there and reads slowly is told from whose machine is gone."""

import socket
import struct
import sys
from contextlib import suppress
from types import SimpleNamespace

import pytest

from chatlib.server.ipc.timers import Timers
from chatlib.server.worker.limits import vanished
from chatlib.server.worker.limits.vanished import EVERY, WITHIN, Vanished, look_here

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the kernel does not say when it heard last")


class Wire:
    """A connection as its kernel would tell of it."""

    family = socket.AF_INET

    def __init__(self) -> None:
        self.queued, self.heard = 0, 0.0

    def getsockopt(self, level: int, option: int, length: int) -> bytes:
        assert (level, option) == (socket.IPPROTO_TCP, socket.TCP_INFO)
        return bytes(length - 4) + struct.pack("=I", int(self.heard * 1000))


@pytest.fixture
def watched(monkeypatch):
    """A watch of one connection, its wire, whom it forgot, and how to let time go on."""
    now, wire, gone, timers = [1000.0], Wire(), [], Timers()
    monkeypatch.setattr(vanished, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(vanished, "unacknowledged", lambda sock: sock.queued)
    conn = SimpleNamespace(cid=1, sock=wire)
    Vanished([conn], timers, gone.append).start()

    def pass_(seconds: float, heard: bool) -> None:
        for _ in range(int(seconds / EVERY)):
            now[0] += EVERY
            wire.heard = 0.0 if heard else wire.heard + EVERY
            timers.run(now[0])

    return wire, gone, pass_


def test_who_acknowledges_nothing_is_gone_after_two_minutes_and_not_before(watched):
    wire, gone, pass_ = watched
    wire.queued = 1
    pass_(WITHIN - EVERY, heard=False)
    assert not gone
    pass_(2 * EVERY, heard=False)
    assert gone


def test_who_answers_probes_is_there_however_long_nothing_is_read(watched):
    wire, gone, pass_ = watched
    wire.queued = 100_000
    pass_(100 * WITHIN, heard=True)
    assert not gone


def test_silence_is_nothing_as_long_as_there_is_nothing_to_say(watched):
    wire, gone, pass_ = watched
    pass_(100 * WITHIN, heard=False)
    wire.queued = 1
    pass_(EVERY, heard=False)
    assert not gone


def test_one_sign_of_life_is_enough(watched):
    wire, gone, pass_ = watched
    wire.queued = 1
    pass_(WITHIN - EVERY, heard=False)
    pass_(EVERY, heard=True)
    pass_(WITHIN - EVERY, heard=False)
    assert not gone


def test_what_the_kernel_tells_of_a_living_connection():
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as client:
        served, _ = listener.accept()
        with served:
            served.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000)
            look_here(served)
            assert served.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 0
            assert not vanished._is_silent(served)
            served.setblocking(False)
            with suppress(BlockingIOError):
                while True:
                    served.send(bytes(65536))
            assert vanished.unacknowledged(served)
            assert not vanished._is_silent(served)
            client.settimeout(1.0)
            assert client.recv(1)
