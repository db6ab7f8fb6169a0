"""Rules: what the home of a room tells the realms that mirror it, and its answers to what was asked."""

from chatlib.core import entries, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Request, Room, User
from chatlib.core.realms import requests
from chatlib.core.realms.arrivals import arrival, hear_early, local_user, own
from chatlib.core.realms.neighbours import meet
from chatlib.core.rules import Outcome
from chatlib.core.rules.attendance import entered_or_done
from chatlib.core.rules.rooms import admit, build, leave, remove
from chatlib.core.world import World

# ------------------------------------------------------------------- answers


@arrival(entries.Roster)
def roster(world: World, realm: str, entry: entries.Roster) -> Outcome:
    """Our user is in: the answer to all that he asked. If nobody waits for that any more, it is taken back."""
    address = own(entry.room, realm)
    request = _request(world, realm, entry.number)
    user = world.state.users.get(request.uid) if request else None
    if request is None or user is None:
        if not _still_wanted(world, names.key(address), entry.user, entry.number):
            world.put_out(realm, entries.Leave(entry.user, entry.room))
        if request:
            requests.settle(world, entry.number)
        return []
    room = _mirror(world, address, realm, entry.open)
    _meet_members(world, room, realm, entry.members)
    came: Outcome = []
    if user.uid not in room.members:
        came.append(admit(world, room, user, world.state.seq))
    out = entered_or_done(world, request.cid, user, room, came)
    requests.settle(world, entry.number)
    again = requests.joins(world, request.room) if world.state.rules >= 2 else []
    for number, one in again:
        if one.uid == user.uid:
            out += entered_or_done(world, one.cid, user, room, [])
            requests.settle(world, number)
    return [*out, *hear_early(world, room)]


@arrival(entries.Listed)
def listed(world: World, realm: str, entry: entries.Listed) -> Outcome:
    request = _settle(world, realm, entry.number)
    if request is None:
        return []
    members = sorted((world.from_realm(name, realm) for name in entry.members), key=names.key)
    return [events.Names(request.cid, request.room, members, len(members))]


@arrival(entries.Invites)
def invites(world: World, realm: str, entry: entries.Invites) -> Outcome:
    request = _settle(world, realm, entry.number)
    if request is None:
        return []
    room = world.mirrors.get(request.room)
    invited = [_shown(world, name, realm) for name in entry.invited]
    refused = [(reason, _shown(world, name, realm)) for reason, name in entry.refused]
    return [events.Invites(request.cid, room.name if room else request.room, invited, refused)]


@arrival(entries.Refused)
def refused(world: World, realm: str, entry: entries.Refused) -> Outcome:
    request = _settle(world, realm, entry.number)
    if request is None:
        return []
    room, user = world.mirrors.get(request.room), world.state.users.get(request.uid)
    if room and user and entry.reason in (Reason.UNKNOWN_ROOM, Reason.NOT_INVITED) and user.uid in room.invited:
        world.uninvite(room, user.uid)  # it was for a room that is no more
        if not room.ours and not room.invited:
            remove(world, room)
    return [events.Refused(request.cid, entry.reason, _shown(world, entry.subject, realm))]


def _request(world: World, realm: str, number: int) -> Request | None:
    """Ours to this realm, if it is still open; nobody else can answer it."""
    request = world.state.requests.get(number)
    if request and request.realm != realm:
        raise Refusal(Reason.UNKNOWN_REALM, realm)
    return request


def _settle(world: World, realm: str, number: int) -> Request | None:
    return requests.settle(world, number) if _request(world, realm, number) else None


def _still_wanted(world: World, room: str, name: str, number: int) -> bool:
    """Whether a user of that name has asked to join again meanwhile, which will be answered as well, or is a member."""
    user, mirror = local_user(world, name), world.mirrors.get(room)
    if user is None:
        return False
    again = any(other != number and one.uid == user.uid for other, one in requests.joins(world, room))
    return again or (mirror is not None and user.uid in mirror.members)


def _shown(world: World, name: str, realm: str) -> str:
    """As `from_realm`, for a name that somebody of ours may have mistyped."""
    try:
        return world.from_realm(name, realm)
    except Refusal:
        return names.cut(name)


