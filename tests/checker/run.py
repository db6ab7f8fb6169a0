"""One run: a server, a crowd of clients of all dialects, somebody who kills, and the verdict."""

import asyncio
import os
import random
import signal
import subprocess
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from chatlib.server.specialists.tls import certificate
from chatlib.state.layout import CERTIFICATE
from tests.integration.server import ELSEWHERE, SCRIPT, Server

from .behaviour import drain, live
from .irc import Irc
from .killer import BUTTON, SUPERVISOR, Killer
from .native import NativePerson
from .pauses import Kill, Pause, pauses
from .person import Person, World
from .plain import PlainPerson
from .speech import BarePm, Mamushi, Pm, Sendto, Speech, Token
from .verdict import LOST, Finding, judge

MIX: tuple[type[Speech] | type[NativePerson], ...] = (
    Pm, Sendto, Mamushi, Token, NativePerson, Irc, Mamushi, Pm, Sendto, BarePm, Irc, Pm, Irc,
)  # fmt: skip
"""Who comes in turn."""

SLOW_ONE_IN = 3
"""Clients: that makes slow ones of `pm`, `sendto` and `mamushi`."""

SERVER = "server"
"""A finding that is none of a client's: the server ended, left something behind, or wrote a traceback."""

WITHOUT_LIMIT = ("--burst", "1000000000", "--rate", "1000000000")


@dataclass
class Plan:
    """`pace`: what each client does in a second. `kinds`: of the killer; none: nobody is killed.

    `every`: seconds between kills; after so many `kills` the run ends. `patience`: seconds without any progress
    after which nothing more is expected.

    Where a connection does not outlive whoever looks after it, all clients are of the library: over `tls`, on a system
    that is not Linux (`elsewhere`), or if the supervisor is killed.
    """

    data: Path
    seconds: float = 60.0
    seed: int = 0
    clients: int = 24
    pace: float = 6.0
    kinds: list[str] = field(default_factory=list)
    every: float = 0.5
    kills: int = 1_000_000
    patience: float = 5.0
    tls: bool = False
    elsewhere: bool = False
    sync: str = "normal"


@dataclass
class Report:
    findings: list[Finding]
    pauses: dict[str, list[Pause]]
    kills: list[Kill]
    crowd: Counter[str]
    said: int
    heard: int
    seconds: float
    began: float


async def check(plan: Plan) -> Report:
    """Leaves no process behind. The server's own complaints at its end are findings as well."""
    rng = random.Random(plan.seed)

    def start(port: int = 0) -> Server:
        lesson = ["--lab"] if BUTTON in plan.kinds else []
        options = (*WITHOUT_LIMIT, "--sync", plan.sync, *lesson, *(["--tls-self-signed"] if plan.tls else []))
        return Server(plan.data, *options, port=port, script=ELSEWHERE if plan.elsewhere else SCRIPT)

    server = await asyncio.to_thread(start)
    killer = Killer(server, lambda: start(server.port), random.Random(rng.random()))
    people = crowd(plan, server.port, rng)
    began = time.monotonic()
    try:
        await asyncio.gather(*(person.enter() for person in people))
        await all_in(people, plan.patience)
        acting = [asyncio.create_task(live(person, random.Random(rng.random()), plan.pace)) for person in people]
        problems = await _mischief(plan, killer, acting, people)
        people[0].world.over = True
        if killer.server.process.poll() is None:
            await asyncio.gather(*acting)
            await drain(people, plan.patience)
        for task in acting:
            task.cancel()  # of a server that has ended by itself they would wait for ever
        for person in people:
            person.hang_up()
        problems += await asyncio.to_thread(_stop, killer.server)
    finally:
        await asyncio.to_thread(_put_down, killer.server)
    return report(people, killer.kills, problems, began)


def crowd(plan: Plan, port: int, rng: random.Random) -> list[Person]:
    world = World()
    people: list[Person] = []
    fingerprint = certificate.fingerprint(plan.data / CERTIFICATE) if plan.tls else ""
    mix = (NativePerson,) if plan.tls or plan.elsewhere or SUPERVISOR in plan.kinds else MIX
    for number in range(plan.clients):
        kind = mix[number % len(mix)]
        name = f"{kind.__name__.lower().removesuffix('person')}{number}"
        if kind is NativePerson:
            people.append(NativePerson(name, world, port, fingerprint))
        else:
            slow = number % SLOW_ONE_IN == SLOW_ONE_IN - 1
            people.append(PlainPerson(kind(name), world, port, random.Random(rng.random()), slow))
    return people


async def all_in(people: list[Person], patience: float) -> None:
    end = time.monotonic() + patience + len(people)
    while not all(person.here for person in people):
        missing = [person.name for person in people if not person.here]
        assert time.monotonic() < end, f"not let in: {missing}"
        await asyncio.sleep(0.01)


async def _mischief(plan: Plan, killer: Killer, acting: list[asyncio.Task], people: list[Person]) -> list[str]:
    """For as long as the plan says, or until nobody is left. Returns what is to be complained of in the server."""

    def names() -> dict[int, str]:
        return {person.port if isinstance(person, PlainPerson) else -n: person.name for n, person in enumerate(people)}

    crowd, killing = asyncio.create_task(asyncio.wait(acting)), None
    ends = {crowd}
    if plan.kinds:
        killing = asyncio.create_task(killer.run(plan.kinds, plan.every, plan.kills, names))
        ends.add(killing)
    await asyncio.wait(ends, timeout=plan.seconds, return_when=asyncio.FIRST_COMPLETED)
    crowd.cancel()
    killer.enough.set()
    try:
        if killing:
            await killing
    except AssertionError as problem:
        return [str(problem)]
    return []


def _stop(server: Server) -> list[str]:
    """What is to be complained of at its end."""
    try:
        server.stop()
    except (AssertionError, subprocess.TimeoutExpired) as problem:
        return [str(problem) or "it did not end as it should"]
    return []


def _put_down(server: Server) -> None:
    """If it has not ended in order."""
    if not server.stopped:
        with suppress(ProcessLookupError):  # it ended by itself
            os.killpg(server.process.pid, signal.SIGKILL)
        server.ended()


def report(people: list[Person], kills: list[Kill], problems: list[str], began: float) -> Report:
    journals, kinds = [person.journal for person in people], dict.fromkeys(kill.what for kill in kills)
    for person in people:
        if person.alive and person.waiting:
            person.complain(LOST, f"{person.waiting} answers")
    findings = judge(journals, people[0].world.ruled) + [
        Finding(SERVER, problem, time.monotonic()) for problem in problems
    ]
    return Report(
        findings=sorted(findings, key=lambda finding: finding.at),
        pauses={kind: found for kind in kinds if (found := pauses([k for k in kills if k.what == kind], journals))},
        kills=kills,
        crowd=Counter(person.name.rstrip("0123456789") for person in people),
        said=sum(len(said.at) for journal in journals for said in journal.said.values()),
        heard=sum(len(heard.at) for journal in journals for heard in journal.heard.values()),
        seconds=time.monotonic() - began,
        began=began,
    )
