"""The answers of a poll, each with a bar as long as it was chosen often. Pure."""

from collections.abc import Sequence

from chatlib.client.entries import Bar, one_line
from chatlib.client.view.layout import Row, Span, columns_of, cut

LONGEST = 30
"""Columns of a bar."""

BLANKS = 5
"""Columns before and behind an answer, and behind its bar."""


def rows(bars: Sequence[Bar], width: int) -> list[Row]:
    """One for each of them; the answers take at most half of the width."""
    answers = [f"{'▸' if bar.chosen else ' '} {number}) {one_line(bar.answer)}" for number, bar in enumerate(bars, 1)]
    most = max((bar.count for bar in bars), default=0)
    left = width - len(str(most)) - len("     ")  # for an answer and its bar
    column = min(max(map(columns_of, answers), default=0), max(width // 2, 8), left - 1)
    room = max(min(LONGEST, left - column), 1)
    found: list[Row] = []
    for bar, answer in zip(bars, answers, strict=True):
        answer = cut(answer, column)
        size = bar.count if most <= room else max(bar.count * room // most, bool(bar.count))
        style = "bold" if bar.chosen else ""
        blanks = " " * (column - columns_of(answer) + 2)
        drawn = Span("class:own", "█" * size + " " * bool(size))
        found.append([Span(style, f"  {answer}{blanks}"), drawn, Span(style, str(bar.count))])
    return found
