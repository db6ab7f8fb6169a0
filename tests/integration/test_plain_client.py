"""The one-file client, as somebody has it who has just fetched it."""

import os
import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest

from chatlib.web.plain_client import plain_client

from .client import DEADLINE, eventually
from .relay import relays
from .terminal import Terminal


@pytest.fixture
def fetched(tmp_path):
    """How it is started that came from a server at this port."""

    def fetch(port, *others):
        program = tmp_path / "plain.py"
        program.write_bytes(plain_client("127.0.0.1", port, [("127.0.0.1", other) for other in others]))
        return [sys.executable, str(program)]

    return fetch


@pytest.fixture
def sit_down(fetched):
    """A terminal in which it runs, and somebody has said his name."""
    terminals = []

    def open_terminal(server, name, lang="en", *others):
        terminal = Terminal(fetched(server.port, *others), LC_ALL="", LC_CTYPE="C.UTF-8", LC_MESSAGES=lang)
        terminals.append(terminal)
        terminal.shows("Your name:" if lang == "en" else "Nama Anda:")
        terminal.type(f"{name}\n")
        terminal.shows(f"[Sukses] username: {name}")
        return terminal

    yield open_terminal
    for terminal in terminals:
        terminal.close()


def test_what_others_say_does_not_disturb_what_is_being_typed(server, sit_down):
    budi = server.pm("budi21")
    ani = sit_down(server, "ani21", "id_ID")
    budi.expect("[Masuk] ani21")
    begun = "pm budi21 " + "panjang sekali " * 8
    ani.type(begun)
    ani.shows("panjang sekali panjang")
    budi.send("menyela ✓")
    ani.shows("budi21: menyela ✓")
    eventually(lambda: f"> {begun}".strip() in "".join(f"{row:100}" for row in ani.rows), "what was begun")
    ani.type("✓\n")
    budi.until(f"[PrivateMessage] from ani21 : {begun.removeprefix('pm budi21 ')}✓")
    ani.type("help\n")
    ani.shows("kecuali ini")
    ani.type("\x04")
    assert ani.process.wait(DEADLINE) == 0
    budi.until("[Keluar] ani21")


def test_it_comes_back_and_sends_what_was_typed_meanwhile(start, sit_down):
    server = start()
    ani = sit_down(server, "ani22")
    ani.type("dulu\n")
    eko = server.mamushi("eko22")
    eventually(lambda: [m["CONTENT"] for m in eko.history("lobby")] == ["dulu"], "the first line")
    server.kill_all()
    ani.shows("The connection is lost")
    ani.type("nanti\n")
    again = start(data=server.data, port=server.port)
    ani.shows("Connected again.")
    eko = again.mamushi("eko22", register=False)
    eventually(lambda: [m["CONTENT"] for m in eko.history("lobby")] == ["dulu", "nanti"], "the second line")
    ani.type("\x04")
    assert ani.process.wait(2 * DEADLINE) == 0


def test_it_goes_on_at_another_node_when_its_own_is_gone(server, sit_down):
    with relays(2, server.port) as (first, second):
        budi = server.pm("budi24")
        ani = sit_down(first, "ani24", "en", second.port)
        budi.until("[Masuk] ani24")
        first.kill()
        ani.shows("Connected again.")
        ani.type("di sini\n")
        budi.until("ani24: di sini")
        assert second.visits == 1
        ani.type("\x04")
        assert ani.process.wait(DEADLINE) == 0


@pytest.mark.parametrize(
    ("called", "host"),
    [("ruang.lan:80", "ruang.lan"), ("10.0.0.5", "10.0.0.5"), ("[::1]:80", "::1"), ("a');x", "a');x")],
)
def test_the_server_puts_in_what_it_was_called(server, called, host):
    connection = HTTPConnection("127.0.0.1", server.port, timeout=DEADLINE)
    connection.request("GET", "/plain.py", headers={"Host": called})
    assert connection.getresponse().read() == plain_client(host, server.port)
    connection.close()


def piped(command, typed, **environment):
    done = subprocess.run(
        command, input=typed, capture_output=True, timeout=DEADLINE, check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
    )  # fmt: skip
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_a_name_is_asked_for_until_it_may_be_and_all_lines_arrive(server, fetched):
    budi = server.pm("budi23")
    status, out, complaint = piped(
        fetched(server.port), b"lobby\nlogin a b\nani23\nsatu\n\xff\xfe\ndua\npm budi23 tiga"
    )
    assert (status, complaint) == (0, "")
    assert [line[:8] for line in out.splitlines()][:3] == ["[Error] ", "[Error] ", "[Sukses]"]
    budi.until("ani23: satu")
    budi.until("ani23: dua")
    budi.until("from ani23 : tiga")


def test_whatever_a_server_says_is_text(fetched):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = fetched(listening.getsockname()[1])
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        listening.accept()[0].close()  # it has looked whether anybody is there
        process.stdin.write(b"ani\n")
        process.stdin.flush()
        with listening.accept()[0] as connection:
            connection.sendall(b"[Sukses] username: ani\n\x1b[2Ja\x07b\r\xc2\x9b31m\xff\x00\nc\n")
            assert connection.recv(100) == b"ani\n"
            for _ in range(2):
                process.stdout.readline()
            said = process.stdout.readline()
            process.stdin.close()
            assert connection.recv(100) == b"exit\n"
        assert process.wait(DEADLINE) == 0
        process.stdout.close()
    assert said == "[2Jab31m�\n".encode()


def test_a_server_that_says_nothing_is_asked_and_then_given_up(fetched):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = fetched(listening.getsockname()[1])
        program = Path(command[1])
        program.write_text(program.read_text("utf-8").replace("SILENCE = 20", "SILENCE = 0.1"), "utf-8")
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        listening.accept()[0].close()
        process.stdin.write(b"ani\n")
        process.stdin.flush()
        with listening.accept()[0] as silent, silent.makefile("r") as lines:
            silent.sendall(b"[Sukses] username: ani\n")
            assert lines.readline() == "ani\n"
            assert lines.readline() == "whoami\n"
            silent.sendall(b"[Whoami] ani\n")
            assert lines.read() == "whoami\n"
        with listening.accept()[0] as back:
            assert back.recv(100) == b"ani\n"
            process.kill()
        assert b"[Whoami]" not in process.communicate()[0]


@pytest.mark.parametrize("words", [["127.0.0.1"], ["127.0.0.1", "x"], ["127.0.0.1", "1"], ["a..b", "1"]])
def test_what_cannot_be_is_one_line(words, fetched):
    status, out, complaint = piped(fetched(1) + words, b"ani\n")
    assert (status, out, complaint.count("\n")) == (1, "", 1)
