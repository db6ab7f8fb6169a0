"""Rules: names change, and who somebody has proved to be."""

from chatlib.core import commands, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Session, User
from chatlib.core.realms import departures
from chatlib.core.rules import Outcome, rule, unseen
from chatlib.core.rules.attendance import attending
from chatlib.core.rules.people import changed
from chatlib.core.rules.rooms import admit, leave
from chatlib.core.rules.sessions import add, missed, remove
from chatlib.core.world import World


@rule(commands.Identify, for_users=False)
def identify(world: World, command: commands.Identify) -> Outcome:
    account = world.user(command.name)
    session = world.state.sessions.get(command.cid)
    if session is None:
        return [events.Done(command.cid, account.name)]
    user = world.state.users[session.uid]
    if user.secret and user is not account:
        raise Refusal(Reason.ALREADY_LOGGED_IN, user.name)
    if user is account:
        return [events.Done(command.cid, account.name)]
    world.stamp(command)
    user.account = account.name
    return [events.Done(command.cid, account.name), changed(world, user, "account")]


@rule(commands.Rename)
def rename(world: World, asker: User, command: commands.Rename) -> Outcome:
    session = attending(world, command)
    user, new = asker, names.shown(command.name)
    if names.key(new) == names.key(user.name) and (user.secret or new == user.name):
        return [events.Renamed(command.cid, world.state.seq, uid=user.uid, name=user.name, new=user.name)]
    if not user.secret and user.account and names.key(new) == names.key(user.account):
        return _become_account(world, user, session, command)
    new = world.free(new, {*world.state.awaited, user.uid}, irc=True)
    seq = world.stamp(command)
    if holder := _awaited(world, new, user):
        remove(world, holder)
    if user.secret:
        return _leave_account(world, user, session, new, command.cid)
    for rid in [rid for rid in user.rooms if world.state.rooms[rid].realm]:
        leave(world, user, world.state.rooms[rid])  # over there it would be somebody else
    old = user.name
    world.unregister(user)
    departures.renamed(world, user, new)
    user.name = new
    world.register(user)
    for digest in user.tokens:
        world.state.tokens[digest].name = new
    return [events.Renamed(command.cid, seq, uid=user.uid, name=old, new=new, rooms=list(user.rooms))]


def _awaited(world: World, name: str, user: User) -> User | None:
    holder = world.names.get(names.key(name))
    return holder if isinstance(holder, User) and holder is not user else None


def _become_account(world: World, guest: User, session: Session, command: commands.Rename) -> Outcome:
    """The guest was this account all the time: from now on its connection is a device of it."""
    state, account = world.state, world.user(guest.account)
    seq = world.stamp(command)
    rooms = list(guest.rooms)
    was_online = account.uid in state.online
    _hand_over(world, guest, account, session)
    state.online.pop(guest.uid, None)
    out = remove(world, guest)
    for event in out:
        event.gone = True  # who hears of the new name need not hear of this
    if not was_online:
        state.online[account.uid] = None
        departures.came_or_went(world, account, online=True)
    account.away = guest.away
    renamed = events.Renamed(
        command.cid, seq, uid=guest.uid, name=guest.name, new=account.name, rooms=rooms, now_uid=account.uid
    )
    for rid in account.rooms:
        unseen.note_unheard(world, account, rid, account.pushed)
    return [renamed, *out, missed(world, account, session)]


def _leave_account(world: World, account: User, session: Session, name: str, cid: int) -> Outcome:
    """The connection goes on as a guest, who is known to be this account."""
    state = world.state
    guest = User(state.next_uid, name, pushed=state.seq, account=account.name, ident=account.ident)
    guest.realname, guest.away, guest.bot = account.realname, account.away, account.bot
    add(world, guest)
    rooms = [rid for rid in session.entered if rid]
    account.cids.remove(session.cid)
    account.cids.append(session.cid)  # the last one, so that it is clear who hears what without it
    _hand_over(world, account, guest, session)
    state.online[guest.uid] = None
    if not account.cids:
        del state.online[account.uid]
        departures.came_or_went(world, account, online=False)
    return [
        events.Renamed(
            cid, state.seq, uid=account.uid, name=account.name, new=name, rooms=rooms, now_uid=guest.uid,
        )
    ]  # fmt: skip


def _hand_over(world: World, old: User, new: User, session: Session) -> None:
    """The session belongs to another user, who is in all the rooms that it hears."""
    seq = world.state.seq
    old.cids.remove(session.cid)
    new.cids.append(session.cid)
    session.uid, session.after, session.since = new.uid, new.pushed, seq
    for rid in session.entered:
        if not rid:
            continue
        room = world.state.rooms[rid]
        if new.uid not in room.members:
            admit(world, room, new, seq)
        for kept in (room.operators, room.voiced):
            if old.uid in kept:
                kept[new.uid] = None
        if not new.secret:
            unseen.note_unheard(world, old, rid, seq)
