"""A run against a cluster of three nodes: faults of nodes, of etcd and of the network, and the verdict."""

import asyncio
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress

import msgspec
import psutil

from chatlib.core.cluster.standing import Standing
from chatlib.core.model import State
from chatlib.state.journal.journal import Journal
from chatlib.state.journal.maintenance import export
from chatlib.state.journal.recovery import replayed

from .behaviour import drain, live
from .native import NativePerson
from .nodes import PORT, Nodes
from .pauses import Kill
from .person import World
from .run import WITHOUT_LIMIT, Plan, Report, all_in, report

WORKER, STATE, SUPERVISOR, ETCD, LEADER, NODE, STOPPED_LEADER, STOPPED_NODE, CUT, ALL_ETCD, ALL_NODES = FAULTS = (
    "worker", "state", "supervisor", "etcd", "leader", "node", "stopped leader", "stopped node", "cut", "all etcd",
    "all nodes",
)  # fmt: skip
WEIGHTS = (5, 5, 2, 2, 5, 3, 2, 2, 2, 1, 1)
SETTLED = 4.0
"""Seconds after which all nodes that live have followed the order to its end, and are silent."""


async def check_cluster(plan: Plan) -> Report:
    """As run.check. At the end all nodes are killed at once, and what they have must be the same."""
    rng = random.Random(plan.seed)
    plan.data.mkdir()
    nodes = await asyncio.to_thread(Nodes, plan.data, (*WITHOUT_LIMIT, "--workers", "2", "--sync", plan.sync))
    try:
        await asyncio.to_thread(nodes.start)
        world = World()
        people = [
            NativePerson(f"native{n}", world, PORT, host=nodes.host(1 + n % len(nodes.numbers)))
            for n in range(plan.clients)
        ]
        began = time.monotonic()
        await asyncio.gather(*(person.enter() for person in people))
        await all_in(people, plan.patience)
        acting = [asyncio.create_task(live(person, random.Random(rng.random()), plan.pace)) for person in people]
        faults = Faults(nodes, rng, people)
        problems = await faults.run(plan.kills, plan.seconds, plan.every)
        world.over = True
        await asyncio.wait(acting, timeout=120)
        await drain(people, plan.patience)
        for task in acting:
            task.cancel()
        for person in people:
            person.hang_up()
        await asyncio.sleep(SETTLED)
        for number in nodes.numbers:
            await asyncio.to_thread(nodes.kill_node, number)
        problems += await asyncio.to_thread(differences, nodes)
    finally:
        await asyncio.to_thread(nodes.close)
    return report(people, faults.kills, problems, began)


