"""Rules: connections that hear the rooms which they have entered, and no others."""

from chatlib.core import commands, events, names, text
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Room, Session, User
from chatlib.core.realms import departures, requests
from chatlib.core.rules import Entry, Fetch, Outcome, rule, unseen
from chatlib.core.rules.moderation.authority import LONGEST_REASON
from chatlib.core.rules.people import person, show
from chatlib.core.rules.rooms import admit, build, check_entry, check_size, leave
from chatlib.core.world import World


@rule(commands.Attend)
def attend(world: World, asker: User, command: commands.Attend) -> Outcome:
    session = attending(world, command)
    if world.key(command.room) == names.LOBBY:
        return _enter_lobby(world, asker, session, command)
    room = world.find_room(command.room)
    if world.realm_of(command.room) and (room is None or asker.uid not in room.members):
        return requests.join(world, asker, command)
    if room is None:
        return _make(world, asker, session, command)
    already = room.rid in session.entered
    if not already and asker.uid not in room.members:
        check_entry(world, room, asker, command.key)
        check_size(world, room)
        departures.check_room(world, room)
        joined = admit(world, room, asker, world.stamp(command), session)
        return [joined, _entered(world, asker, room, command.cid)]
    entered = _entered(world, asker, room, command.cid, already)
    if already:
        return [entered]
    seq = world.stamp(command)
    since = unseen.marks(world, asker).get(room.rid)
    session.entered[room.rid] = (seq if since is None else since, seq)
    if since is None:
        return [entered]
    return [Fetch(command.cid, Entry(room.rid, asker.uid, max(since, asker.rooms[room.rid]), entered))]


@rule(commands.Depart)
def depart(world: World, asker: User, command: commands.Depart) -> Outcome:
    session = attending(world, command)
    if world.key(command.room) == names.LOBBY:
        if events.LOBBY_ID not in session.entered:
            raise Refusal(Reason.NOT_MEMBER, names.LOBBY)
        world.stamp(command)
        del session.entered[events.LOBBY_ID]
        return [events.Left(command.cid, world.state.seq, events.LOBBY_ID, names.LOBBY, asker.uid, asker.name)]
    room = world.room(command.room)
    if asker.uid not in room.members:
        raise Refusal(Reason.NOT_MEMBER, room.name)
    world.stamp(command)
    left, *more = leave(world, asker, room)
    left.cid, left.reason = command.cid, text.brief(command.reason, LONGEST_REASON)
    return [left, *more]


def attending(world: World, command: commands.Command) -> Session:
    """The session of a connection that enters rooms; Refusal(NOT_HERE) for others."""
    session = world.state.sessions.get(command.cid)
    if session is None or session.entered is None:
        raise Refusal(Reason.NOT_HERE)
    return session


def entered_or_done(world: World, cid: int, user: User, room: Room, came: Outcome) -> Outcome:
    """The answer to who asked to join a room elsewhere, beside what others are told."""
    session = world.state.sessions.get(cid)
    if session is None or session.entered is None:
        return [events.Done(cid, room.name), *came]
    session.entered[room.rid] = (world.state.seq, world.state.seq)
    return [*came, _entered(world, user, room, cid)]


def _enter_lobby(world: World, asker: User, session: Session, command: commands.Attend) -> Outcome:
    already = events.LOBBY_ID in session.entered
    if not already:
        seq = world.stamp(command)
        session.entered[events.LOBBY_ID] = (seq, seq)
    return [_entered(world, asker, None, command.cid, already)]


def _make(world: World, asker: User, session: Session, command: commands.Attend) -> Outcome:
    name = _room_name(world, command.room)
    if len(world.state.rooms) >= world.limits.rooms or len(world.made_by(asker)) >= world.limits.rooms_of_user:
        raise Refusal(Reason.TOO_MANY_ROOMS, name)
    seq = world.stamp(command)
    room = build(world, Room(world.state.next_rid, name, True, asker.uid, modes="nt", made=world.now, passing=True))
    room.operators[asker.uid] = None
    joined = admit(world, room, asker, seq, session)
    return [joined, _entered(world, asker, room, command.cid)]


def _room_name(world: World, name: str) -> str:
    """Users and rooms share their names, where IRC has a "#" between them: a room has one where a user has the name."""
    if isinstance(holder := world.named(name), User):
        name = names.check(name)
        if len(name) == names.MAX_LENGTH:
            raise Refusal(Reason.NAME_IS_USER, holder.name)
        return names.HASH + name
    return world.free(name)


def _entered(world: World, asker: User, room: Room | None, cid: int, already: bool = False) -> events.Entered:
    entered = events.Entered(cid, already=already, person=person(world, asker))
    show(world, asker, room, entered)
    entered.read = asker.read.get(names.key(entered.room), "")
    return entered