# --------------------------------------------------------------------- mirrors


def _mirror(world: World, address: str, realm: str, open_: bool) -> Room:
    room = world.mirrors.get(names.key(address))
    return room or build(world, Room(world.state.next_rid, address, open_, 0, realm=realm))


def _meet_members(world: World, room: Room, realm: str, members: list[str]) -> None:
    """Who else is in the room, as its home says; of our own users we know it ourselves."""
    there = {world.key(address): address for address in (world.from_realm(name, realm) for name in members)}
    for uid in list(room.members):
        user = world.state.users[uid]
        if user.realm and names.key(user.name) not in there:
            del room.members[uid], user.rooms[room.rid]
            room.abroad[user.realm] -= 1
    for key, address in there.items():
        if names.AT in key:
            user = meet(world, address)
            if user.uid not in room.members:
                admit(world, room, user, world.state.seq)


def _member(world: World, address: str) -> User | None:
    found = world.names.get(names.key(address))
    return found if isinstance(found, User) and found.realm else None


@arrival(entries.Joined)
def joined(world: World, realm: str, entry: entries.Joined) -> Outcome:
    room, address = world.mirrors.get(names.key(own(entry.room, realm))), world.from_realm(entry.user, realm)
    if room is None or names.AT not in address:
        return []
    user = meet(world, address)
    if user.uid in room.members:
        return []
    return [admit(world, room, user, world.state.seq), *hear_early(world, room)]


@arrival(entries.Left)
def left(world: World, realm: str, entry: entries.Left) -> Outcome:
    """One of ours as well, who was put out of the room."""
    room, user = _about(world, realm, entry)
    user = user or local_user(world, world.from_realm(entry.user, realm))
    return leave(world, user, room) if room and user and user.uid in room.members else []


@arrival(entries.Declined)
def declined(world: World, realm: str, entry: entries.Declined) -> Outcome:
    room, name = world.mirrors.get(names.key(own(entry.room, realm))), world.from_realm(entry.user, realm)
    if room is None:
        return []
    user = _member(world, name)
    return [events.Declined(0, world.state.seq, room.rid, room.name, user.uid if user else 0, name)]


@arrival(entries.Invited)
def invited(world: World, realm: str, entry: entries.Invited) -> Outcome:
    room, name = world.mirrors.get(names.key(own(entry.room, realm))), world.from_realm(entry.user, realm)
    whom = world.from_realm(entry.whom, realm)
    return [events.Invited(0, world.state.seq, room.rid, room.name, 0, name, whom)] if room else []


@arrival(entries.Deleted)
def deleted(world: World, realm: str, entry: entries.Deleted) -> Outcome:
    room = world.mirrors.get(names.key(own(entry.room, realm)))
    if room is None:
        return []
    by = world.from_realm(entry.user, realm) if entry.user else realm
    members = world.shown(room.members)
    remove(world, room)
    return [events.Deleted(0, world.state.seq, room.rid, room.name, 0, by, members)]


@arrival(entries.Invitation)
def invitation(world: World, realm: str, entry: entries.Invitation) -> Outcome:
    sender, user = world.from_realm(entry.sender, realm), local_user(world, entry.user)
    if user is None:
        world.put_out(realm, entries.Bounced(entry.sender, Reason.UNKNOWN_USER, entry.user))
        return []
    room = _mirror(world, own(entry.room, realm), realm, entry.open)
    if user.uid in room.members:
        return []
    if not room.ours:
        _meet_members(world, room, realm, entry.members)
    if not world.may_invite(user, sender):
        return []  # more than he will ever answer
    world.invite(room, user.uid, sender, world.state.seq)
    members = [_shown(world, name, realm) for name in entry.members]
    return [events.Invitation(0, world.state.seq, user.uid, sender, room.name, members, user.name)]


def _about(world: World, realm: str, entry: entries.Left) -> tuple[Room | None, User | None]:
    room = world.mirrors.get(names.key(own(entry.room, realm)))
    return room, _member(world, world.from_realm(entry.user, realm))
