"""Which terminal is chosen, and in which order the others follow."""

import shutil
from pathlib import Path

import psutil
import pytest

from launcher import ENVIRONMENT, UnknownTerminal, choice, choose, found, wanted

SETTINGS = ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "STY", "ZELLIJ", ENVIRONMENT)


class Machine:
    """What a machine has: settings, programs, and who started us."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        for name in SETTINGS:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr("sys.platform", "linux")
        self.installed()
        self.started_by()

    def set(self, *names: str, **values: str) -> None:
        for name, value in {**dict.fromkeys(names, "yes"), **values}.items():
            self._monkeypatch.setenv(name, value)

    def installed(self, *programs: str) -> None:
        self._monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name in programs else None)

    def started_by(self, *programs: str) -> None:
        """The nearest one first."""
        self._monkeypatch.setattr(choice, "ancestors", lambda: list(programs))

    def platform(self, name: str) -> None:
        self._monkeypatch.setattr("sys.platform", name)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def names() -> list[str]:
    return [terminal.name for terminal in found()]


def test_nothing_here(machine: Machine) -> None:
    assert names() == []
    assert choose() is None


def test_programs_without_a_display_open_nothing(machine: Machine) -> None:
    machine.installed("xterm", "kitty", "tmux", "screen", "zellij")
    assert choose() is None
    machine.set("DISPLAY")
    assert names() == ["kitty", "xterm"]


def test_an_empty_setting_is_none(machine: Machine) -> None:
    machine.installed("xterm", "tmux")
    machine.set(DISPLAY="", TMUX="", RUANG_TERMINAL="")
    assert choose() is None
    assert wanted() is None


def test_a_display_without_programs_opens_nothing(machine: Machine) -> None:
    machine.set("DISPLAY", "WAYLAND_DISPLAY", "TMUX")
    assert choose() is None


def test_foot_needs_wayland_and_xterm_needs_x(machine: Machine) -> None:
    machine.installed("foot", "xterm")
    machine.set("WAYLAND_DISPLAY")
    assert names() == ["foot"]
    machine.set("DISPLAY")
    assert names() == ["foot", "xterm"]


@pytest.mark.parametrize(
    ("setting", "program"),
    [("TMUX", "tmux"), ("STY", "screen"), ("ZELLIJ", "zellij")],
    ids=["tmux", "screen", "zellij"],
)
def test_the_multiplexer_that_we_are_in_comes_first(machine: Machine, setting: str, program: str) -> None:
    machine.set("DISPLAY", setting)
    machine.installed("gnome-terminal", "xterm", "tmux", "screen", "zellij")
    machine.started_by("xterm")
    assert names() == [program, "xterm", "gnome-terminal"]
    assert choose().name == program


@pytest.mark.parametrize(
    ("programs", "first", "second"),
    [
        (["bash", "screen", "screen", "bash", "tmux: server"], "screen", "tmux"),
        (["bash", "tmux: server"], "tmux", "screen"),
        (["bash", "screen"], "screen", "tmux"),
        (["bash", "tmux", "zsh", "screen"], "tmux", "screen"),
        (["bash"], "tmux", "screen"),
    ],
    ids=["screen in tmux", "tmux in screen", "screen detached from tmux", "tmux in screen, macOS", "nobody knows"],
)
def test_the_inner_one_of_two_multiplexers_comes_first(
    machine: Machine, programs: list[str], first: str, second: str
) -> None:
    machine.set("DISPLAY", "TMUX", "STY")
    machine.installed("tmux", "screen", "xterm")
    machine.started_by(*programs)
    assert names() == [first, second, "xterm"]


def test_the_inner_one_of_two_terminals_comes_first(machine: Machine) -> None:
    machine.set("DISPLAY")
    machine.installed("gnome-terminal", "kitty", "xterm")
    machine.started_by("bash", "xterm", "bash", "kitty", "bash")
    assert names() == ["xterm", "kitty", "gnome-terminal"]


@pytest.mark.parametrize(
    ("program", "name"),
    [("urxvtd", "urxvt"), ("stterm", "st"), ("kgx", "kgx"), ("terminator", "terminator"), ("qterminal", "qterminal")],
)
def test_a_server_or_another_name_leads_to_the_terminal(machine: Machine, program: str, name: str) -> None:
    machine.set("DISPLAY")
    machine.installed("gnome-terminal", "x-terminal-emulator", name)
    machine.started_by("bash", program)
    assert names()[0] == name


def test_the_terminal_that_we_are_in_comes_before_the_others(machine: Machine) -> None:
    machine.set("DISPLAY")
    machine.installed("gnome-terminal", "konsole", "kitty", "xterm")
    assert names() == ["gnome-terminal", "konsole", "kitty", "xterm"]
    machine.started_by("bash", "sshd", "xterm")
    assert names() == ["xterm", "gnome-terminal", "konsole", "kitty"]


def test_a_terminal_is_known_by_the_name_of_its_server_too(machine: Machine) -> None:
    machine.set("DISPLAY")
    machine.installed("konsole", "xterm", "gnome-terminal", "wezterm")
    machine.started_by("wezterm-gui")
    assert choose().name == "wezterm"
    machine.started_by("gnome-terminal-server")
    assert choose().name == "gnome-terminal"


def test_the_terminal_that_we_are_in_must_still_be_usable(machine: Machine) -> None:
    machine.set("DISPLAY")
    machine.installed("xterm")
    machine.started_by("konsole")
    assert choose().name == "xterm"


def test_the_named_one_comes_before_everything(machine: Machine) -> None:
    machine.set("DISPLAY", "TMUX", RUANG_TERMINAL="kitty")
    machine.installed("tmux", "kitty", "xterm", "alacritty")
    machine.started_by("alacritty")
    assert choose("xterm").name == "xterm"
    assert choose().name == "kitty"
    assert (wanted("xterm"), wanted()) == ("xterm", "kitty")
    machine.set(RUANG_TERMINAL="")
    assert choose().name == "tmux"


@pytest.mark.parametrize("none", ["none", "inline"])
def test_no_window_is_a_choice(machine: Machine, none: str) -> None:
    machine.set("DISPLAY")
    machine.installed("xterm")
    assert choose(none) is None
    machine.set(RUANG_TERMINAL=none)
    assert choose() is None
    assert choose("xterm").name == "xterm"


@pytest.mark.parametrize("name", ["teletype", "konsole", "terminal.app", "XTERM", "tmux"])
def test_a_name_that_leads_nowhere_says_which_would_not(machine: Machine, name: str) -> None:
    machine.set("DISPLAY")
    machine.installed("xterm", "kitty", "tmux", "osascript")
    with pytest.raises(UnknownTerminal, match=f"{name}: kitty, xterm, inline, none"):
        choose(name)
    machine.set(RUANG_TERMINAL=name)
    with pytest.raises(UnknownTerminal):
        choose()


def test_mac_os(machine: Machine) -> None:
    machine.platform("darwin")
    machine.installed("osascript")
    machine.started_by("zsh", "login", "Terminal")
    assert choose().name == "terminal.app"
    machine.started_by("zsh", "login", "iTerm2")
    assert choose().name == "iterm2"


def test_windows(machine: Machine) -> None:
    machine.platform("win32")
    machine.installed("cmd", "wt")
    assert names() == ["windows-terminal", "windows-console"]
    machine.installed("cmd")
    assert choose().name == "windows-console"


class Parent:
    def __init__(self, name: str) -> None:
        self.name = lambda: name


@pytest.mark.parametrize("name", ["x-terminal-emul", "x-terminal-emulator"], ids=["script", "binary"])
def test_a_terminal_that_was_started_by_debians_link_is_known_by_its_own_name_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    (tmp_path / "terminator").touch(0o755)
    (tmp_path / "x-terminal-emulator").symlink_to("terminator")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(psutil.Process, "parents", lambda _: [Parent("bash"), Parent(name), Parent("init.exe")])
    assert choice.ancestors() == ["bash", "terminator", "x-terminal-emulator", "init"]


def test_what_debians_link_leads_to_may_be_unknown(machine: Machine) -> None:
    machine.set("DISPLAY")
    machine.installed("gnome-terminal", "x-terminal-emulator")
    machine.started_by("bash", "zutty", "x-terminal-emulator")
    assert names() == ["x-terminal-emulator", "gnome-terminal"]


def test_who_may_not_look_at_processes_still_finds_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: psutil.Process) -> list[psutil.Process]:
        raise psutil.AccessDenied

    monkeypatch.setattr(psutil.Process, "parents", refuse)
    assert choice.ancestors() == []


def test_our_own_ancestors_are_found() -> None:
    """The program that runs the tests has at least one, and their names are plain ones."""
    around = choice.ancestors()
    assert around
    assert all(name and "/" not in name for name in around)
