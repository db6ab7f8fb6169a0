"""Messages of one conversation, several in a row of the view: a row for each would cost more than all the rest."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from chatlib.core import events
from chatlib.core.world import last_seq
from chatlib.state.log import turn

MOST = 128
"""Messages of a block. A page of a conversation is in few of them, and whoever reads one need not read many more."""

MOST_BYTES = 32 << 10
"""Of a block, unless one message alone has more."""


class Place(NamedTuple):
    """A conversation: a room (`low` is -1), or the two users, in order of their uids."""

    room: int
    low: int = -1
    high: int = -1


class Block(NamedTuple):
    place: Place
    first: int
    last: int
    at: float
    messages: bytes


Piece = tuple[turn.MessageHead | events.Run, msgspec.Raw]

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[events.Message | events.Run]).decode


def place_of(message: events.Message | events.Amendment | turn.MessageHead) -> Place:
    if message.to:
        return Place(-1, min(message.uid, message.to), max(message.uid, message.to))
    return Place(message.rid)


def blocks_of(payloads: Iterable[bytes], amendments: list[events.Amendment]) -> Iterator[Block]:
    """What the turns in these records of the log, which are in order, said where. Adds to the `amendments`."""
    said: dict[Place, list[Piece]] = defaultdict(list)
    known: dict[tuple[int, int, int], list[Piece]] = {}  # the same lists: to make a place takes longer than the rest
    for payload in payloads:
        for piece in turn.pieces(payload):
            head = piece[0]
            if type(head) is not turn.MessageHead and type(head) is not events.Run:
                if type(head) is events.Amendment:
                    amendments.append(head)
                continue
            key = head.uid, head.to, head.rid
            if (there := known.get(key)) is None:
                there = known[key] = said[place_of(head)]
            there.append(piece)
    for place, pieces in said.items():
        yield from _divided(place, pieces)


def packed(place: Place, messages: list[events.Message]) -> Block:
    """Those of a conversation, in order, as one block."""
    return Block(place, messages[0].seq, messages[-1].seq, messages[0].at, _encode(messages))


def messages_in(data: bytes) -> list[events.Message]:
    """Of a block, in order, as anybody may read them: who asked for one, and why somebody was away, was told then."""
    messages = _decode(data)
    for message in messages:
        message.cid, message.away = 0, ""
    return events.singly(messages)


def texts_in(data: bytes) -> list[str]:
    """What was said in a block."""
    found: list[str] = []
    for one in _decode(data):
        if not one.event:
            found.append(one.text)
            if type(one) is events.Run:
                found += one.more
    return found


def insert(db: sqlite3.Connection, blocks: Iterable[Block], bulk: int) -> list[tuple[int, int, bytes]]:
    """Adds them to the transaction that is open; what they are then: numbers, conversations, messages."""
    (last,) = db.execute("SELECT coalesce(max(number), 0) FROM blocks").fetchone()
    rows = []
    for number, block in enumerate(blocks, last + 1):
        known = _KNOWN_PAIR if block.place.room < 0 else _KNOWN_ROOM
        (conversation,) = db.execute(known, (*_columns(block.place), block.last)).fetchone()
        rows.append((number, bulk, conversation, block.first, block.last, block.at, block.messages))
    db.executemany("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    return [(row[0], row[2], row[6]) for row in rows]


def number_of(db: sqlite3.Connection, place: Place) -> int | None:
    """By which number the view knows a conversation."""
    if place.room < 0:
        query, values = "SELECT id FROM conversations WHERE low = ? AND high = ?", (place.low, place.high)
    else:
        query, values = "SELECT id FROM conversations WHERE room = ?", (place.room,)
    row = db.execute(query, values).fetchone()
    return row[0] if row else None


_KNOWN = (
    "INSERT INTO conversations (room, low, high, last) VALUES (?, ?, ?, ?)"
    " ON CONFLICT ({}) DO UPDATE SET last = excluded.last RETURNING id"
)
_KNOWN_ROOM = _KNOWN.format("room) WHERE (room IS NOT NULL")
_KNOWN_PAIR = _KNOWN.format("low, high) WHERE (low IS NOT NULL")


def _columns(place: Place) -> tuple[int | None, int | None, int | None]:
    return (None, place.low, place.high) if place.room < 0 else (place.room, None, None)


def _divided(place: Place, pieces: list[Piece]) -> Iterator[Block]:
    part: list[Piece] = []
    room = MOST
    for piece in pieces:
        count = 1 + last_seq(piece[0]) - piece[0].seq
        if count > room:
            yield from _blocks(place, part)
            part, room = [], MOST
        part.append(piece)
        room -= count
    yield from _blocks(place, part)


def _blocks(place: Place, pieces: list[Piece]) -> Iterator[Block]:
    """One, unless it would be too large. A run is in one, as a message is."""
    data = _encode([raw for _, raw in pieces])
    if len(data) > MOST_BYTES and len(pieces) > 1:
        middle = len(pieces) // 2
        yield from _blocks(place, pieces[:middle])
        yield from _blocks(place, pieces[middle:])
    else:
        yield Block(place, pieces[0][0].seq, last_seq(pieces[-1][0]), pieces[0][0].at, data)
