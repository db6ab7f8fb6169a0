"""Clients of the server that is looked at: a connection for each."""

import socket
import time

from chatlib.grader.stage.stage import Stage

CONNECT_WITHIN = 3.0
"""Seconds. On one's own machine or network it takes some thousandths."""

GREETING_WITHIN = 0.6
"""Seconds in which a server says something that speaks first."""


def connect(host: str, port: int) -> socket.socket:
    """OSError if nobody is there."""
    sock = socket.create_connection((host, port), CONNECT_WITHIN)
    sock.setblocking(False)
    return sock


def greets(host: str, port: int) -> bool:
    """Does the server speak first? Then each client waits for that. OSError if nobody is there."""
    with connect(host, port) as sock:
        sock.settimeout(GREETING_WITHIN)
        try:
            return bool(sock.recv(1))
        except OSError:
            return False


class Callers(Stage):
    """Everybody who is named in a conversation is a client."""

    def __init__(self, host: str, port: int, line_end: str, greeted: bool) -> None:
        super().__init__(line_end)
        self._address = host, port
        self._greeted = greeted

    def enter(self, name: str) -> bool:
        try:
            self.admit(name, connect(*self._address))
        except OSError:
            return False
        if self._greeted:
            self._hear_greeting(name)
        return True

    def _hear_greeting(self, name: str) -> None:
        party = self.parties[name]
        end = time.monotonic() + GREETING_WITHIN
        while not party.lines and not party.closed and time.monotonic() < end:
            self.pump(end - time.monotonic())
