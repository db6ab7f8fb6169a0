"""What systemd is told, over a socket as it would have one."""

import os
import socket

import pytest

from chatlib.server.supervisor import readiness as readiness_module
from chatlib.server.supervisor.readiness import Readiness


@pytest.fixture(params=["path", "abstract"])
def systemd(request, tmp_path):
    """(the socket, its name in the environment)"""
    name = str(tmp_path / "notify") if request.param == "path" else f"@ruang-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(name.replace("@", "\0", 1))
        sock.setblocking(False)
        yield sock, name


def test_it_is_told_what_happens(systemd):
    sock, name = systemd
    readiness = Readiness({"NOTIFY_SOCKET": name})
    readiness.ready()
    readiness.alive()
    readiness.stopping()
    assert [sock.recv(100) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_it_is_told_when_a_reload_began(systemd):
    sock, name = systemd
    readiness = Readiness({"NOTIFY_SOCKET": name})
    for _ in range(2):
        readiness.reloading()
    times = [dict(line.split("=") for line in sock.recv(100).decode().splitlines()) for _ in range(2)]
    assert [told["RELOADING"] for told in times] == ["1", "1"]
    assert 0 < int(times[0]["MONOTONIC_USEC"]) <= int(times[1]["MONOTONIC_USEC"])


def test_children_are_told_nothing_of_it():
    environment = {"NOTIFY_SOCKET": "/s", "WATCHDOG_USEC": "1", "WATCHDOG_PID": "2", "HOME": "/"}
    Readiness(environment)
    assert environment == {"HOME": "/"}


@pytest.mark.parametrize(
    ("environment", "heartbeat"),
    [
        ({}, None),
        ({"NOTIFY_SOCKET": "/s"}, None),
        ({"WATCHDOG_USEC": "30000000"}, None),
        ({"NOTIFY_SOCKET": "/s", "WATCHDOG_USEC": "30000000"}, 15.0),
        ({"NOTIFY_SOCKET": "/s", "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 15.0),
        ({"NOTIFY_SOCKET": "/s", "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"NOTIFY_SOCKET": "/s", "WATCHDOG_USEC": "0"}, None),
        ({"NOTIFY_SOCKET": "/s", "WATCHDOG_USEC": "often"}, None),
    ],
)
def test_how_often_it_wants_to_hear(environment, heartbeat):
    assert Readiness(environment).heartbeat == heartbeat


@pytest.mark.parametrize("name", ["", "/nobody/listens", "@nobody", "x" * 500])
def test_nobody_needs_to_listen(name):
    readiness = Readiness({"NOTIFY_SOCKET": name})
    for say in (readiness.ready, readiness.alive, readiness.reloading, readiness.stopping):
        say()


def test_a_listener_that_is_full_is_not_waited_for(systemd, monkeypatch):
    monkeypatch.setattr(readiness_module, "PATIENCE", 0.0001)
    readiness = Readiness({"NOTIFY_SOCKET": systemd[1]})
    for _ in range(1000):
        readiness.alive()
