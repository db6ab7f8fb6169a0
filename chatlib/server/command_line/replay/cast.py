"""A lesson as a recording of a terminal: asciicast, which asciinema plays (docs.asciinema.org/manual/asciicast)."""

import json
from collections.abc import Iterator
from itertools import accumulate

from chatlib.server.command_line.replay.timeline import Timeline, written

VERSIONS = (2, 3)

COLUMNS, ROWS = 80, 24
"""A player fits them to its page; longer lines are wrapped."""


def cast(told: Timeline, title: str, version: int) -> Iterator[str]:
    """The lines of the file. In version 2 a time counts from the beginning, in version 3 from the event before."""
    size = {"width": COLUMNS, "height": ROWS} if version == 2 else {"term": {"cols": COLUMNS, "rows": ROWS}}
    begin = int(told[0][1].at)
    yield json.dumps({"version": version, **size, "timestamp": begin, "title": title}, ensure_ascii=False) + "\n"
    # Whole microseconds: were each interval rounded by itself, a long recording would run away from the other version.
    times = [round(at * 1_000_000) for at in accumulate(pause for pause, _ in told)]
    befores = [0] * len(times) if version == 2 else [0, *times]
    for at, before, (_, texts) in zip(times, befores, written(told), strict=False):
        output = "".join(f"{text}\r\n" for text in texts)
        # Not as Python writes a float: players have stumbled over 1e-05.
        yield f'[{(at - before) / 1_000_000:.6f}, "o", {json.dumps(output, ensure_ascii=False)}]\n'
