"""Rules: names change, and who somebody has proved to be."""

from chatlib.core import commands, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Session, User
from chatlib.core.realms import departures
from chatlib.core.rules import Outcome, rule, unseen
from chatlib.core.rules.moderation.authority import check_admitted, runs
from chatlib.core.rules.moderation.masks import banned, muted
from chatlib.core.rules.people import changed, person
from chatlib.core.rules.presence import present
from chatlib.core.rules.rooms import admit
from chatlib.core.rules.sessions import add, make_way, missed, note_departed, remove
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
    check_admitted(world, account)
    world.stamp(command)
    user.account = account.name
    return [events.Done(command.cid, account.name), changed(world, user, "account")]


@rule(commands.Rename)
def rename(world: World, asker: User, command: commands.Rename) -> Outcome:
    user, new, session = asker, names.shown(command.name), world.state.sessions.get(command.cid)
    enters = session is not None and session.entered is not None
    if user.known_as and not enters:  # it hears all that its account does, and would have to be kept from it
        raise Refusal(Reason.ALREADY_LOGGED_IN, user.name)
    if names.key(new) == names.key(user.name) and (user.secret or new == user.name):
        return [events.Moved(command.cid, session.cid, user.uid, user.name, user.name)]
    for rid in session.entered if user.secret else user.rooms:
        if rid and (room := world.state.rooms[rid]).realm:
            raise Refusal(Reason.NOT_HERE, room.name)  # over there it would be somebody else, who was not let in
    if not user.secret and user.account and names.key(new) == names.key(user.account):
        return _become_account(world, user, session, command)
    for room in (world.state.lobby, *(world.state.rooms[rid] for rid in user.rooms)):
        held = banned(room, user, world.now) or muted(room, user, world.now)
        if held and not runs(world, room, user):
            raise Refusal(Reason.BANNED, room.name)  # which would not hold for another name
    check_admitted(world, User(0, new))
    new = world.free(new, {*world.state.awaited, user.uid}, irc=enters)
    seq = world.stamp(command)
    gone = make_way(world, new) if names.key(new) != names.key(user.name) else []
    if user.secret:
        return [*_leave_account(world, user, session, new, command.cid), *gone]
    old = user.name
    note_departed(world, user)
    world.unregister(user)
    departures.renamed(world, user, new)
    user.name = new
    world.register(user)
    for digest in user.tokens:
        world.state.tokens[digest].name = new
    return [events.Renamed(command.cid, seq, uid=user.uid, name=old, new=new, rooms=list(user.rooms)), *gone]


def _become_account(world: World, guest: User, session: Session, command: commands.Rename) -> Outcome:
    """The guest was this account all the time: from now on its connection is a device of it."""
    state, account = world.state, world.user(guest.account)
    if len(guest.cids) > 1:
        raise Refusal(Reason.ALREADY_LOGGED_IN, guest.name)
    seq = world.stamp(command)
    rooms, was_online = list(guest.rooms), account.uid in state.online
    accompanied = any(state.sessions[cid].pushes for cid in account.cids)
    for rid in account.rooms:
        unseen.begins(world, account, rid, account.pushed)
    came = _hand_over(world, guest, account, session)
    session.after = seq if accompanied else account.pushed
    if guest.uid in state.online:
        world.goes(guest)
    remove(world, guest)
    moved = events.Moved(command.cid, session.cid, account.uid, guest.name, account.name)
    if was_online:
        went = events.Went(0, seq, uid=guest.uid, name=guest.name, rooms=rooms, by=session.cid)
        return [moved, *came, went, *([] if accompanied else [missed(world, account, session)])]
    world.comes(account)
    departures.came_or_went(world, account, online=True)
    account.away = guest.away
    renamed = events.Renamed(command.cid, seq, uid=guest.uid, name=guest.name, new=account.name, rooms=rooms)
    moved.cid = 0  # it was answered by the new name
    return [renamed, moved, missed(world, account, session)]


def _leave_account(world: World, account: User, session: Session, name: str, cid: int) -> Outcome:
    """The connection goes on as a guest, who is known to be this account."""
    state = world.state
    guest = User(state.next_uid, name, pushed=state.seq, account=account.name, ident=account.ident)
    guest.realname, guest.away, guest.bot = account.realname, account.away, account.bot
    add(world, guest)
    told = Session(session.cid, account.uid, session.dialect, session.worker, "", True, entered=dict(session.entered))
    came = _hand_over(world, account, guest, session)
    world.comes(guest)
    moved = events.Moved(cid, session.cid, guest.uid, account.name, guest.name)
    if not account.unread:
        account.pushed = max(account.pushed, state.seq)  # the connection has been told everything
    unseen.ended(world, account, told, state.seq)
    account.unread = account.unread and bool(account.cids)
    if present(world, account):
        return [
            moved,
            events.Came(0, state.seq, uid=guest.uid, name=guest.name, person=person(world, guest), by=session.cid),
            *came,
        ]
    world.goes(account)
    departures.came_or_went(world, account, online=False)
    rooms = [event.rid for event in came]
    moved.cid = 0
    return [events.Renamed(cid, state.seq, uid=account.uid, name=account.name, new=name, rooms=rooms), moved]


def _hand_over(world: World, old: User, new: User, session: Session) -> Outcome:
    """The session belongs to another user, who comes into all the rooms that it hears."""
    seq = world.state.seq
    old.cids.remove(session.cid)
    new.cids.append(session.cid)
    session.uid, session.after, session.since = new.uid, seq, seq
    came: Outcome = []
    for rid in session.entered:
        if not rid:
            continue
        room = world.state.rooms[rid]
        if new.uid not in room.members:
            came.append(admit(world, room, new, seq, session))
            came[-1].by = session.cid
        for kept in (room.operators, room.voiced):
            if old.uid in kept:
                kept[new.uid] = None
    return came
