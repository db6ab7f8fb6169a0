"""What whoever runs the server sees."""

import os
import re
from collections.abc import Callable

from .client import Mamushi
from .server import Output, Server

Start = Callable[..., Server]
LINE = re.compile(r"\d\d:\d\d:\d\d \S.*")
CAME = re.compile(r"(\S+) came in \((\w+)\), served by worker \d+")


def test_one_line_for_each_event(start: Start) -> None:
    server = start()
    budi, ani, eko = server.pm("budi"), server.sendto("ani"), server.mamushi("eko")
    server.token("tini")
    server.says("tini came in")
    budi.send("exit")
    budi.rest()
    ani.ask("logout", "[OK]")
    ani.close()
    eko.close()
    server.says("eko left")
    server.stop()
    lines = server.output.text.splitlines()
    assert all(LINE.fullmatch(line) for line in lines)
    assert sorted(CAME.findall(server.output.text)) == [
        ("ani", "sendto"), ("budi", "pm"), ("eko", "mamushi"), ("tini", "token"),
    ]  # fmt: skip
    for name in ("ani", "budi", "eko"):
        assert sum(line.endswith(f" {name} left") for line in lines) == 1
    assert lines[-1].endswith("everything is closed")


def test_neither_messages_nor_passwords_are_shown(start: Start) -> None:
    server = start("--log-level", "debug")
    account = {"username": "eko", "password": "sandi-rahasia"}
    eko = server.connect(Mamushi)
    eko.call("REG", CONTENT=account)
    token = eko.call("LOGIN", CONTENT=account)["TOKEN"]
    server.connect().ask("login eko sandi-keliru", "[Error]")
    ani = server.sendto("ani")
    budi = server.pm("budi")
    budi.send("kabar-rahasia", "pm ani kabar-rahasia", "switchgrup tim kabar-rahasia", "regist tono sandi-rahasia")
    ani.until("[budi -> ani] kabar-rahasia")
    budi.ask("whoami", "[Whoami] budi")
    eko.send('{"FLAG":"SEND","CONTENT":"kabar-rahasia"')
    eko.push("BAD_REQUEST")
    server.stop()
    assert "budi came in" in server.output.text
    for secret in ("kabar", "sandi", token):
        assert secret not in server.output.text


def test_no_colours_where_nobody_sees_them(server: Server) -> None:
    server.pm("hitamputih")
    server.worker_of("hitamputih")
    assert "\x1b" not in server.output.text


def test_colours_on_a_terminal_and_no_others(start: Start) -> None:
    terminal, theirs = os.openpty()
    try:
        server = start(out=theirs)
    finally:
        os.close(theirs)
    screen = Output(terminal)
    for name in ("\x1b[2Jjahat", "jahat\x1b]0;judul\x07", "\x9b31mjahat"):
        server.connect().ask(name, "[Error]")
    eko = server.connect(Mamushi)
    assert eko.call("GUEST", CONTENT="\x1b[2Jjahat")["CODE"] == "GUEST_FAILED"
    server.pm("budi")
    server.stop()
    text = screen.finish()
    os.close(terminal)
    assert "\x1b[" in text
    assert "budi came in" in text
    assert "jahat" not in text
    assert set(re.findall(r"\x1b\[?[^a-zA-Z]*.", text)) == set(re.findall(r"\x1b\[\d+m", text))
    for line in text.splitlines():
        assert line.endswith("\x1b[0m"), "a colour runs into the next line"
