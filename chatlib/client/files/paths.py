"""Paths as people type them."""

from contextlib import suppress
from pathlib import Path


def typed_path(text: str) -> Path:
    """In quotes or not; ~ is where somebody is at home."""
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    path = Path(text[1:-1] if quoted else text)
    with suppress(RuntimeError):  # a home that nobody has
        path = path.expanduser()
    return path
