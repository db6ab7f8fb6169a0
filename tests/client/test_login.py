"""Which server, and what is remembered of it; passwords that are kept, or were."""

import asyncio
import socket
import sys
import threading
from contextlib import suppress
from types import SimpleNamespace

import pytest

from chatlib.client import connect, login
from chatlib.client.login import NoWay, Server, ask_server, log_in
from chatlib.client.preferences import Preferences
from chatlib.client.session.dial import NotRuang
from chatlib.client.words.texts import Words
from tests.integration.server import Server as Running

EN = Words("en")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("192.168.1.5 9000", ("192.168.1.5", 9000)),
        (" kelas.local:9000 ", ("kelas.local", 9000)),
        ("::1 9000", ("::1", 9000)),
        ("[::1]:9000", ("::1", 9000)),
        ("[fe80::1%eth0] 9000", ("fe80::1%eth0", 9000)),
    ],
)
def test_how_a_server_is_written(text: str, found: tuple[str, int]) -> None:
    assert login.server(text) == found


@pytest.mark.parametrize("text", ["", "9000", "kelas", "kelas 0", "kelas 65536", "kelas x", "::1:9000", "a b 9000"])
def test_what_is_no_server(text: str) -> None:
    with pytest.raises(ValueError, match="no server"):
        login.server(text)


def asked(monkeypatch: pytest.MonkeyPatch, preferences: Preferences, answer: str, tls: bool = False) -> Server:
    async def ask(question: str, hidden: bool = False, default: str = "") -> str:
        assert default == preferences.settings.server
        return answer

    monkeypatch.setattr(login, "ask", ask)
    return asyncio.run(ask_server(preferences, tls, EN))


def test_a_server_that_was_met_by_tls_is_never_met_without(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    preferences = Preferences()
    preferences.set(server="kelas 9000", tls=True, fingerprint="ab" * 32)
    assert asked(monkeypatch, preferences, "kelas 9000") == Server("kelas", 9000, True, "ab" * 32)
    assert asked(monkeypatch, preferences, "lain 9000") == Server("lain", 9000)
    assert asked(monkeypatch, preferences, "lain 9000", tls=True) == Server("lain", 9000, True)
    monkeypatch.setattr(login, "_pinned", lambda host, port: host == "lain")
    assert asked(monkeypatch, preferences, "lain 9000") == Server("lain", 9000, True)


@pytest.mark.parametrize("says", [b"hello\n", b'{"CODE": \n', b"\x00\xff\n", b"SSH-2.0-OpenSSH_9.2\r\n"])
def test_what_is_no_ruang_server_is_one_clear_error(says: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        threading.Thread(target=speak, args=(listener, says), daemon=True).start()
        with pytest.raises(NotRuang):
            asyncio.run(connect("127.0.0.1", port, "ani"))
        with pytest.raises(NoWay, match="no Ruang server"):
            asyncio.run(log_in(Server("127.0.0.1", port), "ani", Preferences(), EN))


def speak(listener: socket.socket, says: bytes) -> None:
    """To everybody who comes, until he goes."""
    with suppress(OSError):
        while True:
            visitor, _ = listener.accept()
            with visitor, suppress(OSError):
                visitor.sendall(says)
                while visitor.recv(1000):
                    pass


class Keyring:
    """What the system keeps."""

    def __init__(self, password: str | None) -> None:
        self.password = password
        self.asked = 0

    def get_password(self, service: str, account: str) -> str | None:
        self.asked += 1
        return self.password

    def set_password(self, service: str, account: str, password: str) -> None:
        self.password = password


def test_a_password_of_the_keyring_is_tried_once(server_with_ani: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Keyring("salah")
    monkeypatch.setitem(sys.modules, "keyring", kept)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    questions = []

    async def ask(question: str, hidden: bool = False, default: str = "") -> str:
        questions.append(question)
        return "rahasia"

    monkeypatch.setattr(login, "ask", ask)
    preferences = Preferences()
    preferences.set(keyring=True)

    async def scene() -> None:
        session = await log_in(Server("127.0.0.1", server_with_ani.port), "ani-k", preferences, EN)
        await session.close()

    asyncio.run(scene())
    assert (kept.asked, len(questions), kept.password) == (1, 1, "rahasia")
    asyncio.run(scene())
    assert (kept.asked, len(questions)) == (2, 1)
    assert preferences.settings.name == "ani-k"


@pytest.fixture
def server_with_ani(server: Running) -> Running:
    async def make() -> None:
        await (await connect("127.0.0.1", server.port, "ani-k", "rahasia", register=True)).close()

    asyncio.run(make())
    return server
