"""Rules: open rooms and rooms by invitation."""

from chatlib.core import commands, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Room, User
from chatlib.core.rules import Asker, Outcome, rule
from chatlib.core.world import World


@rule(commands.CreateRoom)
def create(world: World, asker: Asker, command: commands.CreateRoom) -> Outcome:
    state, user = world.state, asker.user
    name = world.free(command.room)
    seq = world.stamp(command)
    room = Room(state.next_rid, name, command.open, user.uid)
    state.next_rid += 1
    state.rooms[room.rid] = room
    world.names[names.key(name)] = room
    out: Outcome = []
    if command.join:
        out.append(_join(room, user, seq))
    result, notices = _invite_all(world, user, room, command.invite, seq)
    # The maker's devices must be in the room before they are told of the invitations.
    return [*out, events.Invites(command.cid, room.name, *result), *notices]


@rule(commands.DeleteRoom)
def delete(world: World, asker: Asker, command: commands.DeleteRoom) -> Outcome:
    room = world.room(command.room)
    if not room.open or room.creator != asker.user.uid:
        raise Refusal(Reason.NOT_CREATOR, room.name)
    seq = world.stamp(command)
    members = world.shown(room.members)
    deleted = events.Deleted(0, seq, room.rid, room.name, asker.user.uid, asker.user.name, members)
    for uid in room.members:
        del world.state.users[uid].rooms[room.rid]
    _remove(world, room)
    return [events.Done(command.cid, room.name), deleted]


@rule(commands.JoinRoom)
def join(world: World, asker: Asker, command: commands.JoinRoom) -> Outcome:
    user, room = asker.user, world.room(command.room)
    if user.uid in room.members:
        raise Refusal(Reason.ALREADY_MEMBER, user.name)
    if not room.open and user.uid not in room.invited:
        raise Refusal(Reason.NOT_INVITED, room.name)
    joined = _join(room, user, world.stamp(command))
    return [events.Done(command.cid, room.name), joined]


@rule(commands.LeaveRoom)
def leave_room(world: World, asker: Asker, command: commands.LeaveRoom) -> Outcome:
    room = world.room(command.room)
    if asker.user.uid not in room.members:
        raise Refusal(Reason.NOT_MEMBER, room.name)
    world.stamp(command)
    return [events.Done(command.cid, room.name), *leave(world, asker.user, room)]


@rule(commands.Invite)
def invite(world: World, asker: Asker, command: commands.Invite) -> Outcome:
    room = world.room(command.room)
    if asker.user.uid not in room.members:
        raise Refusal(Reason.NOT_MEMBER, room.name)
    invitable = [name for name in command.users if _why_not(world, room, name) is None]
    seq = world.stamp(command) if invitable else world.state.seq
    result, notices = _invite_all(world, asker.user, room, command.users, seq)
    return [events.Invites(command.cid, room.name, *result), *notices]


@rule(commands.Answer)
def answer(world: World, asker: Asker, command: commands.Answer) -> Outcome:
    user, room = asker.user, world.room(command.room)
    if user.uid in room.members:
        raise Refusal(Reason.ALREADY_MEMBER, user.name)
    if user.uid not in room.invited:
        raise Refusal(Reason.NOT_INVITED, room.name)
    seq = world.stamp(command)
    if command.accept:
        return [events.Done(command.cid, room.name), _join(room, user, seq)]
    del room.invited[user.uid]
    return [events.Done(command.cid, room.name), events.Declined(0, seq, room.rid, room.name, user.uid, user.name)]


def leave(world: World, user: User, room: Room) -> Outcome:
    """Takes a member out of a room. One by invitation vanishes with its last member."""
    del room.members[user.uid]
    del user.rooms[room.rid]
    if not room.open and not room.members:
        _remove(world, room)
    return [events.Left(0, world.state.seq, room.rid, room.name, user.uid, user.name)]


def _join(room: Room, user: User, seq: int) -> events.Joined:
    room.members[user.uid] = None
    room.invited.pop(user.uid, None)
    user.rooms[room.rid] = seq
    return events.Joined(0, seq, room.rid, room.name, user.uid, user.name)


def _remove(world: World, room: Room) -> None:
    del world.names[names.key(room.name)]
    del world.state.rooms[room.rid]


def _why_not(world: World, room: Room, name: str) -> Refusal | None:
    """Why this user cannot be invited."""
    try:
        user = world.user(name)
    except Refusal as refusal:
        return refusal
    if user.uid in room.members:
        return Refusal(Reason.ALREADY_MEMBER, user.name)
    if user.uid in room.invited:
        return Refusal(Reason.ALREADY_INVITED, user.name)
    return None


def _invite_all(
    world: World, sender: User, room: Room, users: list[str], seq: int
) -> tuple[tuple[list[str], list[tuple[Reason, str]]], Outcome]:
    """Invites whom it can: ((names invited, refusals), what they and the members are told)."""
    invited, refused, notices = [], [], []
    members = world.shown(room.members)
    for name in users:
        refusal = _why_not(world, room, name)
        if refusal:
            refused.append((refusal.reason, refusal.subject))
            continue
        user = world.user(name)
        room.invited[user.uid] = (sender.name, seq)
        invited.append(user.name)
        notices.append(events.Invitation(0, seq, user.uid, sender.name, room.name, members))
        notices.append(events.Invited(0, seq, room.rid, room.name, sender.uid, sender.name, user.name))
    return (invited, refused), notices
