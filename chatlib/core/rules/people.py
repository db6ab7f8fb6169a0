"""Rules: what one may know of others, and of rooms."""

from collections.abc import Iterable

from chatlib.core import commands, events, names, text
from chatlib.core.model import Room, User
from chatlib.core.rules import Outcome, rule
from chatlib.core.rules.moderation.authority import ADDRESSES
from chatlib.core.rules.moderation.masks import fits, full_name, holds
from chatlib.core.world import World

LONGEST_SELF = 200
"""Bytes of what a user says of itself, at most."""

MOST_FOUND = 500
"""People in the answer to a mask; a room's are all there."""

MOST_LISTED = 1000
"""Rooms in one list, those with the most members: a megabyte of the longest topics would be no list."""


@rule(commands.Look)
def look(world: World, asker: User, command: commands.Look) -> Outcome:
    state = world.state
    found = events.Found(command.cid, command.room or command.name or command.mask)
    if command.departed:
        found.departed = [
            (events.Person(gone.name, gone.ident, gone.realname), gone.at)
            for gone in reversed(state.departed)
            if names.key(gone.name) == world.key(command.name)
        ]
    elif command.room:
        room = room_or_lobby(world, command.room)
        found.subject = names.LOBBY if room is None else room.name
        inside = room is None or asker.uid in room.members
        if inside or not private(room):
            found.people = [
                person(world, user, asker, room)
                for user in present(world, room)
                if inside or not user.hidden or _meet(world, asker, user)
            ]
    elif command.name:
        user = world.names.get(world.key(command.name))
        if isinstance(user, User):
            found.people = [person(world, user, asker)]
    else:
        found.people = [person(world, user, asker) for user in _fitting(world, asker, command.mask)]
    return [found]


@rule(commands.LookMany)
def look_many(world: World, asker: User, command: commands.LookMany) -> Outcome:
    users = (world.names.get(world.key(name)) for name in command.names)
    return [events.Found(command.cid, people=[person(world, u, asker) for u in users if isinstance(u, User)])]


@rule(commands.Count)
def count(world: World, asker: User, command: commands.Count) -> Outcome:
    online = [world.state.users[uid] for uid in world.state.online]
    hidden = sum(user.hidden for user in online)
    return [events.Counts(command.cid, len(online), hidden, len(world.state.rooms) + 1, world.told)]


@rule(commands.Survey)
def survey(world: World, asker: User, command: commands.Survey) -> Outcome:
    return [show(world, asker, room_or_lobby(world, command.room), events.View(command.cid))]


@rule(commands.ListChannels)
def list_channels(world: World, asker: User, command: commands.ListChannels) -> Outcome:
    wanted = {world.key(name) for name in command.names}
    heard = any(s.pushes and (s.entered is None or events.LOBBY_ID in s.entered) for s in world.state.sessions.values())
    rooms: list[tuple[str, int, str]] = [(names.LOBBY, len(world.state.online), "")] if heard else []
    for room in world.state.rooms.values():
        if asker.uid in room.members or not private(room):
            rooms.append((room.name, len(room.members), room.topic.text if room.topic else ""))
    rooms = [
        one
        for one in rooms
        if (not wanted or names.key(one[0]).removeprefix(names.HASH) in wanted)
        and one[1] >= command.least
        and (command.most < 0 or one[1] <= command.most)
    ]
    rooms.sort(key=lambda one: (-one[1], names.key(one[0])))
    return [events.Listed(command.cid, sorted(rooms[:MOST_LISTED], key=lambda one: names.key(one[0])))]


@rule(commands.ListInvitations)
def list_invitations(world: World, asker: User, command: commands.ListInvitations) -> Outcome:
    rooms = sorted((room.name for room in world.invitations_of(asker)), key=names.key)
    return [events.Names(command.cid, "", rooms, len(rooms))]


