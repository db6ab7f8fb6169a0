"""Whoever was away for long is told what was missed page by page, at his own pace, and loses nothing."""

import re
import signal
import socket
import time

import psutil
import pytest

from .client import eventually

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
    """A connection of a client that reads slowly, and when it wants to."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    sock.settimeout(15)
    sock.connect(("127.0.0.1", server.port))
    sock.sendall(b"login jauh rahasia\n")
    return sock


def read(sock, enough):
    """What it reads until there is enough of it, or the end."""
    data = bytearray()
    while not enough(data):
        try:
            more = sock.recv(65536)
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


def test_nothing_is_lost_when_it_is_broken_off(away):
    server, _ = away
    with log_in(server) as sock:
        first = read(sock, lambda data: data.count(b"surat-") > MISSED // 4)
        sock.shutdown(socket.SHUT_WR)
        first += read(sock, lambda _: False)
    eventually(lambda: "jauh" not in server.pm(f"p{time.monotonic_ns()}").ask("listuser", "[ListUser]"), "jauh is gone")
    with log_in(server) as sock:
        seen = set(whole(first))
        second = read(sock, lambda data: b"selamat" in data and len(seen | set(whole(data))) == MISSED)
    assert set(whole(first)) | set(whole(second)) == set(range(MISSED))
    assert whole(first) == sorted(set(whole(first)))
    assert whole(second) == sorted(set(whole(second)))


def test_it_goes_on_when_the_worker_is_killed(away):
    server, _ = away
    with log_in(server) as sock:
        data = read(sock, lambda data: data.count(b"surat-") > MISSED // 4)
        psutil.Process(server.worker_of("jauh")).send_signal(signal.SIGKILL)
        data += read(sock, lambda more: len(whole(data + more)) == MISSED)
    assert whole(data) == list(range(MISSED))


def test_what_is_said_in_the_lobby_meanwhile_is_heard(away):
    server, sender = away
    with log_in(server) as sock:
        data = read(sock, lambda data: b"surat-" in data)
        for number in range(50):
            sender.send(f"kabar-{number:02}.")
        data += read(sock, lambda more: b"kabar-49." in more)
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
