"""Rules: up to where somebody has read, and with whom there was something to read."""

from chatlib.core import commands, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Room, User
from chatlib.core.rules import Backlog, Correspondence, Fetch, Outcome, rule
from chatlib.core.world import World

MOST_READ = 1000
"""Conversations of one user whose marks are kept; the one that was marked longest ago is forgotten."""

LONGEST_TIME = 32
"""Characters of a mark."""


@rule(commands.MarkRead)
def mark_read(world: World, asker: User, command: commands.MarkRead) -> Outcome:
    key, goal = world.key(command.target), None
    if key != names.LOBBY:
        goal = (world.find_room(command.target) if command.kind == "room" else None) or world.named(command.target)
        if isinstance(goal, Room) and asker.uid not in goal.members:
            raise Refusal(Reason.NOT_MEMBER, goal.name)
        if goal is None and command.at:
            raise Refusal(Reason.UNKNOWN_TARGET, names.cut(command.target))
    key = names.key(goal.name) if goal is not None else key
    target = goal.name if goal is not None else command.target
    is_room = goal is None if key == names.LOBBY else isinstance(goal, Room) or command.kind == "room"
    at = command.at[:LONGEST_TIME]
    marked = events.Marked(command.cid, 0, target, asker.read.get(key, ""), is_room)
    if at > marked.at:
        world.stamp(command)
        asker.read.pop(key, None)
        asker.read[key] = marked.at = at
        marked.to = asker.uid
        if len(asker.read) > MOST_READ:
            del asker.read[next(iter(asker.read))]
    return [marked]


@rule(commands.Backlog)
def backlog(world: World, asker: User, command: commands.Backlog) -> Outcome:
    rooms = {0: names.LOBBY, **{rid: world.state.rooms[rid].name for rid in asker.rooms}}
    marks = {rid: asker.read.get(names.key(name), "") for rid, name in rooms.items()}
    for key, at in asker.read.items():
        if isinstance(other := world.names.get(key), User):
            marks[-other.uid] = at
    rooms = {rid: name for rid, name in rooms.items() if marks[rid]}
    return [Fetch(command.cid, Backlog(asker.uid, asker.name, rooms, marks))]


@rule(commands.Correspond)
def correspond(world: World, asker: User, command: commands.Correspond) -> Outcome:
    rooms = [0, *asker.rooms]
    return [Fetch(command.cid, Correspondence(asker.uid, rooms, command.after, command.before, command.limit))]
