"""The terminals that are known, and how each is asked for a new window.

Every command was tried or is taken from the terminal's own manual. No command relies on a shell, so nothing in a title
or an argument is ever interpreted; the terminals that want one line get one in which every word is quoted.

A title is for the moment until the program in the window sets its own (by OSC 0). There are terminals where one that an
option gave stays for good: those are given none.
"""

import json
import re
import secrets
import shlex
from collections.abc import Callable
from typing import NamedTuple

Command = Callable[[str, list[str]], list[str]]

X11 = ("DISPLAY",)


class Terminal(NamedTuple):
    """`programs`: under which names it runs, the first is the one to call. `command`: (title, argv) to what to run.

    `where`: an environment variable without which it cannot open anything, or the platform that it belongs to.
    `inside`: it is a multiplexer, and opens windows in the terminal that it runs in.
    """

    name: str
    programs: tuple[str, ...]
    command: Command
    where: tuple[str, ...] = ("DISPLAY", "WAYLAND_DISPLAY")
    inside: bool = False


def _tmux(title: str, argv: list[str]) -> list[str]:
    # A window's name is a format, where # begins what is filled in, commands too.
    name, *safe = map(_tmux_word, (title.replace("#", "##"), *argv))
    # As the last one the window has an address, by which it is made to end with its program, whatever is usual here.
    last = ":{end}"
    window = ["new-window", "-d", "-a", "-t", last, "-n", name, "--", *safe]
    return ["tmux", *window, ";", "set-option", "-w", "-t", last, "remain-on-exit", "off"]


def _tmux_pane(argv: list[str]) -> list[str]:
    return ["tmux", "split-window", "-d", "--", *map(_tmux_word, argv), ";", "select-layout", "tiled"]


def _tmux_word(word: str) -> str:
    """A semicolon at the end of an argument would be the end of the command."""
    return word[:-1] + "\\;" if word.endswith(";") else word


def _screen(title: str, argv: list[str]) -> list[str]:
    # screen reads arguments as it reads its settings, and a title only from its last bar on.
    name, *safe = (re.sub(r"[\\^$]", r"\\\g<0>", arg) for arg in (title.replace("|", "¦"), *argv))
    return ["screen", "-X", "screen", "-t", name, *safe]


def _kgx(_title: str, argv: list[str]) -> list[str]:
    # With an identity of its own it is a process of its own; another's would keep the program of a closed window alive.
    return ["kgx", f"--gapplication-app-id=org.gnome.Console.w{secrets.token_hex(4)}", "--", *argv]


def _windows_terminal(title: str, argv: list[str]) -> list[str]:
    name, *safe = (arg.replace(";", "\\;") for arg in (title, *argv))
    return ["wt", "-w", "new", "nt", "--title", name, *safe]


def _osascript(application: str, verb: str) -> Command:
    """The command goes as an argument of the script: AppleScript never has to quote it."""

    def command(_title: str, argv: list[str]) -> list[str]:
        lines = ["on run argv", f'tell application "{application}"', f"{verb} (item 1 of argv)"]
        script = [part for line in [*lines, "activate", "end tell", "end run"] for part in ("-e", line)]
        return ["osascript", *script, "exec " + shlex.join(argv)]

    return command


def _ascii(title: str) -> str:
    """For those that read their options in the locale's encoding, and with LC_ALL=C refuse everything else."""
    return title.encode("ascii", "replace").decode()


TILED = Terminal("tmux-tiled", ("tmux",), lambda _t, a: _tmux_pane(a), ("TMUX",), inside=True)
"""Panes beside one another in the window of tmux that one is in, as long as there is room: for a view of all at once.
It is never chosen by itself.
"""

