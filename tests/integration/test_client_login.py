"""How a person comes in: the server first, then a name, then a password, each asked again as long as it must be."""

import sys
from pathlib import Path

import pytest

from .client import eventually
from .terminal import ROOT, Terminal, client_command


@pytest.fixture
def sit(tmp_path):
    """Starts a client in a terminal, with settings of the test's own."""
    seats = []

    def begin(*command):
        seat = Terminal([*command, "--settings", str(tmp_path / "client.toml"), "--terminal", "inline"])
        seats.append(seat)
        return seat

    yield begin
    for seat in seats:
        seat.close()


def ended(seat):
    eventually(lambda: seat.process.poll() is not None, "the client has ended")
    return seat.process.returncode


def test_nobody_is_asked_for_a_password_before_the_server_was_reached(sit):
    seat = sit(*client_command(1))
    seat.shows("there is no Ruang server at 127.0.0.1:1 (nobody answers at that port)")
    assert ended(seat) == 1
    assert "Your name" not in seat.text


def test_a_name_that_cannot_be_is_asked_for_again(server, sit):
    server.pm("budi1")
    seat = sit(*client_command(server.port))
    seat.shows("Your name:")
    seat.type("\r")
    seat.type("budi1\r")
    seat.shows("Password")
    seat.type("\r")
    seat.shows("the name budi1 is another user's")
    seat.type("ani1\r")
    eventually(lambda: seat.text.count("Password") > 1, "the question")
    seat.type("\r")
    seat.shows("You are ani1.")


def test_an_account_is_made_after_a_question_and_a_wrong_password_is_asked_for_again(server, sit):
    for typed in ("rahasia", "salah"):
        seat = sit(*client_command(server.port, "--user", "ani2"))
        seat.shows("Password")
        seat.type(typed + "\r")
        if typed == "rahasia":
            seat.shows("There is no account ani2. Make it, with this password?")
            seat.type("\r")
        else:
            seat.shows("wrong password")
            seat.type("rahasia\r")
        seat.shows("You are ani2.")
        seat.type("\x03")
        seat.shows("Leave Ruang?")
        seat.type("\r")
        assert ended(seat) == 0
        assert typed not in seat.text


def test_the_server_and_the_name_of_the_last_time_are_proposed(server, sit, tmp_path):
    command = [sys.executable, str(ROOT / "client.py"), "--lang", "en"]
    first = sit(*command)
    first.shows("Server (HOST PORT):")
    first.type("nowhere\r")
    first.shows("a server is written: HOST PORT")
    first.type(f"127.0.0.1:{server.port}\r")
    first.shows("Your name:")
    first.type("ani3\r")
    first.shows("Password")
    first.type("\r")
    first.shows("You are ani3.")
    first.type("\x04")
    assert ended(first) == 0
    again = sit(*command)
    again.shows(f"127.0.0.1 {server.port}")
    again.type("\r")
    again.shows("ani3")
    again.type("\r")
    again.shows("Password")
    again.type("\r")
    again.shows("You are ani3.")
    assert "rahasia" not in Path(tmp_path / "client.toml").read_text("utf-8")


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_whoever_leaves_at_a_question_has_left(server, sit, key):
    seat = sit(*client_command(server.port))
    seat.shows("Your name:")
    seat.type(key)
    assert ended(seat) == 0


def test_settings_that_cannot_be_understood_are_one_line(server, sit, tmp_path):
    (tmp_path / "client.toml").write_text("bell = 'loud'\n")
    seat = sit(*client_command(server.port, "--user", "ani4"))
    seat.shows("client.toml cannot be understood, at: bell.")
    assert ended(seat) == 1
    assert "Traceback" not in seat.text
