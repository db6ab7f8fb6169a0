"""Connections of a specialist's own to workers: what a client says in a wrapping, a worker hears without it."""

import asyncio
import itertools
import socket

from chatlib.server.specialists.control_channel import ControlChannel, InnerConnection


class InnerConnections:
    """Those that are asked for in one event loop."""

    def __init__(self, control: ControlChannel, loop: asyncio.AbstractEventLoop) -> None:
        self._control = control
        self._loop = loop
        self._tickets = itertools.count(1)
        self._awaited: dict[int, asyncio.Future[socket.socket]] = {}

    async def open(self, cid: int, dialect: str = "") -> socket.socket:
        """One in the name of the client whose connection is `cid`; see reports.Inner. OSError if there is none."""
        ticket = next(self._tickets)
        self._awaited[ticket] = future = self._loop.create_future()
        try:
            self._control.want_inner(ticket, cid, dialect)
            return await future
        finally:
            del self._awaited[ticket]

    def given(self, inner: InnerConnection) -> None:
        """It has come; from any thread."""
        self._loop.call_soon_threadsafe(self._give, inner)

    def _give(self, inner: InnerConnection) -> None:
        future = self._awaited.get(inner.ticket)
        if future is None or future.done():  # nobody waits for it any more
            if inner.sock:
                inner.sock.close()
        elif inner.sock:
            future.set_result(inner.sock)
        else:
            future.set_exception(ConnectionError("no worker can be reached"))
