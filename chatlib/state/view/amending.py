"""What was edited, deleted or reacted to: messages as they are after it, in memory and in the view."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from msgspec.structs import replace

from chatlib.core import events
from chatlib.state.view import word_index
from chatlib.state.view.blocks import messages_in, number_of, packed, place_of

MOST_REACTING = 100
"""Names that are kept of those who react in the same way to one message."""

_BLOCK = (
    "SELECT number, conversation, messages FROM blocks"
    " WHERE conversation = ? AND first <= ? ORDER BY first DESC LIMIT 1"
)
_TAGS = ("account", "bot", "notice")
"""Those that hold for a text as well that has become another one."""


def amended(message: events.Message, amendments: Iterable[events.Amendment]) -> events.Message:
    """A message as it is after these, which are in order. To do one of them twice makes no difference."""
    message = replace(message, revision=_copy(message.revision))
    for one in amendments:
        AMENDING[one.what](message, one)
    return message


def amend(db: sqlite3.Connection, amendments: Iterable[events.Amendment]) -> bool:
    """As `amended`, in the view, within the transaction that is open. Whether words were taken away."""
    by_message: dict[tuple, list[events.Amendment]] = defaultdict(list)
    taken = False
    for one in amendments:
        by_message[place_of(one), one.about].append(one)
        taken = taken or one.what in ("edit", "delete")
    for (place, about), some in by_message.items():
        conversation = number_of(db, place)
        row = db.execute(_BLOCK, (conversation, about)).fetchone() if conversation is not None else None
        if row is None:
            continue
        after = [amended(one, some) if one.seq == about else one for one in messages_in(row[2])]
        new = packed(place, after).messages
        if taken:
            word_index.replace(db, row, new)
        db.execute("UPDATE blocks SET messages = ? WHERE number = ?", (new, row[0]))
    return taken


def _copy(revision: events.Revision | None) -> events.Revision:
    if revision is None:
        return events.Revision()
    return replace(revision, reactions={emoji: list(names) for emoji, names in revision.reactions.items()})


def _edit(message: events.Message, one: events.Amendment) -> None:
    if not message.revision.deleted:
        message.text, message.revision.edited = one.text, one.at
        message.tags = {key: value for key, value in (message.tags or {}).items() if key in _TAGS} or None


def _delete(message: events.Message, one: events.Amendment) -> None:
    message.revision = events.Revision(deleted=one.name)
    message.text, message.file, message.tags, message.reply, message.id = "", None, None, None, ""


def _react(message: events.Message, one: events.Amendment) -> None:
    if message.revision.deleted:
        return
    names = message.revision.reactions.setdefault(one.text, [])
    if one.name not in names and len(names) < MOST_REACTING:
        names.append(one.name)


def _unreact(message: events.Message, one: events.Amendment) -> None:
    names = message.revision.reactions.get(one.text, [])
    if one.name in names:
        names.remove(one.name)
    if not names:
        message.revision.reactions.pop(one.text, None)


def _pin(message: events.Message, one: events.Amendment) -> None:
    """The state knows it."""


AMENDING = {"edit": _edit, "delete": _delete, "react": _react, "unreact": _unreact, "pin": _pin, "unpin": _pin}
