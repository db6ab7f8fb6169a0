"""The exact command with which each terminal is asked for a window."""

import json
import re
import shlex
import tomllib

import pytest

from launcher import TERMINALS, Opener, Terminal

BY_NAME = {terminal.name: terminal for terminal in TERMINALS}
TITLE = "budi; $HOME — \"ani\" 'x'"
ASCII = "budi; $HOME ? \"ani\" 'x'"
ARGV = ["/usr/bin/python3", "a b", "$HOME", "`id`", "it's", 'say "hi"', "%s", "a;b", "-e", "", "end;"]

PLAIN = {
    "zellij": ["zellij", "run", "--name", TITLE, "--close-on-exit", "--", *ARGV],
    "gnome-terminal": ["gnome-terminal", "--window", "--title", ASCII, "--", *ARGV],
    "konsole": ["konsole", "--separate", "-p", f"tabtitle={TITLE}", "-e", *ARGV],
    "xfce4-terminal": ["xfce4-terminal", "--disable-server", "--dynamic-title-mode=replace", "-x", *ARGV],
    "mate-terminal": ["mate-terminal", "--disable-factory", "--window", "-t", ASCII, "-x", *ARGV],
    "lxterminal": ["lxterminal", "--no-remote", "-e", *ARGV],
    "terminator": ["terminator", "-u", "-x", *ARGV],
    "kitty": ["kitty", "-o", "confirm_os_window_close=0", "--", *ARGV],
    "alacritty": ["alacritty", "-o", f"window.title={json.dumps(TITLE, ensure_ascii=False)}", "-e", *ARGV],
    "ghostty": ["ghostty", "--gtk-single-instance=false", "-e", *ARGV],
    "wezterm": ["wezterm", "start", "--always-new-process", "--", *ARGV],
    "foot": ["foot", "-T", TITLE, *ARGV],
    "urxvt": ["urxvt", "-title", TITLE, "-e", *ARGV],
    "st": ["st", "-T", TITLE, "-e", *ARGV],
    "mlterm": ["mlterm", "-T", TITLE, "-e", *ARGV],
    "xterm": ["xterm", "-T", TITLE, "-e", *ARGV],
    "qterminal": ["qterminal", "-e", *ARGV],
    "xdg-terminal-exec": ["xdg-terminal-exec", f"--title={TITLE}", "--", *ARGV],
    "x-terminal-emulator": ["x-terminal-emulator", "-e", *ARGV],
    "windows-console": ARGV,
}
"""Those that take every argument as it is."""

ONE_LINE = {
    "tilix": ["tilix", "--new-process", "-e"],
    "sakura": ["sakura", "-x"],
    "terminology": ["terminology", "-e"],
}
"""Those that take the program and its arguments as one line."""

SPECIAL = {"tmux", "screen", "kgx", "iterm2", "terminal.app", "windows-terminal"}


@pytest.mark.parametrize("name", PLAIN)
def test_arguments_are_passed_as_they_are(name: str) -> None:
    assert BY_NAME[name].command(TITLE, ARGV) == PLAIN[name]


@pytest.mark.parametrize("name", ONE_LINE)
def test_one_line_gives_every_argument_back(name: str) -> None:
    *head, line = BY_NAME[name].command(TITLE, ARGV)
    assert (head, shlex.split(line)) == (ONE_LINE[name], ARGV)


@pytest.mark.parametrize("title", [TITLE, "\\", "🙂 \u2028", ""])
def test_alacritty_reads_the_title_as_a_string_of_toml(title: str) -> None:
    assert tomllib.loads(BY_NAME["alacritty"].command(title, ARGV)[2]) == {"window": {"title": title}}


def test_every_window_of_gnome_console_is_an_application_of_its_own() -> None:
    (program, one, *rest), (_, other, *_) = (BY_NAME["kgx"].command(TITLE, ARGV) for _ in range(2))
    assert (program, rest) == ("kgx", ["--", *ARGV])
    assert re.fullmatch(r"--gapplication-app-id=org\.gnome\.Console\.w[0-9a-f]{8}", one)
    assert one != other


def test_tmux_would_eat_a_semicolon_at_the_end_of_an_argument() -> None:
    command = BY_NAME["tmux"].command(TITLE, ARGV)
    window = ["tmux", "new-window", "-d", "-a", "-t", ":{end}", "-n", TITLE, "--", *ARGV[:-1], "end\\;"]
    assert command == [*window, ";", "set-option", "-w", "-t", ":{end}", "remain-on-exit", "off"]


def test_screen_would_read_arguments_as_it_reads_its_settings() -> None:
    command = BY_NAME["screen"].command("^_^ | $HOME", ["/bin/true", "[^_^]", "a\\b", "${HOME}", 'it\'s; "x" #'])
    head = ["screen", "-X", "screen", "-t", r"\^_\^ ¦ \$HOME", "/bin/true"]
    assert command == [*head, r"[\^_\^]", r"a\\b", r"\${HOME}", 'it\'s; "x" #']


def test_tmux_would_fill_in_a_title() -> None:
    assert "##(id) ##" in BY_NAME["tmux"].command("#(id) #", ARGV)


def test_tmux_would_eat_a_semicolon_at_the_end_of_a_title() -> None:
    assert "halo\\;" in BY_NAME["tmux"].command("halo;", ARGV)


def test_windows_terminal_splits_at_every_semicolon() -> None:
    command = BY_NAME["windows-terminal"].command(TITLE, ARGV)
    head = ["wt", "-w", "new", "nt", "--title", TITLE.replace(";", "\\;")]
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
    assert set(BY_NAME) == {*PLAIN, *ONE_LINE, *SPECIAL}
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
