"""The client in scripts, and programs that use it as a library."""

import os
import subprocess
import sys

import pytest

from .client import eventually
from .terminal import ROOT, client_command, client_environment


def script(port, typed, *options, **environment):
    """What a script gets that pipes into the client: (status, what it prints, what it complains of)."""
    done = subprocess.run(
        client_command(port, "--plain", *options),
        input=typed,
        env=client_environment(**environment),
        capture_output=True,
        encoding=environment.get("PYTHONIOENCODING", "utf-8"),
        timeout=20,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def bot(server):
    """Starts one of the bots of the documents."""
    started = []

    def run_bot(name):
        command = [sys.executable, str(ROOT / "docs" / "bots" / f"{name}.py"), "127.0.0.1", str(server.port)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        started.append(subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL))

    yield run_bot
    for process in started:
        process.terminate()
        process.wait()


def test_a_script_sends_a_private_message(server):
    budi = server.pm("budi1")
    status, out, complaint = script(server.port, "pm budi1 halo\n", "--user", "ani1")
    budi.until("[PrivateMessage] from ani1 : halo")
    assert (status, complaint) == (0, "")
    assert out.splitlines()[0] == "You are ani1."
    assert out.splitlines()[1].endswith("[budi1] ani1: halo")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii"])
def test_what_an_encoding_lacks_is_replaced_and_the_rest_is_shown(server, encoding):
    budi = server.pm(f"budi8{encoding}")
    budi.send("bagus \U0001f600 sekali")
    typed = "/history 1\nsudah\n"
    status, out, complaint = script(server.port, typed, "--user", "ani8", PYTHONIOENCODING=encoding)
    assert (status, complaint) == (0, "")
    assert f"budi8{encoding}: bagus ? sekali" in out
    assert out.endswith("ani8: sudah\n")


def test_one_line_for_each_event_and_nothing_drawn(server):
    server.pm("budi2")
    typed = "halo semua\nlist\nlist of things\npm\n/terbang\nwhoami\n"
    status, out, complaint = script(server.port, typed, "--user", "ani2")
    assert status == 1
    assert "\x1b" not in out + complaint
    for part in ("ani2: halo semua", "ani2: list of things", "here: ani2, budi2", "You are ani2"):
        assert part in out
    for part in ("! write: pm USER TEXT", "! there is no command /terbang"):
        assert part in complaint


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("pm nobody9 halo\n", "! not sent: “halo” (there is no user and no room nobody9)"),
        ("sendfile ani9 /no/such/file\n", "! there is no file /no/such/file"),
        ("joingroup nirgends\nhalo\n", "! there is no room nirgends"),
        ("logout\nhalo\n", "! you have left; exit ends the program"),
    ],
)
def test_what_was_not_done_is_told_on_standard_error_and_by_the_status(server, typed, why):
    status, out, complaint = script(server.port, typed, "--user", "ani9")
    assert (status, complaint.count("\n")) == (1, 1)
    assert why in complaint
    assert "!" not in out


def test_what_nobody_answered_is_no_success(start):
    server = start()
    ani = subprocess.Popen(
        client_command(server.port, "--plain", "--user", "ani10"),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=client_environment(), text=True,
    )  # fmt: skip
    assert ani.stdout.readline() == "You are ani10.\n"
    server.kill_all()
    _, complaint = ani.communicate("halo\n", timeout=20)
    assert ani.returncode == 1
    assert "! 1 of the lines that were typed were not answered, and perhaps not sent" in complaint


def test_many_lines_at_once_are_sent_at_the_servers_pace_and_that_is_told_once(start):
    server = start("--burst", "5", "--rate", "20")
    budi = server.pm("budi7")
    lines = [f"nomor {number}" for number in range(100)]
    status, out, complaint = script(server.port, "".join(line + "\n" for line in lines), "--user", "ani7")
    assert (status, complaint) == (0, "")
    assert [budi.until("ani7: ") for _ in lines] == [f"ani7: {line}" for line in lines]
    assert [line.partition("ani7: ")[2] for line in out.splitlines() if "ani7: " in line] == lines
    others = [line for line in out.splitlines() if "ani7: " not in line]
    assert len(others) == 2
    assert others[1].startswith("sending at the server's pace; left: ")


def test_an_account_is_made_and_used_with_the_password_of_the_environment(server):
    for _ in range(2):
        status, out, _ = script(server.port, "whoami\n", "--user", "ani3", RUANG_PASSWORD="rahasia")
        assert (status, out.splitlines()) == (0, ["You are ani3.", "You are ani3"])
    status, _, complaint = script(server.port, "", "--user", "ani3", RUANG_PASSWORD="salah")
    assert (status, complaint.count("\n")) == (1, 1)


@pytest.mark.parametrize("name", ["lobby", "dua kata", "123"])
def test_a_name_that_may_not_be_is_one_line_and_status_1(server, name):
    status, out, complaint = script(server.port, "", "--user", name)
    assert (status, out, complaint.count("\n")) == (1, "", 1)


def test_no_server_is_one_line_and_status_1(server):
    status, out, complaint = script(1, "halo\n", "--user", "ani4")
    assert (status, out, complaint.count("\n")) == (1, "", 1)
    assert "nobody answers at that port" in complaint


@pytest.mark.parametrize("options", [["x"], ["0"], ["9000", "--lang", "xx"], ["9000", "--zzz"]])
def test_what_cannot_be_is_one_line_and_status_2(options):
    command = [sys.executable, str(ROOT / "client.py"), "127.0.0.1", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_help_names_every_option():
    command = [sys.executable, str(ROOT / "client.py"), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    for option in ("HOST", "PORT", "--user", "--terminal", "--plain", "--lang", "--version"):
        assert option in done.stdout


def test_the_echo_bot_repeats_what_it_is_told(server, bot):
    bot("echo")
    ani = server.pm("ani5")
    eventually(lambda: "gema" in ani.ask("listuser", "[ListUser]"), "the bot is in")
    ani.send("pm gema apa kabar")
    ani.until("[PrivateMessage] from gema : apa kabar")


def test_the_dice_bot_throws_what_it_is_asked_for(server, bot):
    bot("dice")
    ani = server.pm("ani6")
    eventually(lambda: "dadu-bot" in ani.ask("listuser", "[ListUser]"), "the bot is in")
    ani.send("!dadu 4")
    line = ani.until("dadu-bot: ani6: ")
    assert 1 <= int(line.rsplit(" ", 1)[1]) <= 4
