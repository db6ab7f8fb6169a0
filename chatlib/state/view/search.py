"""Finding again what was said: by words, in the conversations that somebody may read."""

import sqlite3
import time
from collections.abc import Iterator
from itertools import groupby

from chatlib.core import events, names
from chatlib.core.rules import Matches
from chatlib.core.searching import matches
from chatlib.state.view import word_index
from chatlib.state.view.blocks import Place, messages_in
from chatlib.state.view.tail import Tail

MOST_EXAMINED = 64
"""Blocks that are read for one answer: some eight thousand messages, twenty milliseconds. What is not found by then is
found by the next one, which goes on from there.
"""

MOST_CONVERSATIONS = 500
"""In which one answer looks: those in which somebody spoke last."""

DAY = 86400.0
_BEGINNING, _FOREVER = -1.0, float("inf")

Found = tuple[list[events.Message], int]
"""Messages, the latest first, and the SEQ before which to look on (0: that was all)."""


def search(db: sqlite3.Connection, tail: Tail, upto: int, wanted: Matches) -> Found:
    """A page of what is found, within the transaction that is open: the view has everything up to `upto`."""
    query = wanted.query
    after, before = _day(query.after, DAY, _BEGINNING), _day(query.before, 0.0, _FOREVER)

    def fits(one: events.Message) -> bool:
        return (
            one.seq < wanted.before
            and not one.event
            and not (one.revision and one.revision.deleted)
            and after <= one.at < before
            and (not query.sender or names.key(one.sender) == names.key(query.sender))
            and matches(query, one.text)
        )

    behind = [one for place in _places(tail, wanted) for one in tail.messages(place) if one.seq > upto]
    page = sorted(filter(fits, behind), key=_latest_first)[: wanted.limit]
    kept: list[events.Message] = []  # what fits, but something later may still be found
    for examined, (last, data) in enumerate(_blocks(db, wanted)):
        kept.sort(key=_latest_first)
        while kept and kept[0].seq > last and len(page) < wanted.limit:
            page.append(kept.pop(0))
        if len(page) == wanted.limit:
            return page, page[-1].seq
        if examined == MOST_EXAMINED:
            return page, last + 1
        kept += filter(fits, tail.as_now(messages_in(data)))
    page += sorted(kept, key=_latest_first)[: wanted.limit - len(page)]
    return page, page[-1].seq if len(page) == wanted.limit else 0


def _blocks(db: sqlite3.Connection, wanted: Matches) -> Iterator[tuple[int, bytes]]:
    """Those that may have it, by the SEQs of their last messages, the latest first: that, and what is in them."""
    conversations = _conversations(db, wanted)
    if not conversations:
        return
    rows = db.execute(
        "SELECT bulk, last, number FROM words JOIN blocks ON number = words.rowid"
        " WHERE words MATCH ? AND first < ? ORDER BY words.rowid DESC",
        (word_index.expression(wanted.query, conversations), wanted.before),
    )
    # What was written together lies between the same SEQs, and all before it is older.
    for _, together in groupby(rows, key=lambda row: row[0]):
        for _, last, number in sorted(together, key=lambda row: -row[1]):
            (data,) = db.execute("SELECT messages FROM blocks WHERE number = ?", (number,)).fetchone()
            yield last, data


def _places(tail: Tail, wanted: Matches) -> set[Place]:
    if wanted.pair:
        return {Place(-1, *wanted.pair)}
    return {Place(rid) for rid in wanted.rooms} | (tail.places_of(wanted.uid) if wanted.uid else set())


def _conversations(db: sqlite3.Connection, wanted: Matches) -> list[int]:
    if wanted.pair:
        found = db.execute("SELECT id, last FROM conversations WHERE low = ? AND high = ?", wanted.pair).fetchall()
    else:
        rooms = ", ".join(map(str, wanted.rooms))
        found = db.execute(f"SELECT id, last FROM conversations WHERE room IN ({rooms})").fetchall()
        for side in ("low", "high") if wanted.uid else ():
            found += db.execute(f"SELECT id, last FROM conversations WHERE {side} = ?", (wanted.uid,)).fetchall()
    latest = sorted(set(found), key=lambda row: -row[1])[:MOST_CONVERSATIONS]
    return [number for number, _ in latest]


def _latest_first(message: events.Message) -> int:
    return -message.seq


def _day(day: str, later: float, otherwise: float) -> float:
    """When a day begins where the server is, or so much later."""
    return time.mktime(time.strptime(day, "%Y-%m-%d")) + later if day else otherwise
