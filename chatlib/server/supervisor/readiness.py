"""Tells systemd how the server is doing, if it was started by it: sd_notify(3), without a library."""

import os
import socket
import time
from collections.abc import MutableMapping
from contextlib import suppress

PATIENCE = 0.2
"""Seconds that a listener gets whose queue is full. Clients wait meanwhile; but that it is ready should not be lost."""


class Readiness:
    """Says nothing to anybody unless the environment names a socket for it.

    `heartbeat`: `alive` is expected at least that often, in seconds; None if it is not.
    """

    def __init__(self, environment: MutableMapping[str, str] = os.environ) -> None:
        # Taken out, so that child processes do not speak for the server.
        self._address = environment.pop("NOTIFY_SOCKET", "")
        every = environment.pop("WATCHDOG_USEC", "")
        mine = environment.pop("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        # Twice as often as needed: one may come late.
        self.heartbeat = int(every) / 2e6 if self._address and mine and every.isdecimal() and int(every) else None

    def ready(self) -> None:
        """The listeners are open; or what `reloading` announced is done."""
        self._say("READY=1")

    def alive(self) -> None:
        self._say("WATCHDOG=1")

    def reloading(self) -> None:
        self._say(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        self._say("STOPPING=1")

    def _say(self, text: str) -> None:
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        # Whoever does not listen is no reason to stop serving.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
            sock.settimeout(PATIENCE)
            sock.sendto(text.encode(), address)
