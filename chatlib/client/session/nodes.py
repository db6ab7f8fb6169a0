"""Where the server is: at one address, or, if it is a cluster, at that of each of its nodes."""

import random
import re
from collections.abc import Iterator

from chatlib.client.session.dial import Address

MOST = 255
"""Nodes of a cluster; what a server names beyond that is no cluster."""

_NAMED = re.compile(r"(\[[^\]\s]+\]|[^\s:\[\]]+):(\d{1,5})")


class Nodes:
    """`current` is where the session is, or was last. What else is known is kept no longer than this object."""

    def __init__(self, typed: Address) -> None:
        self.current = self._typed = typed
        self._others: list[Address] = []

    @property
    def several(self) -> bool:
        return bool(self._others)

    def met(self, current: Address, named: list[str]) -> None:
        """The session is there now, and told of others, each as HOST:PORT; all must show the same certificate."""
        self.current = current
        fingerprint = self._typed.fingerprint
        found = [Address(*place, fingerprint) for place in map(_place, named[:MOST]) if place]
        # What was typed may be the only one that can be reached from here, as through a tunnel.
        self._others = [one for one in dict.fromkeys([*found, self._typed]) if one != current]

    def in_turn(self, silent: bool) -> Iterator[Address]:
        """All of them, the current one first, or last if it was `silent`. Of the others any begins, so that those who
        were at a dead node do not all go to the same one.
        """
        others, current = self._others, self.current
        first = random.randrange(len(others)) if others else 0
        if not silent:
            yield current
        yield from (*others[first:], *others[:first])
        if silent:
            yield current


def shown(address: Address) -> str:
    """HOST:PORT, with brackets about an address of IPv6."""
    host = f"[{address.host}]" if ":" in address.host else address.host
    return f"{host}:{address.port}"


def _place(named: str) -> tuple[str, int] | None:
    found = _NAMED.fullmatch(named)
    if not found or not 1 <= int(found[2]) <= 65535:
        return None
    return found[1].strip("[]"), int(found[2])
