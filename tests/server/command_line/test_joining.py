"""What the console says of how others come in, and `server.py qr`."""

import os
import struct
import sys
from fcntl import ioctl
from termios import TIOCSWINSZ

import pytest

from chatlib.server.colours import picture
from chatlib.server.command_line import arguments, cli, joining
from chatlib.server.command_line.qr_code import rows
from chatlib.server.console import Console

PAGE = "http://10.1.2.3:9000/"


class Terminal:
    """Of so many columns; `file` is the program's side."""

    def __init__(self, columns: int) -> None:
        self._ours, theirs = os.openpty()
        ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        self.file = os.fdopen(theirs, "w", encoding="utf-8")

    def shown(self) -> str:
        """All of it; nothing more is shown then."""
        self.file.close()
        found = b""
        while data := self._read():
            found += data
        os.close(self._ours)
        return found.decode().replace("\r\n", "\n")

    def _read(self) -> bytes:
        try:
            return os.read(self._ours, 65536)
        except OSError:  # it is closed on the other side
            return b""


def start(terminal: Terminal, *options: str) -> str:
    parsed = arguments.parse(["9000", "--data", "/data", *options])
    console = Console("en", parsed.log_level, terminal.file)
    joining.announce(parsed, console)
    console.close()
    return terminal.shown()


def code(page: str) -> str:
    return "\n".join(map(picture, rows(page)))


def test_the_console_shows_the_page_and_its_code() -> None:
    shown = start(Terminal(80), "--host", "10.1.2.3")
    assert f"for browsers at {PAGE}," in shown
    assert shown.endswith(f"client.py 10.1.2.3 9000\x1b[0m\n{code(PAGE)}\n")


@pytest.mark.parametrize(
    ("options", "columns"),
    [
        (("--host", "10.1.2.3", "--no-qr"), 80),
        (("--host", "10.1.2.3", "--demo"), 80),
        (("--host", "10.1.2.3"), 32),
        (("--host", "10.1.2.3", "--log-level", "warning"), 80),
        (("--host", "127.0.0.1"), 80),
    ],
)
def test_where_a_code_is_of_no_use_there_is_none(options: tuple[str, ...], columns: int) -> None:
    assert "▀" not in start(Terminal(columns), *options)


def test_who_is_alone_reads_of_a_page_all_the_same() -> None:
    assert "for browsers at http://127.0.0.1:9000/," in start(Terminal(80), "--host", "127.0.0.1")


@pytest.mark.parametrize(
    ("host", "page"), [("kelas.local", "http://kelas.local:9000/"), ("2001:db8::1", "http://[2001:db8::1]:9000/")]
)
def test_a_page_is_written_as_browsers_read_it(host: str, page: str) -> None:
    assert joining.page(host, 9000) == page


def test_the_command_shows_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal(33)
    monkeypatch.setattr(sys, "stdout", screen.file)
    assert cli.main(["qr", "9000", "--host", "10.1.2.3"]) == 0
    assert screen.shown() == f"{PAGE}\n{code(PAGE)}\n"


def test_one_that_has_no_place_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    screen = Terminal(32)
    monkeypatch.setattr(sys, "stdout", screen.file)
    assert joining.main(["9000", "--host", "10.1.2.3", "--lang", "en"]) == 1
    assert screen.shown() == f"{PAGE}\n"
    assert capsys.readouterr().err.startswith("ruang: the terminal is too narrow")


def test_a_program_reads_the_address_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert joining.main(["9000", "--host", "10.1.2.3"]) == 0
    assert capsys.readouterr().out == f"{PAGE}\n"


def test_a_machine_that_nobody_reaches_has_no_page(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(joining, "reached_at", lambda _: [])
    assert joining.main(["9000", "--lang", "en"]) == 1
    assert capsys.readouterr().err.startswith("ruang: no other machine reaches this one")


@pytest.mark.parametrize("argv", [[], ["0"], ["9000", "--host", "a b"], ["9000", "--host", ""]])
def test_what_cannot_be_is_one_line(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        joining.main(argv)
    assert capsys.readouterr().err.count("\n") == 1
