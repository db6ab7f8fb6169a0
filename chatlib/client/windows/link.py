"""The link between the hub and its windows: local, for this user only.

A directory that nobody else may enter holds the socket and the key that both sides must know. A window
is known by the end of its link: when that ends, the window is closed, whatever the terminal did.
"""

import secrets
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener, answer_challenge, deliver_challenge
from pathlib import Path
from queue import Full, Queue
from typing import Any

import msgspec

MOST_WAITING = 10_000
"""Messages for a window that does not take them: it is stopped, or its terminal hangs."""

encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder().decode


class Link:
    """One end. What comes in is given to `heard` in a thread of the link's own; None is the end.

    `send` never waits.
    """

    def __init__(self, connection: Connection, heard: Callable[[dict[str, Any] | None], None]) -> None:
        self._connection = connection
        self._heard = heard
        self._queue: Queue[bytes | None] = Queue(MOST_WAITING)
        for work in (self._read, self._write):
            threading.Thread(target=work, daemon=True).start()

    def send(self, **message: Any) -> None:
        try:
            self._queue.put_nowait(encode(message))
        except Full:
            _hang_up(self._connection)  # the writer is stuck, and would never come to an orderly end

    def close(self) -> None:
        """After what waits was written."""
        with suppress(Full):
            self._queue.put_nowait(None)

    def _read(self) -> None:
        try:
            while True:
                self._heard(decode(self._connection.recv_bytes()))
        except (EOFError, OSError, ValueError, TypeError, RuntimeError, CancelledError):
            # The end, whoever it came from: closed under our hands, or the loop that would hear it has ended.
            with suppress(RuntimeError, CancelledError):
                self._heard(None)
            self.close()

    def _write(self) -> None:
        with suppress(OSError, ValueError):
            while (data := self._queue.get()) is not None:
                self._connection.send_bytes(data)
        _hang_up(self._connection)


class Meeting:
    """Where windows come to: `came` is called with each new connection, in a thread. OSError if there cannot be one."""

    def __init__(self, came: Callable[[Connection], None]) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="ruang-"))
        key = secrets.token_bytes(32)
        (self.place / "key").touch(0o600)
        (self.place / "key").write_bytes(key)
        family = "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"
        try:
            self._listener = Listener(_address(self.place), family, backlog=16)
        except OSError:
            shutil.rmtree(self.place, ignore_errors=True)
            raise
        self._key = key
        self._came = came
        self._open = True
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._open = False
        with suppress(OSError):
            self._listener.close()
        shutil.rmtree(self.place, ignore_errors=True)

    def _accept(self) -> None:
        while self._open:
            try:
                connection = self._listener.accept()
            except OSError:
                return
            # In a thread: whoever says nothing must not keep others out.
            threading.Thread(target=self._admit, args=(connection,), daemon=True).start()

    def _admit(self, connection: Connection) -> None:
        """Both sides prove that they know the key."""
        try:
            deliver_challenge(connection, self._key)
            answer_challenge(connection, self._key)
        except (AuthenticationError, EOFError, OSError):
            connection.close()
        else:
            with suppress(RuntimeError):  # the hub has ended meanwhile
                self._came(connection)


def visit(place: Path) -> Connection:
    """A window's way to its hub. OSError if that is gone."""
    try:
        return Client(_address(place), authkey=(place / "key").read_bytes())
    except (AuthenticationError, EOFError) as error:
        raise ConnectionError(str(error)) from error


def _hang_up(connection: Connection) -> None:
    """A read that another thread is waiting in keeps a socket open: the other side would never hear of the end."""
    with suppress(OSError):
        if sys.platform != "win32":
            with socket.fromfd(connection.fileno(), socket.AF_UNIX, socket.SOCK_STREAM) as sock:
                sock.shutdown(socket.SHUT_RDWR)
        connection.close()


def _address(place: Path) -> str:
    return rf"\\.\pipe\{place.name}" if sys.platform == "win32" else str(place / "hub")
