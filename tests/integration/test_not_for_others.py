"""Passwords and private texts in the words of another dialect: no other client and no history ever has them."""

import itertools

import pytest

from .server import Server

NUMBERS = itertools.count()

LOGINS = ["login tono {}", "/login tono {}", "\tAUTH tono {}", "regist tono {}", " register tono {} Tono"]
WHISPERS = [
    "sendto nihil {}", "sendprivate nihil {}", "/pm nihil {}", "\tpm nihil {}", " pm\tnihil\t{}", "/msg nihil {}",
    "nickserv identify {}", "send 7a592c0e-2cb5-4de6-866b-4e216b0caf15 nihil {}", "/msg nickserv identify {}",
]  # fmt: skip
FIRST = ["help", "?", "ls", "halo", "HELLO", "hi", "menu", "list_users", "get_group"]


@pytest.fixture
def secret() -> str:
    return f"rahasia{next(NUMBERS)}"


def is_known(server: Server, secret: str) -> bool:
    """Whether the lobby has it in its history, where all that was said to all is."""
    witness = server.guest(f"saksi{next(NUMBERS)}")
    return any(secret in message["CONTENT"] for message in witness.history("lobby"))


@pytest.mark.parametrize("line", [*LOGINS, *WHISPERS])
def test_a_line_of_somebody_who_has_a_name(server: Server, secret: str, line: str) -> None:
    other, ani = server.pm("lain"), server.pm("ani")
    ani.ask(line.format(secret), "[Error]")
    ani.send("selesai")
    assert other.line() == "[Masuk] ani"
    assert other.line() == "ani: selesai"
    assert not is_known(server, secret)


@pytest.mark.parametrize("line", LOGINS[:2] + WHISPERS[:2])
def test_without_line_ends(server: Server, secret: str, line: str) -> None:
    bare = server.connect()
    bare.raw(b"ani")
    assert bare.exactly(4) == b"true"
    bare.raw(line.format(secret).encode())
    bare.until("[Error]")
    assert not is_known(server, secret)


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("verb", ["login", "auth", "regist", "register"])
def test_a_login_behind_a_word_that_is_no_name(server: Server, secret: str, first: str, verb: str) -> None:
    name = f"tono{secret}"
    if verb in ("login", "auth"):
        server.sendto(name).close() if verb == "login" else server.token(name)
    lost = server.connect()
    assert lost.ask(first, "[Ruang]")
    password = "rahasia" if verb in ("login", "auth") else secret
    answer = {"login": "[OK]", "regist": "[OK]", "auth": '"tokenid"', "register": '"username"'}[verb]
    lost.ask(f"{verb} {name} {password}", answer)
    assert not is_known(server, f" {password}")


@pytest.mark.parametrize("verb", ["sendto", "sendprivate", "/pm", "\tpm", "/msg", "send"])
def test_a_name_that_exists_gets_it_alone(server: Server, secret: str, verb: str) -> None:
    ani, budi, other = server.pm("ani"), server.pm("budi"), server.pm("lain")
    ani.ask(f"{verb} budi {secret}", "[OK] pesan untuk budi terkirim")
    assert budi.until(secret) == f"[PrivateMessage] from ani : {secret}"
    ani.send("selesai")
    other.expect("ani: selesai")
    assert not is_known(server, secret)


def test_send_without_such_a_name_is_a_sentence(server: Server, secret: str) -> None:
    other, ani = server.pm("lain"), server.pm("ani")
    ani.send(f"send nihil {secret}")
    other.until(f"ani: send nihil {secret}")
    assert is_known(server, secret)


def test_the_tenth_refused_name_closes(server: Server) -> None:
    pm = server.connect()
    for _ in range(10):
        pm.send("lobby")
        assert pm.line().startswith("[Error] nama lobby")
    assert pm.rest() == ""
