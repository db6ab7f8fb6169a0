"""Which terminal? What the user says, the multiplexer we are in, the terminal we are in, then what is installed."""

import os
import shutil
import sys
from collections.abc import Iterator

from launcher.opening import Opener
from launcher.terminals import TERMINALS, Terminal

ENVIRONMENT = "RUANG_TERMINAL"
"""The environment variable that has the user's choice."""

NONE = ("inline", "none")
"""Choices that mean: open no window. What they mean besides is the caller's."""


class UnknownTerminal(ValueError):
    """Nobody has heard of a terminal of that name, or it cannot be used here; the text says which could."""


def choose(name: str | None = None) -> Opener | None:
    """The opener of the named terminal (else of that in the environment variable, else of the best one here).

    None if there is none, or none is wanted. UnknownTerminal for a name that leads nowhere.
    """
    name = wanted(name)
    if name in NONE:
        return None
    here = list(found())
    if name is None:
        return Opener(here[0]) if here else None
    for terminal in here:
        if terminal.name == name:
            return Opener(terminal)
    usable = ", ".join([*(terminal.name for terminal in here), *NONE])
    raise UnknownTerminal(f"{name}: {usable}")


def wanted(name: str | None = None) -> str | None:
    """The user's own choice: the name that was given, else that in the environment variable."""
    return name or os.environ.get(ENVIRONMENT) or None


def found() -> Iterator[Terminal]:
    """The terminals that could open a window here and now, the best one first."""
    usable = [terminal for terminal in TERMINALS if _usable(terminal)]
    around = ancestors()
    inside = [terminal for terminal in usable if terminal.inside]
    ours = [terminal for terminal in usable if not terminal.inside and around.intersection(terminal.programs[-2:])]
    yield from inside
    yield from ours
    yield from (terminal for terminal in usable if terminal not in inside and terminal not in ours)


def ancestors() -> set[str]:
    """The names of the programs that started us, their suffix for executables left out."""
    import psutil  # which takes long, and who wants no windows does without

    try:
        return {parent.name().removesuffix(".exe") for parent in psutil.Process().parents()}
    except psutil.Error:
        return set()


def _usable(terminal: Terminal) -> bool:
    if not any(sys.platform == where or os.environ.get(where) for where in terminal.where):
        return False
    return shutil.which(terminal.programs[0]) is not None
