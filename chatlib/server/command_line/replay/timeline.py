"""When each thing that was said is told again, and how it is written then."""

import time
from collections.abc import Iterable, Iterator

from chatlib.server.command_line.replay.said import Said, lines

Timeline = list[tuple[float, Said]]
"""Everything, with the seconds that pass before it."""


def timeline(said: Iterable[Said], speed: float, idle: float) -> Timeline:
    """The first at once; then the pauses that there were, `speed` times as short, and none longer than `idle`."""
    told: Timeline = []
    for one in said:
        # Of another realm's room the times are that realm's, and need not grow.
        pause = max(0.0, one.at - told[-1][1].at) / speed if told else 0.0
        told.append((min(idle, pause), one))
    return told


def written(told: Timeline) -> Iterator[tuple[float, list[str]]]:
    """As lines with the time of day; a line with the date stands above the first of each day."""
    day = ""
    for pause, one in told:
        then = time.localtime(one.at)
        clock, today = time.strftime("%H:%M:%S", then), time.strftime("%Y-%m-%d", then)
        heading = [today] if today != day else []
        day = today
        yield pause, heading + [f"{clock} {line}" for line in lines(one.who, one.text)]
