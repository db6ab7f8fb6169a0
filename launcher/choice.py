"""Which terminal? What the user says, the multiplexer we are in, the terminal we are in, then what is installed."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from launcher.opening import Opener
from launcher.terminals import TERMINALS, Terminal

ENVIRONMENT = "RUANG_TERMINAL"
"""The environment variable that has the user's choice."""

NONE = ("inline", "none")
"""Choices that mean: open no window. What they mean besides is the caller's."""

ALTERNATIVE = "x-terminal-emulator"
"""Debian's link to one of the terminals."""


class UnknownTerminal(ValueError):
    """Nobody has heard of a terminal of that name, or it cannot be used here; the text says which could."""


def choose(name: str | None = None) -> Opener | None:
    """The opener of the named terminal alone (else of that in the environment variable, else of all that are here).

    None if there is none, or none is wanted. UnknownTerminal for a name that leads nowhere.
    """
    name = wanted(name)
    if name in NONE:
        return None
    here = found()
    if name is None:
        return Opener(*here) if here else None
    for terminal in here:
        if terminal.name == name:
            return Opener(terminal)
    usable = ", ".join([*(terminal.name for terminal in here), *NONE])
    raise UnknownTerminal(f"{name}: {usable}")


def wanted(name: str | None = None) -> str | None:
    """The user's own choice: the name that was given, else that in the environment variable."""
    return name or os.environ.get(ENVIRONMENT) or None


def found() -> list[Terminal]:
    """The terminals that could open a window here and now, the best one first.

    First the multiplexers that we are in, then the terminals that we are in, the inner before the outer ones.
    """
    around = ancestors()

    def distance(terminal: Terminal) -> int:
        return next((number for number, name in enumerate(around) if name in terminal.programs), len(around))

    usable = [terminal for terminal in TERMINALS if _usable(terminal)]
    return sorted(usable, key=lambda terminal: (not terminal.inside, distance(terminal)))


def ancestors() -> list[str]:
    """The names of the programs that started us, the nearest one first, their suffix for executables left out."""
    import psutil  # which takes long, and who wants no windows does without

    try:
        parents = [parent.name().removesuffix(".exe") for parent in psutil.Process().parents()]
    except psutil.Error:
        return []
    return [name for parent in parents for name in _names(parent)]


def _names(program: str) -> Iterator[str]:
    """Its own, after that of the terminal which Debian's link leads to, if it was started by that."""
    # The kernel keeps 15 characters of a name. What the others are, psutil knows of binaries, but not of scripts.
    if program in (ALTERNATIVE, ALTERNATIVE[:15]):
        yield Path(shutil.which(ALTERNATIVE) or ALTERNATIVE).resolve().name
        program = ALTERNATIVE
    yield program


def _usable(terminal: Terminal) -> bool:
    if not any(sys.platform == where or os.environ.get(where) for where in terminal.where):
        return False
    return shutil.which(terminal.programs[0]) is not None
