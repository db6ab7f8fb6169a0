"""python -m launcher, for those who want to see which terminal it is."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.client import DEADLINE, eventually

from .fakes import DIES, arguments, environment, make

ROOT = Path(__file__).parents[2]


def run(
    folder: Path, *options: str, without_packages: bool = False, **settings: str
) -> subprocess.CompletedProcess[str]:
    without = ["-S"] if without_packages else []
    return subprocess.run(
        [sys.executable, *without, "-m", "launcher", *options],
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
    called = eventually(lambda: arguments(tmp_path, "xterm"), "the call")
    assert called[:4] == ["-T", "launcher", "-e", sys.executable]


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
    assert done.stderr == "xterm: 3\n"
    assert done.returncode == 1


def test_the_next_one_is_tried_and_said(tmp_path: Path) -> None:
    make(tmp_path, "kitty", DIES)
    make(tmp_path, "xterm", "exit 0")
    done = run(tmp_path, DISPLAY=":0")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[3] for line in done.stdout.splitlines()[1:]] == ["kitty", "xterm"]


def test_nothing_but_the_named_one_is_tried(tmp_path: Path) -> None:
    make(tmp_path, "kitty", DIES)
    make(tmp_path, "xterm", "exit 0")
    done = run(tmp_path, "kitty", DISPLAY=":0")
    assert (done.returncode, done.stderr) == (1, "kitty: 3\n")
    assert arguments(tmp_path, "xterm") is None


def test_without_its_packages_it_says_what_to_install(tmp_path: Path) -> None:
    done = run(tmp_path, without_packages=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "needs the package psutil" in done.stderr
    assert "pip install -e ." in done.stderr
