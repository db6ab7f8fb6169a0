"""What the journal answers: conversations, inboxes, what was missed."""

import sqlite3
from collections.abc import Iterable, Iterator
from heapq import merge

import msgspec

from chatlib.core import events
from chatlib.core.names import AT
from chatlib.core.rules import Conversation, Correspondence, Entry, Letters, Missed, RoomLetters

PAGE = 200
PAGE_BYTES = 256 * 1024
"""A page ends at either: with any text, in any dialect, it stays well below what may wait for one connection."""

ENTRY = 1000
"""Messages that are given at once to who enters a room; PAGE_BYTES holds for them as well."""

_decode_tags = msgspec.json.Decoder(dict[str, str]).decode

_COLUMNS = (
    "seq, at, room, room_name, sender, sender_name, receiver, receiver_name, text, id, file, size, sha256, tags, event"
)


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
        if not wanted.events:
            where += " AND event IS NULL"
        before, after = self._bounds(wanted)
        if wanted.around and before >= 0:
            older = self._part(where, values, -1, before, wanted.limit // 2, forward=False)
            return older + self._part(where, values, before - 1, -1, wanted.limit - len(older), forward=True)
        forward = after >= 0 > before if wanted.forward is None else wanted.forward
        return self._part(where, values, after, before, wanted.limit, forward)

    def _part(
        self, where: str, values: list, after: int, before: int, limit: int, forward: bool
    ) -> list[events.Message]:
        if before >= 0:
            where, values = where + " AND seq < ?", [*values, before]
        if after >= 0:
            where, values = where + " AND seq > ?", [*values, after]
        page, _ = _page(self._messages(where, values, limit, "ASC" if forward else "DESC"), limit)
        return page if forward else page[::-1]

    def _bounds(self, wanted: Conversation) -> tuple[int, int]:
        """The SEQs before and after which it lies, times taken for those."""
        before, after = wanted.before, wanted.after
        if wanted.times[0] >= 0:
            before = self._first_at(wanted.times[0])
        if wanted.times[1] >= 0:
            after = max(0, self._first_at(wanted.times[1]) - 1)
        return before, after

    def _first_at(self, time: float) -> int:
        """The SEQ of the first message that is not older: found by halves, as times grow with SEQs."""
        low, high = 0, (self._db.execute("SELECT max(seq) FROM messages").fetchone()[0] or 0) + 1
        while low < high:
            middle = (low + high) // 2
            row = self._db.execute("SELECT at FROM messages WHERE seq >= ? ORDER BY seq LIMIT 1", (middle,)).fetchone()
            if row is None or row[0] >= time:
                high = middle
            else:
                low = middle + 1
        return low

    def entry(self, wanted: Entry) -> tuple[list[events.Message], bool]:
        """The last of what was missed, and whether there is more of it."""
        values = [wanted.rid, wanted.after, wanted.uid]
        found = self._messages("room = ? AND seq > ? AND sender <> ? AND event IS NULL", values, ENTRY, "DESC")
        page, more = _page(found, ENTRY)
        return page[::-1], more

    def correspondents(self, wanted: Correspondence) -> list[tuple[str, bool, float]]:
        """With their last messages, if those are between the two times; whose is the oldest, first."""
        found = []
        last = "SELECT room_name, at FROM messages WHERE room = ? AND event IS NULL ORDER BY seq DESC LIMIT 1"
        for rid in wanted.rooms:
            found += [(name, True, at) for name, at in self._db.execute(last, (rid,))]
        with_whom = (
            "SELECT CASE WHEN sender = ? THEN receiver_name ELSE sender_name END, max(at) FROM messages"
            " WHERE (low = ? OR high = ?) AND event IS NULL GROUP BY low, high"
        )
        found += [(name, False, at) for name, at in self._db.execute(with_whom, (wanted.uid,) * 3)]
        after, before = wanted.after, wanted.before
        found = [one for one in found if after <= one[2] and (before < 0 or one[2] < before)]
        return sorted(found, key=lambda one: one[2])[: wanted.limit]

    def letters(self, wanted: Letters) -> tuple[list[events.Message], bool]:
        """A page of them, and whether there is more."""
        where, values = "receiver = ? AND seq > ? AND file IS NULL AND event IS NULL", [wanted.uid, wanted.after]
        if wanted.realm:
            where, address = f"{where} AND substr(sender_name, ?) = ?", AT + wanted.realm
            values += [-len(address), address]
        return _page(self._messages(where, values))

    def room_letters(self, wanted: RoomLetters) -> tuple[list[events.Message], bool]:
        """As `letters`."""
        values = [wanted.rid, wanted.after, wanted.uid]
        return _page(self._messages("room = ? AND seq > ? AND sender <> ? AND file IS NULL AND event IS NULL", values))

    def missed(self, wanted: Missed) -> tuple[list[events.Message], bool]:
        """A page of it, and whether there is more."""
        sources = [self._messages("receiver = ? AND seq > ? AND event IS NULL", [wanted.uid, wanted.private])]
        for rid, after in wanted.rooms.items():
            sources.append(
                self._messages("room = ? AND seq > ? AND sender <> ? AND event IS NULL", [rid, after, wanted.uid])
            )
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
    seq, at, room, room_name, sender, sender_name, receiver, receiver_name, text, request_id, *file, tags, event = row
    return events.Message(
        0, seq, at, room or 0, room_name, sender, sender_name, receiver or 0, receiver_name, text, request_id,
        events.Attachment(*file) if file[0] is not None else None, _decode_tags(tags) if tags else None,
        event=event or "",
    )  # fmt: skip
