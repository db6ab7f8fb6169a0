"""Rules: sessions begin and end; guests come and go with theirs."""

from chatlib.core import commands, events, names, text
from chatlib.core.cluster.numbers import node_of
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import DEPARTED_KEPT, Departed, Session, Token, User
from chatlib.core.realms import departures
from chatlib.core.rules import Fetch, Missed, Outcome, rule, unseen
from chatlib.core.rules.moderation.authority import LONGEST_REASON, check_admitted, check_guest
from chatlib.core.rules.people import LONGEST_SELF
from chatlib.core.rules.presence import appear, forget_token, give, living_token, present, put_away
from chatlib.core.rules.rooms import decline, leave, remove_if_deserted
from chatlib.core.world import World

PAGE_BYTES = 64 * 1024
"""Of names in the invitations that are told at once, beside a page of messages: a page ends behind it."""

RETURN_WITHIN = 60.0
"""Seconds for which a guest whom the server's end cut off stays who he is, with his rooms: his client comes back."""


@rule(commands.Enter, for_users=False)
def enter(world: World, command: commands.Enter) -> Outcome:
    user = world.user(command.name)
    if not user.secret:
        raise Refusal(Reason.UNKNOWN_USER, user.name)
    if command.single and (user.cids or command.cid in world.state.sessions):
        raise Refusal(Reason.ALREADY_LOGGED_IN, user.name)
    check_admitted(world, user, command.address)
    world.stamp(command)
    return begin(world, user, command, command.cid)


@rule(commands.Guest, for_users=False)
def guest(world: World, command: commands.Guest) -> Outcome:
    if command.cid in world.state.sessions:
        raise Refusal(Reason.ALREADY_LOGGED_IN)
    name = world.free(command.name, world.state.awaited, irc=command.details is not None)
    account = world.user(command.account).name if command.account else ""
    user = User(world.state.next_uid, name, account=account)
    check_guest(world, user)
    check_admitted(world, user, command.address)
    user.pushed = world.stamp(command)
    gone = make_way(world, name)
    add(world, user)
    return [*begin(world, user, command, command.cid), *gone]


@rule(commands.Resume, for_users=False)
def resume(world: World, command: commands.Resume) -> Outcome:
    state = world.state
    token = living_token(world, command.session, lingers=False)
    if command.cid in state.sessions:
        raise Refusal(Reason.ALREADY_LOGGED_IN)
    user = state.users.get(token.uid)
    check_admitted(world, user or User(0, token.name), command.address)
    if user is None:
        # A guest who was away keeps who he is, unless somebody took the name meanwhile.
        user = User(token.uid, world.free(token.name), tokens=[command.session], sent=token.sent)
        check_guest(world, user)
        world.stamp(command)
        add(world, user)
    else:
        world.stamp(command)
        state.awaited.pop(user.uid, None)
    session = Session(command.cid, user.uid, command.dialect, command.worker, command.session, True)
    session.address = command.address
    session.after = max(command.seq, 0)
    session.lobby_after = max(command.seq, token.born)
    return _seat(world, user, session)


@rule(commands.Exit)
def exit_(world: World, asker: User, command: commands.Exit) -> Outcome:
    sessions, user = world.state.sessions, asker
    seq = world.stamp(command)
    if command.token:
        # Perhaps by another connection than the one that logged in, which goes on without a session.
        forget_token(world, command.token)
        ended = next((cid for cid in user.cids if sessions[cid].token == command.token), 0)
    else:
        ended = command.cid
        forget_token(world, sessions[ended].token)
    parted = events.Parted(command.cid, user.name, ended, sessions[ended].worker if ended else 0)
    reason = text.brief(command.reason, LONGEST_REASON)
    return [parted, *(end(world, ended, seq, reason) if ended else leave_if_gone(world, user, reason))]


@rule(commands.Drop, for_users=False)
def drop(world: World, command: commands.Drop) -> Outcome:
    if command.cid not in world.state.sessions:
        return []
    world.stamp(command)
    return end(world, command.cid, command.written)


