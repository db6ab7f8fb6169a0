"""Who asks is a node: what nodes ask of each other carries a signature, by the key that all of them have from etcd."""

import hmac
import time

HEADER = "Authorization"

GOOD_FOR = 30.0
"""Seconds, one way or the other: the clocks of nodes are not far apart, and what was heard is not of use for long."""


def sign(key: str, method: str, path: str, at: float | None = None) -> str:
    """For the header. The key itself is never sent."""
    moment = str(int(time.time() if at is None else at))
    return f"Ruang {moment}:{_digest(key, method, path, moment)}"


def is_signed(key: str, method: str, path: str, header: str) -> bool:
    """Whether who has the key asked for this, within the last moments."""
    scheme, _, rest = header.partition(" ")
    moment, _, digest = rest.partition(":")
    if scheme != "Ruang" or not moment.isdecimal() or abs(time.time() - int(moment[:18])) > GOOD_FOR:
        return False
    return hmac.compare_digest(digest.encode(), _digest(key, method, path, moment).encode())


def _digest(key: str, method: str, path: str, moment: str) -> str:
    return hmac.digest(key.encode(), f"{method} {path} {moment}".encode(), "sha256").hex()
