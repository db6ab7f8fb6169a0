"""Rules: who runs a room puts somebody out of it, or off the server; and what was done there."""

from chatlib.core import commands, events, text
from chatlib.core.deeds import KICK, Listing
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Room, User
from chatlib.core.rules import Outcome, rule
from chatlib.core.rules.moderation.authority import (
    ADDRESSES,
    LONGEST_REASON,
    check_operator,
    check_protected,
    note_deed,
    place,
    runs,
)
from chatlib.core.rules.moderation.expulsion import put_off, put_out
from chatlib.core.rules.moderation.masks import HOME, holds
from chatlib.core.world import World


@rule(commands.Kick)
def kick(world: World, asker: User, command: commands.Kick) -> Outcome:
    room = place(world, command.room)
    check_operator(world, room, asker)
    whom = world.user(command.user)
    there = whom.uid in room.members if room.rid else whom.uid in world.state.online
    if not there or (whom.realm and not room.rid):
        raise Refusal(Reason.NOT_THERE, whom.name)
    check_protected(room, asker, whom)
    world.stamp(command)
    reason = text.brief(command.reason, LONGEST_REASON)
    note_deed(world, room, asker, KICK, whom.name, reason=reason)
    kicked, *more = [put_out(world, room, asker, whom, reason)] if room.rid else put_off(world, asker, whom, reason)
    kicked.cid = command.cid
    return [kicked, *more]


@rule(commands.Appoint, for_users=False)
def appoint(world: World, command: commands.Appoint) -> Outcome:
    user = world.user(command.name)
    if not user.secret:
        raise Refusal(Reason.UNKNOWN_USER, user.name)
    if user.admin is not command.admin:
        world.stamp(command)
        user.admin = command.admin
    return [events.Done(command.cid, user.name)]


@rule(commands.Hush, for_users=False)
def hush(world: World, command: commands.Hush) -> Outcome:
    lobby = world.state.lobby
    if "m" not in lobby.modes:
        world.stamp(command)
        lobby.modes = "".join(sorted({*lobby.modes, "m"}))
    return [events.Done(command.cid, lobby.name)]


@rule(commands.Regulations)
def regulations(world: World, asker: User, command: commands.Regulations) -> Outcome:
    room = place(world, command.room)
    if room.rid and asker.uid not in room.members and not runs(world, room, asker):
        raise Refusal(Reason.NOT_MEMBER, room.name)
    users = world.state.users
    owner = users.get(room.creator) if room.rid and (room.open or room.operators) else None
    ruled = events.Ruled(command.cid, room.name, room.ruling, room.slow, role(world, room, asker))
    ruled.owner = owner.name if owner else ""
    running = [uid for uid in room.members if room.operated_by(uid)]
    if not room.rid:
        running = [user.uid for user in users.values() if user.admin]
    ruled.moderators, ruled.voiced = world.shown(running), world.shown(room.voiced)
    if runs(world, room, asker):
        ruled.banned, ruled.muted = (_listings(world, room, letter) for letter in "bq")
        addresses = room.masks.get(ADDRESSES, {}).values()
        ruled.addresses = sorted({one.whom: (one.whom, one) for one in addresses if holds(one, world.now)}.values())
    return [ruled]


@rule(commands.Deeds)
def deeds(world: World, asker: User, command: commands.Deeds) -> Outcome:
    room = place(world, command.room)
    check_operator(world, room, asker)
    both = sorted([*room.deeds, *room.reports], key=lambda deed: deed.at)
    return [events.Deeds(command.cid, room.name, both)]


def role(world: World, room: Room, user: User) -> str:
    """What somebody is in a room: "admin", "owner", "moderator", "voice" or nothing."""
    if user.admin and runs(world, room, user):
        return "admin"
    if room.operated_by(user.uid):
        return "owner" if user.uid == room.creator else "moderator"
    return "voice" if user.uid in room.voiced else ""


def _listings(world: World, room: Room, letter: str) -> list[tuple[str, Listing]]:
    kept = room.masks.get(letter, {})
    return [(whom(mask), listing) for mask, listing in kept.items() if holds(listing, world.now)]


def whom(mask: str) -> str:
    """Whom a mask means, as people write it: the name alone, if it says no more than that."""
    name, _, rest = mask.partition("!")
    if rest == "*@*":
        return name
    return f"{rest}" if name == "*" and rest.partition("@")[2] not in ("*", HOME) else mask
