"""The times that people give: a day, a time of day, or both."""

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

LONGEST_DAY = len("2026-11-30")
"""ISO has shorter ways of writing it, and none longer."""


class Moment(NamedTuple):
    """At least one of them was said. A `clock` without a zone is that of this machine."""

    day: date | None
    clock: time | None


def read(text: str) -> Moment:
    """From `2026-11-30T09:00`, `2026-11-30 09:00`, `2026-11-30` or `09:00`; ValueError. An hour may have one digit."""
    written = re.sub(r"(?<![\d:])\d(?=:)", r"0\g<0>", text.strip())
    if re.match(r"T?\d\d:", written):
        return Moment(None, time.fromisoformat(written))
    both = datetime.fromisoformat(written)
    if not 1970 < both.year < 9999:
        raise ValueError(text)
    return Moment(both.date(), both.timetz() if len(written) > LONGEST_DAY else None)


def begin(moment: Moment, day: date) -> float:
    """In unix seconds, on that `day` if none was said."""
    return datetime.combine(moment.day or day, moment.clock or time()).timestamp()


def end(moment: Moment, day: date) -> float:
    """As `begin`; but a day without a time is meant to its end."""
    if moment.clock is None:
        moment = Moment(moment.day + timedelta(days=1), None)
    return begin(moment, day)
