"""What is announced, by multicast DNS: where the server is, as long as it is there.

It follows the addresses of the machine. Where nothing can be announced that is said, and tried again; nobody else
needs it.
"""

import asyncio
import errno
import os
import random
import socket
import uuid
from contextlib import suppress

from chatlib import __version__, discovery
from chatlib.server.addresses import is_loopback, reached_at
from chatlib.server.options import Options
from chatlib.server.specialists.control_channel import ControlChannel
from chatlib.server.specialists.tls.certificate import fingerprint
from chatlib.server.texts import TEXTS
from chatlib.state.layout import CRASHES
from chatlib.state.processes import record_crash

EVERY = 10.0
"""Seconds between two looks at the addresses, and until what failed is tried again."""

REMEMBERED = 120
"""Seconds for which others remember a server that was killed. Who has just begun to look is told nothing of it."""

STEPS_BACK = 3.0
"""Seconds at the most until a name is tried again that two have taken: both let go of it, and then one comes first."""

GOODBYE = 1.0
"""Seconds for the last words: three times as many as they take."""


class Announcement:
    """Everything runs in one event loop."""

    def __init__(self, control: ControlChannel, options: Options) -> None:
        self._control = control
        self._options = options
        self._zeroconf = self._service = None
        self._announced: set[str] | None = None  # the addresses
        self._said = ""

    async def run(self) -> None:
        """For ever; at the end of the process it is withdrawn."""
        loop = asyncio.get_running_loop()

        def goodbye() -> None:
            with suppress(Exception):
                asyncio.run_coroutine_threadsafe(self.withdraw(), loop).result(GOODBYE)

        self._control.at_end = goodbye
        while True:
            await self._follow()
            await asyncio.sleep(EVERY)

    async def _follow(self) -> None:
        """Announces it anew if the addresses are others than before, or the name is not its alone."""
        try:
            taken = self._is_somebody_elses()
            if (found := addresses(self._options.host)) != self._announced or taken:
                await self.withdraw()
                if taken:
                    await asyncio.sleep(random.uniform(0, STEPS_BACK))
                await self._announce(found)
                self._say("announced", name=self._service.name.removesuffix(f".{discovery.SERVICE}"))
        except OSError as error:
            self._say("not_announced", reason=error.strerror or error)
        except Exception as error:  # zeroconf has some of its own, or is not there
            if self._say("not_announced", reason=f"{type(error).__name__}: {error}"):
                record_crash(self._options.data / CRASHES)

    async def _announce(self, found: set[str]) -> None:
        """Under a name that nobody else has by then. Exception if it is not possible."""
        from zeroconf import ServiceInfo
        from zeroconf.asyncio import AsyncZeroconf

        if not found:
            raise OSError(errno.ENETDOWN, os.strerror(errno.ENETDOWN))
        port, tls = self._options.listen[0].port, self._options.tls
        name = discovery.instance(socket.gethostname(), port)
        self._service = ServiceInfo(
            discovery.SERVICE,
            f"{name}.{discovery.SERVICE}",
            port=port,
            properties=discovery.properties(__version__, fingerprint(tls.certificate) if tls else ""),
            parsed_addresses=sorted(found),
            server=f"{uuid.uuid4().hex}.local.",  # whose addresses these are; machines of one name are still two
            host_ttl=REMEMBERED,
            other_ttl=REMEMBERED,
        )
        self._zeroconf = AsyncZeroconf(interfaces=sorted(found))
        try:
            await (await self._zeroconf.async_register_service(self._service, allow_name_change=True))
        except BaseException:
            await self.withdraw()
            raise
        self._announced = found

    def _is_somebody_elses(self) -> bool:
        """Those who look for a free name at the same moment may take the same. They hear each other then."""
        if not self._zeroconf:
            return False
        heard = self._zeroconf.zeroconf.cache.entries_with_name(self._service.name)
        return any(getattr(record, "server", self._service.server) != self._service.server for record in heard)

    async def withdraw(self) -> None:
        """Tells everybody that the server is not there any more, if that was said."""
        zeroconf, self._zeroconf, self._announced = self._zeroconf, None, None
        if zeroconf:
            await zeroconf.async_close()

    def _say(self, key: str, **values: object) -> bool:
        """False, and it is not said, if it was said just before."""
        text = TEXTS[self._options.lang][key].format(**values)
        if text == self._said:
            return False
        self._said = text
        (self._control.news if key == "announced" else self._control.trouble)(text)
        return True


def addresses(host: str) -> set[str]:
    """Where a server that is bound to `host` is reached at the moment. OSError for a name that nobody knows."""
    found = {socket.getaddrinfo(one, None, type=socket.SOCK_STREAM)[0][4][0] for one in reached_at(host)}
    return {one for one in found if not is_loopback(one)}
