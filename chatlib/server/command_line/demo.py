"""`--demo`: the server brings three scripted users along, so that a newcomer sees everything with one command."""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from chatlib.server.console import Console
from chatlib.server.texts import TEXTS

ACTORS = Path(__file__).resolve().parents[2] / "client" / "demo.py"
"""Run as a program: the server knows nothing of the client."""

MULTIPLEXERS = ("TMUX", "STY", "ZELLIJ")


def stage(argv: list[str], lang: str) -> None:
    """Where no window can be opened, begins again inside a tmux session; else returns."""
    if _has_windows() or not sys.stdout.isatty() or not shutil.which("tmux"):
        return
    begin = ["tmux", "-L", "ruang-demo", "new-session", "-s", "ruang", "-n", "server", sys.executable, *argv]
    settings = {
        "mouse": "on",
        "status-right-length": "100",
        "status-right": TEXTS[lang]["demo_keys"],
    }
    for name, value in settings.items():
        begin += [";", "set", "-g", name, value]
    os.execvp("tmux", begin)


def start(port: int, lang: str, console: Console) -> None:
    """The actors come in as anybody does, in terminals of their own; they leave with the server.

    Nobody waits for who brings them in: it connects to this server, which has not begun to answer.
    """
    bring_in = [sys.executable, str(ACTORS), "127.0.0.1", str(port), lang]
    subprocess.run(["/bin/sh", "-c", '"$@" &', "sh", *bring_in], check=False)
    console.say("demo")
    if os.environ.get("TMUX"):
        console.say("demo_keys")
        _name_panes(TEXTS[lang]["demo_keys"])


def _name_panes(keys: str) -> None:
    """Above each pane stands who it is; above the server's, how to move about: its lines scroll away."""
    here = os.environ.get("TMUX_PANE", "")
    window = ["set-option", "-w", "-t", here]
    command = [*window, "pane-border-status", "top", ";", *window, "pane-border-format", " #{pane_title} "]
    with suppress(OSError):  # TMUX may be left over from one that is gone
        command = ["tmux", *command, ";", "select-pane", "-t", here, "-T", keys]
        subprocess.run(command, stderr=subprocess.DEVNULL, check=False)


def _has_windows() -> bool:
    display = ("DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in MULTIPLEXERS + display)