TERMINALS: tuple[Terminal, ...] = (
    Terminal("tmux", ("tmux", "tmux: server"), _tmux, ("TMUX",), inside=True),
    Terminal("screen", ("screen",), _screen, ("STY",), inside=True),
    Terminal(
        "zellij",
        ("zellij",),
        lambda t, a: ["zellij", "run", "--name", t, "--close-on-exit", "--", *a],
        ("ZELLIJ",),
        inside=True,
    ),
    Terminal(
        "gnome-terminal",
        ("gnome-terminal", "gnome-terminal-server"),
        lambda t, a: ["gnome-terminal", "--window", "--title", _ascii(t), "--", *a],
    ),
    Terminal("konsole", ("konsole",), lambda t, a: ["konsole", "--separate", "-p", f"tabtitle={t}", "-e", *a]),
    # Several that follow have an option without which a second window would share the first one's environment and fate.
    Terminal(
        "xfce4-terminal",
        ("xfce4-terminal",),
        lambda _t, a: ["xfce4-terminal", "--disable-server", "--dynamic-title-mode=replace", "-x", *a],
    ),
    Terminal(
        "mate-terminal",
        ("mate-terminal",),
        lambda t, a: ["mate-terminal", "--disable-factory", "--window", "-t", _ascii(t), "-x", *a],
    ),
    Terminal("lxterminal", ("lxterminal",), lambda _t, a: ["lxterminal", "--no-remote", "-e", *a]),
    Terminal("kgx", ("kgx",), _kgx),
    Terminal("tilix", ("tilix",), lambda _t, a: ["tilix", "--new-process", "-e", shlex.join(a)]),
    Terminal("terminator", ("terminator",), lambda _t, a: ["terminator", "-u", "-x", *a]),
    # It would ask at every close.
    Terminal("kitty", ("kitty",), lambda _t, a: ["kitty", "-o", "confirm_os_window_close=0", "--", *a]),
    Terminal(
        "alacritty",
        ("alacritty",),
        lambda t, a: ["alacritty", "-o", f"window.title={json.dumps(t, ensure_ascii=False)}", "-e", *a],
    ),
    Terminal("ghostty", ("ghostty",), lambda _t, a: ["ghostty", "--gtk-single-instance=false", "-e", *a]),
    Terminal(
        "wezterm", ("wezterm", "wezterm-gui"), lambda _t, a: ["wezterm", "start", "--always-new-process", "--", *a]
    ),
    Terminal("foot", ("foot", "footclient"), lambda t, a: ["foot", "-T", t, *a], ("WAYLAND_DISPLAY",)),
    Terminal("sakura", ("sakura",), lambda _t, a: ["sakura", "-x", shlex.join(a)]),
    Terminal("urxvt", ("urxvt", "urxvtd"), lambda t, a: ["urxvt", "-title", t, "-e", *a], X11),
    Terminal("st", ("st", "stterm"), lambda t, a: ["st", "-T", t, "-e", *a], X11),
    Terminal("mlterm", ("mlterm",), lambda t, a: ["mlterm", "-T", t, "-e", *a], X11),
    Terminal("xterm", ("xterm",), lambda t, a: ["xterm", "-T", t, "-e", *a], X11),
    Terminal("terminology", ("terminology",), lambda _t, a: ["terminology", "-e", shlex.join(a)]),
    Terminal("qterminal", ("qterminal",), lambda _t, a: ["qterminal", "-e", *a]),
    Terminal("xdg-terminal-exec", ("xdg-terminal-exec",), lambda t, a: ["xdg-terminal-exec", f"--title={t}", "--", *a]),
    # Not every one that this may be a link to has an option for the title.
    Terminal("x-terminal-emulator", ("x-terminal-emulator",), lambda _t, a: ["x-terminal-emulator", "-e", *a]),
    Terminal(
        "iterm2",
        ("osascript", "iTerm2"),
        _osascript("iTerm2", "create window with default profile command"),
        ("darwin",),
    ),
    Terminal("terminal.app", ("osascript", "Terminal"), _osascript("Terminal", "do script"), ("darwin",)),
    Terminal("windows-terminal", ("wt", "WindowsTerminal"), _windows_terminal, ("win32",)),
    Terminal("windows-console", ("cmd", "conhost"), lambda _t, a: a, ("win32",)),
)
"""In the order of preference among those that are installed."""
