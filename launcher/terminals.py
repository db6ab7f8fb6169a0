"""The terminals that are known, and how each is asked for a new window.

Every command was tried or is taken from the terminal's own manual. No command relies on a shell,
so nothing in a title or an argument is ever interpreted.
"""

import shlex
from collections.abc import Callable
from typing import NamedTuple

Command = Callable[[str, list[str]], list[str]]


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
    # tmux takes a semicolon at the end of an argument for the end of its command.
    name, *safe = (arg[:-1] + "\\;" if arg.endswith(";") else arg for arg in (title, *argv))
    return ["tmux", "new-window", "-d", "-n", name, "--", *safe]


def _windows_terminal(title: str, argv: list[str]) -> list[str]:
    name, *safe = (arg.replace(";", "\\;") for arg in (title, *argv))
    return ["wt", "-w", "new", "nt", "--title", name, "--suppressApplicationTitle", *safe]


def _osascript(application: str, verb: str) -> Command:
    """The command goes as an argument of the script: AppleScript never has to quote it."""

    def command(_title: str, argv: list[str]) -> list[str]:
        lines = ["on run argv", f'tell application "{application}"', f"{verb} (item 1 of argv)"]
        script = [part for line in [*lines, "activate", "end tell", "end run"] for part in ("-e", line)]
        return ["osascript", *script, "exec " + shlex.join(argv)]

    return command


TERMINALS: tuple[Terminal, ...] = (
    Terminal("tmux", ("tmux",), _tmux, ("TMUX",), inside=True),
    Terminal("screen", ("screen",), lambda t, a: ["screen", "-X", "screen", "-t", t, *a], ("STY",), inside=True),
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
        lambda t, a: ["gnome-terminal", "--window", "--title", t, "--", *a],
    ),
    Terminal("konsole", ("konsole",), lambda t, a: ["konsole", "--separate", "-p", f"tabtitle={t}", "-e", *a]),
    Terminal(
        "xfce4-terminal",
        ("xfce4-terminal",),
        # Without the flag a second window would share the first one's environment and fate.
        lambda t, a: ["xfce4-terminal", "--disable-server", "-T", t, "-x", *a],
    ),
    Terminal("kitty", ("kitty",), lambda t, a: ["kitty", "--title", t, "--", *a]),
    Terminal("alacritty", ("alacritty",), lambda t, a: ["alacritty", "-T", t, "-e", *a]),
    Terminal(
        "ghostty",
        ("ghostty",),
        lambda t, a: ["ghostty", "--gtk-single-instance=false", f"--title={t}", "-e", *a],
    ),
    Terminal(
        "wezterm", ("wezterm", "wezterm-gui"), lambda _t, a: ["wezterm", "start", "--always-new-process", "--", *a]
    ),
    Terminal("foot", ("foot", "footclient"), lambda t, a: ["foot", "-T", t, *a], ("WAYLAND_DISPLAY",)),
    Terminal("xterm", ("xterm",), lambda t, a: ["xterm", "-T", t, "-e", *a], ("DISPLAY",)),
    Terminal("xdg-terminal-exec", ("xdg-terminal-exec",), lambda t, a: ["xdg-terminal-exec", f"--title={t}", "--", *a]),
    Terminal("x-terminal-emulator", ("x-terminal-emulator",), lambda t, a: ["x-terminal-emulator", "-T", t, "-e", *a]),
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
