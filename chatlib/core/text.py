"""What may stand in a text that others read."""

import re
from unicodedata import category, normalize

from chatlib.core.errors import Reason, Refusal

MOST_MARKS = 6
"""Combining marks on one letter: more than any script needs. Towers of them would cover the lines above and below."""

LINES_END = "\n"

_MAYBE_TOWER = re.compile(f"[^\\0-\u00ac\u00ae-\u02ff]{{{MOST_MARKS + 1}}}")
"""No mark stands before these, nor anything that does not show but the soft hyphen. A pattern of all marks would take
longer to make than any text to be looked at."""

_CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
_DIRECTIONS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Overrides and isolates: what stands between them reads otherwise than it is."""
_TAGS = range(0xE0000, 0xE0080)
"""They show nothing, and can spell anything."""
_REPLACED: dict[int, str | None] = dict.fromkeys((*_CONTROLS, *_DIRECTIONS, *_TAGS))
del _REPLACED[ord("\t")]
_REPLACED.update(dict.fromkeys((0x2028, 0x2029), " "))  # to a program they are ends of lines
_REPLACED.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))
_SEEN = {"Cf": "", "Cc": " ", "Zs": " ", "Zl": " ", "Zp": " "}
_REPLACED_IN_LINES = {code: to for code, to in _REPLACED.items() if code != ord(LINES_END)}


def clean(text: str) -> str:
    """One line, without control characters (tab stays), without what UTF-8 cannot carry or what deceives the eye.

    No escape sequence that one user types ever reaches another one's terminal, and no line of his passes for two.
    """
    return text if text.isascii() and text.isprintable() else _without_towers(text.translate(_REPLACED))


def seen(text: str) -> str:
    """What somebody who reads the text takes it for, in lower case: for finding out what it was meant as.

    Letters of another width are the same (NFKC), what shows nothing is not there, and controls are blanks.
    """
    if not (text.isascii() and text.isprintable()):
        text = normalize("NFKC", text)
        text = "".join(_SEEN.get(category(char), char) for char in text)
    return text.lower()


def message(text: str, limit: int) -> str:
    """The text as it will be delivered; Refusal for an empty one or more than `limit` bytes of UTF-8.

    As `clean`, but it may have several lines.
    """
    if text.isascii() and text.isprintable():
        if 0 < len(text) <= limit and not text.isspace():
            return text
    else:
        text = text.replace("\r\n", LINES_END).strip(LINES_END)
        text = _without_towers(text.translate(_REPLACED_IN_LINES))
    return _measured(text, limit)


def line(text: str, limit: int) -> str:
    """As `message`, for a text that has one line only."""
    return _measured(clean(text), limit)


def brief(text: str, most: int) -> str:
    """As `clean`, and no more of it than so many bytes."""
    return clean(text).encode()[:most].decode("utf-8", "ignore")


def has_tower(text: str) -> bool:
    """Whether more marks than MOST_MARKS stand on one letter."""
    return _without_towers(text) != text


def _measured(text: str, limit: int) -> str:
    if not text or text.isspace():
        raise Refusal(Reason.EMPTY)
    # A character is four bytes at the most, so that most texts need not be encoded to be measured.
    if len(text) * 4 > limit and len(text.encode()) > limit:
        raise Refusal(Reason.TOO_LONG, limit=limit)
    return text


def _without_towers(text: str) -> str:
    if text.isascii() or not _MAYBE_TOWER.search(text):
        return text
    kept, height = [], 0
    for char in text:
        kind = category(char)
        if kind != "Cf":  # what shows nothing is no new letter
            height = height + 1 if kind[0] == "M" else 0
        if height <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)
