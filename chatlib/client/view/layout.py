"""How text becomes rows of a given width: broken between words, with a hanging indent. Pure."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from prompt_toolkit.utils import get_cwidth

TAB = "    "

_UNSTEADY = re.compile("[\u00ad\u200d\u20e3\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
"""What terminals, multiplexers and libraries count as different widths when it stands behind another character: soft
hyphens, joiners, variation selectors, keycaps and skin tones."""

_PIECES = re.compile(r"\n|[^\S\n]+|[^\s]+")


class Span(NamedTuple):
    """Text in one style; `url`: where it leads."""

    style: str
    text: str
    url: str = ""


Row = list[Span]


def columns_of(text: str) -> int:
    """Columns. Character by character: prompt_toolkit would keep every word of it for good."""
    return len(text) if text.isascii() else sum(map(get_cwidth, text))


def steady(text: str) -> str:
    """As it can be shown where a wrong width would put everything behind it into a wrong place: a family in one picture
    becomes its members, a heart loses its red.
    """
    return _UNSTEADY.sub("", text.replace("\t", TAB))


def wrap(spans: Iterable[Span], most: int, indent: int = 0) -> list[Row]:
    """Rows of at most so many columns; those behind the first one begin with `indent` blanks. At least one row."""
    most = max(most, 4)
    indent = min(indent, max(most // 2, 2), most - 2)
    rows: list[Row] = [[]]
    used, blank = 0, None
    for span in spans:
        for piece in _PIECES.findall(steady(span.text)):
            size = columns_of(piece)
            if piece == "\n":
                used, blank = _new_row(rows, indent), None
            elif piece.isspace():
                blank = span._replace(text=piece)
            else:
                gap = columns_of(blank.text) if blank else 0
                if used + gap + size <= most:
                    if blank:
                        rows[-1].append(blank)
                        used += gap
                elif blank and used > (indent if len(rows) > 1 else 0):
                    used = _new_row(rows, indent)
                used, blank = _put(rows, span, piece, used, most, indent), None
    return rows


def _new_row(rows: list[Row], indent: int) -> int:
    rows.append([Span("", " " * indent)] if indent else [])
    return indent


def _put(rows: list[Row], span: Span, word: str, used: int, most: int, indent: int) -> int:
    """A word, or as much of it as fits into each row. Returns the columns of the last row that are used then."""
    part = ""
    for char in word:
        size = get_cwidth(char)
        if used + size > most:
            rows[-1].append(span._replace(text=part))
            part, used = "", _new_row(rows, indent)
        part += char
        used += size
    rows[-1].append(span._replace(text=part))
    return used


def cut(text: str, most: int) -> str:
    """At most so many columns of it, with a mark where something is left out."""
    text = steady(text)
    if columns_of(text) <= most:
        return text
    shown = ""
    for char in text:
        if columns_of(shown + char) > most - 1:
            break
        shown += char
    return (shown + "…")[:most]


def columns(row: Iterable[Span]) -> int:
    return sum(columns_of(span.text) for span in row)
