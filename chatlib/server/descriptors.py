"""Descriptors are bounded, and the supervisor has one of every connection: clients must not take the last of them."""

import resource
from contextlib import suppress

RESERVE = 64
"""Kept for the server's own use: replacing every process at the same moment takes half as many."""


def raise_limit() -> None:
    """As many as the system lets us have."""
    with suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def reserved(descriptor: int) -> bool:
    """Whether this one, just opened, is of the reserve. The system gives the lowest number that is free."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return limit != resource.RLIM_INFINITY and descriptor >= limit - RESERVE
