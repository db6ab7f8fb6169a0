"""Rules: accounts."""

from chatlib.core import commands, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import User
from chatlib.core.rules import Outcome, rule
from chatlib.core.rules.people import changed
from chatlib.core.rules.sessions import add, begin, make_way
from chatlib.core.world import World

HOUR = 3600.0


@rule(commands.Lookup, for_users=False)
def lookup(world: World, command: commands.Lookup) -> Outcome:
    if command.register:
        _may_register(world, command)
        return [events.Credentials(command.cid, command.name)]
    user = world.user(command.name)
    if not user.secret:
        raise Refusal(Reason.UNKNOWN_USER, user.name)
    return [events.Credentials(command.cid, user.name, user.secret)]


@rule(commands.Register, for_users=False)
def register(world: World, command: commands.Register) -> Outcome:
    state = world.state
    name = _may_register(world, command)
    seq = world.stamp(command)
    _count(world, command.address)
    if guest := _guest(world, command):
        guest.secret, guest.account = command.secret, ""
        world.state.awaited.pop(guest.uid, None)
        for digest in guest.tokens:
            world.state.tokens[digest].guest = False
        return [events.Done(command.cid, guest.name), changed(world, guest, "account")]
    gone = make_way(world, name)
    user = User(state.next_uid, name, command.secret, pushed=seq)
    add(world, user)
    if command.enter:
        return [*begin(world, user, command.enter, command.cid), *gone]
    return [events.Done(command.cid, name), *gone]


def _guest(world: World, command: commands.Register | commands.Lookup) -> User | None:
    """The one on this connection, if it is its own name that is to become an account."""
    session = world.state.sessions.get(command.cid)
    user = world.state.users[session.uid] if session else None
    mine = user is not None and not user.secret and world.key(command.name) == names.key(user.name)
    return user if mine else None


def _may_register(world: World, command: commands.Register | commands.Lookup) -> str:
    guest, address = _guest(world, command), command.address
    name = world.free(command.name, {*world.state.awaited, *([guest.uid] if guest else [])})
    # An empty address is one without a limit: loopback, or the server's own roster.
    if address and len(_recent(world, address)) >= world.limits.accounts_an_hour:
        raise Refusal(Reason.TOO_MANY_ACCOUNTS)
    return name


def _recent(world: World, address: str) -> list[float]:
    return [at for at in world.state.accounts_made.get(address, ()) if at >= world.now - HOUR]


def _count(world: World, address: str) -> None:
    """One more account from there. Whoever made none for an hour is forgotten."""
    made = world.state.accounts_made
    for old in [other for other, times in made.items() if times[-1] < world.now - HOUR]:
        del made[old]
    if address:
        made[address] = [*_recent(world, address), world.now]
