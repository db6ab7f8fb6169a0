"""Rules: what users of other realms ask of rooms that are at home here."""

from chatlib.core import entries, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Room, User
from chatlib.core.realms.arrivals import arrival, own
from chatlib.core.realms.neighbours import meet, meet_all
from chatlib.core.rules import Outcome
from chatlib.core.rules.moderation.authority import check_admitted
from chatlib.core.rules.moderation.masks import banned
from chatlib.core.rules.rooms import admit, check_size, decline, invite_all, leave
from chatlib.core.world import World


@arrival(entries.Join)
def join(world: World, realm: str, entry: entries.Join) -> Outcome:
    """A member who asks again is told again: the first answer may have come too late."""
    visitor = own(entry.user, realm)
    out: Outcome = []
    try:
        room = _room(world, entry.room)
        known = _known(world, visitor)
        if (room.key or not room.enterable) and not (
            known and (known.uid in room.members or known.uid in room.invited)
        ):
            raise Refusal(Reason.NOT_INVITED, room.name)
        if known is None or known.uid not in room.members:
            _check_visitor(world, room, known or User(0, visitor))
        check_size(world, room)
        user = known or meet(world, visitor)
        if user.uid not in room.members:
            out.append(admit(world, room, user, world.state.seq))
    except Refusal as refusal:
        return _refuse(world, realm, entry.number, refusal)
    members = world.shown(room.members)
    world.put_out(realm, entries.Roster(entry.number, entry.user, room.name, room.open, members))
    return out


@arrival(entries.Ask)
def ask(world: World, realm: str, entry: entries.Ask) -> Outcome:
    user = _known(world, own(entry.user, realm))
    try:
        room = _room(world, entry.room)
        if not room.open and not (user and user.uid in room.members):
            raise Refusal(Reason.NOT_MEMBER, room.name)
    except Refusal as refusal:
        return _refuse(world, realm, entry.number, refusal)
    world.put_out(realm, entries.Listed(entry.number, world.shown(room.members)))
    return []


@arrival(entries.Invite)
def invite(world: World, realm: str, entry: entries.Invite) -> Outcome:
    user = _known(world, own(entry.user, realm))
    try:
        room = _room(world, entry.room)
        if user is None or user.uid not in room.members:
            raise Refusal(Reason.NOT_MEMBER, room.name)
    except Refusal as refusal:
        return _refuse(world, realm, entry.number, refusal)
    meet_all(world, entry.users)
    (invited, refused), notices = invite_all(world, user, room, entry.users, world.state.seq)
    world.put_out(realm, entries.Invites(entry.number, invited, refused))
    return notices


@arrival(entries.Leave)
def leaves(world: World, realm: str, entry: entries.Leave) -> Outcome:
    user, room = _known(world, own(entry.user, realm)), world.names.get(names.key(entry.room))
    if user is None or not isinstance(room, Room) or user.uid not in room.members:
        return []
    return leave(world, user, room)


@arrival(entries.Decline)
def declines(world: World, realm: str, entry: entries.Decline) -> Outcome:
    user, room = _known(world, own(entry.user, realm)), world.names.get(names.key(entry.room))
    if user is None or not isinstance(room, Room) or user.uid not in room.invited:
        return []
    return decline(world, user, room, entry.told)


def _room(world: World, name: str) -> Room:
    return world.room(names.local(name))


def _check_visitor(world: World, room: Room, visitor: User) -> None:
    """As check_entry, for who can say no key."""
    check_admitted(world, visitor)
    if banned(room, visitor, world.now):
        raise Refusal(Reason.BANNED, room.name)
    if "R" in room.modes:  # whether it has an account over there is not known here
        raise Refusal(Reason.ACCOUNTS_ONLY, room.name)
    if room.limit and len(room.members) >= room.limit:
        raise Refusal(Reason.ROOM_FULL, room.name)


def _known(world: World, address: str) -> User | None:
    found = world.names.get(names.key(address))
    return found if isinstance(found, User) else None


def _refuse(world: World, realm: str, number: int, refusal: Refusal) -> Outcome:
    world.put_out(realm, entries.Refused(number, refusal.reason, refusal.subject))
    return []
