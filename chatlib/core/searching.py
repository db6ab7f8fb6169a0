"""What somebody looks for: what was typed, read as words, and whether a text has them.

A word is found where a word of the text begins with it, whatever accents either has; what stands in quotes is found as
it is. Nothing that is typed is ever a syntax error.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category, normalize

_TYPED = re.compile(r'(\w+):(\S+)|"([^"]*)"?|(\S+)')
_TOKEN = re.compile(r"[^\W_]+|[^\w\s\0-\x7f]")
"""Words, and signs that are none but may be looked for, as emoji."""

_IN_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}

MOST_PHRASES = 16
"""More than anybody types; the rest counts as nothing."""

_WORDS = {
    "from": "sender", "dari": "sender", "in": "place", "di": "place",
    "before": "before", "sebelum": "before", "after": "after", "sesudah": "after",
}  # fmt: skip


class Query(NamedTuple):
    """`phrases` are folded; `sender` and `place` names as typed; `before` and `after` days (ISO). "" where nothing was
    said of it.
    """

    phrases: tuple[str, ...]
    sender: str = ""
    place: str = ""
    before: str = ""
    after: str = ""


def read(typed: str) -> Query:
    """What was typed: words, "phrases", and `from:NAME in:ROOM before:DATE after:DATE`, in Indonesian as well."""
    phrases: list[str] = []
    more: dict[str, str] = {}
    for key, value, quoted, word in _TYPED.findall(typed):
        what = _WORDS.get(key.lower(), "") if key else ""
        if what in ("before", "after"):
            value, what = (day, what) if (day := _day(value)) else (value, "")
        if what:
            more[what] = value
        elif phrase := folded(f"{key}:{value}" if key else quoted or word).strip():
            phrases.append(phrase)
    return Query(tuple(phrases[:MOST_PHRASES]), **more)


def folded(text: str) -> str:
    """As texts are compared: in small letters, without accents and the like, each blank one space."""
    if not text.isascii():
        text = "".join(char for char in normalize("NFKD", text) if category(char) not in ("Mn", "Cf"))
    return " ".join(text.casefold().split())


def tokens(text: str) -> list[str]:
    """The words of a text, folded, as an index has them."""
    # In ASCII as in all other scripts, but several times faster; what is said is put into the index all the time.
    return text.translate(_IN_ASCII).split() if text.isascii() else _TOKEN.findall(folded(text))


def lookups(query: Query) -> Iterator[tuple[str, bool]]:
    """Every token that a text must have; True if the beginning of one suffices."""
    for phrase in query.phrases:
        found = tokens(phrase)
        for number, token in enumerate(found, 1):
            yield token, number == len(found) and phrase.endswith(token)


def matches(query: Query, text: str) -> bool:
    """Whether a text, as it was said, has all the phrases."""
    text = folded(text)
    return all(phrase in text and _pattern(phrase).search(text) for phrase in query.phrases)


@lru_cache(256)
def _pattern(phrase: str) -> re.Pattern[str]:
    begin = r"(?<![^\W_])" if phrase[0].isalnum() else ""
    return re.compile(begin + re.escape(phrase))


def _day(text: str) -> str:
    """As 2026-11-30, however else ISO lets it be written; "" if it is none, or older than any clock of a computer."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return ""
    return day.isoformat() if 1970 < day.year < 9999 else ""
