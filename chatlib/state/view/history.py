"""What was said, for whoever asks: conversations, inboxes, what was missed. From the view, and the tail behind it."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from heapq import heapify, heappop, heappush, heapreplace, merge
from itertools import islice, takewhile

import msgspec

from chatlib.core import events
from chatlib.core.formats import timestamps
from chatlib.core.mentions import mentions
from chatlib.core.names import AT
from chatlib.core.rules import Backlog, Conversation, Correspondence, Entry, Letters, Matches, Missed, RoomLetters
from chatlib.state.view import database
from chatlib.state.view.blocks import Place, messages_in, number_of
from chatlib.state.view.search import Found, search
from chatlib.state.view.tail import Tail

PAGE = 200
PAGE_BYTES = 256 * 1024
"""A page ends at either: with any text, in any dialect, it stays well below what may wait for one connection."""

ENTRY = 1000
"""Messages that are given at once to who enters a room; PAGE_BYTES holds for them as well."""

UNREAD_COUNTED, MOST_UNREAD = 100, 50
"""Messages of a conversation that are counted, and private conversations that are looked at: nobody reads more."""

FOREVER = 1 << 62
"""Behind every SEQ."""

Messages = Iterator[events.Message]


_FIRST_BLOCK = (
    "SELECT first, number FROM blocks WHERE conversation = :id AND last > :after AND first >= coalesce((SELECT"
    " max(first) FROM blocks WHERE conversation = :id AND first <= :after), 0) ORDER BY first LIMIT 1"
)
_NEXT_BLOCK = "SELECT first, number FROM blocks WHERE conversation = ? AND first > ? ORDER BY first LIMIT 1"


class History:
    """Reads what is in the view and in the tail. All methods raise sqlite3.Error or, as damage can look like anything,
    msgspec.MsgspecError.
    """

    def __init__(self, db: sqlite3.Connection, tail: Tail) -> None:
        self._db = db
        self._tail = tail
        self._upto = 0

    def conversation(self, wanted: Conversation) -> list[events.Message]:
        """Oldest first: those nearest to the SEQ that is given, else the latest."""
        place = Place(-1, *wanted.pair) if wanted.pair else Place(wanted.rid)
        with self._reading():
            before, after = self._bounds(place, wanted)
            if wanted.around and before < FOREVER:
                older = self._part(place, -1, before, wanted.limit // 2, wanted.events, forward=False)
                rest = wanted.limit - len(older)
                return older + self._part(place, before - 1, FOREVER, rest, wanted.events, forward=True)
            forward = after >= 0 and before == FOREVER if wanted.forward is None else wanted.forward
            return self._part(place, after, before, wanted.limit, wanted.events, forward)

    def _part(
        self, place: Place, after: int, before: int, limit: int, with_events: bool, forward: bool
    ) -> list[events.Message]:
        found = self._forward(place, after) if forward else self._backward(place, before, after)
        if forward:
            found = takewhile(lambda one: one.seq < before, found)
        # Not much more is read than is wanted: it may be damaged. (sqlite3 reads a row ahead.)
        page, _ = _page(islice((one for one in found if with_events or not one.event), limit), limit)
        return page if forward else page[::-1]

    def _bounds(self, place: Place, wanted: Conversation) -> tuple[int, int]:
        """The SEQs before and after which it lies, times taken for those."""
        before = wanted.before if wanted.before >= 0 else FOREVER
        after = wanted.after
        if wanted.times[0] >= 0:
            before = self._first_at(place, wanted.times[0])
        if wanted.times[1] >= 0:
            after = max(0, self._first_at(place, wanted.times[1]) - 1)
        return before, after

    def _first_at(self, place: Place, time: float) -> int:
        """The SEQ of its first message that is not older: found by halves, as times grow with SEQs."""
        block = "SELECT first, at FROM blocks WHERE conversation = ? AND first >= ? ORDER BY first LIMIT 1"
        conversation = self._known(place)
        low, high = 0, self._upto + 1
        while low < high:
            middle = (low + high) // 2
            row = self._db.execute(block, (conversation, middle)).fetchone()
            if row is None or row[1] >= time:
                high = middle
            else:
                low = row[0] + 1
        # The last block that begins earlier may end later.
        start = self._db.execute(
            "SELECT max(first) FROM blocks WHERE conversation = ? AND first < ?", (conversation, low)
        ).fetchone()[0]
        behind = self._forward(place, (start or 0) - 1)
        return next((one.seq for one in behind if one.at >= time), FOREVER - 1)

    def entry(self, wanted: Entry) -> tuple[list[events.Message], bool]:
        """The last of what was missed, and whether there is more of it."""
        with self._reading():
            found = self._backward(Place(wanted.rid), FOREVER, wanted.after)
            page, more = _page((one for one in found if one.uid != wanted.uid and _is_said(one)), ENTRY)
            return page[::-1], more

    def correspondents(self, wanted: Correspondence) -> list[tuple[str, bool, float]]:
        """With their last messages, if those are between the two times; whose is the oldest, first."""
        with self._reading():
            found = [(one.room, True, one.at) for rid in wanted.rooms if (one := self._latest(Place(rid))) is not None]
            for place in self._places_of(wanted.uid, -1):
                if (one := self._latest(place)) is not None:
                    found.append((one.receiver if one.uid == wanted.uid else one.sender, False, one.at))
        after, before = wanted.after, wanted.before
        found = [one for one in found if after <= one[2] and (before < 0 or one[2] < before)]
        return sorted(found, key=lambda one: one[2])[: wanted.limit]

    def backlog(self, wanted: Backlog) -> list[tuple[str, bool, int, int, str]]:
        """As events.Unread has it; the conversations in which somebody spoke last."""
        found = []
        with self._reading():
            for rid, name in wanted.rooms.items():
                found.append((name, True, *self._unread(Place(rid), wanted, wanted.marks[rid])))
            for place in self._places_of(wanted.uid, -1, MOST_UNREAD):
                other = place.low if place.high == wanted.uid else place.high
                if (last := self._latest(place)) is not None and other != wanted.uid:
                    name = last.receiver if last.uid == wanted.uid else last.sender
                    found.append((name, False, *self._unread(place, wanted, wanted.marks.get(-other, ""))))
        return [one for one in found if one[2]]

    def _unread(self, place: Place, wanted: Backlog, mark: str) -> tuple[int, int, str]:
        count = called = 0
        for one in self._backward(place, FOREVER, -1):
            if count >= UNREAD_COUNTED or (mark and timestamps.written(one.at) <= mark):
                break
            if one.uid and one.uid != wanted.uid and _is_said(one):
                count += 1
                called += bool(one.to) or mentions(one.text, wanted.name)
        return count, called, mark

    def letters(self, wanted: Letters) -> tuple[list[events.Message], bool]:
        """A page of them, and whether there is more."""
        with self._reading():
            found = (one for one in self._private(wanted.uid, wanted.after) if not one.file)
            if wanted.realm:
                found = (one for one in found if one.sender.endswith(AT + wanted.realm))
            return _page(found)

    def room_letters(self, wanted: RoomLetters) -> tuple[list[events.Message], bool]:
        """As `letters`."""
        with self._reading():
            found = self._of_others(wanted.rid, wanted.uid, wanted.after)
            return _page(one for one in found if not one.file)

    def missed(self, wanted: Missed) -> tuple[list[events.Message], bool]:
        """A page of it, and whether there is more."""
        with self._reading():
            rooms = [self._of_others(rid, wanted.uid, after) for rid, after in wanted.rooms.items()]
            return _page(merge(self._private(wanted.uid, wanted.private), *rooms, key=_seq))

    def matches(self, wanted: Matches) -> Found:
        with self._reading():
            found, before = search(self._db, self._tail, self._upto, wanted)
            return [_told(one) for one in found], before

    def message(self, seq: int) -> events.Message | None:
        """The message of this SEQ, if there is one, as it is now."""
        with self._reading():
            if (late := self._tail.message(seq)) is not None:
                return _told(late)
            return next((one for one in self._written_with(seq) if one.seq == seq), None)

    def _written_with(self, seq: int) -> Messages:
        """Messages among which that of a SEQ is, if there is one. Blocks that were written together have numbers in a
        row, and lie between the same SEQs: they are found by halves.
        """
        low, high = 0, self._db.execute("SELECT coalesce(max(number), 0) FROM blocks").fetchone()[0] + 1
        block = "SELECT number, bulk FROM blocks WHERE number >= ? ORDER BY number LIMIT 1"
        while low < high:
            middle = (low + high) // 2
            row = self._db.execute(block, (middle,)).fetchone()
            if row is None or row[1] >= seq:
                high = middle
            else:
                low = row[0] + 1
        row = self._db.execute(block, (low,)).fetchone()
        together = "SELECT messages FROM blocks WHERE number >= ? AND bulk = ? AND first <= ? AND last >= ?"
        for (data,) in self._db.execute(together, (low, row[1], seq, seq)).fetchall() if row else ():
            yield from self._messages_in(data)

    # --------------------------------------------------------- view and tail

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """The view stands still: what it has not, the tail has."""
        self._db.execute("BEGIN")
        try:
            self._upto = database.upto(self._db)
            yield
        finally:
            self._db.execute("ROLLBACK")

    def _private(self, uid: int, after: int) -> Messages:
        """What others, or himself, said to a user in person."""
        waiting: list[tuple[int, events.Message]] = []
        for first, messages in self._blocks_with(uid, after):
            while waiting and waiting[0][0] < first:
                yield heappop(waiting)[1]
            for one in messages:
                if one.seq > after and one.to == uid and _is_said(one):
                    heappush(waiting, (one.seq, one))
        while waiting:
            yield heappop(waiting)[1]
        after = max(after, self._upto)
        said = merge(*map(self._tail.messages, self._tail.places_of(uid)), key=_seq)
        yield from (_told(one) for one in said if one.seq > after and one.to == uid and _is_said(one))

    def _blocks_with(self, uid: int, after: int) -> Iterator[tuple[int, list[events.Message]]]:
        """Of all private conversations of a user, the blocks that end behind a SEQ, by their beginnings: that, and
        what is in them.
        """
        following: list[tuple[int, int, int]] = []  # of each conversation: the next block's beginning, and its number
        for side in ("low", "high"):
            spoken = f"SELECT id FROM conversations WHERE {side} = ? AND last > ?"
            for (conversation,) in self._db.execute(spoken, (uid, after)).fetchall():
                first = self._db.execute(_FIRST_BLOCK, {"id": conversation, "after": after}).fetchone()
                following.append((*first, conversation))
        following = list(set(following))  # who writes to himself is on both sides
        heapify(following)
        while following:
            first, number, conversation = following[0]
            (data,) = self._db.execute("SELECT messages FROM blocks WHERE number = ?", (number,)).fetchone()
            yield first, self._messages_in(data)
            if (row := self._db.execute(_NEXT_BLOCK, (conversation, first)).fetchone()) is not None:
                heapreplace(following, (*row, conversation))
            else:
                heappop(following)

    def _of_others(self, rid: int, uid: int, after: int) -> Messages:
        return (one for one in self._forward(Place(rid), after) if one.uid != uid and _is_said(one))

    def _latest(self, place: Place) -> events.Message | None:
        return next((one for one in self._backward(place, FOREVER, -1) if not one.event), None)

    def _places_of(self, uid: int, after: int, most: int = -1) -> set[Place]:
        """The private conversations of a user in which something was said after a SEQ; about so many, those of late."""
        pairs = "SELECT low, high FROM conversations WHERE {} = ? AND last > ? ORDER BY last DESC LIMIT ?"
        found = self._tail.places_of(uid).copy()
        for side in ("low", "high"):
            found |= {Place(-1, *row) for row in self._db.execute(pairs.format(side), (uid, after, most))}
        return found

    def _forward(self, place: Place, after: int) -> Messages:
        """Those of a conversation behind a SEQ, in order."""
        conversation = self._known(place)
        if conversation is not None and after < self._upto:
            # From the block in which that SEQ would be.
            query = (
                "SELECT messages FROM blocks WHERE conversation = :id AND first >= coalesce((SELECT max(first)"
                " FROM blocks WHERE conversation = :id AND first <= :after), 0) ORDER BY first"
            )
            for (data,) in self._db.execute(query, {"id": conversation, "after": after}):
                yield from (one for one in self._messages_in(data) if one.seq > after)
        after = max(after, self._upto)
        yield from (_told(one) for one in self._tail.messages(place) if one.seq > after)

    def _backward(self, place: Place, before: int, after: int) -> Messages:
        """Those of a conversation before a SEQ and behind another, from the latest on."""
        for one in reversed(self._tail.messages(place)):
            if max(after, self._upto) < one.seq < before:
                yield _told(one)
        conversation = self._known(place)
        if conversation is None:
            return
        query = "SELECT last, messages FROM blocks WHERE conversation = ? AND first < ? ORDER BY first DESC"
        for last, data in self._db.execute(query, (conversation, before)):
            if last <= after:
                return
            yield from (one for one in reversed(self._messages_in(data)) if after < one.seq < before)

    def _known(self, place: Place) -> int | None:
        return number_of(self._db, place)

    def _messages_in(self, data: bytes) -> list[events.Message]:
        return self._tail.as_now(messages_in(data))


def everything(db: sqlite3.Connection) -> Messages:
    """All messages that the view has, in order."""
    bulk, waiting = -1, []
    for number, data in db.execute("SELECT bulk, messages FROM blocks ORDER BY number"):
        if number != bulk:
            yield from sorted(waiting, key=_seq)
            bulk, waiting = number, []
        waiting += messages_in(data)
    yield from sorted(waiting, key=_seq)


def _page(messages: Iterable[events.Message], limit: int = PAGE) -> tuple[list[events.Message], bool]:
    page: list[events.Message] = []
    size = 0
    for message in messages:
        if len(page) >= limit or size >= PAGE_BYTES:
            return page, True
        page.append(message)
        size += len(message.text.encode())
    return page, False


def _is_said(message: events.Message) -> bool:
    """It is something that somebody said, and did not take back."""
    return not message.event and not (message.revision and message.revision.deleted)


def _seq(message: events.Message) -> int:
    return message.seq


def _told(message: events.Message) -> events.Message:
    """As blocks.messages_in; others are still to be told the very one that is in the tail."""
    return msgspec.structs.replace(message, cid=0, away="")
