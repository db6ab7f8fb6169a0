"""Rules: which realms there are, and their users as far as they are known here."""

from collections.abc import Iterable
from contextlib import suppress

from chatlib.core import commands, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import User
from chatlib.core.rules import Outcome, rule
from chatlib.core.world import World

MOST_WAITING = 100_000
"""Entries for one realm: days of a class that writes to one which is away, and some ten megabytes of disk."""


@rule(commands.Federate, for_users=False)
def federate(world: World, command: commands.Federate) -> Outcome:
    """A realm keeps its name: others know its users by it."""
    state = world.state
    if command.realm and state.realm not in ("", command.realm):
        raise Refusal(Reason.UNKNOWN_REALM, state.realm)
    realm, peers = command.realm or state.realm, command.peers
    if (realm, peers) != (state.realm, state.peers):
        world.stamp(command)
        state.realm, state.peers = realm, peers
        state.waiting = {peer: state.waiting.get(peer, 0) for peer in peers}
    return [events.Done(command.cid, realm)]


@rule(commands.Linked, for_users=False)
def linked(world: World, command: commands.Linked) -> Outcome:
    if command.up is not (command.realm in world.state.linked):
        world.stamp(command)
        if command.up:
            world.state.linked[command.realm] = None
        else:
            del world.state.linked[command.realm]
    return []


@rule(commands.Delivered, for_users=False)
def delivered(world: World, command: commands.Delivered) -> Outcome:
    waiting = world.state.waiting
    if command.realm in waiting:
        world.stamp(command)
        waiting[command.realm] = max(0, waiting[command.realm] - command.count)
    return []


@rule(commands.Meet, for_users=False)
def _meet(world: World, command: commands.Meet) -> Outcome:
    state = world.state
    if names.key(command.name) not in world.names:
        world.stamp(command)
        user = User(state.next_uid, command.name, realm=names.split(command.name)[1])
        state.users[user.uid] = user
        state.next_uid += 1
        world.register(user)
    return []


def meet(world: World, address: str) -> User:
    """The user of another realm, who need not exist; what `find` said nothing against. Stamps if it is a new one."""
    key = world.key(address)
    if key not in world.names:
        name, realm = names.split(address)
        _meet(world, commands.Meet(name=names.shown(name) + names.AT + names.key(realm)))
    return world.user(address)


def meet_all(world: World, addresses: Iterable[str]) -> None:
    """Those of them who can be met, before a command is stamped that is about them."""
    for address in addresses:
        with suppress(Refusal):
            if find(world, address) is None:
                meet(world, address)


def find(world: World, address: str, reason: Reason = Reason.UNKNOWN_USER) -> User | None:
    """Who has this name, here or elsewhere; None for somebody elsewhere who has not been met yet. Refusal(reason)."""
    realm = world.realm_of(address)
    if not realm:
        return world.user(address, reason)
    check_space(world, realm)
    if world.key(address) not in world.names:
        names.local(names.split(address)[0])
        return None
    return world.user(address)


def check_space(world: World, realm: str) -> None:
    """Refusal(REALM_AWAY) if more than enough is waiting for this realm already."""
    if world.state.waiting.get(realm, 0) >= MOST_WAITING:
        raise Refusal(Reason.REALM_AWAY, realm)


def forget(world: World, user: User) -> None:
    """Somebody of another realm does not exist, as that realm says."""
    for room in world.invitations_of(user):
        world.uninvite(room, user.uid)
    if not user.rooms:
        world.unregister(user)
        del world.state.users[user.uid]
