"""Rules: what a user asks the home of a room that is not ours. The answer comes later, or does not."""

from chatlib.core import commands, entries, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Request, User
from chatlib.core.realms.neighbours import check_space
from chatlib.core.rules import Outcome, rule
from chatlib.core.world import World

PATIENCE = 10.0
"""Seconds until a request is refused that was not answered: no client should have to wait longer for a line."""


def join(world: World, asker: User, command: commands.JoinRoom | commands.Answer) -> Outcome:
    room = world.mirrors.get(world.key(command.room))
    if room and asker.uid in room.members:
        raise Refusal(Reason.ALREADY_MEMBER, asker.name)
    return _ask(world, asker, command, entries.Join)


def members(world: World, asker: User, command: commands.Members) -> Outcome:
    return _ask(world, asker, command, entries.Ask)


def invite(world: World, asker: User, command: commands.Invite) -> Outcome:
    own = world.state.realm
    users = [name if names.split(name)[1] else f"{name}{names.AT}{own}" for name in command.users]
    return _ask(world, asker, command, entries.Invite, users=users)


def _ask(world: World, asker: User, command: commands.Command, kind: type[entries.Entry], **more: object) -> Outcome:
    """Sends the request; Refusal(REALM_AWAY) if nobody would hear it now."""
    realm = world.realm_of(command.room)
    local = names.local(names.split(command.room)[0])
    if realm not in world.state.linked and not world.replaying:  # which is not known of an old journal
        raise Refusal(Reason.REALM_AWAY, realm)
    check_space(world, realm)
    asked(world, commands.Asked(command.cid, uid=asker.uid, what=kind.__name__, room=command.room))
    world.put_out(realm, kind(world.state.seq, asker.name, local, **more))
    return []


@rule(commands.Asked, for_users=False)
def asked(world: World, command: commands.Asked) -> Outcome:
    number = world.stamp(command)
    realm = world.realm_of(command.room)
    world.state.requests[number] = Request(
        command.cid, command.uid, command.what, world.key(command.room), realm, world.now
    )
    return []


@rule(commands.GiveUp, for_users=False)
def give_up(world: World, command: commands.GiveUp) -> Outcome:
    if command.number not in world.state.requests:
        return []
    world.stamp(command)
    request = settle(world, command.number)
    return [events.Refused(request.cid, Reason.REALM_AWAY, request.realm)]


def settle(world: World, number: int) -> Request:
    """The request is not open any more. What was said meanwhile is of use to members only."""
    state = world.state
    request = state.requests.pop(number)
    room = world.mirrors.get(request.room)
    if not joining(world, request.room) and not (room and room.ours):
        state.early.pop(request.room, None)
    return request


def joins(world: World, room: str) -> list[tuple[int, Request]]:
    """The open requests to join the room of this key, with their numbers."""
    requests = world.state.requests.items()
    return [(number, one) for number, one in requests if one.room == room and one.what == entries.Join.__name__]


def joining(world: World, room: str) -> bool:
    """Whether one of our users has asked to join the room of this key."""
    return bool(joins(world, room))


def overdue(world: World) -> list[commands.Command]:
    """Requests that were not answered in time by now, as commands to apply."""
    requests = world.state.requests.items()
    return [commands.GiveUp(number=number) for number, one in requests if world.now - one.at > PATIENCE]
