"""Rules: accounts, guests, tokens, and who is online."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatlib.core import commands, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import TOKENS_KEPT, Session, Token, User
from chatlib.core.rooms import leave
from chatlib.core.rules import Asker, Fetch, Missed, Outcome, rule

if TYPE_CHECKING:
    from chatlib.core.chat import Chat

HOUR = 3600.0

TOUCH_EVERY = 10.0
"""Seconds: the journal hears no more often that a token is in use, which may happen with every command."""


# ------------------------------------------------------------------ accounts


@rule(commands.Lookup, for_users=False)
def lookup(chat: Chat, command: commands.Lookup) -> Outcome:
    if command.register:
        _may_register(chat, command.name, command.address)
        return [events.Credentials(command.cid, command.name)]
    user = chat.user(command.name)
    if not user.secret:
        raise Refusal(Reason.UNKNOWN_USER, user.name)
    waits = [chat.throttle.delay(who, chat.now) for who in _counted(names.key(user.name), command.address)]
    return [events.Credentials(command.cid, user.name, user.secret, max(waits))]


@rule(commands.Failed, for_users=False)
def failed(chat: Chat, command: commands.Failed) -> Outcome:
    for who in _counted(names.key(command.name), command.address):
        chat.throttle.failed(who, chat.now)
    raise Refusal(Reason.WRONG_PASSWORD, command.name)


@rule(commands.Register, for_users=False)
def register(chat: Chat, command: commands.Register) -> Outcome:
    state = chat.state
    name = _may_register(chat, command.name, command.address)
    seq = chat.stamp(command)
    if command.address:
        state.accounts_made.setdefault(command.address, []).append(chat.now)
    user = User(state.next_uid, name, command.secret, pushed=seq)
    _add(chat, user)
    if command.enter:
        return _begin(chat, user, command.enter, command.cid)
    return [events.Done(command.cid, name)]


def _may_register(chat: Chat, name: str, address: str) -> str:
    name = chat.free(name)
    # An empty address is one without a limit: loopback, or the server's own roster.
    if address:
        made = chat.state.accounts_made
        for old in [a for a, times in made.items() if times[-1] < chat.now - HOUR]:
            del made[old]
        recent = [t for t in made.get(address, ()) if t >= chat.now - HOUR]
        if len(recent) >= chat.limits.accounts_an_hour:
            raise Refusal(Reason.TOO_MANY_ACCOUNTS)
        if recent:
            made[address] = recent
    return name


def _counted(name: str, address: str) -> list[str]:
    """Under what a wrong password counts: "/" keeps an address from being taken for a name."""
    return [name, "/" + address] if address else [name]


# ------------------------------------------------------------ begin and end


@rule(commands.Enter, for_users=False)
def enter(chat: Chat, command: commands.Enter) -> Outcome:
    user = chat.user(command.name)
    if command.single and (user.cids or command.cid in chat.state.sessions):
        raise Refusal(Reason.ALREADY_LOGGED_IN, user.name)
    chat.throttle.succeeded(names.key(user.name))
    chat.stamp(command)
    return _begin(chat, user, command, command.cid)


@rule(commands.Guest, for_users=False)
def guest(chat: Chat, command: commands.Guest) -> Outcome:
    if command.cid in chat.state.sessions:
        raise Refusal(Reason.ALREADY_LOGGED_IN)
    name = chat.free(command.name)
    seq = chat.stamp(command)
    user = User(chat.state.next_uid, name, pushed=seq)
    _add(chat, user)
    return _begin(chat, user, command, command.cid)


@rule(commands.Resume, for_users=False)
def resume(chat: Chat, command: commands.Resume) -> Outcome:
    state = chat.state
    token = living_token(chat, command.session, lingers=False)
    if command.cid in state.sessions:
        raise Refusal(Reason.ALREADY_LOGGED_IN)
    user = state.users.get(token.uid)
    if user is None:
        # A guest who was away keeps who he is, unless somebody took the name meanwhile.
        user = User(token.uid, chat.free(token.name), tokens=[command.session], sent=token.sent)
        chat.stamp(command)
        _add(chat, user)
    else:
        chat.stamp(command)
    session = Session(command.cid, user.uid, command.dialect, command.worker, command.session, True)
    session.after = max(command.seq, 0)
    session.lobby_after = max(command.seq, token.born)
    return _seat(chat, user, session)


@rule(commands.Exit)
def exit_(chat: Chat, asker: Asker, command: commands.Exit) -> Outcome:
    session = chat.state.sessions.get(command.cid)
    digest = command.token or session.token
    chat.stamp(command)
    forget_token(chat, digest)
    user = asker.user
    mine = session if session and session.token == digest else None
    if mine:
        parted = events.Parted(command.cid, user.name, mine.cid)
        return [parted, *_end(chat, mine.cid, chat.state.seq)]
    # By another connection than the one that logged in, which goes on without a session.
    ended = next((c for c in user.cids if chat.state.sessions[c].token == digest), 0)
    gone = _end(chat, ended, 0) if ended else _leave_if_gone(chat, user)
    return [events.Parted(command.cid, user.name, ended), *gone]


@rule(commands.Drop, for_users=False)
def drop(chat: Chat, command: commands.Drop) -> Outcome:
    if command.cid not in chat.state.sessions:
        return []
    chat.stamp(command)
    return _end(chat, command.cid, command.written)


@rule(commands.Restart, for_users=False)
def restart(chat: Chat, command: commands.Restart) -> Outcome:
    if not chat.state.sessions:
        return []
    chat.stamp(command)
    out: Outcome = []
    for cid in list(chat.state.sessions):
        out += _end(chat, cid, command.written.get(cid, 0))
    return out


@rule(commands.More, for_users=False)
def more(chat: Chat, command: commands.More) -> Outcome:
    session = chat.state.sessions.get(command.cid)
    if session is None:
        return []
    session.after = max(session.after, command.after)
    missed = _missed(chat, chat.state.users[session.uid], session)
    return [missed._replace(wanted=missed.wanted._replace(invitations=[]))]


def _add(chat: Chat, user: User) -> None:
    chat.state.users[user.uid] = user
    chat.state.next_uid = max(chat.state.next_uid, user.uid + 1)
    chat.names[names.key(user.name)] = user


def _begin(chat: Chat, user: User, how: commands.Begin, cid: int) -> Outcome:
    """A session on connection `cid`; one that it had before is over."""
    seq = chat.state.seq
    ended = _end(chat, cid, seq) if cid in chat.state.sessions else []
    while len(user.tokens) >= TOKENS_KEPT:
        forget_token(chat, user.tokens[0])
    if how.session:
        user.tokens.append(how.session)
        chat.state.tokens[how.session] = Token(user.uid, user.name, not user.secret, how.lingers, seq, chat.now)
    session = Session(cid, user.uid, how.dialect, how.worker, how.session, how.pushes)
    return ended + _seat(chat, user, session)


def _seat(chat: Chat, user: User, session: Session) -> Outcome:
    """Gives the session its place; all the user's devices hear everything from now on."""
    state = chat.state
    alone = not any(state.sessions[cid].pushes for cid in user.cids)
    if session.after < 0:
        # What one device got, all have got: only the first one finds that something was missed.
        session.after = user.pushed if alone else state.seq
    state.sessions[session.cid] = session
    user.cids.append(session.cid)
    out: Outcome = [events.Welcome(session.cid, user.uid, user.name, session.pushes)]
    if session.pushes:
        out.append(_missed(chat, user, session))
    return out + appear(chat, commands.Appear(uid=user.uid), told=True)


