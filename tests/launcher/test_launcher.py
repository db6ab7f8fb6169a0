"""Which terminal is chosen, what it is asked, and what becomes of a window that cannot be opened."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

import launcher.choice
from launcher import ENVIRONMENT, TERMINALS, Opener, Terminal, UnknownTerminal, choose, found

ROOT = Path(__file__).resolve().parents[2]
ARGV = ["/bin/program", "it's; $HOME", "last;"]
PLACES = {where for terminal in TERMINALS for where in terminal.where}


@pytest.fixture
def machine(monkeypatch):
    """A machine with these programs, environment variables and ancestors, and nothing else."""

    def make(*programs, ancestors=(), **environment):
        for name in (*PLACES, ENVIRONMENT):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if name in programs else None)
        monkeypatch.setattr(launcher.choice, "ancestors", lambda: list(ancestors))

    return make


def names():
    return [terminal.name for terminal in found()]


def test_the_multiplexer_that_we_are_in_comes_first(machine):
    machine("tmux", "xterm", "kitty", ancestors=["kitty"], TMUX="x", DISPLAY=":0")
    assert names() == ["tmux", "kitty", "xterm"]


def test_the_terminal_that_we_are_in_comes_before_the_others(machine):
    machine("konsole", "xterm", "gnome-terminal", ancestors=["bash", "xterm"], DISPLAY=":0")
    assert names() == ["xterm", "gnome-terminal", "konsole"]
    machine("konsole", "gnome-terminal", ancestors=["gnome-terminal-server"], DISPLAY=":0")
    assert names()[0] == "gnome-terminal"


def test_without_a_display_there_is_no_window(machine):
    machine("tmux", "xterm", "kitty")
    assert names() == []
    assert choose() is None


def test_the_users_choice_comes_before_everything(machine):
    machine("tmux", "xterm", "kitty", TMUX="x", DISPLAY=":0", **{ENVIRONMENT: "kitty"})
    assert choose().name == "kitty"
    assert choose("xterm").name == "xterm"
    assert choose("inline") is None
    assert choose("none") is None


def test_a_terminal_that_cannot_be_used_here_is_refused_with_those_that_can(machine):
    machine("xterm", DISPLAY=":0")
    for name in ("konsole", "wordstar"):
        with pytest.raises(UnknownTerminal, match="xterm, inline, none"):
            choose(name)


@pytest.mark.parametrize("terminal", TERMINALS, ids=lambda terminal: terminal.name)
def test_every_argument_reaches_the_program_as_one(terminal):
    command = Opener(terminal).command("a title", ARGV)
    if terminal.name in ("terminal.app", "iterm2"):
        assert command[-1] == "exec /bin/program 'it'\"'\"'s; $HOME' 'last;'"
    elif terminal.name in ("tilix", "sakura", "terminology"):
        assert command[-1] == "/bin/program 'it'\"'\"'s; $HOME' 'last;'"
    elif terminal.name == "screen":
        assert command[-3:] == ["/bin/program", "it's; \\$HOME", "last;"]
    elif terminal.name == "tmux":
        start = command.index("--") + 1
        assert command[start : start + 4] == ["/bin/program", "it's; $HOME", "last\\;", ";"]
    elif terminal.name == "windows-terminal":
        assert command[-3:] == ["/bin/program", "it's\\; $HOME", "last\\;"]
    else:
        assert command[-3:] == ARGV


def test_a_title_cannot_carry_a_command():
    command = Opener(TERMINALS[-1 - [t.name for t in TERMINALS][::-1].index("xterm")]).command("a\x1b]0;b\x07\n", ["x"])
    assert command[:3] == ["xterm", "-T", "a]0;b"]


def test_a_terminal_that_is_missing_or_says_no_is_told(tmp_path):
    missing = Opener(Terminal("missing", ("missing",), lambda _t, a: [str(tmp_path / "missing"), *a]))
    assert "missing" in missing.open("t", ["x"]).failed()
    angry = Opener(Terminal("angry", ("sh",), lambda _t, _a: ["sh", "-c", "exit 3"]))
    window = angry.open("t", ["x"])
    while (why := window.failed()) is None:
        pass
    assert why == "sh: 3"


def test_a_terminal_that_ends_is_reaped(tmp_path):
    mark, before = tmp_path / "ran", set(psutil.Process().children())
    opener = Opener(Terminal("quick", ("env",), lambda _t, a: ["env", *a]))
    window = opener.open("t", [sys.executable, "-c", f"open({str(mark)!r}, 'w').close()"])
    while set(psutil.Process().children()) - before:
        time.sleep(0.01)
    assert mark.exists()
    assert window.failed() is None


def test_the_program_lists_what_it_found_and_fails_without():
    kept = {k: v for k, v in os.environ.items() if k not in PLACES}
    done = subprocess.run(
        [sys.executable, "-m", "launcher"], cwd=ROOT, env=kept, capture_output=True, text=True, timeout=20, check=False
    )
    assert done.returncode == 1
    assert "none" in done.stdout
