"""Rules: who wants to speak raises a hand, and is called."""

from chatlib.core import commands, events
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Room, User
from chatlib.core.rules import Outcome, rule
from chatlib.core.rules.moderation.authority import check_operator, place
from chatlib.core.world import World

MOST_HANDS = 500
"""Raised in one room: a lecture hall."""


@rule(commands.Raise)
def raise_hand(world: World, asker: User, command: commands.Raise) -> Outcome:
    room = place_of_member(world, asker, command.room)
    if command.up is (asker.uid in room.hands):
        return [events.Hands(command.cid, room.name, hands(world, room))]
    if command.up and len(room.hands) >= MOST_HANDS:
        raise Refusal(Reason.ROOM_FULL, room.name, MOST_HANDS)
    world.stamp(command)
    if command.up:
        room.hands[asker.uid] = None
    else:
        del room.hands[asker.uid]
    return [_changed(world, room, asker, command.cid)]


@rule(commands.ListHands)
def list_hands(world: World, asker: User, command: commands.ListHands) -> Outcome:
    room = place_of_member(world, asker, command.room)
    return [events.Hands(command.cid, room.name, hands(world, room))]


@rule(commands.Call)
def call(world: World, asker: User, command: commands.Call) -> Outcome:
    """The hand of who is called goes down; where only some may speak, he may until the next one is called."""
    room = place(world, command.room)
    check_operator(world, room, asker)
    uid = world.user(command.user).uid if command.user else next(iter(room.hands), 0)
    there = uid in room.members if room.rid else uid in world.state.online
    if not there:
        raise Refusal(Reason.NOT_THERE, command.user)
    world.stamp(command)
    room.hands.pop(uid, None)
    if room.called:
        room.voiced.pop(room.called, None)
    room.called = 0
    if "m" in room.modes and uid not in room.voiced:
        room.voiced[uid] = None
        room.called = uid
    told = _changed(world, room, asker, command.cid)
    told.called = world.state.users[uid].name
    return [told]


def spoke(world: World, message: events.Message) -> Outcome:
    """Whoever speaks has had his say: a hand that is up goes down, of which others are told."""
    room = world.state.rooms.get(message.rid) if message.rid else world.state.lobby
    if message.to or room is None or message.uid not in room.hands:
        return []
    del room.hands[message.uid]
    return [events.HandsChanged(0, message.seq, room.rid, room.name, 0, message.sender, hands=hands(world, room))]


def hands(world: World, room: Room) -> list[str]:
    return [world.state.users[uid].name for uid in room.hands]


def place_of_member(world: World, asker: User, name: str) -> Room:
    """The room, in which the asker is, or the lobby; Refusal."""
    room = place(world, name)
    if room.rid and asker.uid not in room.members:
        raise Refusal(Reason.NOT_MEMBER, room.name)
    if room.realm:
        raise Refusal(Reason.NOT_HERE, room.name)
    return room


def _changed(world: World, room: Room, by: User, cid: int) -> events.HandsChanged:
    return events.HandsChanged(
        cid, world.state.seq, room.rid, room.name, by.uid, by.name, hands=hands(world, room)
    )  # fmt: skip
