"""What the journal answers: conversations, inboxes, what was missed."""

import sqlite3
from collections.abc import Iterable, Iterator
from heapq import merge

from chatlib.core import events
from chatlib.core.names import AT
from chatlib.core.rules import Conversation, Letters, Missed, RoomLetters

PAGE = 200
PAGE_BYTES = 256 * 1024
"""A page ends at either: with any text, in any dialect, it stays well below what may wait for one connection."""

_COLUMNS = "seq, at, room, room_name, sender, sender_name, receiver, receiver_name, text, id, file, size, sha256"


class History:
    """Reads the messages, those of the transaction that is open included. All methods raise sqlite3.Error."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def messages(self, after: int = -1) -> Iterator[events.Message]:
        """All of them behind a SEQ, in their order."""
        query = f"SELECT {_COLUMNS} FROM messages WHERE seq > ? ORDER BY seq"
        return map(_message, self._db.execute(query, (after,)))

    def conversation(self, wanted: Conversation) -> list[events.Message]:
        """Oldest first: those nearest to the SEQ that is given, else the latest."""
        where, values = "room = ?", [wanted.rid]
        if wanted.pair:
            where, values = "low = ? AND high = ?", list(wanted.pair)
        if wanted.before >= 0:
            where, values = where + " AND seq < ?", [*values, wanted.before]
        forward = wanted.after >= 0 > wanted.before
        if wanted.after >= 0:
            where, values = where + " AND seq > ?", [*values, wanted.after]
        found = self._messages(where, values, wanted.limit, "ASC" if forward else "DESC")
        page, _ = _page(found, wanted.limit)
        return page if forward else page[::-1]

    def letters(self, wanted: Letters) -> tuple[list[events.Message], bool]:
        """A page of them, and whether there is more."""
        where, values = "receiver = ? AND seq > ? AND file IS NULL", [wanted.uid, wanted.after]
        if wanted.realm:
            where, address = f"{where} AND substr(sender_name, ?) = ?", AT + wanted.realm
            values += [-len(address), address]
        return _page(self._messages(where, values))

    def room_letters(self, wanted: RoomLetters) -> tuple[list[events.Message], bool]:
        """As `letters`."""
        values = [wanted.rid, wanted.after, wanted.uid]
        return _page(self._messages("room = ? AND seq > ? AND sender <> ? AND file IS NULL", values))

    def missed(self, wanted: Missed) -> tuple[list[events.Message], bool]:
        """A page of it, and whether there is more."""
        sources = [self._messages("receiver = ? AND seq > ?", [wanted.uid, wanted.private])]
        for rid, after in wanted.rooms.items():
            sources.append(self._messages("room = ? AND seq > ? AND sender <> ?", [rid, after, wanted.uid]))
        return _page(merge(*sources, key=lambda message: message.seq))

    def _messages(self, where: str, values: list, limit: int = PAGE, order: str = "ASC") -> Iterator[events.Message]:
        # One more than a page holds, so that _page can tell that there is more.
        query = f"SELECT {_COLUMNS} FROM messages WHERE {where} ORDER BY seq {order} LIMIT ?"
        return map(_message, self._db.execute(query, (*values, limit + 1)))


def _page(messages: Iterable[events.Message], limit: int = PAGE) -> tuple[list[events.Message], bool]:
    page: list[events.Message] = []
    size = 0
    for message in messages:
        if len(page) >= limit or size >= PAGE_BYTES:
            return page, True
        page.append(message)
        size += len(message.text.encode())
    return page, False


def _message(row: tuple) -> events.Message:
    seq, at, room, room_name, sender, sender_name, receiver, receiver_name, text, request_id, *file = row
    return events.Message(
        0, seq, at, room or 0, room_name, sender, sender_name, receiver or 0, receiver_name, text, request_id,
        events.Attachment(*file) if file[0] is not None else None,
    )  # fmt: skip
