"""Passwords: hashed slowly, without holding up anybody, and kept nowhere else."""

import select
import uuid
from collections.abc import Callable

from .client import Client, Mamushi, TokenClient
from .server import Server

Start = Callable[..., Server]


def unanswered(clients: list[Client]) -> list[Client]:
    ready, _, _ = select.select([client.sock for client in clients], [], [], 0)
    return [client for client in clients if client.sock not in ready]


def test_many_logins_hold_nobody_up(server: Server) -> None:
    server.sendto("ramai").ask("logout", "[OK]")
    ani, budi = server.sendto("anitenang"), server.pm("buditenang")
    ani.ask("list", "[List]")
    crowd = [server.connect() for _ in range(80)]
    for client in crowd:
        client.send("login ramai rahasia")
    budi.send("halo")
    ani.until("[buditenang] halo")
    ani.ask("sendto buditenang hai", "[OK]")
    budi.until("from anitenang : hai")
    assert unanswered(crowd), "the messages had to wait for all the logins"
    for client in crowd:
        assert client.line() == "[OK] selamat datang ramai"


def test_the_lines_behind_a_login_wait_for_it(server: Server) -> None:
    client = server.connect()
    client.send("regist antre rahasia", "list", "logout", "login antre rahasia", "sendto antre halo", "logout")
    client.until("[OK] selamat datang antre")
    client.until("[List]")
    client.until("[OK] logout antre")
    client.until("[OK] selamat datang antre")
    client.until("[OK] logout antre")


def test_guessing_becomes_slow_and_the_right_password_still_works(server: Server) -> None:
    server.sendto("incaran").ask("logout", "[OK]")
    guesser = server.connect(Mamushi)
    wrong = {"username": "incaran", "password": "tebakan"}
    for _ in range(6):
        assert guesser.call("LOGIN", CONTENT=wrong)["CODE"] == "BAD_PASS"
    # Whoever comes later with another name is answered earlier.
    guesser.request("LOGIN", CONTENT=wrong)
    server.sendto("pendatang")
    assert unanswered([guesser]), "the seventh guess was as fast as the first"
    assert guesser.read()["CODE"] == "BAD_PASS"
    server.sendto("incaran", verb="login")
    # And that made good for the guesses.
    assert server.connect(Mamushi).call("LOGIN", CONTENT=wrong)["CODE"] == "BAD_PASS"


def test_no_secret_is_in_any_file_and_the_files_are_their_owners_only(start: Start) -> None:
    server = start()
    assert server.data.stat().st_mode & 0o077 == 0
    account = {"username": "eko", "password": "sandi-eko-rahasia"}
    eko = server.connect(Mamushi)
    eko.call("REG", CONTENT=account)
    resumable = eko.call("LOGIN", CONTENT=account)["TOKEN"]
    tini = server.connect(TokenClient)
    tini.call("register tini sandi-tini-rahasia")
    token = tini.call("auth tini sandi-tini-rahasia")["tokenid"]
    assert tini.call(f"send {token} eko halo")["status"] == "OK"
    tini.call("auth tini sandi-keliru-rahasia")
    server.connect().ask("regist ani sandi-ani-rahasia", "[OK]")
    ivy = server.connect(TokenClient)
    ivy.call("register ivy sandi-ivy-rahasia")

    tokens = [uuid.UUID(resumable), uuid.UUID(token)]
    secrets = [b"rahasia", *(str(t).encode() for t in tokens), *(t.hex.encode() for t in tokens)]
    secrets += [t.bytes for t in tokens]

    def check() -> None:
        files = {path: path.read_bytes() for path in server.data.rglob("*") if path.is_file()}
        assert any(data.count(b"$argon2id$") >= 4 for data in files.values())
        for path, data in files.items():
            for secret in secrets:
                assert secret not in data, f"{path} holds {secret!r}"

    check()
    server.stop()
    check()