@rule(commands.Restart, for_users=False)
def restart(world: World, command: commands.Restart) -> Outcome:
    state = world.state
    gone = dict.fromkeys(cid for cid in state.sessions if node_of(cid) == command.node)
    if not gone and command.rules <= state.rules:
        return []
    world.stamp(command)
    state.rules = max(state.rules, command.rules)
    out: Outcome = []
    for cid in gone:
        session = state.sessions[cid]
        token = state.tokens.get(session.token)
        if token and token.guest and all(one in gone for one in state.users[session.uid].cids):
            state.awaited[session.uid] = world.now + RETURN_WITHIN
        out += end(world, cid, command.written.get(cid, 0))
    return out


@rule(commands.Upgrade, for_users=False)
def upgrade(world: World, command: commands.Upgrade) -> Outcome:
    if command.rules > world.state.rules:
        world.stamp(command)
        world.state.rules = command.rules
    return []


@rule(commands.Vanish, for_users=False)
def vanish(world: World, command: commands.Vanish) -> Outcome:
    if command.uid not in world.state.awaited:
        return []
    world.stamp(command)
    return _vanish(world, world.state.users[command.uid])


def due(world: World) -> list[commands.Command]:
    """Who has not come back by now."""
    return [commands.Vanish(uid=uid) for uid, until in world.state.awaited.items() if until <= world.now]


@rule(commands.More, for_users=False)
def more(world: World, command: commands.More) -> Outcome:
    session = world.state.sessions.get(command.cid)
    if session is None:
        return []
    page = missed(world, world.state.users[session.uid], session, command.after)
    if session.entered is not None:
        return [page]
    # Whoever catches up slowly is told what was said in the lobby meanwhile.
    rooms = {events.LOBBY_ID: max(session.after, command.after, session.since), **page.wanted.rooms}
    return [page._replace(wanted=page.wanted._replace(rooms=rooms))]


@rule(commands.Unread, for_users=False)
def unread(world: World, command: commands.Unread) -> Outcome:
    if session := world.state.sessions.get(command.cid):
        world.stamp(command)
        world.state.users[session.uid].unread = True
    return []


def add(world: World, user: User) -> None:
    world.state.users[user.uid] = user
    world.state.next_uid = max(world.state.next_uid, user.uid + 1)
    world.register(user)


def begin(world: World, user: User, how: commands.Begin, cid: int) -> Outcome:
    """A session on connection `cid`; one that it had before is over."""
    seq = world.state.seq
    ended = end(world, cid, seq) if cid in world.state.sessions else []
    if how.session:
        give(world, user, how.session, Token(user.uid, user.name, not user.secret, how.lingers, seq, world.now))
    session = Session(cid, user.uid, how.dialect, how.worker, how.session, how.pushes, address=how.address)
    if details := getattr(how, "details", None):
        user.ident, user.realname = details.ident, text.brief(details.realname, LONGEST_SELF)
        session.entered = {} if details.enters else None
    return ended + _seat(world, user, session)


def _seat(world: World, user: User, session: Session) -> Outcome:
    """Gives the session its place; all the user's devices hear everything from now on."""
    state = world.state
    alone = not any(state.sessions[cid].pushes for cid in user.cids)
    if session.after < 0:
        # What one device got, all have got: only the first one finds that something was missed.
        session.after = user.pushed if alone else state.seq
    session.since = state.seq
    session.marks = {} if session.lobby_after >= 0 else unseen.marks(world, user)
    state.sessions[session.cid] = session
    user.cids.append(session.cid)
    for rid in user.rooms:
        unseen.begins(world, user, rid, min(session.after, user.pushed))
    out: Outcome = [events.Welcome(session.cid, user.uid, user.name, session.pushes, _read(world, user, session))]
    if session.pushes:
        out.append(missed(world, user, session))
    return out + appear(world, commands.Appear(uid=user.uid), told=True)


def _read(world: World, user: User, session: Session) -> dict[str, str]:
    if session.entered is None:
        return {}
    rooms = (world.state.rooms[rid].name for rid in user.rooms)
    return {name: user.read[names.key(name)] for name in rooms if names.key(name) in user.read}


