"""The client that is looked at: in a pseudo-terminal, with us as its server. POSIX only."""

import fcntl
import os
import pty
import signal
import socket
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from contextlib import suppress

from chatlib.grader.judging.patterns import Values
from chatlib.grader.judging.rubric import Rubric
from chatlib.grader.stage.stage import Stage

LOOPBACK = "127.0.0.1"
ROWS, COLUMNS = 50, 200
"""Wide, so that no line of a test is broken in two."""

READY_AFTER = 0.15
"""Seconds of silence after which a program is taken to wait for what is typed."""

READY_WITHIN = 2.0
"""Seconds; a program that never stops writing is typed to all the same."""

ENTER = "\r"


class Line:
    """The connection of the client, from before it is made. One that ends without a word does not count."""

    def __init__(self) -> None:
        self._listener = socket.create_server((LOOPBACK, 0))
        self._listener.setblocking(False)
        self._connection: socket.socket | None = None
        self._used = False
        self.port = self._listener.getsockname()[1]

    @property
    def made(self) -> bool:
        return self._connection is not None

    def recv(self, most: int) -> bytes:
        if not self._connection:
            self._connection, _ = self._listener.accept()
            self._connection.setblocking(False)
            raise BlockingIOError
        data = self._connection.recv(most)
        self._used = self._used or bool(data)
        if not self._used:
            self._connection.close()
            self._connection = None
            raise BlockingIOError
        return data

    def send(self, data: bytes) -> int:
        return self._connection.send(data) if self._connection else 0

    def fileno(self) -> int:
        return (self._connection or self._listener).fileno()

    def close(self) -> None:
        self._listener.close()
        if self._connection:
            self._connection.close()


class Terminal:
    """A program in a pseudo-terminal. It has ended when this is closed. OSError if it cannot be started."""

    def __init__(self, command: Sequence[str]) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        try:
            self._process = subprocess.Popen(
                command,
                stdin=theirs,
                stdout=theirs,
                stderr=theirs,
                start_new_session=True,
                preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            )
        except OSError:
            os.close(self._ours)
            raise
        finally:
            os.close(theirs)
        os.set_blocking(self._ours, False)

    def recv(self, most: int) -> bytes:
        return os.read(self._ours, most)

    def send(self, data: bytes) -> int:
        return os.write(self._ours, data)

    def fileno(self) -> int:
        return self._ours

    def close(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        os.close(self._ours)
        self._process.wait()


class Booth(Stage):
    """`user` is who types and reads, `wire` what comes from the client and goes to it."""

    def __init__(self, command: Sequence[str], line_end: str) -> None:
        super().__init__(line_end)
        self._command = command

    def begin(self, rubric: Rubric, values: Values) -> None:
        """The client runs and waits for what is typed; {host}, {port} and names in its command are filled in."""
        line = self._line = Line()
        self.admit("wire", line)
        words = [word.replace("{host}", LOOPBACK).replace("{port}", str(line.port)) for word in self._command]
        command = list(map(values.fill, words))
        self.admit("user", Terminal(command))
        user = self.parties["user"]
        end = time.monotonic() + rubric.deadline
        while not (user.lines or line.made or user.closed) and (left := end - time.monotonic()) > 0:
            self.pump(left)

    def enter(self, name: str) -> bool:
        return False

    def pump(self, seconds: float) -> None:
        super().pump(seconds)
        user, wire = self.parties.get("user"), self.parties.get("wire")
        if user and wire and user.closed and not (wire.closed or self._line.made):
            wire.read()  # it may have connected in its last moment
            if not self._line.made:
                wire.close()

    def say(self, name: str, text: str) -> bool:
        if name != "user":
            return super().say(name, text)
        return all(self._type(line) for line in text.split("\n"))

    def _type(self, text: str) -> bool:
        user = self.parties["user"]
        end = time.monotonic() + READY_WITHIN
        while (now := time.monotonic()) < min(user.heard_at + READY_AFTER, end):
            self.pump(user.heard_at + READY_AFTER - now)
        return user.say((text + ENTER).encode())
