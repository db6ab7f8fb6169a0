"""Three nodes follow one order, whatever becomes of what they say on its way: all come to the same, to the byte.

Entries come late, twice, behind holes and from processes that are dead; nodes lag, begin anew from their journals, are
given up, and begin with what another one has.
"""

import os
import random
import shutil
from collections import deque
from pathlib import Path

import msgspec
import pytest

from chatlib.core import commands, events
from chatlib.core.cluster import numbers
from chatlib.core.cluster.standing import Standing
from chatlib.state.cluster.entry import Asked, Entry, Item, Own, decode, encode
from chatlib.state.cluster.opening import take_seat
from chatlib.state.cluster.order import Out
from chatlib.state.cluster.seat import Seat
from chatlib.state.journal import maintenance
from chatlib.state.journal.acknowledged_offsets import AcknowledgedOffsets
from chatlib.state.journal.journal import Journal
from chatlib.state.layout import LOG, MARKS
from chatlib.state.log import turn
from chatlib.state.log.log import segments
from chatlib.state.log.segment import HEADER, records
from chatlib.state.order.sequencer import Sequencer
from chatlib.state.order.workers.line import new, remembered
from chatlib.state.redo import make_files
from tests.core.at_random import LIMITS, at_random
from tests.state.conftest import StandingClock

NODES = (1, 2, 3)
TALK = 0
HOWEVER_MANY = 2**40


class SharedLog:
    """What etcd keeps: entries at positions from 1."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []


class Order:
    """A node's way to the log: what is proposed waits until `send`; how much of it is seen, `rng` decides."""

    quiet_for = 0.0
    is_full = False

    def __init__(self, node: int, run: int, shared: SharedLog, after: int, rng: random.Random) -> None:
        self.node, self.run = node, run
        self.unsent: deque[bytes] = deque()
        self._shared, self._at, self._rng = shared, after, rng
        self._number = 0
        self.all = False

    def propose(self, items: list[Item], now: float, told: float) -> None:
        self._number += 1
        self.unsent.append(encode(Entry(self.node, self.run, self._number, now, told, items)))

    def send(self) -> None:
        """The next one gets its place; perhaps the one behind it, which is tried again then, and perhaps twice."""
        if not self.unsent:
            return
        if len(self.unsent) > 1 and self._rng.random() < 0.2:
            self._shared.entries.append(self.unsent[1])
        for _ in range(self._rng.choice((1, 1, 1, 2))):
            self._shared.entries.append(self.unsent[0])
        self.unsent.popleft()

    @property
    def is_ready(self) -> bool:
        return self._at < len(self._shared.entries)

    def taken(self) -> list[tuple[int, Entry]]:
        there = len(self._shared.entries)
        upto = there if self.all else min(there, self._at + self._rng.randrange(12))
        found = [(number + 1, decode(self._shared.entries[number])) for number in range(self._at, upto)]
        self._at = upto
        return found

    def forget(self, node: int) -> None:
        pass

    def trim(self, position: int) -> None:
        pass

    def close(self) -> None:
        pass


class Node:
    """A state process, its data directory, and the worker that it has; begun anew by `begin`."""

    def __init__(self, number: int, place: Path, shared: SharedLog, rng: random.Random, clock: list[float]) -> None:
        self.number, self.data, self.shared, self.rng, self.clock = number, place / str(number), shared, rng, clock
        self.data.mkdir()
        self.logs = {1: make_files(f"told-{number}")}
        self.run = 0
        self.ghosts: deque[bytes] = deque()
        self.sent: dict[int, list[commands.Command]] = {}
        self.batches = 0
        self.reasons: list[str] = []
        self.begin(goes_on=False)

    def begin(self, goes_on: bool) -> None:
        self.run += 1
        journal, acknowledged = Journal(self.data), AcknowledgedOffsets(self.data / MARKS)
        chat = take_seat(journal, acknowledged, LIMITS, 1_000_000.0, Seat("k", self.number, [], 0))
        if not goes_on:
            self.batches, self.sent = 0, {}
        lines = remembered(self.logs, chat.state.seq, self.number) if goes_on else new(self.logs, self.number)
        self.order = Order(self.number, self.run, self.shared, chat.state.standing.position, self.rng)
        self.sequencer = Sequencer(
            journal, acknowledged, chat, lines, lambda _: None, _raised, StandingClock(self.clock),
            order=lambda ring: self.order, bounds="b", goes_on=goes_on,
        )  # fmt: skip
        self.journal, self.acknowledged = journal, acknowledged
        (self.line,) = lines.values()
        self.awaits_greeting = True
        self.sequencer._say_own([], lambda _: self._greeted())

    def _greeted(self) -> None:
        """The worker knows what was done, and asks for the rest again."""
        self.awaits_greeting = False
        for number in [number for number in self.sent if number <= self.line.done]:
            del self.sent[number]
        for number, asked in self.sent.items():
            self.sequencer._items.append(Asked(self.line.worker, number, asked))

    def ask(self, asked: list[commands.Command]) -> None:
        self.batches += 1
        self.sent[self.batches] = asked
        if not self.awaits_greeting:
            self.sequencer._items.append(Asked(self.line.worker, self.batches, asked))

    def turn(self) -> None:
        """As the loop does it."""
        self.sequencer._look_at_clock()
        try:
            self.sequencer._turn()
        except Out as out:
            self.reasons.append(out.reason)
            self.die()
            self.begin(goes_on=False)
        for number in [number for number in self.sent if number <= self.line.done]:
            del self.sent[number]

    def tick(self) -> None:
        if self.sequencer.membership.joined:
            self.sequencer._items.append(self.sequencer.membership.tick(self.sequencer._publisher.kept))

    def die(self) -> None:
        """As by kill -9: what it had not sent is lost, or still on its way."""
        if self.rng.random() < 0.5:
            self.ghosts.extend(self.order.unsent)
        self.sequencer._pipes.close()
        self.sequencer._calls.close()
        self.journal.close()
        self.acknowledged.close()

    def take_from(self, other: "Node", archive: Path) -> None:
        """An emptied directory begins with what another node has."""
        self.die()
        shutil.rmtree(self.data)
        self.data.mkdir()
        maintenance.backup(other.data, archive, with_files=False)
        maintenance.restore(archive, self.data, self.data / "aside", with_files=False)
        archive.unlink()
        self.begin(goes_on=False)

    @property
    def state(self) -> bytes:
        state = self.sequencer.chat.state
        alike = msgspec.structs.replace(state, standing=msgspec.structs.replace(state.standing, position=0))
        return msgspec.msgpack.encode(alike)

    def close(self) -> None:
        self.die()
        for file in self.logs[1]:
            os.close(file)