def _missed(chat: Chat, user: User, session: Session) -> Fetch:
    """Whoever resumes gets everything after the SEQ that he saw last; else what was fetched is not missed."""
    state, after = chat.state, session.after
    resumed = session.lobby_after >= 0
    rooms = {rid: after if resumed else max(after, fetched) for rid, fetched in user.rooms.items()}
    if resumed:
        rooms[events.LOBBY_ID] = max(after, session.lobby_after)
    invitations = [
        events.Invitation(0, seq, user.uid, sender, room.name, chat.shown(room.members))
        for room in state.rooms.values()
        if user.uid in room.invited
        for sender, seq in [room.invited[user.uid]]
        if seq > after
    ]
    return Fetch(session.cid, Missed(user.uid, after if resumed else max(after, user.fetched), rooms, invitations))


def _end(chat: Chat, cid: int, written: int) -> Outcome:
    state = chat.state
    session = state.sessions.pop(cid)
    user = state.users[session.uid]
    user.cids.remove(cid)
    if session.pushes:
        user.pushed = max(user.pushed, written)
    token = state.tokens.get(session.token)
    if token and not token.lingers:
        token.used = chat.now
    return _leave_if_gone(chat, user)


def _leave_if_gone(chat: Chat, user: User) -> Outcome:
    state = chat.state
    if user.uid not in state.online or present(chat, user):
        return []
    del state.online[user.uid]
    out: Outcome = [events.Went(0, state.seq, uid=user.uid, name=user.name)]
    if not user.secret:
        for rid in list(user.rooms):
            out += leave(chat, user, state.rooms[rid])
        for room in state.rooms.values():
            room.invited.pop(user.uid, None)
        for digest in user.tokens:
            state.tokens[digest].sent = user.sent
        del chat.names[names.key(user.name)]
        del state.users[user.uid]
    return out