class Faults:
    """One after the other; each ends with everything running again."""

    def __init__(self, nodes: Nodes, rng: random.Random, people: list[NativePerson]) -> None:
        self._nodes = nodes
        self._rng = rng
        self._people = people
        self.kills: list[Kill] = []

    async def run(self, most: int, seconds: float, every: float) -> list[str]:
        """So many, or for so long; what is to be complained of in the nodes."""
        end = time.monotonic() + seconds
        try:
            while len(self.kills) < most and time.monotonic() < end:
                await asyncio.sleep(every * self._rng.uniform(0.5, 1.5))
                (what,) = self._rng.choices(FAULTS, WEIGHTS)
                print(f"{time.strftime('%H:%M:%S')} {len(self.kills) + 1}: {what}", flush=True)
                await self._bring_about(what, self._rng.choice(list(self._nodes.numbers)))
        except AssertionError as problem:
            return [str(problem)]
        return []

    async def _bring_about(self, what: str, number: int) -> None:
        nodes, numbers = self._nodes, self._nodes.numbers
        match what:
            case "worker" | "state":
                self._note(what, number)
                await asyncio.to_thread(self._kill_process, number, f"ruang-{what}")
            case "supervisor" | "node":
                self._note(what, number)
                await self._restarted([number], nodes.kill_node if what == NODE else nodes.kill_supervisor)
            case "all nodes":
                self._note(what)
                await self._restarted(list(numbers), nodes.kill_node)
            case "etcd" | "leader":
                member = (await asyncio.to_thread(nodes.leader) or number) if what == LEADER else number
                self._note(what)
                nodes.kill_etcd(member)
                await asyncio.sleep(self._rng.uniform(2, 4))
                nodes.start_etcd(member)
                await asyncio.sleep(1.5)
            case "all etcd":
                self._note(what)
                for member in numbers:
                    nodes.kill_etcd(member)
                await asyncio.sleep(1)
                for member in numbers:
                    nodes.start_etcd(member)
                await asyncio.sleep(3)
            case "stopped leader":
                member = await asyncio.to_thread(nodes.leader) or number
                self._note(what)
                await self._meanwhile(
                    lambda: nodes.signal_etcd(member, signal.SIGSTOP),
                    lambda: nodes.signal_etcd(member, signal.SIGCONT),
                    self._rng.uniform(3, 10),
                )
            case "stopped node":
                await self._silent(
                    number,
                    what,
                    lambda: nodes.signal_node(number, signal.SIGSTOP),
                    lambda: nodes.signal_node(number, signal.SIGCONT),
                )
            case "cut":
                await self._silent(number, what, lambda: nodes.cut(number), lambda: nodes.mend(number))

    async def _silent(self, number: int, what: str, begin: Callable[[], None], end: Callable[[], None]) -> None:
        """For a moment, or for so long that the others give the node up; then it comes back by itself."""
        nodes, seconds = self._nodes, self._rng.choice((3.0, 6.0, 24.0))
        opened = nodes.opened(number)
        self._note(what, number)
        await self._meanwhile(begin, end, seconds)
        if seconds > 20:
            await asyncio.to_thread(nodes.wait_open, number, opened + 1)

    async def _meanwhile(self, begin: Callable[[], None], end: Callable[[], None], seconds: float) -> None:
        await asyncio.to_thread(begin)
        try:
            await asyncio.sleep(seconds)
        finally:
            await asyncio.to_thread(end)
        await asyncio.sleep(1)

    async def _restarted(self, numbers: list[int], kill: Callable[[int], None]) -> None:
        nodes = self._nodes
        opened = {number: nodes.opened(number) for number in numbers}
        await asyncio.gather(*(asyncio.to_thread(kill, number) for number in numbers))
        await asyncio.sleep(self._rng.uniform(0.5, 4))
        for number in numbers:
            nodes.start_node(number)
        for number in numbers:
            await asyncio.to_thread(nodes.wait_open, number, opened[number] + 1)

    def _kill_process(self, number: int, name: str) -> None:
        with suppress(psutil.NoSuchProcess):
            found = [process for process in self._nodes.family(number) if process.name().startswith(name)]
            if found:
                self._rng.choice(found).kill()

    def _note(self, what: str, number: int = 0) -> None:
        """Whom it concerns: those at this node, or everybody."""
        host = self._nodes.host(number) if number else ""
        names = [person.name for person in self._people if person.server.startswith(host)]
        self.kills.append(Kill(what, number, time.monotonic(), frozenset(names)))


def differences(nodes: Nodes) -> list[str]:
    """What is not the same on all nodes, byte by byte: the state, and everything that was said, in its order. And what
    a node found that should not have been.
    """
    problems, states, said = [], {}, {}
    for number in nodes.numbers:
        said[number] = [item for item in export(nodes.data(number)) if item["kind"] == "message"]
        journal = Journal(nodes.data(number))
        state = replayed(journal).state
        journal.close()
        state.standing = Standing()
        states[number] = msgspec.msgpack.encode(state)
        crashes = nodes.data(number) / "crash.log"
        if crashes.exists() and crashes.stat().st_size:
            problems.append(f"node {number} wrote {crashes.read_text()[-1500:]}")
        problems += [f"node {number}: {line}" for line in nodes.log(number).splitlines() if "is not what" in line]
    first = states[1]
    for number in nodes.numbers:
        if states[number] != first:
            problems.append(
                f"the state of node {number} is another than that of node 1: {_where(first, states[number])}"
            )
        if said[number] != said[1]:
            problems.append(
                f"{len(said[number])} messages at node {number}, {len(said[1])} at node 1, or another order"
            )
    return problems


def _where(one: bytes, other: bytes) -> str:
    """The fields in which two states differ."""
    decode = msgspec.msgpack.Decoder(State).decode
    first, second = decode(one), decode(other)
    return ", ".join(name for name in State.__struct_fields__ if getattr(first, name) != getattr(second, name))
