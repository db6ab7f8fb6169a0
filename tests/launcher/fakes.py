"""Terminals that are shell scripts, in a directory that is the PATH."""

import os
import stat
import sys
from pathlib import Path

DIES = "exit 3"
DETACHES = '"$@" >/dev/null 2>&1 &'
STAYS = '"$@"'


def make(folder: Path, name: str, script: str) -> None:
    """A terminal called as xterm is: -T TITLE -e ARGV. It keeps its arguments in a file named as itself, `.args`."""
    path = folder / name
    arguments = folder / f"{name}.args"
    lines = [
        "#!/bin/sh",
        f'printf "%s\\0" "$@" > {arguments}.new',
        f"/bin/mv {arguments}.new {arguments}",
        "shift 3",
        script,
    ]
    path.write_text("\n".join(lines) + "\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def arguments(folder: Path, name: str) -> list[str] | None:
    """With which it was called, once it was."""
    path = folder / f"{name}.args"
    return path.read_text().split("\0")[:-1] if path.exists() else None


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Where these terminals are the only ones."""
    taken = ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "STY", "ZELLIJ", "RUANG_TERMINAL")
    return {k: v for k, v in os.environ.items() if k not in taken} | {"PATH": str(folder), **more}


def writes(path: Path) -> list[str]:
    """A program that writes its process id into a file, and waits to be ended."""
    code = (
        "import os, sys, pathlib; p = pathlib.Path(sys.argv[1]); "
        "p.with_suffix('.new').write_text(f'{os.getpid()} {os.getsid(0)} {os.getcwd()} {os.isatty(0)}'); "
        "p.with_suffix('.new').rename(p); sys.stdin.read() or __import__('signal').pause()"
    )
    return [sys.executable, "-c", code, str(path)]
