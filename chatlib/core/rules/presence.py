"""Rules: tokens, and who is online."""

from chatlib.core import commands, events
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Token, User
from chatlib.core.realms import departures
from chatlib.core.rules import Outcome, rule
from chatlib.core.world import World

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


def _in_use(world: World, token: Token, digest: str) -> bool:
    if world.now - token.used <= world.limits.token_life:
        return True
    user = world.state.users.get(token.uid)
    return user is not None and any(world.state.sessions[cid].token == digest for cid in user.cids)


def present(world: World, user: User) -> bool:
    """Whether the user counts as online: by a connection, or by a token that was used a short time ago."""
    if user.cids:
        return True
    tokens = (world.state.tokens[digest] for digest in user.tokens)
    return any(t.lingers and world.now - t.used <= world.limits.online_after_use + TOUCH_EVERY for t in tokens)


@rule(commands.Touch, for_users=False)
def touch(world: World, command: commands.Touch) -> Outcome:
    token = world.state.tokens.get(command.session)
    if token:
        world.stamp(command)
        token.used = world.now
    return []


def use(world: World, digest: str) -> Outcome:
    """A token is being used; what others must be told because of that alone."""
    token = world.state.tokens[digest]
    if world.now - token.used >= TOUCH_EVERY and not world.full:
        touch(world, commands.Touch(session=digest))
    return [] if world.full else appear(world, commands.Appear(uid=token.uid))


@rule(commands.Appear, for_users=False)
def appear(world: World, command: commands.Appear, told: bool = False) -> Outcome:
    """`told`: by the change that is under way, which already has its SEQ."""
    if command.uid in world.state.online:
        return []
    seq = world.state.seq if told else world.stamp(command)
    user = world.state.users[command.uid]
    world.state.online[user.uid] = None
    departures.came_or_went(world, user, online=True)
    return [events.Came(0, seq, uid=user.uid, name=user.name)]


@rule(commands.Lapse, for_users=False)
def lapse(world: World, command: commands.Lapse) -> Outcome:
    user = world.state.users.get(command.uid)
    if user is None or user.cids or user.uid not in world.state.online:
        return []
    world.stamp(command)
    del world.state.online[user.uid]
    departures.came_or_went(world, user, online=False)
    return [events.Went(0, world.state.seq, uid=user.uid, name=user.name)]


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
    out += [commands.Expire(session=d) for d, token in state.tokens.items() if not _in_use(world, token, d)]
    return out