# -------------------------------------------------------- tokens and presence


def living_token(chat: Chat, digest: str, lingers: bool) -> Token:
    """The token, be it one that keeps its user online or one to resume with; Refusal(NO_SESSION)."""
    token = chat.state.tokens.get(digest)
    if token is None or token.lingers != lingers or not _in_use(chat, token, digest):
        raise Refusal(Reason.NO_SESSION)
    return token


def forget_token(chat: Chat, digest: str) -> None:
    token = chat.state.tokens.pop(digest, None)
    user = chat.state.users.get(token.uid) if token else None
    if user and digest in user.tokens:
        user.tokens.remove(digest)


def _in_use(chat: Chat, token: Token, digest: str) -> bool:
    if chat.now - token.used <= chat.limits.token_life:
        return True
    user = chat.state.users.get(token.uid)
    return user is not None and any(chat.state.sessions[cid].token == digest for cid in user.cids)


def present(chat: Chat, user: User) -> bool:
    """Whether the user counts as online: by a connection, or by a token that was used a short time ago."""
    if user.cids:
        return True
    tokens = (chat.state.tokens[digest] for digest in user.tokens)
    return any(t.lingers and chat.now - t.used <= chat.limits.online_after_use + TOUCH_EVERY for t in tokens)


@rule(commands.Touch, for_users=False)
def touch(chat: Chat, command: commands.Touch) -> Outcome:
    token = chat.state.tokens.get(command.session)
    if token:
        chat.stamp(command)
        token.used = chat.now
    return []


def use(chat: Chat, digest: str) -> Outcome:
    """A token is being used; what others must be told because of that alone."""
    token = chat.state.tokens[digest]
    if chat.now - token.used >= TOUCH_EVERY:
        chat.apply(commands.Touch(session=digest), chat.now)
    return chat.apply(commands.Appear(uid=token.uid), chat.now)


@rule(commands.Appear, for_users=False)
def appear(chat: Chat, command: commands.Appear, told: bool = False) -> Outcome:
    """`told`: by the change that is under way, which already has its SEQ."""
    if command.uid in chat.state.online:
        return []
    seq = chat.state.seq if told else chat.stamp(command)
    chat.state.online[command.uid] = None
    return [events.Came(0, seq, uid=command.uid, name=chat.state.users[command.uid].name)]


@rule(commands.Lapse, for_users=False)
def lapse(chat: Chat, command: commands.Lapse) -> Outcome:
    user = chat.state.users.get(command.uid)
    if user is None or user.cids or user.uid not in chat.state.online:
        return []
    chat.stamp(command)
    del chat.state.online[user.uid]
    return [events.Went(0, chat.state.seq, uid=user.uid, name=user.name)]


@rule(commands.Expire, for_users=False)
def expire(chat: Chat, command: commands.Expire) -> Outcome:
    if command.session in chat.state.tokens:
        chat.stamp(command)
        forget_token(chat, command.session)
    return []


def due(chat: Chat, now: float) -> list[commands.Command]:
    """What time alone has brought about by `now`, as commands to apply."""
    chat.now = now
    state = chat.state
    out: list[commands.Command] = [
        commands.Lapse(uid=uid)
        for uid in state.online
        if not state.users[uid].cids and not present(chat, state.users[uid])
    ]
    out += [commands.Expire(session=d) for d, token in state.tokens.items() if not _in_use(chat, token, d)]
    return out
