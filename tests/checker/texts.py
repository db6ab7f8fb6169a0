"""What the clients say. Each text tells who said it to whom, and can be checked without knowing what was sent."""

import re
from typing import NamedTuple
from zlib import crc32

_KEY = re.compile(r"(\w+)>(\w+)#(\d+):")


class Key(NamedTuple):
    """A message: the `number`-th, from 0, of this sender to this target (a user, a room or the lobby)."""

    sender: str
    target: str
    number: int


def text(key: Key) -> str:
    """The one text of this message. Most are short, some fill a page, and some the whole of what is allowed."""
    head = f"{key.sender}>{key.target}#{key.number}:"
    chance = crc32(head.encode())
    length = chance % 60
    if chance % 8 == 1:
        length = chance % 2500
    if chance % 32 == 2:
        length = 4000
    filler = f"{chance:08x}" * (length // 8 + 1)
    # Most are what people type most often, which goes a way of its own; in others are characters that can be cut.
    return f"{head}{filler[:length]}{'é😀' if chance % 8 == 0 else ''}"


def key(said: str) -> Key | None:
    """Which message this is; None if it is not, letter for letter, one of ours."""
    found = _KEY.match(said)
    if not found:
        return None
    told = Key(found[1], found[2], int(found[3]))
    return told if text(told) == said else None
