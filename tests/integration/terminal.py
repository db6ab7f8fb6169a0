"""The client as a person has it: in a pseudo-terminal, and in tmux."""

import fcntl
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import termios
import threading
import uuid
from contextlib import suppress
from pathlib import Path

from .client import eventually

ROOT = Path(__file__).resolve().parents[2]
ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[=>()][A-Z0-9]?|[A-Z])")


def client_command(port: int, *options: str) -> list[str]:
    return [sys.executable, str(ROOT / "client.py"), "127.0.0.1", str(port), "--lang", "en", *options]


def client_environment(**more: str) -> dict[str, str]:
    """Without what would open windows on the desktop of whoever runs the tests."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "STY", "ZELLIJ")}
    return {**kept, "TERM": "xterm-256color", **more}


WHERE = b"\x1b[6n"
"""The question where the cursor is, which real terminals answer."""


class Terminal:
    """A program in a pseudo-terminal of 100 columns and 30 rows."""

    def __init__(self, command: list[str], **environment: str) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        self.process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=client_environment(**environment),
            start_new_session=True,
        )
        os.close(theirs)
        self._data = bytearray()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with suppress(OSError):  # the program has ended
            while data := os.read(self._ours, 1 << 16):
                self._data += data
                for _ in range(data.count(WHERE)):
                    os.write(self._ours, b"\x1b[1;1R")

    @property
    def text(self) -> str:
        """Everything that was ever written, without what moves the cursor or colours."""
        return ESCAPES.sub("", bytes(self._data).decode("utf-8", "replace"))

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def shows(self, text: str) -> None:
        eventually(lambda: text in self.text, f"{text!r} on the screen: {self.text[-500:]!r}")

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._thread.join()
        os.close(self._ours)


LOOK = 0.1
"""Seconds between two looks at tmux, each of which is a process."""


class Tmux:
    """A tmux server of the test's own; each user has a session."""

    def __init__(self) -> None:
        self._socket = f"ruang-test-{uuid.uuid4().hex[:8]}"

    def run(self, *words: str) -> str:
        command = ["tmux", "-L", self._socket, "-f", os.devnull, *words]
        done = subprocess.run(command, env=client_environment(), capture_output=True, text=True, check=False)
        return done.stdout

    def session(self, name: str, command: list[str], **environment: str) -> None:
        variables = [f"{key}={value}" for key, value in environment.items()]
        line = shlex.join(["env", *variables, *command])
        self.run("new-session", "-d", "-s", name, "-n", "lobby", "-x", "90", "-y", "30", line)

    def windows(self, session: str) -> list[str]:
        return self.run("list-windows", "-t", f"{session}:", "-F", "#W").split()

    def opens(self, session: str, window: str) -> None:
        eventually(lambda: window in self.windows(session), f"the window {window} of {session}", every=LOOK)

    def type(self, session: str, window: str, line: str) -> None:
        self.run("send-keys", "-t", f"{session}:{window}", "-l", line)
        self.run("send-keys", "-t", f"{session}:{window}", "Enter")

    def key(self, session: str, window: str, key: str) -> None:
        self.run("send-keys", "-t", f"{session}:{window}", key)

    def text(self, session: str, window: str) -> str:
        return self.run("capture-pane", "-p", "-S", "-500", "-t", f"{session}:{window}")

    def shows(self, session: str, window: str, text: str) -> None:
        eventually(lambda: text in self.text(session, window), f"{text!r} in {session}:{window}", every=LOOK)

    def close(self) -> None:
        self.run("kill-server")
