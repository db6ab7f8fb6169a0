"""Rules: accounts, guests, tokens, and who is online."""

from chatlib.core import commands, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import TOKENS_KEPT, Session, Token, User
from chatlib.core.realms import departures
from chatlib.core.rules import Asker, Fetch, Missed, Outcome, rule
from chatlib.core.rules.presence import appear, forget_token, living_token, present
from chatlib.core.rules.rooms import decline, leave
from chatlib.core.world import World

HOUR = 3600.0

RETURN_WITHIN = 60.0
"""Seconds for which a guest whom the server's end cut off stays who he is, with his rooms: his client comes back."""


# ------------------------------------------------------------------ accounts


@rule(commands.Lookup, for_users=False)
def lookup(world: World, command: commands.Lookup) -> Outcome:
    if command.register:
        _may_register(world, command.name, command.address)
        return [events.Credentials(command.cid, command.name)]
    user = world.user(command.name)
    if not user.secret:
        raise Refusal(Reason.UNKNOWN_USER, user.name)
    waits = [world.throttle.delay(who, world.now) for who in _counted(names.key(user.name), command.address)]
    return [events.Credentials(command.cid, user.name, user.secret, max(waits))]


@rule(commands.Failed, for_users=False)
def failed(world: World, command: commands.Failed) -> Outcome:
    for who in _counted(names.key(command.name), command.address):
        world.throttle.failed(who, world.now)
    raise Refusal(Reason.WRONG_PASSWORD, command.name)


@rule(commands.Register, for_users=False)
def register(world: World, command: commands.Register) -> Outcome:
    state = world.state
    name = _may_register(world, command.name, command.address)
    seq = world.stamp(command)
    if command.address:
        state.accounts_made.setdefault(command.address, []).append(world.now)
    gone = _make_way(world, name)
    user = User(state.next_uid, name, command.secret, pushed=seq)
    _add(world, user)
    if command.enter:
        return [*_begin(world, user, command.enter, command.cid), *gone]
    return [events.Done(command.cid, name), *gone]


def _may_register(world: World, name: str, address: str) -> str:
    name = world.free(name, world.state.awaited)
    # An empty address is one without a limit: loopback, or the server's own roster.
    if address:
        made = world.state.accounts_made
        for old in [a for a, times in made.items() if times[-1] < world.now - HOUR]:
            del made[old]
        recent = [t for t in made.get(address, ()) if t >= world.now - HOUR]
        if len(recent) >= world.limits.accounts_an_hour:
            raise Refusal(Reason.TOO_MANY_ACCOUNTS)
        if recent:
            made[address] = recent
    return name


def _counted(name: str, address: str) -> list[str]:
    """Under what a wrong password counts: "/" keeps an address from being taken for a name."""
    return [name, "/" + address] if address else [name]


# ------------------------------------------------------------ begin and end


@rule(commands.Enter, for_users=False)
def enter(world: World, command: commands.Enter) -> Outcome:
    user = world.user(command.name)
    if command.single and (user.cids or command.cid in world.state.sessions):
        raise Refusal(Reason.ALREADY_LOGGED_IN, user.name)
    world.throttle.succeeded(names.key(user.name))
    world.stamp(command)
    return _begin(world, user, command, command.cid)


@rule(commands.Guest, for_users=False)
def guest(world: World, command: commands.Guest) -> Outcome:
    if command.cid in world.state.sessions:
        raise Refusal(Reason.ALREADY_LOGGED_IN)
    name = world.free(command.name, world.state.awaited)
    seq = world.stamp(command)
    gone = _make_way(world, name)
    user = User(world.state.next_uid, name, pushed=seq)
    _add(world, user)
    return [*_begin(world, user, command, command.cid), *gone]


@rule(commands.Resume, for_users=False)
def resume(world: World, command: commands.Resume) -> Outcome:
    state = world.state
    token = living_token(world, command.session, lingers=False)
    if command.cid in state.sessions:
        raise Refusal(Reason.ALREADY_LOGGED_IN)
    user = state.users.get(token.uid)
    if user is None:
        # A guest who was away keeps who he is, unless somebody took the name meanwhile.
        user = User(token.uid, world.free(token.name), tokens=[command.session], sent=token.sent)
        world.stamp(command)
        _add(world, user)
    else:
        world.stamp(command)
        state.awaited.pop(user.uid, None)
    session = Session(command.cid, user.uid, command.dialect, command.worker, command.session, True)
    session.after = max(command.seq, 0)
    session.lobby_after = max(command.seq, token.born)
    return _seat(world, user, session)


@rule(commands.Exit)
def exit_(world: World, asker: Asker, command: commands.Exit) -> Outcome:
    sessions, user = world.state.sessions, asker.user
    seq = world.stamp(command)
    if command.token:
        # Perhaps by another connection than the one that logged in, which goes on without a session.
        forget_token(world, command.token)
        ended = next((cid for cid in user.cids if sessions[cid].token == command.token), 0)
    else:
        ended = command.cid
        forget_token(world, sessions[ended].token)
    parted = events.Parted(command.cid, user.name, ended, sessions[ended].worker if ended else 0)
    return [parted, *(_end(world, ended, seq) if ended else _leave_if_gone(world, user))]


