"""Asks terminals for a window, one after the other, and looks whether they said no."""

import os
import subprocess
import sys
import threading
import unicodedata
from collections import deque
from collections.abc import Iterator

from launcher.terminals import Terminal

LONGEST_TITLE = 80

Attempt = subprocess.Popen | OSError
"""The terminal that was started, or why it was not."""


class Window:
    """A window that was asked for. Whether it is there, only the program in it can tell."""

    def __init__(self, attempts: Iterator[Attempt]) -> None:
        """Each of the `attempts` is made when it is asked for, the first one now."""
        self._attempts = attempts
        self._attempt = next(attempts, None)
        self._refusals: list[str] = []

    def failed(self) -> str | None:
        """Why there will be no window, as far as the launcher knows; None if nothing speaks against it.

        Ask again and again until the window is there, and then no more: when a terminal has said no, it is this
        call that tries the next one, and one that ends with an error later on must not be followed by another.
        """
        while self._attempt is not None and (why := _refusal(self._attempt)):
            self._refusals.append(why)
            self._attempt = next(self._attempts, None)
        return "; ".join(self._refusals) if self._attempt is None else None


class Opener:
    """Opens windows in the first of these terminals that does not fail, and from then on asks that one first."""

    def __init__(self, *terminals: Terminal) -> None:
        self._terminals = deque(terminals)

    @property
    def name(self) -> str:
        """Of the terminal whose turn it is."""
        return self._terminals[0].name

    def command(self, title: str, argv: list[str]) -> list[str]:
        """What would be run."""
        return self._terminals[0].command(printable(title), argv)

    def open(self, title: str, argv: list[str]) -> Window:
        """A window that runs `argv` (its program as an absolute path). Returns at once, raises nothing."""
        return Window(self._attempts(printable(title), argv))

    def _attempts(self, title: str, argv: list[str]) -> Iterator[Attempt]:
        for terminal in tuple(self._terminals):
            yield _start(terminal, title, argv)
            # Asked for the next one, this one has failed; another window may have found that out before.
            if terminal is self._terminals[0]:
                self._terminals.rotate(-1)


def printable(title: str) -> str:
    """Without what a terminal might take for a command."""
    return "".join(c for c in title if unicodedata.category(c)[0] != "C")[:LONGEST_TITLE]


def _start(terminal: Terminal, title: str, argv: list[str]) -> Attempt:
    options: dict = {"start_new_session": True}
    if sys.platform == "win32":
        own_window = terminal.name == "windows-console"
        options = {"creationflags": subprocess.CREATE_NEW_CONSOLE if own_window else 0}
    try:
        process = subprocess.Popen(
            terminal.command(title, argv),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=os.getcwd(),  # noqa: PTH109
            **options,
        )
    except OSError as error:
        return error
    # Reaps it whenever it ends: a launcher that detaches ends at once, others with their window.
    threading.Thread(target=process.wait, daemon=True).start()
    return process


def _refusal(attempt: Attempt) -> str | None:
    if isinstance(attempt, OSError):
        return str(attempt)
    status = attempt.poll()
    return f"{attempt.args[0]}: {status}" if status else None
