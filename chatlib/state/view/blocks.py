"""Messages of one conversation, several in a row of the view: a row for each would cost more than all the rest."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from chatlib.core import events
from chatlib.core.world import last_seq
from chatlib.state.log import turn

Texts = tuple[int, int, list[str]]
"""A block's number, its conversation, and what was said there."""

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
    texts: list[str]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[events.Message | events.Run]).decode


def place_of(message: events.Message | events.Amendment) -> Place:
    if message.to:
        return Place(-1, min(message.uid, message.to), max(message.uid, message.to))
    return Place(message.rid)


def blocks_of(payloads: Iterable[bytes], amendments: list[events.Amendment]) -> Iterator[Block]:
    """What the turns in these records of the log, which are in order, said where. Adds to the `amendments`."""
    said: dict[Place, list[events.Message]] = defaultdict(list)
    known: dict[tuple[int, int, int], list[events.Message]] = {}  # the same: to make a place takes longer than the rest
    for payload in payloads:
        for one in turn.said(payload):
            if type(one) is events.Amendment:
                amendments.append(one)
                continue
            key = one.uid, one.to, one.rid
            if (there := known.get(key)) is None:
                there = known[key] = said[place_of(one)]
            there.append(one)
    for place, messages in said.items():
        yield from _divided(place, messages)


def packed(place: Place, messages: list[events.Message]) -> Block:
    """Those of a conversation, in order, as one block."""
    first, data = messages[0], _encode(messages)
    return Block(place, first.seq, last_seq(messages[-1]), first.at, data, _texts(messages))


def messages_in(data: bytes) -> list[events.Message]:
    """Of a block, in order, as anybody may read them: who asked for one, and why somebody was away, was told then."""
    messages = _decode(data)
    for message in messages:
        message.cid, message.away = 0, ""
    return events.singly(messages)


def texts_in(data: bytes) -> list[str]:
    """What was said in a block."""
    return _texts(_decode(data))


def insert(db: sqlite3.Connection, blocks: Iterable[Block], bulk: int) -> list[Texts]:
    """Adds them to the transaction that is open; what is there then."""
    (last,) = db.execute("SELECT coalesce(max(number), 0) FROM blocks").fetchone()
    rows, texts = [], []
    for number, block in enumerate(blocks, last + 1):
        known = _KNOWN_PAIR if block.place.room < 0 else _KNOWN_ROOM
        (conversation,) = db.execute(known, (*_columns(block.place), block.last)).fetchone()
        rows.append((number, bulk, conversation, block.first, block.last, block.at, block.messages))
        texts.append((number, conversation, block.texts))
    db.executemany("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    return texts


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


def _divided(place: Place, messages: list[events.Message]) -> Iterator[Block]:
    """A run is in one block, however long it is."""
    start, room = 0, MOST
    for at, one in enumerate(messages):
        count = 1 + last_seq(one) - one.seq
        if count > room and at > start:
            yield from _bounded(place, messages[start:at])
            start, room = at, MOST
        room -= count
    yield from _bounded(place, messages[start:])


def _bounded(place: Place, messages: list[events.Message]) -> Iterator[Block]:
    block = packed(place, messages)
    if len(block.messages) <= MOST_BYTES or len(messages) == 1:
        yield block
        return
    middle = len(messages) // 2
    yield from _bounded(place, messages[:middle])
    yield from _bounded(place, messages[middle:])


def _texts(messages: list[events.Message]) -> list[str]:
    found: list[str] = []
    for one in messages:
        if not one.event:
            found.append(one.text)
            if type(one) is events.Run:
                found += one.more
    return found
