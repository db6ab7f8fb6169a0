"""Rules: open rooms and rooms by invitation."""

from hmac import compare_digest

from chatlib.core import commands, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Room, Session, User
from chatlib.core.realms import departures, requests
from chatlib.core.realms.neighbours import find, meet_all
from chatlib.core.rules import Outcome, rule, unseen
from chatlib.core.rules.moderation.authority import runs
from chatlib.core.rules.moderation.masks import banned, listed
from chatlib.core.rules.people import person
from chatlib.core.world import World

LONGEST_KEY = 64
"""Characters. It is one word, so that it can be said in every dialect."""


@rule(commands.CreateRoom)
def create(world: World, asker: User, command: commands.CreateRoom) -> Outcome:
    state, user = world.state, asker
    name = world.free(command.room)
    if not world.replaying and (holder := world.find_room(name)):
        raise Refusal(Reason.NAME_IS_ROOM, holder.name)
    if len(state.rooms) >= world.limits.rooms or len(world.made_by(asker)) >= world.limits.rooms_of_user:
        raise Refusal(Reason.TOO_MANY_ROOMS, name)
    if command.key and (len(command.key) > LONGEST_KEY or command.key.split() != [command.key]):
        raise Refusal(Reason.BAD_KEY, name)
    meet_all(world, command.invite)
    seq = world.stamp(command)
    room = build(world, Room(state.next_rid, name, command.open, user.uid, key=command.key, made=world.now))
    out: Outcome = []
    if command.join:
        out.append(admit(world, room, user, seq))
    result, notices = invite_all(world, user, room, command.invite, seq)
    # The maker's devices must be in the room before they are told of the invitations.
    return [*out, events.Invites(command.cid, room.name, *result), *notices]


@rule(commands.DeleteRoom)
def delete(world: World, asker: User, command: commands.DeleteRoom) -> Outcome:
    room = world.room(command.room)
    if room.creator != asker.uid or not (room.open or room.operated_by(asker.uid)):
        raise Refusal(Reason.NOT_CREATOR, room.name)
    seq = world.stamp(command)
    members = world.shown(room.members)
    deleted = events.Deleted(0, seq, room.rid, room.name, asker.uid, asker.name, members)
    remove(world, room, asker.name)
    return [events.Done(command.cid, room.name), deleted]


@rule(commands.RemoveRoom, for_users=False)
def remove_room(world: World, command: commands.RemoveRoom) -> Outcome:
    room = world.room(command.room)
    if room.realm:
        raise Refusal(Reason.UNKNOWN_ROOM, room.name)
    seq = world.stamp(command)
    deleted = events.Deleted(0, seq, room.rid, room.name, 0, names.SERVER, world.shown(room.members))
    remove(world, room, names.SERVER)
    for kept in (world.state.uploads, world.state.files):
        for fid in [fid for fid, message in kept.items() if message.rid == room.rid and not message.to]:
            del kept[fid]
    return [events.Done(command.cid, room.name), deleted]


@rule(commands.JoinRoom)
def join(world: World, asker: User, command: commands.JoinRoom) -> Outcome:
    if world.realm_of(command.room):
        return requests.join(world, asker, command)
    user, room = asker, world.room(command.room)
    if user.uid in room.members:
        raise Refusal(Reason.ALREADY_MEMBER, user.name)
    check_entry(world, room, user, command.key)
    check_size(world, room)
    departures.check_room(world, room)
    joined = admit(world, room, user, world.stamp(command))
    return [events.Done(command.cid, room.name), joined]


@rule(commands.LeaveRoom)
def leave_room(world: World, asker: User, command: commands.LeaveRoom) -> Outcome:
    room = world.room(command.room)
    if asker.uid not in room.members:
        raise Refusal(Reason.NOT_MEMBER, room.name)
    world.stamp(command)
    return [events.Done(command.cid, room.name), *leave(world, asker, room)]


@rule(commands.Invite)
def invite(world: World, asker: User, command: commands.Invite) -> Outcome:
    room = world.room(command.room)
    if asker.uid not in room.members:
        raise Refusal(Reason.NOT_MEMBER, room.name)
    if room.passing and not room.enterable and not runs(world, room, asker):
        raise Refusal(Reason.NOT_OPERATOR, room.name)
    if room.realm:
        return requests.invite(world, asker, command)
    invitable = [name for name in command.users if _why_not(world, room, name, asker) is None]
    meet_all(world, invitable)
    seq = world.stamp(command) if invitable else world.state.seq
    result, notices = invite_all(world, asker, room, command.users, seq)
    return [events.Invites(command.cid, room.name, *result), *notices]


@rule(commands.Answer)
def answer(world: World, asker: User, command: commands.Answer) -> Outcome:
    user, room = asker, world.room(command.room)
    if user.uid in room.members:
        raise Refusal(Reason.ALREADY_MEMBER, user.name)
    if user.uid not in room.invited:
        raise Refusal(Reason.NOT_INVITED, room.name)
    if command.accept and room.realm:
        return requests.join(world, asker, command)
    if command.accept:
        check_size(world, room)
    seq = world.stamp(command)
    if command.accept:
        return [events.Done(command.cid, room.name), admit(world, room, user, seq)]
    return [events.Done(command.cid, room.name), *decline(world, user, room)]


