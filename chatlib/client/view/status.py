"""The line above what is typed: which conversation this is, and how it stands. Pure."""

import msgspec

from chatlib.client.entries import one_line
from chatlib.client.view.layout import Row, Span, columns_of, cut
from chatlib.client.words.texts import Words

SMALLEST_TOPIC = 8
"""Columns; less of it says nothing."""

MOST_AWAY = 24
"""Columns of what somebody says who is away."""


class Status(msgspec.Struct, frozen=True):
    """`members` is 0 where nobody knows, or where there are only two; `here` whether that other one is there.

    `waiting`: lines that are not acknowledged. `busy`: what is going on, in lines of its own. `writing`: who is just
    writing there; `away`: what that other one says who is away. `hands`: who wants to speak, for who runs the room.
    """

    where: str
    topic: str = ""
    members: int = 0
    here: bool | None = None
    connected: bool = True
    waiting: int = 0
    busy: str = ""
    writing: tuple[str, ...] = ()
    away: str = ""
    hands: tuple[str, ...] = ()


def line(status: Status, below: int, width: int, words: Words) -> Row:
    """As many of its parts as there is room for; the conversation, an outage and what waits before all others."""
    warn = not status.connected
    parts = [one_line(status.where)]
    if below:
        parts.append(words("below", count=below))
    if warn:
        parts.append(words("away"))
    if status.waiting:
        parts.append(words("waiting", count=status.waiting))
    if status.hands:
        key = "hand" if len(status.hands) == 1 else "hands"
        parts.append(words(key, count=len(status.hands), name=status.hands[0]))
    if status.writing:
        one = len(status.writing) == 1
        parts.append(words("writes" if one else "write", name=status.writing[0], count=len(status.writing)))
    if status.away:
        parts.append(words("other_is_away", text=cut(one_line(status.away), MOST_AWAY)))
    if status.members:
        parts.append(words("person" if status.members == 1 else "people", count=status.members))
    if status.here is not None and not status.away:
        parts.append(words("there" if status.here else "not_there"))
    if not warn:
        parts.append(words("connected"))
    text = f" {parts[0]}"
    for part in parts[1:]:
        if columns_of(text) + columns_of(part) + 4 <= width:
            text += f" · {part}"
    if status.topic and width - columns_of(text) - 4 >= SMALLEST_TOPIC:
        text += " · " + cut(one_line(status.topic), width - columns_of(text) - 4)
    text = cut(text, width)
    return [Span("class:bar.warn" if warn else "class:bar", text + " " * (width - columns_of(text)))]
