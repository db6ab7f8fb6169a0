"""Lines of IRC: tags, who says it, a verb, parameters."""

from collections.abc import Iterator
from typing import NamedTuple

LONGEST_LINE = 512
"""Bytes, its end included, tags not (RFC 1459, section 2.3)."""

LONGEST_TAGS = 4096
"""Bytes of a client's tags, with the "@" and the blank behind them (IRCv3, message-tags)."""

_ESCAPED = {"\\": "\\\\", ";": "\\:", " ": "\\s", "\r": "\\r", "\n": "\\n"}
_UNESCAPED = {written[1]: char for char, written in _ESCAPED.items()}


class TooLong(Exception):
    """A line, or its tags, are longer than may be."""


class Line(NamedTuple):
    """What a client wrote; the verb in capitals. `colon`: the last parameter had one in front."""

    verb: str
    params: tuple[str, ...] = ()
    tags: dict[str, str] = {}
    colon: bool = False

    def param(self, index: int) -> str:
        """ "" where there is none."""
        return self.params[index] if index < len(self.params) else ""


def parse(text: str) -> Line | None:
    """The line without its end; None for one that says nothing. TooLong."""
    tags: dict[str, str] = {}
    if text.startswith("@"):
        written, _, text = text.partition(" ")
        if len(written.encode()) + 1 > LONGEST_TAGS:
            raise TooLong
        tags = _tags(written[1:])
    text = text.lstrip(" ")
    if len(text) * 4 > LONGEST_LINE - 2 and len(text.encode()) > LONGEST_LINE - 2:
        raise TooLong
    if text.startswith(":"):  # who says it, which we know better
        text = text.partition(" ")[2].lstrip(" ")
    middle, colon, trailing = text.partition(" :")
    words = middle.split(" ") if "  " not in middle else [word for word in middle.split(" ") if word]
    words = [word for word in words if word]
    if not words:
        return None
    return Line(words[0].upper(), (*words[1:], trailing) if colon else tuple(words[1:]), tags, bool(colon))


def _tags(written: str) -> dict[str, str]:
    tags = {}
    for one in written.split(";"):
        key, _, value = one.partition("=")
        if key:
            tags[key] = _unescape(value) if "\\" in value else value
    return tags


def _unescape(value: str) -> str:
    out, chars = [], iter(value)
    for char in chars:
        if char == "\\":
            char = next(chars, "")
            out.append(_UNESCAPED.get(char, char))
        else:
            out.append(char)
    return "".join(out)


def tagged(tags: dict[str, str], text: str) -> str:
    """The line with these tags in front."""
    if not tags:
        return text
    written = (f"{key}={_escape(value)}" if value else key for key, value in tags.items())
    return f"@{';'.join(written)} {text}"


def _escape(value: str) -> str:
    if value.isalnum():
        return value
    return "".join(_ESCAPED.get(char, char) for char in value)


def pieces(text: str, room: int) -> Iterator[str]:
    """The text in pieces of at most so many bytes, between words where that costs little; joined, they are the text."""
    while len(encoded := text.encode()) > max(room, 0):
        piece = encoded[: max(room, 0)].decode("utf-8", "ignore") or text[0]
        blank = piece.rfind(" ")
        if blank > len(piece) // 2:
            piece = piece[: blank + 1]
        yield piece
        text = text[len(piece) :]
        if not text:
            return
    yield text


def bounded(line: str) -> str:
    """No more of a line than may be: with names of the longest letters some would have more."""
    if len(line) * 4 <= LONGEST_LINE - 2:
        return line
    tags, blank, text = line.partition(" ") if line.startswith("@") else ("", "", line)
    encoded = text.encode()
    if len(encoded) <= LONGEST_LINE - 2:
        return line
    return tags + blank + encoded[: LONGEST_LINE - 2].decode("utf-8", "ignore")


def wrapped(head: str, words: list[str], separator: str = " ") -> list[str]:
    """Lines that begin with the head, with as many of the words in each as fit."""
    out, line, room = [], "", LONGEST_LINE - 2 - len(head.encode())
    for word in words:
        longer = f"{line}{separator}{word}" if line else word
        if line and len(longer.encode()) > room:
            out.append(head + line)
            longer = word
        line = longer
    return [*out, head + line] if line else out
