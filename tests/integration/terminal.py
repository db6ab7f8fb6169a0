"""The client as a person has it: in a pseudo-terminal, and in tmux."""

import atexit
import fcntl
import functools
import os
import pty
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import uuid
from contextlib import suppress
from pathlib import Path

import pyte

from .client import eventually

ROOT = Path(__file__).resolve().parents[2]
ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[=>()][A-Z0-9]?|[A-Z])")


def client_command(port: int, *options: str) -> list[str]:
    return [sys.executable, str(ROOT / "client.py"), "127.0.0.1", str(port), "--lang", "en", *options]


@functools.cache
def settings_folder() -> str:
    folder = tempfile.mkdtemp(prefix="ruang-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def client_environment(**more: str) -> dict[str, str]:
    """Without what would open windows on the desktop of whoever runs the tests, or be remembered there."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "STY", "ZELLIJ")}
    return {**kept, "TERM": "xterm-256color", "XDG_CONFIG_HOME": settings_folder(), **more}


WHERE = b"\x1b[6n"
"""The question where the cursor is, which real terminals answer."""

ABLE = b"\x1b[c"
"""The question what it can, which all answer."""


class Terminal:
    """A program in a pseudo-terminal of 100 columns and 30 rows."""

    def __init__(self, command: list[str], **environment: str) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        # A terminal of its own, which can tell it that it has another size.
        self.process = subprocess.Popen(
            ["setsid", "--ctty", *command],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=client_environment(**environment),
        )
        os.close(theirs)
        self._data = bytearray()
        self._glass = pyte.Screen(100, 30)
        self._stream = pyte.ByteStream(self._glass)
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with suppress(OSError):  # the program has ended
            while data := os.read(self._ours, 1 << 16):
                with self._lock:
                    self._data += data
                    self._stream.feed(data)
                for question, answer in ((WHERE, b"\x1b[1;1R"), (ABLE, b"\x1b[?62c")):
                    for _ in range(data.count(question)):
                        os.write(self._ours, answer)

    @property
    def text(self) -> str:
        """Everything that was ever written, without what moves the cursor or colours."""
        return ESCAPES.sub("", bytes(self._data).decode("utf-8", "replace"))

    @property
    def rows(self) -> list[str]:
        """What stands on it now."""
        with self._lock:
            return [row.rstrip() for row in self._glass.display]

    def resize(self, columns: int, rows: int) -> None:
        with self._lock:
            self._glass.resize(rows, columns)
            fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def shows(self, text: str) -> None:
        """It stands there, or has stood there."""
        there = lambda: text in self.text or any(text in row for row in self.rows)  # noqa: E731
        eventually(there, f"{text!r} on the screen: {self.rows}")

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._thread.join()
        os.close(self._ours)


NAME = re.compile(r"(?:\* \(\d+\) )?(.*?)(?: — .*)?")
"""Of a window, as chatlib.client.screen.attention makes it."""

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
        """What the windows are called, without the count of what is unread, and the user's own name."""
        return list(self._ids(session))

    def _ids(self, session: str) -> dict[str, str]:
        listed = self.run("list-windows", "-t", f"{session}:", "-F", "#{window_id} #W").splitlines()
        named = dict(line.split(" ", 1)[::-1] for line in listed)
        return {NAME.fullmatch(name)[1].replace("Ruang", "lobby"): number for name, number in named.items()}

    def _target(self, session: str, window: str) -> str:
        return self._ids(session).get(window, f"{session}:{window}")

    def opens(self, session: str, window: str) -> None:
        eventually(lambda: window in self.windows(session), f"the window {window} of {session}", every=LOOK)

    def type(self, session: str, window: str, line: str) -> None:
        self.put(session, window, line)
        self.key(session, window, "Enter")

    def put(self, session: str, window: str, text: str) -> None:
        """Types it, and does not press Enter."""
        self.run("send-keys", "-t", self._target(session, window), "-l", text)

    def key(self, session: str, window: str, *keys: str) -> None:
        self.run("send-keys", "-t", self._target(session, window), *keys)

    def text(self, session: str, window: str) -> str:
        return self.run("capture-pane", "-p", "-t", self._target(session, window))

    def shows(self, session: str, window: str, text: str) -> None:
        eventually(lambda: text in self.text(session, window), f"{text!r} in {session}:{window}", every=LOOK)

    def close(self) -> None:
        self.run("kill-server")
