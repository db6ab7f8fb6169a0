"""The relay between an encrypted client and a worker, with both of them played by the test."""

import asyncio
import socket
import ssl
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from chatlib.server.options import Identity
from chatlib.server.specialists.control_channel import ClientConnection
from chatlib.server.specialists.tls import relay
from chatlib.server.specialists.tls.certificate import prepare, server_side

PATIENCE = 20.0


class FakeControlChannel:
    def __init__(self) -> None:
        self.gone: list[int] = []
        self.troubles: list[str] = []

    def closed(self, cid: int) -> None:
        self.gone.append(cid)

    def trouble(self, text: str) -> None:
        self.troubles.append(text)


class FakeInnerConnections:
    def __init__(self, plain: socket.socket) -> None:
        self.plain = plain
        self.asked = False

    async def open(self, cid: int, dialect: str = "") -> socket.socket:
        self.asked = True
        return self.plain


class Scene:
    """`client` and `worker` are the far ends of the connection's two connections."""

    def __init__(self, context: ssl.SSLContext, data: Path) -> None:
        ours, self.client = socket.socketpair()
        plain, self.worker = socket.socketpair()
        self.inner = FakeInnerConnections(plain)
        self.control = FakeControlChannel()
        self.relay = relay.Relay(self.control, self.inner, context, SimpleNamespace(data=data))
        self.connection = ClientConnection(7, ours, "127.0.0.1", False)

    def play(self, *parts) -> None:
        """Serves the connection while the parts, functions that block, run in threads."""

        async def all_of_it() -> None:
            serving = asyncio.create_task(self.relay.serve(self.connection))
            await asyncio.gather(serving, *(asyncio.to_thread(part) for part in parts))

        asyncio.run(asyncio.wait_for(all_of_it(), PATIENCE))

    def encrypted(self) -> ssl.SSLSocket:
        self.client = trusting().wrap_socket(self.client)
        return self.client


def trusting() -> ssl.SSLContext:
    """A client's, who trusts whomever it meets."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@pytest.fixture
def context(tmp_path):
    identity = Identity(tmp_path / "tls.pem", tmp_path / "tls.pem", own=True)
    prepare(identity)
    return server_side(identity)


@pytest.fixture
def scene(context, tmp_path):
    scene = Scene(context, tmp_path)
    scene.client.settimeout(PATIENCE)
    scene.worker.settimeout(PATIENCE)
    yield scene
    scene.client.close()
    scene.worker.close()
    scene.inner.plain.close()
    assert scene.control.gone == [7]
    assert scene.control.troubles == []
    assert scene.connection.sock.fileno() == -1


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
    monkeypatch.setattr(relay, "FAREWELL", 0.01)

    def client():
        assert everything(scene.encrypted()) == b"bye"  # and goes on listening

    def worker():
        scene.worker.sendall(b"bye")
        scene.worker.shutdown(socket.SHUT_WR)

    scene.play(client, worker)


@pytest.mark.parametrize("said", [b"", b"\x16", b"\x16\x03\x01\x02\x00"])
def test_a_handshake_that_takes_too_long(scene, said, monkeypatch):
    monkeypatch.setattr(relay, "HANDSHAKE_WITHIN", 0.01)
    scene.client.sendall(said)
    scene.play(lambda: everything(scene.client))
    assert not scene.inner.asked


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
        assert secure.recv(1)
        socket.socket.sendall(secure, b"\x17\x03\x03\x00\x20" + b"x" * 32)
        with suppress(ssl.SSLError):
            everything(secure)

    def worker():
        scene.worker.sendall(b"x")
        everything(scene.worker)

    scene.play(client, worker)


def test_too_many_handshakes_at_once(scene, monkeypatch):
    monkeypatch.setattr(relay, "MOST_HANDSHAKES", 0)
    scene.play(lambda: everything(scene.client))


# ------------------------------------------------------------ without any socket


class Pair:
    """A client's end of TLS, connected with the server's by nothing but this."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.server = relay.Encryption(context)
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.client = trusting().wrap_bio(self._incoming, self._outgoing)
        while not self.server.established:
            with suppress(ssl.SSLWantReadError):
                self.client.do_handshake()
            assert self.carry() == b""

    def carry(self, at_once: int = 1 << 20) -> bytes:
        """Takes what each has to say to the other; what the server made of it."""
        said, data = b"", self._outgoing.read()
        for start in range(0, len(data), at_once):
            said += self.server.decrypt(data[start : start + at_once])
        self._incoming.write(self.server.to_send())
        return said


def test_however_it_is_cut_it_is_understood(context):
    for at_once in (1, 7, 1000, 1 << 20):
        pair = Pair(context)
        pair.client.write(b"one\n" + b"x" * 40_000)
        pair.client.write(b"two\n")
        assert pair.carry(at_once) == b"one\n" + b"x" * 40_000 + b"two\n"


def test_who_has_ended_its_side_can_still_be_told(context):
    pair = Pair(context)
    pair.client.write(b"last line\n")
    with pytest.raises(ssl.SSLWantReadError):
        pair.client.unwrap()
    assert (pair.carry(), pair.server.ended) == (b"last line\n", True)
    pair.server.encrypt(b"answer")
    pair.server.close()
    pair.carry()
    assert pair.client.read() == b"answer"
    with pytest.raises(ssl.SSLZeroReturnError):
        pair.client.read()


def test_who_was_told_the_end_may_still_speak(context):
    pair = Pair(context)
    pair.server.encrypt(b"bye")
    pair.server.close()
    pair.carry()
    assert (pair.client.read(), pair.client.read()) == (b"bye", b"")
    pair.client.write(b"one more\n")
    assert (pair.carry(), pair.server.ended) == (b"one more\n", False)


def test_what_was_changed_on_the_way_is_an_error(context):
    pair = Pair(context)
    pair.client.write(b"pay 1")
    data = bytearray(pair._outgoing.read())
    data[-1] ^= 1
    with pytest.raises(ssl.SSLError):
        pair.server.decrypt(bytes(data))
