"""Who was here when."""

import msgspec


class Visit(msgspec.Struct, array_like=True):
    """Somebody was here, with an `account` or as a guest, between two times (unix seconds)."""

    name: str
    account: bool
    came: float
    went: float


MOST_VISITS = 5000
"""Kept: those of a class in several weeks. They stand in the state, and in every snapshot of it."""
