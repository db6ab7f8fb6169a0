"""Entries in pieces: whatever comes twice, and however those of several nodes are mixed, each comes out whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlib.core import commands
from chatlib.state.cluster import pieces
from chatlib.state.cluster.entry import Asked, Entry, encode
from chatlib.state.cluster.pieces import Assembly, cut


@pytest.fixture(autouse=True, scope="module")
def small():
    """Pieces of 40 bytes."""
    before, pieces.LARGEST = pieces.LARGEST, 40
    yield
    pieces.LARGEST = before


def entry(node: int, number: int, length: int, run: int = 1) -> Entry:
    asked = Asked(node << 8 | 1, number, [commands.Send(1, to="lobby", text="x" * length)])
    return Entry(node, run, number, 1.0, 1.0, [asked])


@st.composite
def logs(draw) -> tuple[list[Entry], list[bytes]]:
    """What three nodes say, and the log: pieces of each in order, mixed, some of them again at any later place."""
    said = [entry(node, number, draw(st.integers(0, 150))) for node in (1, 2, 3) for number in range(1, 5)]
    queues = {
        node: [piece for one in said if one.node == node for piece in cut(node, 1, one.number, encode(one))]
        for node in (1, 2, 3)
    }
    log: list[bytes] = []
    while any(queues.values()):
        node = draw(st.sampled_from([node for node, queue in queues.items() if queue]))
        log.append(queues[node].pop(0))
    for _ in range(draw(st.integers(0, 6))):
        which = draw(st.integers(0, len(log) - 1))
        log.insert(draw(st.integers(which + 1, len(log))), log[which])
    return said, log


def followed(assembly: Assembly, log: list[bytes], after: int) -> list[tuple[int, Entry]]:
    """What comes out, each with the place from which on who had followed it so far would begin again."""
    found = []
    for position, value in enumerate(log[after:], after + 1):
        if (whole := assembly.add(position, value)) is not None:
            found.append((assembly.upto, whole))
    return found


def first_of_each(found: list[Entry]) -> list[Entry]:
    """As nodes take them: what was there before counts no more."""
    last, taken = {}, []
    for one in found:
        if one.number == last.get(one.node, 0) + 1:
            last[one.node] = one.number
            taken.append(one)
    return taken


@given(logs())
@settings(max_examples=150)
def test_each_comes_out_whole_and_in_order(given_log):
    said, log = given_log
    found = [one for _, one in followed(Assembly(), log, 0)]
    assert all(one in said for one in found)
    assert len(first_of_each(found)) == len(said)


@given(logs(), st.integers(0, 11))
@settings(max_examples=150)
def test_who_begins_again_misses_nothing(given_log, stop):
    _, log = given_log
    all_of_it = followed(Assembly(), log, 0)
    upto, _ = all_of_it[min(stop, len(all_of_it) - 1)]
    taken = first_of_each([one for _, one in all_of_it])
    before = [one for _, one in all_of_it[: min(stop, len(all_of_it) - 1) + 1]]
    again = [one for _, one in followed(Assembly(), log, upto)]
    assert first_of_each(before + again) == taken


def test_the_rest_of_a_node_that_was_given_up_holds_nobody_up():
    first, *_ = cut(1, 1, 1, encode(entry(1, 1, 200)))
    assembly = Assembly()
    assert assembly.add(5, first) is None
    assert assembly.add(6, *cut(2, 1, 1, b"\x96\x02\x01\x01\x01\x01\x90")) is not None
    assert assembly.upto == 4
    assembly.forget(1)
    assert assembly.upto == 6
