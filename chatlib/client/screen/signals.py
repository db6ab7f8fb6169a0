"""How terminals and multiplexers are told things: sequences and commands, by what the environment says of them.

What each one understands: docs/terminals.md.
"""

import asyncio
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from html import escape
from typing import NamedTuple

FOCUS_ON, FOCUS_OFF = "\x1b[?1004h", "\x1b[?1004l"

LONGEST_TITLE = 80

WITHIN = 5.0
"""Seconds for a program that is told something."""


class Manners(NamedTuple):
    """Of the terminal that one is in. `in_background`: windows begin where nobody looks, and nobody says so."""

    pane: str = ""  # of tmux
    screen: bool = False
    konsole: bool = False
    notification: str = "notify-send"
    in_background: bool = False

    def title(self, title: str) -> str:
        """What must be written besides OSC 2."""
        title = title[:LONGEST_TITLE]
        if self.konsole:
            return f"\x1b]30;{title}\a"
        return f"\x1bk{title}\x1b\\" if self.screen else ""

    def rename(self, title: str) -> list[list[str]]:
        """What must be run for it, as long as each says 1 or nothing: a window of tmux has a name, in which # begins a
        format. One that several panes share is none's.
        """
        if not self.pane:
            return []
        name = title[:LONGEST_TITLE].replace("#", "##")
        alone = ["tmux", "display-message", "-p", "-t", self.pane, "#{window_panes}"]
        return [alone, ["tmux", "rename-window", "-t", self.pane, "--", name]]

    def notify(self, title: str, text: str) -> str | list[str]:
        """To be written, or to be run."""
        match self.notification:
            case "99":
                return f"\x1b]99;i=ruang:d=0;{title}\x1b\\\x1b]99;i=ruang:p=body;{text}\x1b\\"
            case "777":
                return f"\x1b]777;notify;{title.replace(';', ',')};{text.replace(';', ',')}\x1b\\"
            case "9":
                return f"\x1b]9;{title}: {text}\x1b\\"
        # The text may be markup there.
        return ["notify-send", "--app-name=Ruang", "--", title, escape(text)]


def manners(environment: Mapping[str, str]) -> Manners:
    inside = environment.get("TMUX_PANE", "") if environment.get("TMUX") else ""
    if inside or environment.get("STY"):
        # What is written does not get through them as it is, and they do not say when one looks elsewhere.
        return Manners(inside, screen=not inside, in_background=True)
    program, term = environment.get("TERM_PROGRAM", ""), environment.get("TERM", "")
    notification = "notify-send"
    if environment.get("KITTY_WINDOW_ID"):
        notification = "99"
    elif program in ("iTerm.app", "WezTerm"):
        notification = "9"
    elif term.startswith(("foot", "rxvt")) or program == "ghostty":
        notification = "777"
    return Manners(konsole=bool(environment.get("KONSOLE_VERSION")), notification=notification)


def restoring(manners: Manners) -> list[str]:
    """What gives a window of tmux back the name that it has now."""
    if not manners.pane:
        return []
    said = call(["tmux", "display-message", "-p", "-t", manners.pane, "#{?automatic-rename,,#W}"])
    name = said.decode("utf-8", "replace").rstrip("\n")
    if name:
        return ["tmux", "rename-window", "-t", manners.pane, "--", name.replace("#", "##")]
    return ["tmux", "set-option", "-w", "-t", manners.pane, "automatic-rename", "on"]


def run(*commands: list[str]) -> None:
    """One after the other, until one says something else than 1 or nothing. In a thread, and whatever comes of it: who
    is not there cannot be told.
    """

    def work() -> None:
        for argv in commands:
            if call(argv).strip() not in (b"", b"1"):
                return

    with suppress(RuntimeError):  # the program is just ending
        asyncio.get_running_loop().run_in_executor(None, work)


def call(argv: list[str]) -> bytes:
    """What it says; nothing if it cannot be run, or there is nothing to run."""
    quiet = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdout": subprocess.PIPE}
    with suppress(OSError, subprocess.SubprocessError, IndexError):
        return subprocess.run(argv, timeout=WITHIN, check=False, **quiet).stdout
    return b""
