"""Windows are asked for by real processes: those that detach, stay, fail, or do not exist."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from launcher import TERMINALS, Opener
from tests.integration.client import eventually

from .fakes import DETACHES, DIES, STAYS, arguments, make, writes

XTERM = next(terminal for terminal in TERMINALS if terminal.name == "xterm")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Path]:
    """What the program in the window writes; the program is ended at the end."""
    path = tmp_path / "shown"
    yield path
    if path.exists():
        os.kill(int(path.read_text().split()[0]), signal.SIGKILL)


def zombies() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if child.status() == psutil.STATUS_ZOMBIE]


def ended(children_before: set[int]) -> bool:
    """The launched process is gone, and was reaped."""
    return not {child.pid for child in psutil.Process().children()} - children_before


@pytest.fixture
def before() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


@pytest.mark.parametrize("way", [DETACHES, STAYS], ids=["detaches", "stays"])
def test_a_window_that_opens(folder: Path, shown: Path, before: set[int], way: str) -> None:
    make(folder, "xterm", way)
    window = Opener(XTERM).open("budi — ani", writes(shown))
    text = eventually(lambda: shown.exists() and shown.read_text(), "the program in the window")
    assert arguments(folder, "xterm") == ["-T", "budi — ani", "-e", *writes(shown)]
    _, session, place, _ = text.split()
    assert int(session) != os.getsid(0), "Ctrl-C in the lobby would end the windows"
    assert place == str(Path.cwd())
    if way == DETACHES:
        eventually(lambda: ended(before), "the end of the launcher")
    else:
        assert not ended(before)
    assert window.failed() is None


def test_a_window_that_is_closed_is_no_failure_and_no_zombie(folder: Path, shown: Path, before: set[int]) -> None:
    make(folder, "xterm", "exit 0")
    window = Opener(XTERM).open("x", writes(shown))
    eventually(lambda: ended(before), "the end of the terminal")
    assert window.failed() is None


def test_a_terminal_that_fails_says_so(folder: Path, shown: Path, before: set[int]) -> None:
    make(folder, "xterm", DIES)
    window = Opener(XTERM).open("x", writes(shown))
    assert eventually(window.failed, "the failure") == "xterm: 3"
    eventually(lambda: ended(before), "the end of the terminal")
    assert zombies() == []


def test_a_terminal_that_is_killed_says_so(folder: Path, shown: Path, before: set[int]) -> None:
    make(folder, "xterm", "kill -9 $$")
    window = Opener(XTERM).open("x", writes(shown))
    assert eventually(window.failed, "the failure") == "xterm: -9"


@pytest.mark.parametrize("broken", ["missing", "no_program", "not_executable"])
def test_a_terminal_that_cannot_be_started_says_so(folder: Path, shown: Path, broken: str) -> None:
    if broken == "no_program":
        (folder / "xterm").write_text("this is no program")
        (folder / "xterm").chmod(0o755)
    elif broken == "not_executable":
        (folder / "xterm").write_text("#!/bin/sh\n")
        (folder / "xterm").chmod(0o644)
    window = Opener(XTERM).open("x", writes(shown))
    assert isinstance(window.failed(), str)
    assert window.failed()
    assert zombies() == []


def test_many_windows_leave_no_zombie(folder: Path, shown: Path, before: set[int]) -> None:
    make(folder, "xterm", "exit 0")
    for number in range(20):
        Opener(XTERM).open(f"title {number}", writes(shown))
    eventually(lambda: ended(before), "the end of all")


def test_titles_reach_the_terminal_without_control_characters(folder: Path, shown: Path) -> None:
    make(folder, "xterm", "exit 0")
    Opener(XTERM).open("a\x1b]0;b\x07\x9bc\nd\u202ee é 🙂", writes(shown))
    eventually(lambda: arguments(folder, "xterm"), "the call")
    assert arguments(folder, "xterm")[1] == "a]0;bcde é 🙂"


def test_nothing_is_read_by_a_shell(folder: Path, shown: Path) -> None:
    make(folder, "xterm", "exit 0")
    argv = ["/bin/true", "$HOME", "`id`", "; rm x", "a  b", "'", '"', "*", "\\"]
    Opener(XTERM).open("$(id); 'x'", argv)
    eventually(lambda: arguments(folder, "xterm"), "the call")
    assert arguments(folder, "xterm") == ["-T", "$(id); 'x'", "-e", *argv]
