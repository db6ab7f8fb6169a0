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

BY_NAME = {terminal.name: terminal for terminal in TERMINALS}
XTERM = BY_NAME["xterm"]
SEVERAL = [BY_NAME[name] for name in ("kitty", "alacritty", "xterm")]


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


def asked(folder: Path) -> set[str]:
    return {terminal.name for terminal in SEVERAL if arguments(folder, terminal.name)}


@pytest.mark.parametrize("broken", [DIES, "kill -9 $$", None], ids=["fails", "killed", "missing"])
def test_a_terminal_that_fails_is_followed_by_the_next_one(folder: Path, shown: Path, broken: str | None) -> None:
    if broken:
        make(folder, "kitty", broken)
    make(folder, "alacritty", STAYS)
    make(folder, "xterm", STAYS)
    opener = Opener(*SEVERAL)
    window = opener.open("budi — ani", writes(shown))
    eventually(lambda: window.failed() or shown.exists(), "the program in the window")
    assert window.failed() is None
    assert arguments(folder, "alacritty") == ["-o", 'window.title="budi — ani"', "-e", *writes(shown)]
    assert arguments(folder, "xterm") is None


def test_the_terminal_that_works_is_the_first_to_be_asked_from_then_on(
    folder: Path, shown: Path, before: set[int]
) -> None:
    make(folder, "kitty", DIES)
    make(folder, "alacritty", "exit 0")
    opener = Opener(*SEVERAL)
    assert opener.name == "kitty"
    windows = [opener.open(title, writes(shown)) for title in ("a", "b")]
    eventually(lambda: [w.failed() for w in windows] == [None, None] and "alacritty" in asked(folder) and ended(before))
    assert opener.name == "alacritty"
    (folder / "kitty.args").unlink()
    opener.open("c", writes(shown))
    eventually(lambda: arguments(folder, "alacritty")[1] == 'window.title="c"', "the third window")
    assert arguments(folder, "kitty") is None


def test_when_all_have_failed_the_reasons_are_told_and_the_first_one_is_the_first_again(
    folder: Path, shown: Path, before: set[int]
) -> None:
    make(folder, "kitty", DIES)
    make(folder, "xterm", "exit 4")
    opener = Opener(*SEVERAL)
    window = opener.open("x", writes(shown))
    first, second, third = eventually(window.failed, "the failure").split("; ")
    assert (first, third) == ("kitty: 3", "xterm: 4")
    assert "alacritty" in second
    assert window.failed() == f"{first}; {second}; {third}"
    assert opener.name == "kitty"
    eventually(lambda: ended(before), "the end of all")
    make(folder, "kitty", "exit 0")
    assert opener.open("x", writes(shown)).failed() is None


def test_a_window_that_was_there_is_followed_by_no_other(folder: Path, shown: Path, before: set[int]) -> None:
    """Nobody asks any more whether it failed."""
    make(folder, "kitty", DIES)
    make(folder, "xterm", "exit 0")
    Opener(*SEVERAL).open("x", writes(shown))
    eventually(lambda: ended(before), "the end of the terminal")
    assert asked(folder) == {"kitty"}
