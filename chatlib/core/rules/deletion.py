"""Rules: an account is deleted."""

from chatlib.core import commands, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Room
from chatlib.core.rules import Outcome, files, rule
from chatlib.core.rules.moderation.moderators import whom
from chatlib.core.rules.presence import forget_token
from chatlib.core.rules.sessions import remove
from chatlib.core.world import World

DELETED = "(dihapus)"
"""Stands in the history for the name and the words of somebody who was deleted. Nobody can have such a name."""


@rule(commands.DeleteUser, for_users=False)
def delete_user(world: World, command: commands.DeleteUser) -> Outcome:
    state, user = world.state, world.user(command.name)
    if not user.secret:
        raise Refusal(Reason.UNKNOWN_USER, user.name)
    if user.cids:
        raise Refusal(Reason.ALREADY_LOGGED_IN, user.name)
    seq = world.stamp(command)
    out: Outcome = [events.Done(command.cid, user.name)]
    for digest in list(user.tokens):
        forget_token(world, digest)
    if user.uid in state.online:
        world.goes(user)
        out.append(events.Went(0, seq, uid=user.uid, name=user.name))
    for room in state.rooms.values():
        for uid in [uid for uid, (by, _) in room.invited.items() if by == user.name]:
            world.uninvite(room, uid)
    files.forget(world, user.uid)
    _forget_name(world, user.name, user.uid)
    return out + remove(world, user)


def _forget_name(world: World, name: str, uid: int) -> None:
    """Where it stands beside what others did, or said of themselves."""
    state = world.state
    state.departed = [one for one in state.departed if names.key(one.name) != names.key(name)]
    for other in state.users.values():
        other.account = "" if other.account == name else other.account
        other.read.pop(names.key(name), None)
    for room in state.rooms.values():
        if room.topic and room.topic.by == name:
            room.topic.by = DELETED
    state.visits = [one for one in state.visits if one.name != name]
    for room in (state.lobby, *state.rooms.values()):
        _forget_in_lists(room, name)
        if room.poll:
            room.poll.by = DELETED if room.poll.by == name else room.poll.by
            room.poll.votes.pop(uid, None)


def _forget_in_lists(room: Room, name: str) -> None:
    """Neither whom they mean nor who made them is told any more."""
    for masks in room.masks.values():
        for mask, listing in list(masks.items()):
            if name in (listing.whom, whom(mask)):
                del masks[mask]
            elif listing.by == name:
                listing.by = DELETED
    for deed in (*room.deeds, *room.reports):
        deed.by = DELETED if deed.by == name else deed.by
        deed.whom = DELETED if name in (deed.whom, whom(deed.whom)) else deed.whom