def _raised(error: Exception) -> None:
    raise error


@pytest.fixture
def cluster(tmp_path):
    """Three nodes that a seed decides about."""
    made: list[Node] = []

    def make(seed: int) -> tuple[list[Node], random.Random, list[float]]:
        rng, clock, shared = random.Random(seed), [1_000_000.0], SharedLog()
        made.extend(Node(number, tmp_path, shared, rng, clock) for number in NODES)
        return made, rng, clock

    yield make
    for node in made:
        node.close()


def of_node(command: commands.Command, number: int) -> commands.Command:
    """As if it came from a connection of this node."""
    command.cid += numbers.first_connection(number) - 1
    for one in (command, getattr(command, "enter", None)):
        if hasattr(one, "worker"):
            one.worker, one.cid = numbers.worker(number, 1), command.cid
    return command


def step(node: Node, command: commands.Command, number: int) -> None:
    if isinstance(command, commands.Delivered):
        command.lane, command.upto = TALK, HOWEVER_MANY
    if command.cid:
        said = commands.Send(command.cid, to="lobby", text=f"pesan {number}")
        node.ask([of_node(command, node.number), of_node(said, node.number)])
    elif not isinstance(command, commands.Restart | commands.Tick):
        node.sequencer._items.append(Own(command))


def settle(nodes: list[Node]) -> None:
    """All that is on its way arrives, and is followed to the end."""
    for node in nodes:
        node.order.all = True
    while any(node.order.unsent or node.order.is_ready or node.sequencer._items for node in nodes):
        for node in nodes:
            node.turn()
            node.order.all = True
            while node.order.unsent:
                node.order.send()


def kept_texts(node: Node) -> list[str]:
    """What was said, as the node's log has it."""
    found = []
    for path in segments(node.data / LOG):
        for record in records(path.read_bytes(), len(HEADER))[1:]:
            found += [one.text for one in turn.decode(record.payload).kept if type(one) is events.Message]
    return [text for text in found if text.startswith("pesan ")]


@pytest.mark.parametrize("seed", range(12))
def test_all_nodes_come_to_the_same(cluster, seed, tmp_path):
    nodes, rng, clock = cluster(seed)
    for number, (command, now) in enumerate(at_random(seed, 500)):
        clock[0] = max(clock[0], now)
        node = rng.choice(nodes)
        step(node, command, number)
        for other in nodes:
            chance = rng.random()
            if chance < 0.6:
                other.turn()
            if chance < 0.3:
                other.tick()
            if chance < 0.5:
                other.order.send()
            if other.ghosts and chance > 0.9:
                other.shared.entries.append(other.ghosts.popleft())
        chance = rng.random()
        if chance < 0.02:
            node.die()
            node.begin(goes_on=True)
        elif chance < 0.03:
            node.die()
            node.begin(goes_on=False)
        elif chance < 0.04:
            node.take_from(rng.choice([other for other in nodes if other is not node]), tmp_path / "backup.tar")
        elif chance < 0.045:  # away for so long that the others give it up
            for _ in range(40):
                for other in nodes:
                    if other is not node:
                        other.tick()
                        other.turn()
                        other.order.send()
    settle(nodes)
    first, *others = nodes
    assert len(first.sequencer.chat.state.users) > 3
    assert [other.state == first.state for other in others] == [True, True]
    for node in nodes:
        assert node.sent == {}, "every batch was done"
        assert set(node.reasons) <= {"evicted"}
        texts = kept_texts(node)
        assert len(texts) == len(set(texts)), "and none of them twice"


def test_a_new_life_of_a_node_is_not_told_what_the_last_one_had_asked(cluster):
    nodes, _, _ = cluster(1)
    node = nodes[0]
    settle(nodes)
    for _ in range(5):
        node.ask([commands.WhoAmI(1)])
    settle(nodes)
    assert node.line.done == 5
    node.die()
    node.begin(goes_on=False)
    settle(nodes)
    assert (node.line.done, node.line.news) == (0, [])
    node.ask([commands.WhoAmI(1)])
    settle(nodes)
    assert node.line.done == 1


def test_what_is_compared_is_not_nothing(cluster):
    nodes, _, _ = cluster(1)
    settle(nodes)
    assert nodes[0].sequencer.chat.state.standing.living == list(NODES)
    assert nodes[0].state == nodes[1].state
    nodes[1].sequencer.chat.state.seq += 1
    assert nodes[0].state != nodes[1].state
    assert Standing() != nodes[0].sequencer.chat.state.standing