def check_entry(world: World, room: Room, user: User, key: str) -> None:
    """Refusal if the room lets nobody in who says this key, or not this user. Invitations are good for everything."""
    if user.uid in room.invited or runs(world, room, user):
        return
    if banned(room, user, world.now):
        raise Refusal(Reason.BANNED, room.name)
    # Users of other realms, who can say no key: see realms/visits.join.
    if room.key and not compare_digest(room.key.encode(), key.encode()):
        raise Refusal(Reason.WRONG_KEY, room.name)
    if not (room.enterable or room.key) and not listed(room, "I", user, world.now):
        raise Refusal(Reason.NOT_INVITED, room.name)
    if "R" in room.modes and not user.known_as:
        raise Refusal(Reason.ACCOUNTS_ONLY, room.name)
    if room.limit and len(room.members) >= room.limit:
        raise Refusal(Reason.ROOM_FULL, room.name, room.limit)


def build(world: World, room: Room) -> Room:
    """The room stands from now on; its `rid` is the state's next."""
    world.state.next_rid = room.rid + 1
    world.state.rooms[room.rid] = room
    world.register(room)
    return room


def admit(world: World, room: Room, user: User, seq: int, session: Session | None = None) -> events.Joined:
    """Makes somebody a member who may be one; the `session`, if one is given, has entered the room by that."""
    room.members[user.uid] = None
    world.uninvite(room, user.uid)
    user.rooms[room.rid] = seq
    if session is not None:
        session.entered[room.rid] = (seq, seq)
    if user.cids:
        unseen.begins(world, user, room.rid, seq)
    if user.realm:
        room.abroad[user.realm] = room.abroad.get(user.realm, 0) + 1
    departures.joined(world, user, room)
    return events.Joined(0, seq, room.rid, room.name, user.uid, user.name, person(world, user, None, room))


def strike_off(world: World, user: User, room: Room) -> None:
    """The user is no member any more, and none of its devices hears the room."""
    del room.members[user.uid]
    del user.rooms[room.rid]
    room.forget(user.uid)
    user.unseen.pop(room.rid, None)
    for cid in user.cids:
        if (entered := world.state.sessions[cid].entered) is not None:
            entered.pop(room.rid, None)


def leave(world: World, user: User, room: Room) -> Outcome:
    """Takes a member out of a room, which may be the end of it."""
    strike_off(world, user, room)
    if user.realm:
        room.abroad[user.realm] -= 1
    departures.left(world, user, room)
    remove_if_deserted(world, room)
    return [events.Left(0, world.state.seq, room.rid, room.name, user.uid, user.name)]


def decline(world: World, user: User, room: Room, told: bool = True) -> Outcome:
    """Takes an invitation back; the members hear of it if they are to be `told`."""
    world.uninvite(room, user.uid)
    departures.declined(world, user, room, told)
    remove_if_deserted(world, room)
    return [events.Declined(0, world.state.seq, room.rid, room.name, user.uid, user.name)] if told else []


def remove(world: World, room: Room, by: str = "") -> None:
    """There is no such room any more, for its members neither. `by`: who deleted it."""
    departures.removed(world, room, by)
    for uid in list(room.members):
        strike_off(world, world.state.users[uid], room)
    for uid in list(room.invited):
        world.uninvite(room, uid)
    world.unregister(room)
    world.state.early.pop(world.key(room.name), None)
    del world.state.rooms[room.rid]


def remove_if_deserted(world: World, room: Room) -> None:
    """A room by invitation vanishes with its last member, an open one if its maker has gone as well; a mirror with the
    last of ours who has to do with it.
    """
    if room.realm:
        deserted = not room.ours and not room.invited
    else:
        kept = room.open and not room.passing and (world.state.rules < 1 or room.creator in world.state.users)
        deserted = not room.members and not kept
    if deserted:
        remove(world, room)


def check_size(world: World, room: Room) -> None:
    """Refusal(ROOM_FULL) if nobody else can come in. Every invitation to such a room names all its members."""
    if not room.open and len(room.members) >= world.limits.members:
        raise Refusal(Reason.ROOM_FULL, room.name, world.limits.members)


def _why_not(world: World, room: Room, name: str, sender: User) -> Refusal | None:
    """Why `sender` cannot invite this user."""
    try:
        user = find(world, name)
    except Refusal as refusal:
        return refusal
    if user is None:
        return None
    if user.uid in room.members:
        return Refusal(Reason.ALREADY_MEMBER, user.name)
    if user.uid in room.invited:
        return Refusal(Reason.ALREADY_INVITED, user.name)
    if banned(room, user, world.now) and not runs(world, room, sender):
        return Refusal(Reason.BANNED, room.name)
    if not world.may_invite(user, sender.name):
        return Refusal(Reason.TOO_MANY_INVITED, user.name)
    return None


def invite_all(
    world: World, sender: User, room: Room, users: list[str], seq: int
) -> tuple[tuple[list[str], list[tuple[Reason, str]]], Outcome]:
    """Invites whom it can: ((names invited, refusals), what they and the members are told).

    Those of other realms who can be invited must have been met.
    """
    invited, refused, notices = [], [], []
    members = world.shown(room.members)
    for name in users:
        refusal = _why_not(world, room, name, sender)
        if refusal:
            refused.append((refusal.reason, refusal.subject))
            continue
        user = world.user(name)
        world.invite(room, user.uid, sender.name, seq)
        invited.append(user.name)
        departures.invited(world, sender, room, user)
        notices.append(events.Invitation(0, seq, user.uid, sender.name, room.name, members, user.name, sender.known_as))
        notices.append(events.Invited(0, seq, room.rid, room.name, sender.uid, sender.name, user.name))
    return (invited, refused), notices
