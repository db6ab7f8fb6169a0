"""The exact command with which each terminal is asked for a window."""

import shlex

import pytest

from launcher import TERMINALS, Opener, Terminal

BY_NAME = {terminal.name: terminal for terminal in TERMINALS}
TITLE = "budi; $HOME — \"ani\" 'x'"
ARGV = ["/usr/bin/python3", "a b", "$HOME", "`id`", "it's", 'say "hi"', "%s", "a;b", "-e", "", "end;"]

PLAIN = {
    "screen": ["screen", "-X", "screen", "-t", TITLE, *ARGV],
    "zellij": ["zellij", "run", "--name", TITLE, "--close-on-exit", "--", *ARGV],
    "gnome-terminal": ["gnome-terminal", "--window", "--title", TITLE, "--", *ARGV],
    "konsole": ["konsole", "--separate", "-p", f"tabtitle={TITLE}", "-e", *ARGV],
    "xfce4-terminal": ["xfce4-terminal", "--disable-server", "-T", TITLE, "-x", *ARGV],
    "kitty": ["kitty", "--title", TITLE, "--", *ARGV],
    "alacritty": ["alacritty", "-T", TITLE, "-e", *ARGV],
    "ghostty": ["ghostty", "--gtk-single-instance=false", f"--title={TITLE}", "-e", *ARGV],
    "wezterm": ["wezterm", "start", "--always-new-process", "--", *ARGV],
    "foot": ["foot", "-T", TITLE, *ARGV],
    "xterm": ["xterm", "-T", TITLE, "-e", *ARGV],
    "xdg-terminal-exec": ["xdg-terminal-exec", f"--title={TITLE}", "--", *ARGV],
    "x-terminal-emulator": ["x-terminal-emulator", "-T", TITLE, "-e", *ARGV],
    "windows-console": ARGV,
}
"""Those that take every argument as it is."""

SPECIAL = {"tmux", "iterm2", "terminal.app", "windows-terminal"}


@pytest.mark.parametrize("name", PLAIN)
def test_arguments_are_passed_as_they_are(name: str) -> None:
    assert BY_NAME[name].command(TITLE, ARGV) == PLAIN[name]


def test_tmux_would_eat_a_semicolon_at_the_end_of_an_argument() -> None:
    command = BY_NAME["tmux"].command(TITLE, ARGV)
    assert command == ["tmux", "new-window", "-d", "-n", TITLE, "--", *ARGV[:-1], "end\\;"]


def test_tmux_would_eat_a_semicolon_at_the_end_of_a_title() -> None:
    assert "halo\\;" in BY_NAME["tmux"].command("halo;", ARGV)


def test_windows_terminal_splits_at_every_semicolon() -> None:
    command = BY_NAME["windows-terminal"].command(TITLE, ARGV)
    head = ["wt", "-w", "new", "nt", "--title", TITLE.replace(";", "\\;"), "--suppressApplicationTitle"]
    assert command == [*head, *(arg.replace(";", "\\;") for arg in ARGV)]


@pytest.mark.parametrize(
    ("name", "application", "verb"),
    [
        ("terminal.app", "Terminal", "do script"),
        ("iterm2", "iTerm2", "create window with default profile command"),
    ],
)
def test_applescript_never_sees_the_arguments(name: str, application: str, verb: str) -> None:
    program, *script, argument = BY_NAME[name].command(TITLE, ARGV)
    assert program == "osascript"
    lines = [line for option, line in zip(script[::2], script[1::2], strict=True) if option == "-e"]
    assert lines == [
        "on run argv",
        f'tell application "{application}"',
        f"{verb} (item 1 of argv)",
        "activate",
        "end tell",
        "end run",
    ]
    assert shlex.split(argument) == ["exec", *ARGV]


def test_every_terminal_is_tried_here_and_has_a_name_of_its_own() -> None:
    assert set(BY_NAME) == set(PLAIN) | SPECIAL
    assert len(BY_NAME) == len(TERMINALS)


@pytest.mark.parametrize("terminal", TERMINALS, ids=lambda terminal: terminal.name)
def test_what_is_called_is_what_is_looked_for(terminal: Terminal) -> None:
    if terminal.name != "windows-console":
        assert terminal.command("title", ARGV)[0] == terminal.programs[0]


@pytest.mark.parametrize("terminal", TERMINALS, ids=lambda terminal: terminal.name)
def test_control_characters_of_a_title_never_get_there(terminal: Terminal) -> None:
    title = "a\x1b]0;b\x07\x9b\n\x00c\u202e" + "x" * 500
    command = Opener(terminal).command(title, ["/bin/true"])
    assert not any(c in arg for arg in command for c in "\x1b\x07\x9b\n\x00\u202e")
    assert max(map(len, command)) <= 120
