"""Recordings: asciicast as docs.asciinema.org has it, each line of them."""

import json
import re
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.server.command_line.replay.cast import cast
from chatlib.server.command_line.replay.said import Said
from chatlib.server.command_line.replay.timeline import Timeline, written

SAID = st.tuples(st.floats(0, 4e9), st.just("ani"), st.text(max_size=8)).map(Said._make)
TOLD = st.lists(st.tuples(st.floats(0, 5), SAID), min_size=1, max_size=8)
EVENT = re.compile(r'\[(\d+\.\d{6}), "o", (".*")\]')


def read(told: Timeline, version: int) -> tuple[dict, list[float], list[str]]:
    """The header, the times, and what is written at each of them."""
    header, *rest = "".join(cast(told, "lobby", version)).removesuffix("\n").split("\n")
    events = [EVENT.fullmatch(line) for line in rest]
    return json.loads(header), [float(event[1]) for event in events], [json.loads(event[2]) for event in events]


@given(TOLD)
def test_both_versions_say_the_same_at_the_same_times(told: Timeline) -> None:
    (two, absolute, texts), (three, intervals, same) = read(told, 2), read(told, 3)
    begin = int(told[0][1].at)
    assert two == {"version": 2, "width": 80, "height": 24, "timestamp": begin, "title": "lobby"}
    assert three == {"version": 3, "term": {"cols": 80, "rows": 24}, "timestamp": begin, "title": "lobby"}
    assert texts == same == ["".join(f"{line}\r\n" for line in lines) for _, lines in written(told)]
    assert absolute == sorted(absolute)
    assert list(accumulate(intervals)) == pytest.approx(absolute, abs=1e-9)
    assert absolute == pytest.approx(list(accumulate(pause for pause, _ in told)), abs=1e-6)


def test_a_pause_of_a_moment_is_not_written_with_an_exponent() -> None:
    told = [(0.0, Said(0.0, "ani", "a")), (0.00001, Said(0.00001, "ani", "b"))]
    assert [line[:9] for line in cast(told, "lobby", 3)][1:] == ["[0.000000", "[0.000010"]
