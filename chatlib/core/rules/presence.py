"""Rules: tokens, and who is online."""

from chatlib.core import commands, events
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import TOKENS_KEPT, Token, User
from chatlib.core.realms import departures
from chatlib.core.rules import Outcome, rule
from chatlib.core.rules.people import person
from chatlib.core.world import World

GUEST_LIFE = 600.0
"""Seconds for which the token of a guest without a connection is good."""

TOUCH_EVERY = 10.0
"""Seconds: the journal hears no more often that a token is in use, which may happen with every command."""


def living_token(world: World, digest: str, lingers: bool) -> Token:
    """The token, be it one that keeps its user online or one to resume with; Refusal(NO_SESSION)."""
    token = world.state.tokens.get(digest)
    if token is None or token.lingers != lingers or not _in_use(world, token, digest):
        raise Refusal(Reason.NO_SESSION)
    return token


def bearer(world: World, digest: str) -> Token:
    """As `living_token`, for a token of either kind."""
    token = world.state.tokens.get(digest)
    return living_token(world, digest, token is not None and token.lingers)


def forget_token(world: World, digest: str) -> None:
    token = world.state.tokens.pop(digest, None)
    user = world.state.users.get(token.uid) if token else None
    if user and digest in user.tokens:
        user.tokens.remove(digest)


def _life(world: World, token: Token) -> float:
    """Seconds for which it can go unused. Whoever comes and goes as a guest must not fill the memory for half a day."""
    return min(GUEST_LIFE, world.limits.token_life) if token.guest else world.limits.token_life


def _in_use(world: World, token: Token, digest: str) -> bool:
    if world.replaying or world.now - token.used <= _life(world, token):
        return True
    user = world.state.users.get(token.uid)
    return user is not None and any(world.state.sessions[cid].token == digest for cid in user.cids)


def present(world: World, user: User) -> bool:
    """Whether the user counts as online: by a connection, or by a token that was used a short time ago."""
    if user.cids:
        return True
    tokens = (world.state.tokens[digest] for digest in user.tokens)
    return any(t.lingers and world.now - t.used <= world.limits.online_after_use + TOUCH_EVERY for t in tokens)


def used(world: World, command: commands.Command) -> str:
    """The token that this command uses, if its use is news by now; "" otherwise. Then a Touch is to come before it."""
    state, digest = world.state, command.token
    if not digest:
        session = state.sessions.get(command.cid)
        if session is None or session.pushes:
            return ""
        digest = session.token
    token = state.tokens.get(digest)
    if token is None or (command.token and not token.lingers) or world.now - token.used < TOUCH_EVERY:
        return ""
    return digest if _in_use(world, token, digest) else ""


@rule(commands.Touch, for_users=False)
def touch(world: World, command: commands.Touch) -> Outcome:
    token = world.state.tokens.get(command.session)
    if token is None:
        return []
    world.stamp(command)
    token.used = world.now
    world.expires(command.session, token.used + _life(world, token))
    return appear(world, commands.Appear(uid=token.uid)) if token.lingers else []


def give(world: World, user: User, digest: str, token: Token) -> None:
    """The user has this token from now on, and no more than TOKENS_KEPT; a guest gets none where there are too many."""
    if token.guest and world.state.rules >= 1 and len(world.state.tokens) >= world.limits.tokens:
        return
    while len(user.tokens) >= TOKENS_KEPT:
        forget_token(world, user.tokens[0])
    user.tokens.append(digest)
    world.state.tokens[digest] = token
    world.expires(digest, token.used + _life(world, token))


def put_away(world: World, digest: str) -> None:
    """The session of this token has ended: from now on it is unused."""
    token = world.state.tokens.get(digest)
    if token is None:
        return
    if not token.lingers:
        token.used = world.now
    world.expires(digest, token.used + _life(world, token))


@rule(commands.Appear, for_users=False)
def appear(world: World, command: commands.Appear, told: bool = False) -> Outcome:
    """`told`: by the change that is under way, which already has its SEQ."""
    if command.uid in world.state.online:
        return []
    seq = world.state.seq if told else world.stamp(command)
    user = world.state.users[command.uid]
    world.comes(user)
    departures.came_or_went(world, user, online=True)
    who = person(world, user)
    again: Outcome = []
    for rid in user.rooms:
        room = world.state.rooms[rid]
        again.append(
            events.Joined(0, seq, rid, room.name, user.uid, user.name, person(world, user, None, room), again=True)
        )
    return [events.Came(0, seq, uid=user.uid, name=user.name, person=who), *again]


@rule(commands.Lapse, for_users=False)
def lapse(world: World, command: commands.Lapse) -> Outcome:
    user = world.state.users.get(command.uid)
    if user is None or user.cids or user.uid not in world.state.online:
        return []
    world.stamp(command)
    world.goes(user)
    departures.came_or_went(world, user, online=False)
    return [events.Went(0, world.state.seq, uid=user.uid, name=user.name, rooms=list(user.rooms))]


@rule(commands.Expire, for_users=False)
def expire(world: World, command: commands.Expire) -> Outcome:
    if command.session in world.state.tokens:
        world.stamp(command)
        forget_token(world, command.session)
    return []


def due(world: World) -> list[commands.Command]:
    """Who lapses and which tokens expire by now."""
    state = world.state
    out: list[commands.Command] = [
        commands.Lapse(uid=uid)
        for uid in state.online
        if not state.users[uid].cids and not present(world, state.users[uid])
    ]
    gone = set()
    for digest in world.take_expiries():
        if token := state.tokens.get(digest):
            if not _in_use(world, token, digest):
                gone.add(digest)
            elif token.used + _life(world, token) >= world.now:  # else it is noted again when its session ends
                world.expires(digest, token.used + _life(world, token))
    # By digest: the order in which they were noted is not part of the state.
    return out + [commands.Expire(session=digest) for digest in sorted(gone)]
