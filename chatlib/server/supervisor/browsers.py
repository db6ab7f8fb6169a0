"""Connections that a browser keeps in hand: it opens more than it needs, and says nothing on some until much later.

Chromium does so with every page (seen with 156). Such a connection is no client who keeps silent.
"""

from collections.abc import Sequence

from chatlib.server.supervisor.handles import Duplicate
from chatlib.server.worker.takeover.kernel_counters import received


def in_hand(http: Sequence[Duplicate], others: Sequence[Duplicate]) -> int:
    """How many of one address's connections do not count: of the `others` those on which nothing has come yet, and one
    at most for each that speaks HTTP, so that nobody hides behind a single one.
    """
    return min(len(http), sum(_is_silent(one) for one in others)) if http else 0


def _is_silent(connection: Duplicate) -> bool:
    try:
        return not received(connection.sock)
    except OSError:
        return False  # it is broken, and about to go
