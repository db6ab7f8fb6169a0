"""The real tmux: what becomes of names and of ended windows, and who is found to have started us."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher import TERMINALS, Opener
from tests.integration.client import eventually
from tests.integration.terminal import LOOK, ROOT, Tmux

from .fakes import arguments, make

BY_NAME = {terminal.name: terminal for terminal in TERMINALS}
WAITS = [sys.executable, "-c", "import sys; sys.stdin.read()"]


@pytest.fixture
def tmux(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tmux]:
    """We are in the first of its two sessions, and who uses it wants to see what ended programs have left."""
    server = Tmux()
    server.session("ani", WAITS)
    server.session("budi", WAITS)
    server.run("set-option", "-g", "remain-on-exit", "on")
    here = server.run("display-message", "-p", "-t", "ani:", "#{socket_path},#{pid},0 #{pane_id}")
    setting, pane = here.split()
    monkeypatch.setenv("TMUX", setting)
    monkeypatch.setenv("TMUX_PANE", pane)
    yield server
    server.close()


def names(tmux: Tmux) -> list[str]:
    """Of the windows of both sessions, the dead ones too."""
    return tmux.run("list-windows", "-a", "-F", "#S: #W").splitlines()


@pytest.mark.parametrize("title", ["budi — ani", "#S #{pid} #(id) ##", "halo;", "-d"])
def test_a_window_in_our_session_is_called_as_we_say(tmux: Tmux, title: str) -> None:
    window = Opener(BY_NAME["tmux"]).open(title, WAITS)
    eventually(lambda: len(names(tmux)) == 3, "the window", every=LOOK)
    assert names(tmux)[1] == f"ani: {title}"
    assert window.failed() is None


def test_a_window_ends_with_its_program(tmux: Tmux, tmp_path: Path) -> None:
    opener = Opener(BY_NAME["tmux"])
    stop = tmp_path / "stop"
    waits = "import pathlib, sys, time\nwhile not pathlib.Path(sys.argv[1]).exists(): time.sleep(0.05)"
    for title in ("a", "b"):
        opener.open(title, [sys.executable, "-c", waits, str(stop)])
    eventually(lambda: len(names(tmux)) == 4, "both windows", every=LOOK)
    stop.touch()
    eventually(lambda: names(tmux) == ["ani: lobby", "budi: lobby"], "their end", every=LOOK)


def test_a_server_that_is_gone_is_followed_by_the_next_terminal(
    tmux: Tmux, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "xterm", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    tmux.close()
    opener = Opener(BY_NAME["tmux"], BY_NAME["xterm"])
    window = opener.open("x", WAITS)
    eventually(lambda: window.failed() or arguments(tmp_path, "xterm"), "the other terminal")
    assert (window.failed(), opener.name) == (None, "xterm")


def test_it_is_found_among_those_who_started_us(tmux: Tmux, tmp_path: Path) -> None:
    answer = tmp_path / "answer"
    ask = (
        "import pathlib, sys; from launcher import choice; "
        "path = pathlib.Path(sys.argv[1]); path.with_suffix('.new').write_text('\\n'.join(choice.ancestors())); "
        "path.with_suffix('.new').rename(path)"
    )
    tmux.session("citra", [sys.executable, "-c", ask, str(answer)], PYTHONPATH=str(ROOT))
    text = eventually(lambda: answer.exists() and answer.read_text(), "the answer")
    assert set(text.splitlines()) & set(BY_NAME["tmux"].programs)
