"""python -m launcher, for those who want to see which terminal it is."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.client import DEADLINE, eventually

from .fakes import DIES, arguments, environment, make

ROOT = Path(__file__).parents[2]


def run(folder: Path, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "launcher", *options],
        cwd=ROOT,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )


def test_nothing_here(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "the best one first: none" in done.stdout
    assert "No window can be opened here." in done.stdout


@pytest.mark.parametrize("options", [[], ["xterm"]], ids=["best", "named"])
def test_a_window_is_asked_for(tmp_path: Path, options: list[str]) -> None:
    make(tmp_path, "xterm", "exit 0")
    done = run(tmp_path, *options, DISPLAY=":0")
    assert (done.returncode, done.stderr) == (0, "")
    assert "the best one first: xterm\n" in done.stdout
    title, program, name = "launcher", sys.executable, "xterm"
    called = eventually(lambda: arguments(tmp_path, "xterm"), "the call")
    assert (called[:4], called[-1]) == (["-T", title, "-e", program], name)


def test_another_one_by_name_or_by_setting(tmp_path: Path) -> None:
    for name in ("kitty", "xterm"):
        make(tmp_path, name, "exit 0")
    done = run(tmp_path, "xterm", DISPLAY=":0", RUANG_TERMINAL="kitty")
    assert "the best one first: kitty, xterm\n" in done.stdout
    assert eventually(lambda: arguments(tmp_path, "xterm"), "the call")
    assert arguments(tmp_path, "kitty") is None
    run(tmp_path, DISPLAY=":0", RUANG_TERMINAL="kitty")
    assert eventually(lambda: arguments(tmp_path, "kitty"), "the call")


@pytest.mark.parametrize("options", [["none"], ["inline"]])
def test_no_window_is_wanted(tmp_path: Path, options: list[str]) -> None:
    make(tmp_path, "xterm", "exit 0")
    assert run(tmp_path, *options, DISPLAY=":0").returncode == 1
    assert arguments(tmp_path, "xterm") is None


def test_a_name_that_leads_nowhere(tmp_path: Path) -> None:
    make(tmp_path, "xterm", "exit 0")
    done = run(tmp_path, "teletype", DISPLAY=":0")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "teletype: xterm, inline, none" in done.stderr


def test_a_terminal_that_does_not_open_anything(tmp_path: Path) -> None:
    make(tmp_path, "xterm", DIES)
    done = run(tmp_path, DISPLAY=":0")
    assert "xterm: 3" in done.stderr
    assert done.returncode == 1