@rule(commands.Describe)
def describe(world: World, asker: User, command: commands.Describe) -> Outcome:
    told = ""
    before = (asker.realname, asker.away, asker.bot)
    world.stamp(command)
    if command.hidden is not None:
        asker.hidden = command.hidden
    if command.bot is not None:
        asker.bot = command.bot
    for what in ("realname", "away"):
        if (words := getattr(command, what)) is not None:
            setattr(asker, what, text.brief(words, LONGEST_SELF))
    if asker.realname != before[0]:
        told = "realname"
    elif asker.away != before[1]:
        told = "away"
    elif asker.bot != before[2]:
        told = "bot"
    return [changed(world, asker, told, command.cid)]


def changed(world: World, user: User, what: str, cid: int = 0) -> events.Changed:
    """To be told of a change that has its SEQ."""
    return events.Changed(
        cid, world.state.seq, uid=user.uid, name=user.name, what=what, rooms=list(user.rooms),
        person=person(world, user),
    )  # fmt: skip


# ---------------------------------------------------------------- for other rules


def room_or_lobby(world: World, name: str) -> Room | None:
    """None is the lobby; Refusal(UNKNOWN_ROOM or NOT_MEMBER)."""
    return None if world.key(name) == names.LOBBY else world.room(name)


def private(room: Room) -> bool:
    """Whether only members may know who is in it, and that it is there."""
    return "s" in room.modes or (not room.open and not room.passing)


def present(world: World, room: Room | None) -> list[User]:
    """Who is online of its members; of a room of another realm, all that are known."""
    users, online = world.state.users, world.state.online
    uids: Iterable[int] = online if room is None else room.members
    return [users[uid] for uid in uids if uid in online or users[uid].realm]


def show(world: World, asker: User, room: Room | None, seen: events.View) -> events.View:
    """Fills in the room as this user may see it; None is the lobby."""
    if room is None:
        lobby = world.state.lobby
        seen.room, seen.modes, seen.slow, seen.member = names.LOBBY, lobby.modes, lobby.slow, True
        seen.members = [(user.name, lobby.status(user.uid)) for user in present(world, None)]
        seen.masks = {which: masks for which, masks in _shown(lobby, world.now).items() if which != ADDRESSES}
        return seen
    seen.rid, seen.room, seen.open, seen.modes = room.rid, room.name, room.open, room.modes
    seen.member, seen.limit, seen.made = asker.uid in room.members, room.limit, room.made
    seen.slow = room.slow
    seen.key = room.key if seen.member else "*" * bool(room.key)
    if room.topic:
        seen.topic, seen.topic_by, seen.topic_at = room.topic.text, room.topic.by, room.topic.at
    if seen.member or not private(room):
        seen.members = [
            (user.name, room.status(user.uid))
            for user in present(world, room)
            if seen.member or not user.hidden or _meet(world, asker, user)
        ]
        seen.masks = _shown(room, world.now)
    return seen


def _shown(room: Room, now: float) -> dict[str, list[tuple[str, str, float]]]:
    """Its lists, with who is meant, by whom and since when."""
    return {
        which: [(mask, one.by, one.at) for mask, one in masks.items() if holds(one, now)]
        for which, masks in room.masks.items()
    }


def person(world: World, user: User, asker: User | None = None, room: Room | None = None) -> events.Person:
    """What the asker, if there is one, may know of the user."""
    rooms = []
    if asker is not None:
        for rid in user.rooms:
            one = world.state.rooms[rid]
            if asker.uid in one.members or not (private(one) or user.hidden):
                rooms.append((one.name, one.status(user.uid)))
    return events.Person(
        user.name, user.ident, user.realname, user.known_as, user.away, user.bot, user.uid in world.state.online,
        room.status(user.uid) if room else "", rooms, user.hidden, user.admin,
    )  # fmt: skip


def _meet(world: World, one: User, other: User) -> bool:
    return one is other or any(rid in other.rooms for rid in one.rooms)


def _fitting(world: World, asker: User, mask: str) -> list[User]:
    found = []
    for uid in world.state.online:
        user = world.state.users[uid]
        if (user.hidden and not _meet(world, asker, user)) or len(found) >= MOST_FOUND:
            continue
        if fits(mask, user.name) or fits(mask, full_name(user.name)) or fits(mask, user.realname):
            found.append(user)
    return found
