"""What was said before: with that a conversation begins, and says what of it is new."""

from collections.abc import Callable

from chatlib.client.conversations.messages import entry
from chatlib.client.entries import Entry
from chatlib.client.session.events import Message
from chatlib.client.session.requests import RequestFailed
from chatlib.client.session.session import Session
from chatlib.client.words.texts import Words


async def said_before(
    session: Session, where: str, limit: int, ignores: Callable[[str], bool], words: Words
) -> list[Entry]:
    """The last that was said there, ahead of everything else that was asked for; nothing if it cannot be had."""
    try:
        found = await session.history(where, limit=limit, ahead=True)
    except (RequestFailed, ConnectionError):
        return []
    return [entry(one, session.user, words) for one in found if not ignores(one.sender)]


async def changed_meanwhile(session: Session, where: str, limit: int) -> list[Message]:
    """Those of the last messages there that have become otherwise while the server could not say so."""
    known = session.messages.known()
    try:
        found = await session.history(where, limit=limit)
    except (RequestFailed, ConnectionError):
        return []
    return [one for one in found if one.seq in known and _state(one) != _state(known[one.seq])]


def _state(message: Message) -> tuple:
    return message.text, message.edited, message.deleted, message.reactions


async def read_until(session: Session, where: str) -> float:
    """In unix seconds; 0 where nobody knows, or nothing was read."""
    try:
        return await session.read(where)
    except (RequestFailed, ConnectionError):
        return 0.0


def with_new(entries: list[Entry], read: float) -> list[Entry]:
    """With a line before the first of others that was not read yet; none if nothing was read ever."""
    for number, one in enumerate(entries):
        if read and one.at > read and not one.mine:
            return [*entries[:number], Entry("new", ""), *entries[number:]]
    return entries
