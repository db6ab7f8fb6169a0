"""Which server, and what is remembered of it; passwords that are kept, or were."""

import asyncio
import errno
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace

import pytest

from chatlib.client import connect, login
from chatlib.client.discovery import Found, Lookup
from chatlib.client.login import NoWay, Server, ask_server, log_in
from chatlib.client.preferences import Preferences
from chatlib.client.session.dial import NotRuang
from chatlib.client.session.pins import Pins
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


def asked(
    monkeypatch: pytest.MonkeyPatch,
    preferences: Preferences,
    *answers: str,
    tls: bool = False,
    found: tuple[Found, ...] = (),
) -> Server:
    """Where the client goes, of so many answers the last one."""
    given = iter(answers)

    async def ask(question: Callable[[], str]) -> str:
        await asyncio.sleep(0)  # whoever is looked for has been found
        assert f" [{preferences.settings.server}]: " in question()
        return next(given)

    async def run(lookup: Lookup, changed: Callable[[], None]) -> None:
        lookup.found = [*found]

    monkeypatch.setattr(login, "ask", ask)
    monkeypatch.setattr(Lookup, "run", run)
    return asyncio.run(ask_server(preferences, tls, EN))


def test_a_server_that_was_met_by_tls_is_never_met_without(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    preferences = Preferences()
    preferences.set(server="kelas 9000", tls=True, fingerprint="ab" * 32)
    for answer in ("kelas 9000", "kelas:9000", ""):
        assert asked(monkeypatch, preferences, answer) == Server("kelas", 9000, True, "ab" * 32)
    assert asked(monkeypatch, preferences, "lain 9000") == Server("lain", 9000)
    assert asked(monkeypatch, preferences, "lain 9000", tls=True) == Server("lain", 9000, True)
    monkeypatch.setattr(login, "_pinned", lambda host, port: host == "lain")
    assert asked(monkeypatch, preferences, "lain 9000") == Server("lain", 9000, True)


def test_one_that_was_found_is_chosen_by_its_number_and_known_by_what_is_remembered(
    monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    """Whatever it says of itself."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    preferences = Preferences()
    preferences.set(server="10.0.0.1 9000", tls=True, fingerprint="ab" * 32)
    Pins().add("10.0.0.4", 9000, "cd" * 32)
    found = tuple(Found(f"kelas{n}", f"10.0.0.{n}", 9000, tls=n == 2) for n in range(1, 5))

    def chosen(*answers: str) -> Server:
        return asked(monkeypatch, preferences, *answers, found=found)

    assert chosen("1") == Server("10.0.0.1", 9000, True, "ab" * 32)
    assert chosen("2") == Server("10.0.0.2", 9000, True)
    assert chosen("3") == Server("10.0.0.3", 9000)
    assert chosen("5", "0", "4") == Server("10.0.0.4", 9000, True)


def test_what_stands_above_the_question() -> None:
    lookup = Lookup()
    assert login._question(lookup, "", EN) == "looking for servers of this network …\nServer (HOST PORT): "
    lookup.over = True
    assert login._question(lookup, "a 1", EN).startswith("no server of this network has announced itself\n")
    lookup.failure = OSError(errno.ENETDOWN, "Network is down")
    assert "cannot be looked for (there is no network)\n" in login._question(lookup, "a 1", EN)
    lookup.failure = RuntimeError("something\nelse")
    assert "cannot be looked for (something else)\n" in login._question(lookup, "a 1", EN)
    lookup.found = [Found("kelas", "10.0.0.1", 9000, False), Found("guru", "10.0.0.2", 9001, True)]
    assert login._question(lookup, "a 1", EN) == (
        "Servers of this network:\n  1  10.0.0.1 9000  kelas\n  2  10.0.0.2 9001  guru (TLS)\n"
        "Server (its number, or HOST PORT) [a 1]: "
    )


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
