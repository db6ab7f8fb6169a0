"""Bearer tokens: the state and the journal know a token only by its digest."""

from hashlib import sha256


def digest(token: str) -> str:
    """What is kept of a token: from it, nobody gets the token back."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()[:32]
