"""A way to a server for clients that have no event loop: it can be killed."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.client.proxy import Proxy

from .client import DEADLINE


class Relay:
    """At `port`; it leads to the port `to`."""

    def __init__(self, loop: asyncio.AbstractEventLoop, to: int) -> None:
        self._loop = loop
        self._way = Proxy(to)
        self._listener = self._do(asyncio.start_server(self._way.serve, "127.0.0.1", 0))
        self.port = self._listener.sockets[0].getsockname()[1]

    def _do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(DEADLINE)

    @property
    def visits(self) -> int:
        return self._way.visits

    def kill(self) -> None:
        """As all of a node by kill -9: what is under way is lost, and whoever comes is refused."""

        async def kill() -> None:
            self._listener.close()
            await self._way.end()

        self._do(kill())


@contextmanager
def relays(count: int, to: int) -> Iterator[list[Relay]]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    made = [Relay(loop, to) for _ in range(count)]
    try:
        yield made
    finally:
        for one in made:
            one.kill()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
