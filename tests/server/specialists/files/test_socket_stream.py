"""A client's socket: everything must come, and be taken, in time."""

import os
import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from chatlib.server.specialists.files import pace, socket_stream
from chatlib.server.specialists.files.socket_stream import Gone, SocketStream

WINDOW, LEAST = 0.5, 20_000
LARGE = 64 << 20
"""Bytes that no kernel takes at once."""


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(pace, "WINDOW", WINDOW)
    monkeypatch.setattr(pace, "LEAST", LEAST)
    monkeypatch.setattr(socket_stream, "GLANCE", 0.05)
    monkeypatch.setattr(socket_stream, "FIRST_LINE", 0.5)


@pytest.fixture
def ends():
    """The server's end of a connection, and the client's."""
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 14)
        client.connect(listener.getsockname())
        ours, _ = listener.accept()
        with ours:
            yield ours, client


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "content"
    path.touch()
    os.truncate(path, LARGE)
    with open(path, "rb") as file:
        yield file


@contextmanager
def meanwhile(act):
    """Does it again and again beside the test."""
    over = threading.Event()

    def repeat() -> None:
        with suppress(OSError):
            while not over.is_set():
                act()

    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def takes(act):
    """Seconds until it is Gone."""
    begun = time.monotonic()
    with pytest.raises(Gone):
        act()
    return time.monotonic() - begun


def drip(client, data, pause=0.02):
    def act() -> None:
        client.sendall(data)
        time.sleep(pause)

    return meanwhile(act)


def test_the_first_line_has_a_time_in_which_all_of_it_must_come(ends):
    ours, client = ends
    with drip(client, b"x"):
        assert takes(SocketStream(ours).line) < 5


def test_an_upload_byte_by_byte_is_given_up(ends):
    ours, client = ends
    stream, buffer = SocketStream(ours), memoryview(bytearray(1000))

    def receive() -> None:
        while True:
            stream.receive_into(buffer)

    with drip(client, b"x"):
        assert WINDOW * 0.9 < takes(receive) < 10 * WINDOW


def test_an_upload_at_the_least_rate_is_not(ends):
    ours, client = ends
    stream, buffer = SocketStream(ours), memoryview(bytearray(1000))
    with drip(client, bytes(4000)):
        end = time.monotonic() + 3 * WINDOW
        while time.monotonic() < end:
            stream.receive_into(buffer)


def test_a_download_that_nobody_takes_is_given_up(ends, file):
    ours, _ = ends
    stream = SocketStream(ours)
    assert WINDOW * 0.9 < takes(lambda: stream.send_file(file, 0, LARGE)) < 10 * WINDOW


def test_a_download_byte_by_byte_is_given_up(ends, file):
    ours, client = ends
    stream = SocketStream(ours)

    def act() -> None:
        client.recv(1)
        time.sleep(0.02)

    with meanwhile(act):
        assert takes(lambda: stream.send_file(file, 0, LARGE)) < 10 * WINDOW


def test_a_slow_download_goes_on_although_the_kernel_had_taken_much_of_it_at_once(ends, file):
    """It took megabytes, and takes no more for as long as a third of them is not gone: for minutes, perhaps."""
    ours, client = ends
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
    stream = SocketStream(ours)

    def act() -> None:
        client.recv(4000)
        time.sleep(0.02)

    ended = threading.Timer(4 * WINDOW, stream.cut)
    ended.start()
    with meanwhile(act):
        assert takes(lambda: stream.send_file(file, 0, LARGE)) > 3.5 * WINDOW
    ended.join()


def test_a_download_arrives_whole(ends, file):
    ours, client = ends
    stream, size = SocketStream(ours), 3_000_000
    content = os.urandom(size)
    with open(file.name, "r+b") as out:
        out.write(content)
    got = bytearray()

    def act() -> None:
        data = client.recv(1 << 16)
        got.extend(data)
        if not data:
            client.close()

    with meanwhile(act):
        stream.say(b"first\n")
        stream.send_file(file, 1000, size - 1000)
        stream.end()
    assert got == b"first\n" + content[1000:]


def test_a_file_that_is_shorter_than_it_should_be_ends_the_connection(ends, file):
    os.truncate(file.name, 1000)
    stream = SocketStream(ends[0])
    assert takes(lambda: stream.send_file(file, 0, 1001)) < WINDOW
