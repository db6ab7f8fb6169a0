"""The relay between an encrypted client and a worker, with both of them played by the test."""

import asyncio
import socket
import ssl
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from chatlib.server import tls
from chatlib.server.certificate import prepare, server_side
from chatlib.server.options import Identity
from chatlib.server.specialist import Visitor

PATIENCE = 20.0


class FakeDesk:
    def __init__(self) -> None:
        self.gone: list[int] = []
        self.troubles: list[str] = []

    def closed(self, cid: int) -> None:
        self.gone.append(cid)

    def trouble(self, text: str) -> None:
        self.troubles.append(text)


class Scene:
    """`client` and `worker` are the far ends of the visitor's two connections."""

    def __init__(self, context: ssl.SSLContext, data: Path) -> None:
        self.desk = FakeDesk()
        self.relay = tls.Relay(self.desk, context, SimpleNamespace(data=data))
        ours, self.client = socket.socketpair()
        plain, self.worker = socket.socketpair()
        self.visitor = Visitor(7, ours, "127.0.0.1", "", False, plain)

    def play(self, *parts) -> None:
        """Serves the visitor while the parts, functions that block, run in threads."""

        async def all_of_it() -> None:
            serving = asyncio.create_task(self.relay.serve(self.visitor))
            await asyncio.gather(serving, *(asyncio.to_thread(part) for part in parts))

        asyncio.run(asyncio.wait_for(all_of_it(), PATIENCE))

    def encrypted(self) -> ssl.SSLSocket:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.client = context.wrap_socket(self.client)
        return self.client


@pytest.fixture
def scene(tmp_path):
    identity = Identity(tmp_path / "tls.pem", tmp_path / "tls.pem", own=True)
    prepare(identity)
    scene = Scene(server_side(identity), tmp_path)
    scene.client.settimeout(PATIENCE)
    scene.worker.settimeout(PATIENCE)
    yield scene
    scene.client.close()
    scene.worker.close()
    assert scene.desk.gone == [7]
    assert scene.desk.troubles == []
    assert (scene.visitor.sock.fileno(), scene.visitor.inner.fileno()) == (-1, -1)


def everything(sock) -> bytes:
    got = bytearray()
    with suppress(ConnectionError):
        while data := sock.recv(1 << 16):
            got += data
    return bytes(got)


def test_what_is_said_comes_out_on_the_other_side_and_the_end_as_well(scene):
    question, answer = b"q" * 300_000, b"a" * 3_000_000

    def client():
        secure = scene.encrypted()
        secure.sendall(question)
        heard = bytearray()
        while data := secure.recv(1 << 16):
            heard += data
        secure.close()
        assert heard == answer

    def worker():
        heard = b""
        while len(heard) < len(question):
            heard += scene.worker.recv(1 << 16)
        scene.worker.sendall(answer)
        scene.worker.shutdown(socket.SHUT_WR)
        assert heard == question
        assert everything(scene.worker) == b""

    scene.play(client, worker)


def test_a_client_that_vanishes_is_an_end_for_the_worker(scene):
    def client():
        secure = scene.encrypted()
        secure.sendall(b"half a li")
        socket.socket.shutdown(secure, socket.SHUT_RDWR)

    def worker():
        assert everything(scene.worker) == b"half a li"
        scene.worker.close()

    scene.play(client, worker)


def test_a_worker_that_vanishes_is_an_end_for_the_client(scene):
    def client():
        secure = scene.encrypted()
        secure.sendall(b"x")
        assert everything(secure) == b""
        secure.close()

    def worker():
        assert scene.worker.recv(1)
        scene.worker.close()

    scene.play(client, worker)


def test_who_does_not_end_its_side_after_the_last_words_is_not_waited_for_long(scene, monkeypatch):
    monkeypatch.setattr(tls, "FAREWELL", 0.01)

    def client():
        assert everything(scene.encrypted()) == b"bye"  # and goes on listening

    def worker():
        scene.worker.sendall(b"bye")
        scene.worker.shutdown(socket.SHUT_WR)

    scene.play(client, worker)


@pytest.mark.parametrize("said", [b"", b"\x16", b"\x16\x03\x01\x02\x00"])
def test_a_handshake_that_takes_too_long(scene, said, monkeypatch):
    monkeypatch.setattr(tls, "HANDSHAKE_WITHIN", 0.01)
    scene.client.sendall(said)
    scene.play(lambda: everything(scene.client))
    assert everything(scene.worker) == b""


def test_a_client_that_leaves_in_the_middle_of_the_handshake(scene):
    scene.client.sendall(b"\x16\x03\x01\x02\x00")
    scene.client.shutdown(socket.SHUT_WR)
    scene.play()


def test_garbage_is_answered_by_an_alert_at_the_most(scene):
    scene.client.sendall(b"\x16" * 1000)
    scene.play(lambda: everything(scene.client)[:1] in (b"", b"\x15"))


def test_garbage_after_the_handshake_is_an_end_for_both(scene):
    def client():
        secure = scene.encrypted()
        socket.socket.sendall(secure, b"\x17\x03\x03\x00\x20" + b"x" * 32)
        with suppress(ssl.SSLError):
            everything(secure)

    scene.play(client, lambda: everything(scene.worker))


def test_too_many_handshakes_at_once(scene, monkeypatch):
    monkeypatch.setattr(tls, "MOST_HANDSHAKES", 0)
    scene.play(lambda: everything(scene.client))