def missed(world: World, user: User, session: Session, after: int = -1) -> Fetch:
    """A page of it: what comes behind `after`. Who resumes gets everything after the SEQ that he saw last; else what
    was fetched is not missed. Rooms that have to be entered are heard of then.
    """
    since = max(after, session.after)
    resumed = session.lobby_after >= 0
    rooms: dict[int, int] = {}
    if session.entered is None:
        for rid, fetched in user.rooms.items():
            mark = max(after, session.marks.get(rid, session.after))
            rooms[rid] = since if resumed else max(mark, fetched)
    if resumed:
        rooms[events.LOBBY_ID] = max(since, session.lobby_after)
    invitations, more = _invitations(world, user, session, since)
    private = since if resumed else max(since, user.fetched)
    return Fetch(session.cid, Missed(user.uid, private, rooms, invitations, more, session.entered is None))


def _invitations(world: World, user: User, session: Session, after: int) -> tuple[list[events.Invitation], bool]:
    """A page of those that came before the session, oldest first, and whether there is more."""
    open_ = ((*room.invited[user.uid], room) for room in world.invitations_of(user))
    found, size = [], 0
    for sender, seq, room in sorted(open_, key=lambda one: (one[1], one[2].rid)):
        if not after < seq <= session.since:
            continue
        if size >= PAGE_BYTES:
            return found, True
        members = world.shown(room.members)
        size += sum(map(len, members))
        found.append(events.Invitation(0, seq, user.uid, sender, room.name, members, user.name))
    return found, False


def end(world: World, cid: int, written: int, reason: str = "") -> Outcome:
    """The session of this connection is over. `written`: as of commands.Drop."""
    state = world.state
    session = state.sessions.pop(cid)
    user = state.users[session.uid]
    user.cids.remove(cid)
    if session.pushes and not user.unread:
        user.pushed = max(user.pushed, written)
    unseen.ended(world, user, session, written)
    user.unread = user.unread and bool(user.cids)
    put_away(world, session.token)
    return leave_if_gone(world, user, reason)


def leave_if_gone(world: World, user: User, reason: str = "") -> Outcome:
    """A user without a connection is not online any more, unless a token keeps it so; a guest is not known any more."""
    state = world.state
    if user.uid not in state.online or present(world, user):
        return []
    world.goes(user)
    departures.came_or_went(world, user, online=False)
    note_departed(world, user)
    user.away = ""
    out: Outcome = [
        events.Went(0, state.seq, uid=user.uid, name=user.name, rooms=list(user.rooms), reason=reason),
    ]
    if not user.secret and user.uid not in state.awaited:
        left = _vanish(world, user)
        for event in left:
            event.gone = isinstance(event, events.Left)
        out += left
    return out


def note_departed(world: World, user: User) -> None:
    """Nobody of that name is here any more."""
    departed = world.state.departed
    departed.append(Departed(user.name, user.ident, user.realname, world.now))
    del departed[:-DEPARTED_KEPT]


def _vanish(world: World, guest: User) -> Outcome:
    """What he sent is known by his tokens, should he come again."""
    world.state.awaited.pop(guest.uid, None)
    for digest in guest.tokens:
        world.state.tokens[digest].sent = guest.sent
    return remove(world, guest)


def make_way(world: World, name: str) -> Outcome:
    """Somebody who is here takes the name of a guest who is only waited for."""
    holder = world.names.get(names.key(name))
    return _vanish(world, holder) if isinstance(holder, User) else []


def remove(world: World, user: User) -> Outcome:
    """Somebody who is not online, and is not to be known any more."""
    out: Outcome = []
    for rid in list(user.rooms):
        out += leave(world, user, world.state.rooms[rid])
    for room in world.invitations_of(user):
        decline(world, user, room, told=False)
    world.unregister(user)
    world.state.lobby.forget(user.uid)
    del world.state.users[user.uid]
    for room in world.made_by(user):
        remove_if_deserted(world, room)
    return out
