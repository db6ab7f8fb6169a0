"""Rules: the members of a room are put into groups, at once."""

from hashlib import sha256

from chatlib.core import commands, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Room, User
from chatlib.core.rules import Outcome, rule
from chatlib.core.rules.moderation.authority import check_operator, place, runs
from chatlib.core.rules.people import present
from chatlib.core.rules.rooms import admit, build
from chatlib.core.world import World

MOST_GROUPS = 50
"""Made by one command."""


@rule(commands.MakeGroups)
def make_groups(world: World, asker: User, command: commands.MakeGroups) -> Outcome:
    """Of rooms by invitation nobody has to accept: who runs the room puts them in, and is in all of them."""
    room = place(world, command.room)
    check_operator(world, room, asker)
    there = {user.name: user for user in present(world, room if room.rid else None) if not user.realm}
    pupils = [user for user in there.values() if user is not asker and not runs(world, room, user)]
    if command.groups:
        planned, refused = _as_listed(world, command.groups, pupils)
    else:
        planned, refused = _at_random(world, command, room, pupils), []
    planned = {world.free(name): members for name, members in planned.items()}
    if len(world.state.rooms) + len(planned) > world.limits.rooms:
        raise Refusal(Reason.TOO_MANY_ROOMS, room.name)
    if len(world.made_by(asker)) + len(planned) > world.limits.rooms_of_user:
        raise Refusal(Reason.TOO_MANY_ROOMS, room.name)
    if max(map(len, planned.values())) >= world.limits.members:
        raise Refusal(Reason.ROOM_FULL, room.name, world.limits.members)
    seq = world.stamp(command)
    out: Outcome = []
    for name, members in planned.items():
        out += _make(world, asker, name, members, seq)
    groups = {name: [user.name for user in members] for name, members in planned.items()}
    return [events.Grouped(command.cid, groups, refused), *out]


def _make(world: World, asker: User, name: str, members: list[User], seq: int) -> Outcome:
    group = build(world, Room(world.state.next_rid, name, False, asker.uid, made=world.now))
    out: Outcome = [admit(world, group, user, seq) for user in (asker, *members)]
    listed = world.shown(group.members)
    for user in members:
        out.append(events.Placed(0, seq, user.uid, user.name, asker.name, group.name, listed))
    return out


def _at_random(world: World, command: commands.MakeGroups, room: Room, pupils: list[User]) -> dict[str, list[User]]:
    """The same for the same command at the same place in the order: whoever plays it again comes to the same groups."""
    if not 1 <= command.count <= min(MOST_GROUPS, len(pupils)):
        raise Refusal(Reason.NOT_THERE, str(command.count), min(MOST_GROUPS, len(pupils)))
    mixed = sorted(pupils, key=lambda user: sha256(f"{world.state.seq} {world.now} {user.uid}".encode()).digest())
    prefix = command.name.strip() or room.name
    return {f"{prefix}-{number + 1}": mixed[number :: command.count] for number in range(command.count)}


def _as_listed(
    world: World, wanted: dict[str, list[str]], pupils: list[User]
) -> tuple[dict[str, list[User]], list[tuple[Reason, str]]]:
    if len(wanted) > MOST_GROUPS:
        raise Refusal(Reason.TOO_MANY_ROOMS, str(len(wanted)), MOST_GROUPS)
    left = {world.key(user.name): user for user in pupils}
    planned: dict[str, list[User]] = {}
    called: dict[str, str] = {}  # by key: two names that differ in case only are those of one group
    refused: list[tuple[Reason, str]] = []
    for group, pupils_named in wanted.items():
        group = called.setdefault(names.key(group.strip()), group.strip())
        for name in pupils_named:
            user = left.pop(world.key(name), None)
            if user is None:  # not there, or in another group already
                refused.append((Reason.NOT_THERE, name[:64]))
            else:
                planned.setdefault(group, []).append(user)
    if not planned:
        raise Refusal(Reason.EMPTY)
    return planned, refused
