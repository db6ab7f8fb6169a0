"""What a client may do to a server, and that nobody else notices."""

import json
import resource
import socket
from collections.abc import Callable

import psutil
import pytest

from chatlib.server.supervisor.descriptors import RESERVE

from .client import Client, Mamushi, TokenClient, eventually
from .server import Server

Start = Callable[..., Server]
LONGEST_LINE = 64 * 1024
"""Bytes, the line end included."""


def test_a_reader_that_does_not_read_is_dropped_and_nobody_else_notices(start: Start) -> None:
    server = start("--burst", "1000000", "--rate", "1000000")
    slow, budi, eko = server.connect(), server.pm("budi"), server.mamushi("eko")
    slow.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.send("lambat")
    slow.expect("[Sukses] username: lambat")
    budi.expect("[Masuk] eko", "[Masuk] lambat")
    sent = 0
    dropped = False
    while not dropped:
        assert sent < 20_000, "a reader that does not read is kept for ever"
        for number in range(sent, sent + 100):
            eko.request("SEND", RECEIVER="lobby", CONTENT=f"{number:0>4000}")
        for number in range(sent, sent + 100):
            line = budi.line()
            if line == "[Keluar] lambat":
                dropped, line = True, budi.line()
            assert line == f"eko: {number:0>4000}"
        for _ in range(100):
            while (got := eko.read())["CODE"] != "SEND_OK":
                assert got["SENDER"] == "lambat"
        sent += 100


def one_of_each(server: Server) -> list[tuple[Client, str]]:
    """A client of every dialect, and how it is told that its line is too long."""
    undecided = server.connect()
    undecided.send("")
    undecided.until("[Ruang]")
    return [
        (server.pm("besar1"), "[Error]"),
        (server.sendto("besar2"), "[Error]"),
        (server.mamushi("besar3"), '"CODE":"BAD_REQUEST"'),
        (server.token("besar4")[0], '"status":"ERROR"'),
        (undecided, "[Error]"),
    ]


def test_a_line_without_end_gets_one_error_and_is_closed(server: Server) -> None:
    witness = server.pm("saksi")
    for client, error in one_of_each(server):
        client.raw(b"x" * (LONGEST_LINE + 1000))
        (line,) = [line for line in client.rest().splitlines() if line and "besar" not in line]
        assert error in line
        client.close()
    witness.ask("whoami", "[Whoami] saksi")


def test_the_longest_line(server: Server) -> None:
    fixed = len(json.dumps({"FLAG": "PING", "CONTENT": ""})) + len("\n")
    longest = {"FLAG": "PING", "CONTENT": "x" * (LONGEST_LINE - fixed)}
    client = server.connect(Mamushi)
    for _ in range(3):
        client.send(json.dumps(longest))
        assert client.read()["CODE"] == "PING_OK"
    longest["CONTENT"] += "x"
    client.send(json.dumps(longest))
    assert client.read()["CODE"] == "BAD_REQUEST"
    assert client.rest() == ""


