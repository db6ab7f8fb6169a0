"""The way of a message, put together from what each process wrote down of it."""

from dataclasses import dataclass, field
from typing import Any

from chatlib.state.tracing.records import Came, Ruled, Spread

GRACE = 0.25
"""Seconds after which the pieces of a message are together: workers write theirs down as soon as it is written."""

MOST = 500
"""Messages whose pieces are awaited; many more than are traced in that time."""

STATE_STEPS = ("read", "ruled", "stored", "told")
WORKER_STEPS = ("heard", "rendered", "recorded", "written")


@dataclass
class Journey:
    """What is known so far, and since when (monotonic seconds); by worker where several write."""

    since: float
    ruled: Ruled | None = None
    spread: dict[int, Spread] = field(default_factory=dict)
    came: tuple[int, Came] | None = None


class Journeys:
    """Those of the moment, by SEQ."""

    def __init__(self) -> None:
        self._open: dict[int, Journey] = {}

    def add(self, place: int, record: Ruled | Spread | Came, now: float) -> None:
        """A piece, by who is at this place of the board."""
        journey = self._open.setdefault(record.seq, Journey(now))
        if isinstance(record, Ruled):
            journey.ruled = record
        elif isinstance(record, Spread):
            journey.spread[place] = record
        else:
            journey.came = place, record
        if len(self._open) > MOST:
            del self._open[next(iter(self._open))]

    def take(self, now: float) -> list[dict[str, Any]]:
        """Frames of those that are complete."""
        over = [seq for seq, one in self._open.items() if now - one.since >= GRACE]
        found = [self._open.pop(seq) for seq in over]
        return [_frame(one) for one in found if one.ruled]


def _frame(journey: Journey) -> dict[str, Any]:
    ruled = journey.ruled
    _, came = journey.came or (0, None)
    return {
        "type": "message",
        "seq": ruled.seq,
        "at": ruled.at,
        "sender": ruled.sender,
        "place": "private" if ruled.private else ruled.place,
        "private": ruled.private,
        "text": ruled.text,
        "length": ruled.length,
        "dialect": came.dialect if came else "",
        "cid": ruled.cid,
        "came": _text(came.line) if came else "",
        "came_bytes": came.length if came else 0,
        "steps": _steps(journey),
        "receivers": [
            {
                "worker": number,
                "dialect": one.dialect,
                "line": _text(one.line),
                "bytes": one.length,
                "count": one.count,
                "cids": one.cids,
            }
            for number, spread in sorted(journey.spread.items())
            for one in spread.receivers
        ],
    }


def _steps(journey: Journey) -> list[dict[str, Any]]:
    """In the order of time, in microseconds since the first."""
    times = [(name, "state", getattr(journey.ruled, name)) for name in STATE_STEPS]
    for number, spread in journey.spread.items():
        times += [(name, f"worker {number}", getattr(spread, name)) for name in WORKER_STEPS]
    if journey.came:
        number, came = journey.came
        times += [(name, f"worker {number}", getattr(came, name)) for name in ("woke", "asked", "consumed")]
    times = sorted((one for one in times if one[2]), key=lambda one: one[2])
    began = times[0][2]
    return [{"step": name, "process": process, "us": round((at - began) / 1000, 1)} for name, process, at in times]


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace")[:300]
