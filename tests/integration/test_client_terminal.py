"""The client in a pseudo-terminal, as one window for all conversations."""

import re
import signal
import time

import pytest

from .client import eventually
from .terminal import Terminal, client_command

FLOOD = 3000
A_SECOND = 1000
NUMBER = re.compile(r"\bm(\d{5})\.")


@pytest.fixture
def terminal():
    """Opens pseudo-terminals, and closes them."""
    opened = []

    def open_terminal(command, **environment):
        opened.append(Terminal(command, **environment))
        return opened[-1]

    yield open_terminal
    for one in opened:
        one.close()


def guest(terminal, server, name, *options):
    """A client that is in the lobby, as a guest."""
    screen = terminal(client_command(server.port, "--user", name, "--terminal", "inline", *options))
    screen.shows("Password")
    screen.type("\r")
    screen.shows(f"You are {name}")
    screen.shows("lobby>")
    return screen


def test_a_line_that_is_being_typed_stays_whole_while_a_thousand_lines_a_second_arrive(start, terminal):
    server = start("--rate", 1_000_000, "--burst", 1_000_000)
    screen = guest(terminal, server, "ani")
    flooder, reader = server.pm("banjir"), server.pm("pembaca")
    typed = "ini satu kalimat utuh, diketik pelan-pelan"
    letters = iter(typed)
    begin = time.monotonic()
    for number in range(0, FLOOD, 50):
        flooder.send(*(f"m{n:05}." for n in range(number, number + 50)))
        screen.type(next(letters, ""))
        # The pace of the flood, not a wait for anything.
        time.sleep(max(0.0, begin + number / A_SECOND - time.monotonic()))
    screen.type("".join(letters) + "\r")
    reader.until(f"ani: {typed}")
    shown = lambda: [int(found) for row in screen.rows for found in NUMBER.findall(row)]  # noqa: E731
    eventually(lambda: FLOOD - 1 in shown(), f"the last of them in {screen.rows}")
    assert shown() == list(range(FLOOD - len(shown()), FLOOD))
    assert len(shown()) > 20
    screen.type("\x1b[5~")
    eventually(lambda: FLOOD - 1 not in shown(), "the page before")
    assert shown() == list(range(shown()[0], shown()[0] + len(shown())))


def test_a_paste_of_36_lines_is_one_message_after_one_question(server, terminal):
    screen = guest(terminal, server, "penempel")
    reader = server.pm("pembaca2")
    lines = [f"baris {number}" if number % 5 else "" for number in range(1, 37)]
    screen.type("\x1b[200~" + "\r".join(lines) + "\x1b[201~\r")
    screen.shows("36 lines as one message?")
    screen.type("\r")
    # To a client of one line at a time each is said with the whole prefix; the message is one.
    assert [reader.until("penempel: ") for _ in lines] == [f"penempel: {line}" for line in lines]
    screen.type("/history 1\r")
    screen.shows("— 1 message —")


def drawn(shown, rows):
    """What is typed at the bottom, and above it the line that says how it stands, once."""
    ends = shown[rows - 1] == "lobby> setengah kalimat" and "connected" in shown[rows - 2]
    return ends and sum("lobby>" in row for row in shown) == sum("connected" in row for row in shown) == 1


def test_a_resize_while_typing_leaves_nothing_behind(server, terminal):
    screen = guest(terminal, server, "pengubah")
    reader = server.pm("pembaca3")
    screen.type("setengah kalimat")
    screen.shows("lobby> setengah kalimat")
    for columns, rows in ((60, 20), (40, 10), (120, 40)):
        screen.resize(columns, rows)
        eventually(lambda rows=rows: drawn(screen.rows, rows), f"{screen.rows}")
    screen.type(" utuh\r")
    reader.until("pengubah: setengah kalimat utuh")


def test_the_arrow_brings_back_what_was_typed(server, terminal):
    screen = guest(terminal, server, "pengetik")
    reader = server.pm("bernama-panjang")
    screen.type("pm bernama-panjang halo\r")
    reader.until("[PrivateMessage] from pengetik : halo")
    screen.shows("to bernama-panjang: halo")
    screen.type("\x1b[A\r")
    reader.until("[PrivateMessage] from pengetik : halo")


def test_conversations_are_switched_by_keys_and_what_is_unread_is_counted(server, terminal):
    screen = guest(terminal, server, "pemirsa")
    friend = server.pm("kawan")
    friend.send("pm pemirsa psst")
    screen.shows("@1")
    screen.type("\x0e")
    screen.shows("kawan: psst")
    screen.type("ya?\r")
    friend.until("[PrivateMessage] from pemirsa : ya?")


@pytest.mark.parametrize("goodbye", ["exit\r", "\x03\r", "\x04"], ids=["exit", "ctrl_c", "ctrl_d"])
def test_it_ends_when_the_user_wants_it_to(server, terminal, goodbye):
    screen = guest(terminal, server, "pergi")
    screen.type(goodbye)
    assert screen.process.wait(10) == 0
    assert "Traceback" not in screen.text


def test_it_ends_when_its_terminal_is_closed(server, terminal):
    screen = guest(terminal, server, "tertutup")
    screen.process.send_signal(signal.SIGHUP)
    screen.process.wait(10)
    eventually(lambda: "tertutup" not in server.pm("penanya").ask("listuser", "[ListUser]"), "tertutup is gone")


def test_a_wrong_password_is_asked_again_and_never_shown(server, terminal):
    server.sendto("berakun").close()
    screen = terminal(client_command(server.port, "--user", "berakun", "--terminal", "inline"))
    screen.shows("Password")
    screen.type("salah-sekali\r")
    screen.shows("wrong password")
    screen.type("rahasia\r")
    screen.shows("You are berakun")
    assert "salah-sekali" not in screen.text
