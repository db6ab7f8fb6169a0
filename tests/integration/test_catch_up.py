"""Whoever was away for long is told what was missed page by page, at his own pace, and loses nothing."""

import re
import time
from contextlib import closing

import pytest

from chatlib.server.worker.inlet import PEEKS

from .client import SlowClient, eventually

MISSED = 1000
NUMBER = re.compile(rb"surat-(\d{4})\.")
FILLING = "x" * 4000


@pytest.fixture
def away(start):
    """A server where much waits for an account that is away: more than a page, and than a socket holds."""
    server = start("--rate", 1_000_000, "--burst", 1_000_000)
    server.sendto("jauh").close()
    sender = server.pm("pengirim")
    for number in range(MISSED):
        sender.send(f"pm jauh surat-{number:04}. {FILLING}")
    for _ in range(MISSED):
        sender.until("[OK]")
    return server, sender


def log_in(server):
    """A client that reads slowly, and when it wants to."""
    client = server.connect(SlowClient)
    client.send("login jauh rahasia")
    return client


def read(client, enough):
    """What it reads until there is enough of it, or the end."""
    data = bytearray()
    while not enough(data):
        try:
            more = client.sock.recv(65536)
        except ConnectionResetError:
            break
        if not more:
            break
        data += more
    return bytes(data)


def whole(data):
    """The numbers of the letters that came to their last character."""
    lines = data.split(b"\n")[:-1]
    return [int(found[1]) for line in lines if (found := NUMBER.search(line)) and line.endswith(FILLING.encode())]


def test_nothing_is_lost_when_it_hangs_up(away):
    server, _ = away
    with closing(log_in(server)) as client:
        first = read(client, lambda data: data.count(b"surat-") > MISSED // 4)
        client.end_input()
        first += read(client, lambda _: False)
    eventually(lambda: "jauh" not in server.pm(f"p{time.monotonic_ns()}").ask("listuser", "[ListUser]"), "jauh is gone")
    with closing(log_in(server)) as client:
        seen = set(whole(first))
        second = read(client, lambda data: b"selamat" in data and len(seen | set(whole(data))) == MISSED)
    assert set(whole(first)) | set(whole(second)) == set(range(MISSED))
    assert whole(first) == sorted(set(whole(first)))
    assert whole(second) == sorted(set(whole(second)))


@pytest.mark.skipif(not PEEKS, reason="a connection outlives its worker only where bytes can be looked at")
@pytest.mark.parametrize("who", ["worker", "state", "both"])
def test_nothing_is_missing_and_nothing_twice_when_somebody_is_killed_meanwhile(away, who):
    server, sender = away
    with closing(log_in(server)) as client:
        data = read(client, lambda data: data.count(b"surat-") > MISSED // 4)
        server.kill(who)
        data += read(client, lambda data: data.count(b"surat-") > MISSED // 4)
        server.kill(who)
        sender.send("selesai.")
        data += read(client, lambda data: b"selesai." in data)
    assert whole(data) == list(range(MISSED))
    assert data.count(b"selamat datang") == data.count(b"selesai.") == 1


def test_what_is_said_in_the_lobby_meanwhile_is_heard(away):
    server, sender = away
    with closing(log_in(server)) as client:
        data = read(client, lambda data: b"surat-" in data)
        for number in range(50):
            sender.send(f"kabar-{number:02}.")
        data += read(client, lambda more: b"kabar-49." in more)
    assert re.findall(rb"kabar-(\d\d)\.", data) == [b"%02d" % number for number in range(50)]
    assert whole(data) == list(range(MISSED))


def test_who_sends_nothing_but_empty_lines_holds_nobody_up(start):
    server = start("--workers", "1")
    idle, other = server.pm("kosong"), server.pm("lain")
    idle.sock.setblocking(False)
    flood = memoryview(b"\n" * 65536)
    answered = 0
    for _ in range(200):
        try:
            idle.sock.send(flood)
        except BlockingIOError:
            other.ask("whoami", "[Whoami] lain")
            answered += 1
    assert answered
