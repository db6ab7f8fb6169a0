"""Finds the servers of this network, which announce themselves. Nothing of what they say is proved: anybody in the
network can say anything.
"""

import asyncio
import errno
import importlib
import ipaddress
import os
import socket
from collections.abc import Callable, Mapping
from typing import NamedTuple

from chatlib import discovery
from chatlib.core.text import brief

WITHIN = 1.5
"""Seconds. Whoever is there answers in a tenth of it."""

MOST = 20
"""Servers; of more nobody finds his own by a list."""


class Found(NamedTuple):
    """`name`: what it calls itself, on one line; `tls`: it says that it speaks TLS."""

    name: str
    host: str
    port: int
    tls: bool


class Surroundings(NamedTuple):
    """This machine's own addresses and the networks that they are in."""

    own: frozenset[str]
    networks: tuple[ipaddress.IPv4Network, ...]


class Lookup:
    """Its list `found` grows, also when it looks again: whoever has been given a number keeps it. `failure`: why nobody
    can be looked for.
    """

    def __init__(self) -> None:
        self.found: list[Found] = []
        self.over = False
        self.failure: Exception | None = None
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def run(self, changed: Callable[[], None], interfaces: list[str] | None = None) -> None:
        """For WITHIN, or until it is cancelled. `interfaces`: by their addresses; all if left out."""
        self.over, self.failure, self._asking = False, None, {}
        try:
            await self._run(changed, interfaces)
        except Exception as error:  # of the system, or one that zeroconf has made
            self.failure = error
        self.over = True
        changed()

    def choice(self, answer: str) -> Found | None:
        """The one whose number was typed, counted from 1."""
        number = int(answer) if answer.strip().isdecimal() and len(answer) < 5 else 0
        return self.found[number - 1] if 1 <= number <= len(self.found) else None

    def _add(self, found: Found | None) -> None:
        known = {(one.host, one.port) for one in self.found}
        if found and len(known) < MOST and (found.host, found.port) not in known:
            self.found.append(found)

    async def _run(self, changed: Callable[[], None], interfaces: list[str] | None) -> None:
        # In a thread, for the question is to be on the screen at once.
        await asyncio.to_thread(importlib.import_module, "zeroconf.asyncio")
        from zeroconf import InterfaceChoice, Zeroconf
        from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

        around = surroundings()
        if not interfaces and not any(map(_is_somewhere, around.own)):
            raise OSError(errno.ENETDOWN, os.strerror(errno.ENETDOWN))

        async def ask(zeroconf: Zeroconf, name: str) -> None:
            service = AsyncServiceInfo(discovery.SERVICE, name)
            if await service.async_request(zeroconf, WITHIN * 1000):
                self._add(read(name, service.parsed_scoped_addresses(), service.port, service.properties, around))
                changed()

        def met(zeroconf: Zeroconf, service_type: str, name: str, state_change: object) -> None:
            if name not in self._asking and len(self._asking) < MOST:
                self._asking[name] = asyncio.create_task(ask(zeroconf, name))

        async with AsyncZeroconf(interfaces or InterfaceChoice.All) as zeroconf:
            browser = AsyncServiceBrowser(zeroconf.zeroconf, discovery.SERVICE, handlers=[met])
            try:
                await asyncio.sleep(WITHIN)
            finally:
                await browser.async_cancel()
                for task in self._asking.values():
                    task.cancel()
                await asyncio.gather(*self._asking.values(), return_exceptions=True)


def read(
    name: str, addresses: list[str], port: int | None, properties: Mapping[bytes, bytes | None], around: Surroundings
) -> Found | None:
    """What somebody has announced under that full name; None if nobody could connect to it."""
    host = nearest(addresses, around)
    if not host or not port:
        return None
    own = " ".join(brief(name.removesuffix(f".{discovery.SERVICE}"), discovery.LONGEST).split())
    return Found(own, host, port, properties.get(b"tls") == b"yes")


def nearest(addresses: list[str], around: Surroundings) -> str:
    """By which of its addresses a server is reached from here; "" if by none.

    One in a network of ours comes first. But not if we have that address ourselves: then it is that of a bridge, which
    looks the same on every machine, unless the server is on this one.
    """

    def order(address: str) -> tuple[bool, bool, bool]:
        ip = ipaddress.ip_address(address)
        near = any(ip in network for network in around.networks)
        return address in around.own, not near, ip.version == 6

    return min(filter(_is_somewhere, addresses), key=order, default="")


def _is_somewhere(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    return not (ip.is_loopback or ip.is_unspecified or ip.is_multicast)


def surroundings() -> Surroundings:
    import psutil  # which nobody needs who knows where the server is

    found = [one for addresses in psutil.net_if_addrs().values() for one in addresses if one.family == socket.AF_INET]
    networks = [ipaddress.IPv4Network(f"{one.address}/{one.netmask or 32}", strict=False) for one in found]
    return Surroundings(frozenset(one.address for one in found), tuple(networks))
