"""Asks a terminal for a window, and looks whether it said no."""

import os
import subprocess
import sys
import threading
import unicodedata

from launcher.terminals import Terminal

LONGEST_TITLE = 80


class Window:
    """A window that was asked for. Whether it is there, only the program in it can tell."""

    def __init__(self, process: subprocess.Popen | None, error: str = "") -> None:
        self._process = process
        self._error = error
        if process:
            # Reaps it whenever it ends: a launcher that detaches ends at once, others with their window.
            threading.Thread(target=process.wait, daemon=True).start()

    def failed(self) -> str | None:
        """Why there will be no window, as far as the launcher knows; None if nothing speaks against it."""
        if self._process is None:
            return self._error
        status = self._process.poll()
        return f"{self._process.args[0]}: {status}" if status else None


class Opener:
    """Opens windows of one terminal."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    @property
    def name(self) -> str:
        return self.terminal.name

    def command(self, title: str, argv: list[str]) -> list[str]:
        """What would be run."""
        return self.terminal.command(printable(title), argv)

    def open(self, title: str, argv: list[str]) -> Window:
        """A window that runs `argv` (its program as an absolute path). Returns at once, raises nothing."""
        options: dict = {"start_new_session": True}
        if sys.platform == "win32":
            own_window = self.terminal.name == "windows-console"
            options = {"creationflags": subprocess.CREATE_NEW_CONSOLE if own_window else 0}
        try:
            process = subprocess.Popen(
                self.command(title, argv),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=os.getcwd(),  # noqa: PTH109
                **options,
            )
        except OSError as error:
            return Window(None, str(error))
        return Window(process)


def printable(title: str) -> str:
    """Without what a terminal might take for a command."""
    return "".join(c for c in title if unicodedata.category(c)[0] != "C")[:LONGEST_TITLE]
