"""Descriptors are bounded, and the supervisor has one of every connection: clients must not take the last of them."""

import os
import resource
import sys
from contextlib import suppress

RESERVE = 64
"""Kept for the server's own use: replacing every process at the same moment takes half as many."""


def occupy_standard() -> None:
    """Opens what was closed of standard input and outputs: else something of ours would be taken for it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)


def raise_limit() -> None:
    """As many as the system lets us have."""
    with suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def reserved(descriptor: int) -> bool:
    """Whether this one, just opened, is of the reserve. The system gives the lowest number that is free."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return limit != resource.RLIM_INFINITY and descriptor >= limit - RESERVE