@rule(commands.Drop, for_users=False)
def drop(world: World, command: commands.Drop) -> Outcome:
    if command.cid not in world.state.sessions:
        return []
    world.stamp(command)
    return _end(world, command.cid, command.written)


@rule(commands.Restart, for_users=False)
def restart(world: World, command: commands.Restart) -> Outcome:
    state = world.state
    if not state.sessions:
        return []
    world.stamp(command)
    out: Outcome = []
    for cid, session in list(state.sessions.items()):
        token = state.tokens.get(session.token)
        if token and token.guest:
            state.awaited[session.uid] = world.now + RETURN_WITHIN
        out += _end(world, cid, command.written.get(cid, 0))
    return out


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
    session.after = max(session.after, command.after)
    missed = _missed(world, world.state.users[session.uid], session)
    # Whoever catches up slowly is told what was said in the lobby meanwhile, and has been invited already.
    rooms = {events.LOBBY_ID: max(session.after, session.since), **missed.wanted.rooms}
    return [missed._replace(wanted=missed.wanted._replace(rooms=rooms, invitations=[]))]


def _add(world: World, user: User) -> None:
    world.state.users[user.uid] = user
    world.state.next_uid = max(world.state.next_uid, user.uid + 1)
    world.names[names.key(user.name)] = user


def _begin(world: World, user: User, how: commands.Begin, cid: int) -> Outcome:
    """A session on connection `cid`; one that it had before is over."""
    seq = world.state.seq
    ended = _end(world, cid, seq) if cid in world.state.sessions else []
    while len(user.tokens) >= TOKENS_KEPT:
        forget_token(world, user.tokens[0])
    if how.session:
        user.tokens.append(how.session)
        world.state.tokens[how.session] = Token(user.uid, user.name, not user.secret, how.lingers, seq, world.now)
    session = Session(cid, user.uid, how.dialect, how.worker, how.session, how.pushes)
    return ended + _seat(world, user, session)


def _seat(world: World, user: User, session: Session) -> Outcome:
    """Gives the session its place; all the user's devices hear everything from now on."""
    state = world.state
    alone = not any(state.sessions[cid].pushes for cid in user.cids)
    if session.after < 0:
        # What one device got, all have got: only the first one finds that something was missed.
        session.after = user.pushed if alone else state.seq
    session.since = state.seq
    state.sessions[session.cid] = session
    user.cids.append(session.cid)
    out: Outcome = [events.Welcome(session.cid, user.uid, user.name, session.pushes)]
    if session.pushes:
        out.append(_missed(world, user, session))
    return out + appear(world, commands.Appear(uid=user.uid), told=True)


def _missed(world: World, user: User, session: Session) -> Fetch:
    """Whoever resumes gets everything after the SEQ that he saw last; else what was fetched is not missed."""
    state, after = world.state, session.after
    resumed = session.lobby_after >= 0
    rooms = {rid: after if resumed else max(after, fetched) for rid, fetched in user.rooms.items()}
    if resumed:
        rooms[events.LOBBY_ID] = max(after, session.lobby_after)
    invitations = [
        events.Invitation(0, seq, user.uid, sender, room.name, world.shown(room.members))
        for room in state.rooms.values()
        if user.uid in room.invited
        for sender, seq in [room.invited[user.uid]]
        if seq > after
    ]
    return Fetch(session.cid, Missed(user.uid, after if resumed else max(after, user.fetched), rooms, invitations))


def _end(world: World, cid: int, written: int) -> Outcome:
    state = world.state
    session = state.sessions.pop(cid)
    user = state.users[session.uid]
    user.cids.remove(cid)
    if session.pushes:
        user.pushed = max(user.pushed, written)
    token = state.tokens.get(session.token)
    if token and not token.lingers:
        token.used = world.now
    return _leave_if_gone(world, user)


def _leave_if_gone(world: World, user: User) -> Outcome:
    state = world.state
    if user.uid not in state.online or present(world, user):
        return []
    del state.online[user.uid]
    departures.came_or_went(world, user, online=False)
    out: Outcome = [events.Went(0, state.seq, uid=user.uid, name=user.name)]
    if not user.secret and user.uid not in state.awaited:
        out += _vanish(world, user)
    return out


def _vanish(world: World, guest: User) -> Outcome:
    """What he sent is known by his tokens, should he come again."""
    world.state.awaited.pop(guest.uid, None)
    for digest in guest.tokens:
        world.state.tokens[digest].sent = guest.sent
    return remove(world, guest)


def _make_way(world: World, name: str) -> Outcome:
    """Somebody who is here takes the name of a guest who is only waited for."""
    holder = world.names.get(names.key(name))
    return _vanish(world, holder) if isinstance(holder, User) else []


def remove(world: World, user: User) -> Outcome:
    """Somebody who is not online, and is not to be known any more."""
    out: Outcome = []
    for rid in list(user.rooms):
        out += leave(world, user, world.state.rooms[rid])
    for room in [room for room in world.state.rooms.values() if user.uid in room.invited]:
        decline(world, user, room, told=False)
    del world.names[names.key(user.name)]
    del world.state.users[user.uid]
    return out
