"""What a client does next, at random from its own seed."""

import asyncio
import random

from .native import NativePerson
from .person import Person
from .plain import PlainPerson
from .speech import LOBBY, BarePm
from .verdict import STALLED

MOST_WAITING = 100
"""Answers: whoever waits for so many says nothing new. People would have noticed."""

FEAST = 12
"""Pages of history that a slow reader asks for at once: more than the kernel takes for it, less than drops it."""

MOST_ROOMS = 3

MOST_OPEN = 6
"""Open rooms, so that each of them has members enough."""


async def live(person: Person, rng: random.Random, pace: float) -> None:
    """Acts `pace` times a second, until the world is over or the connection was lost."""
    while True:
        await asyncio.sleep(rng.expovariate(pace))
        if person.world.over or not person.alive:
            return
        # Without line ends, what is sent before an answer has come could become one with what was sent before.
        patient = isinstance(person, PlainPerson) and isinstance(person.speech, BarePm)
        if person.waiting >= (1 if patient else MOST_WAITING):
            continue
        if isinstance(person, PlainPerson) and not person.here:
            if not person.waiting:
                await person.enter()
            continue
        if not patient and rng.random() < 0.04:
            left = rng.randrange(5, 40)
            while left > 0:
                count = rng.randrange(1, 1 + left)
                talk(person, rng, count)
                left -= count
        else:
            act(person, rng)


def act(person: Person, rng: random.Random) -> None:
    if person.invitations:
        answer_invitation(person, rng)
        return
    chance = rng.random()
    if isinstance(person, PlainPerson):
        if not person.speech.pushed and chance < 0.4:
            person.poll()
            return
        if person.speech.exits and chance > 0.98 and not person.waiting:
            person.exit()
            return
        if person.journal.slow and "HISTORY" in person.queries and chance > 0.95 and not person.waiting:
            for _ in range(FEAST):
                person.ask("HISTORY")
            return
    if chance < 0.7:
        talk(person, rng)
    elif chance < 0.75 and person.deeds:
        do(person, rng)
    elif chance < 0.8:
        person.ask(rng.choice(person.queries))
    elif person.makes:
        move(person, rng)


def do(person: Person, rng: random.Random) -> None:
    """What is done in a room, or to a message, beside talking."""
    verb = rng.choice(person.deeds)
    target = str(person.latest) if verb == "REACT" else rng.choice([LOBBY, *sorted(person.rooms)])
    if verb in ("MUTE", "RULES") and target != LOBBY:
        person.world.ruled.add(target)
    person.ask(verb, target, rng.choice(person.world.names))


def talk(person: Person, rng: random.Random, count: int = 1) -> None:
    """Says so much to one place, in one breath."""
    kinds = [kind for kind in ("lobby", "user", "room") if kind in person.verbs and (kind != "room" or person.rooms)]
    kind = rng.choice(kinds)
    if kind == "lobby":
        target = LOBBY
    elif kind == "room":
        target = rng.choice(sorted(person.rooms))
    else:
        target = rng.choice([name for name in person.world.names if name != person.name])
    for _ in range(count):
        person.say(kind, target)


def move(person: Person, rng: random.Random) -> None:
    """Makes a room, joins one, invites somebody, or leaves."""
    if person.rooms and "leave" in person.verbs and (len(person.rooms) >= MOST_ROOMS or rng.random() < 0.3):
        person.leave(rng.choice(sorted(person.rooms)))
    elif person.rooms and "invite" in person.verbs and rng.random() < 0.5:
        person.ask("invite", rng.choice(sorted(person.rooms)), rng.choice(person.world.names))
    elif not person.rooms if person.makes == "invite" else len(person.world.open_rooms) < MOST_OPEN:
        person.create()
    else:
        others = [room for room in person.world.open_rooms if room not in person.rooms]
        if others and len(person.rooms) < MOST_ROOMS:
            person.join(rng.choice(others))


def answer_invitation(person: Person, rng: random.Random) -> None:
    room = person.invitations.pop()
    if room not in person.rooms and len(person.rooms) < MOST_ROOMS and rng.random() < 0.8:
        person.join(room, "accept")
    else:
        if "reject" in person.verbs:
            person.ask("reject", room)


async def drain(people: list[Person], patience: float) -> None:
    """Everybody comes back and hears all there is to hear. Ends early if nothing happens for `patience` seconds."""
    await _progress(people, patience)
    for person in people:
        if isinstance(person, PlainPerson) and person.alive and not person.here:
            await person.enter()
    # Answers come behind what was told before. After the first round all that was said has its place in the order;
    # before the answer to the second one it has come.
    for _ in range(2):
        await _progress(people, patience)
        for person in people:
            if person.alive and person.here:
                person.ask(person.queries[0])
    await _progress(people, patience)
    heard = -1
    while heard < (heard := _heard(people)):
        for person in people:
            if isinstance(person, PlainPerson) and person.alive and not person.journal.pushed:
                person.poll()
        await _progress(people, patience)
    if any(isinstance(person, NativePerson) for person in people):
        # A session that came back gets what it missed page by page, and answers in between.
        await _progress(people, patience, quiet=1.0)


async def _progress(people: list[Person], patience: float, quiet: float = 0.0) -> None:
    """Until everybody has every answer and nothing came for `quiet` seconds; or nothing comes any more."""
    loop = asyncio.get_running_loop()
    before, since = None, loop.time()
    while True:
        waiting = [person for person in people if person.alive and person.waiting]
        now = (sum(person.waiting for person in waiting), sum(person.received for person in people))
        if now != before:
            before, since = now, loop.time()
        if loop.time() - since >= (patience if waiting else quiet):
            break
        await asyncio.sleep(0.02)
    for person in waiting:
        person.complain(STALLED, f"{person.waiting} answers did not come for {patience} s")


def _heard(people: list[Person]) -> int:
    return sum(len(heard.at) for person in people for heard in person.journal.heard.values())
