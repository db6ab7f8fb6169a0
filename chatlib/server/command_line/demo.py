"""`--demo`: the server brings three scripted users along, so that a newcomer sees everything with one command."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from chatlib.server.console import Console

ACTORS = Path(__file__).resolve().parents[2] / "client" / "demo.py"
"""Run as a program: the server knows nothing of the client."""

MULTIPLEXERS = ("TMUX", "STY", "ZELLIJ")


def stage(argv: list[str]) -> None:
    """Where no window can be opened, begins again inside a tmux session; else returns."""
    if _has_windows() or not sys.stdout.isatty() or not shutil.which("tmux"):
        return
    begin = ["tmux", "-L", "ruang-demo", "new-session", "-s", "ruang", "-n", "server", sys.executable, *argv]
    os.execvp("tmux", [*begin, ";", "set", "-g", "mouse", "on"])


def start(port: int, lang: str, console: Console) -> None:
    """The actors come in as anybody does, in terminals of their own; they leave with the server."""
    done = subprocess.run([sys.executable, str(ACTORS), "127.0.0.1", str(port), lang], check=False)
    console.say("demo" if done.returncode == 0 else "demo_nowhere", "info" if done.returncode == 0 else "warning")


def _has_windows() -> bool:
    display = ("DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in MULTIPLEXERS + display)
