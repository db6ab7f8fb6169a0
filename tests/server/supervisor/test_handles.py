"""The supervisor's end of a process that does not do what it should."""

import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from chatlib.server.ipc.orders import Handover
from chatlib.server.supervisor import handles
from chatlib.server.supervisor.handles import Duplicate, ProcessHandle


def idle(*_: object) -> None:
    time.sleep(60)


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> Iterator[ProcessHandle]:
    monkeypatch.setattr(handles, "PATIENCE", 0.1)
    process = ProcessHandle("idle", idle)
    yield process
    process.process.kill()
    process.release()


def test_who_takes_nothing_of_what_he_is_given_is_ended(process: ProcessHandle) -> None:
    def fill(sock: socket.socket) -> None:
        for cid in range(10_000):
            process.hand_over(Duplicate(sock, Handover(cid, "127.0.0.1", "")))

    with socket.socket() as sock, pytest.raises(BlockingIOError):
        fill(sock)
    process.process.join()
    assert process.process.exitcode == -signal.SIGKILL
    with pytest.raises(EOFError):
        process.heard()


def test_who_is_dead_is_given_nothing(process: ProcessHandle) -> None:
    process.process.kill()
    process.process.join()
    with socket.socket() as sock, pytest.raises(OSError):  # noqa: PT011  # whatever the system calls it
        process.hand_over(Duplicate(sock, Handover(1, "127.0.0.1", "")))
    with suppress(OSError):
        process.finish()
    assert list(process.connections) == [1]
