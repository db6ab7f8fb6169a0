"""A message as it is shown: an entry, a quotation, or a line that says what has become of it."""

from chatlib.client.entries import Entry, clock
from chatlib.client.files.received import described
from chatlib.client.session.events import Change, Deleted, Edited, Message
from chatlib.client.session.rules import Ruling
from chatlib.client.words import rulings
from chatlib.client.words.texts import Words
from chatlib.core.mentions import mentions

QUOTED = 60
"""Characters of a text of which only the beginning is shown."""

MOST_NAMED = 3
"""Of those who reacted in the same way; of more only the number is shown."""


def quoted(text: str) -> str:
    """The beginning of it, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTED else line[: QUOTED - 1] + "…"


def entry(message: Message, me: str, words: Words) -> Entry:
    """A message as it stands in its own window."""
    text = described(message) if message.file else message.text
    if message.deleted:
        text = words("gone" if message.deleted == message.sender else "gone_by", name=message.deleted)
    answered = message.reply.sender if message.reply else ""
    urgent = not message.mine and (message.private or answered == me or mentions(message.text, me))
    return Entry(
        "message", text, message.time, message.sender, message.mine, message.seq, urgent=urgent,
        gone=bool(message.deleted), quote=_quote(message), tail=_tail(message, words),
    )  # fmt: skip


def _quote(message: Message) -> str:
    if message.reply is None or not message.reply.sender:
        return ""
    return f"{message.reply.sender}: {quoted(message.reply.text) or '…'}"


def _tail(message: Message, words: Words) -> str:
    parts = [words("edited")] if message.edited else []
    for emoji, names in message.reactions.items():
        parts.append(f"{emoji} {', '.join(names) if len(names) <= MOST_NAMED else len(names)}")
    return "  ".join(parts)


def told(event: Change, message: Message, words: Words) -> str:
    """What somebody did to the message, which is now as it became, where it stays as it was shown."""
    at = clock(message.time)
    match event:
        case Deleted():
            return rulings.changed(
                event.who, Ruling("DELETE", True, f"{message.sender} ({at})", 0, event.reason), words
            )
        case Edited():
            return words("told_edited", name=event.who, at=at, text=quoted(event.text))
    key = "told_reacted" if event.on else "told_unreacted"
    return words(key, name=event.who, emoji=event.emoji, whom=message.sender, text=quoted(message.text))