@pytest.mark.parametrize("unit", ["x", "é", "語", "😀"])
def test_the_longest_message(server: Server, unit: str) -> None:
    name = f"pesan{ord(unit)}"
    text = unit * (4096 // len(unit.encode())) + "x" * (4096 % len(unit.encode()))
    pm, sendto, mamushi = server.pm(f"{name}a"), server.sendto(f"{name}b"), server.mamushi(f"{name}c")
    token, _ = server.token(f"{name}d")
    pm.ask(f"pm {name}b {text}", "[OK]")
    assert sendto.until(text) == f"[{name}a -> {name}b] {text}"
    sendto.ask(f"sendto {name}a {text}", "[OK]")
    pm.until(text)
    assert mamushi.call("SEND", RECEIVER=f"{name}d", CONTENT=text)["CODE"] == "SEND_OK"
    assert token.call("inbox")["messages"][f"{name}c"][0]["msg"] == text
    assert token.call(f"send {name}c {text}")["status"] == "OK"

    text += "x"
    pm.ask(f"pm {name}b {text}", "[Error]")
    pm.ask(text, "[Error]")
    sendto.ask(f"sendall {text}", "[Error]")
    assert mamushi.call("SEND", RECEIVER=f"{name}d", CONTENT=text)["CODE"] == "SEND_FAILED"
    assert token.call(f"send {name}c {text}")["status"] == "ERROR"
    assert token.call("inbox")["messages"] == {}
    assert len(mamushi.texts()) == 1


def test_half_closed_clients_get_their_answers(server: Server) -> None:
    talks = [
        (Client, "separuh1\nwhoami\n", "[Sukses] username: separuh1\n[Whoami] separuh1\n"),
        (Client, "regist separuh2 x\r\nlogout\r\n", "[OK] selamat datang separuh2\r\n[OK] logout separuh2\r\n"),
        (Mamushi, '{"FLAG":"PING"}\n{"FLAG":"TERBANG"}\n', ("PING_OK", "BAD_REQUEST")),
        (TokenClient, "register separuh3 x\nauth separuh3 x\nlist\nlogout\n", ("", "tokenid", "separuh3", "Logout")),
        (Client, "separuh4", "true"),
        (Client, "", ""),
    ]
    for kind, said, expected in talks:
        client = server.connect(kind)
        client.raw(said.encode())
        client.end_input()
        got = client.rest()
        if isinstance(expected, str):
            assert got == expected
        else:
            answers = [line for line in got.splitlines() if line]
            assert len(answers) == len(expected)
            assert all(part in answer for part, answer in zip(expected, answers, strict=True))


def test_clients_without_line_ends(server: Server) -> None:
    first, second = server.connect(), server.connect()
    first.raw(b"polos1")
    assert first.exactly(4) == b"true"
    second.raw(b"Polos1")
    assert second.exactly(5) == b"false"
    second.raw(b"polos2")
    assert second.exactly(4) == b"true"
    first.until("[Masuk] polos2")
    second.raw(b"halo")
    first.until("polos2: halo")
    second.send("sekarang dengan akhir baris", "whoami")
    first.until("polos2: sekarang dengan akhir baris")
    second.until("[Whoami] polos2")


def test_hundreds_of_silent_connections(server: Server) -> None:
    silent = [server.connect() for _ in range(400)]
    budi, ani = server.pm("budisibuk"), server.sendto("anisibuk")
    for number in range(20):
        budi.send(f"nomor {number}")
        ani.until(f"[budisibuk] nomor {number}")
    for client in silent[::40]:
        client.ask("", "[Ruang]")


def test_connections_that_come_and_go(server: Server) -> None:
    budi = server.pm("buditetap")
    for number in range(300):
        client = server.connect()
        client.raw([b"", b"setengah", b"\n", b"{", b"login x y\n", b"list\n"][number % 6])
        client.close()
    budi.ask("whoami", "[Whoami] buditetap")


def admitted(server: Server) -> Client | None:
    """Another client, if there is room for it."""
    client = server.connect()
    try:
        client.ask("", "[Ruang]")
    except (AssertionError, OSError):
        client.close()
        return None
    return client


def test_no_more_connections_than_allowed(start: Start) -> None:
    server = start("--max-connections", "3")
    # The connections that asked whether the server is open may take a moment to be gone.
    clients = [eventually(lambda: admitted(server), "a place") for _ in range(3)]
    assert server.connect().rest() == ""
    server.says("no room for 127.0.0.1")
    clients[0].close()
    eventually(lambda: admitted(server), "the place of who left")


def test_when_descriptors_are_used_up_there_are_some_left_for_those_who_take_the_place_of_the_dead(
    start: Start,
) -> None:
    server = start()
    budi, ani = server.pm("budi"), server.sendto("ani")
    supervisor = psutil.Process(server.process.pid)
    most = supervisor.num_fds() + RESERVE + 6
    supervisor.rlimit(resource.RLIMIT_NOFILE, (most, most))
    crowd = []
    while client := admitted(server):
        crowd.append(client)
        assert len(crowd) < 20, "no end of descriptors"
    for _ in range(2):
        server.kill("both")
        budi.send("masih di sini")
        ani.until("[budi] masih di sini")
    for client in crowd:
        client.ask("list", "[Ruang]")
    crowd.pop().close()
    eventually(lambda: admitted(server), "the place of who left")
