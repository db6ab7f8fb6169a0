"""Rules: who runs a room, and what holds there: topic, modes, who is put out."""

from chatlib.core import commands, events, names, text
from chatlib.core.errors import Reason, Refusal
from chatlib.core.masks import LONGEST_MASK, MOST_MASKS, banned, normal
from chatlib.core.model import Room, Topic, User
from chatlib.core.realms import departures
from chatlib.core.rules import Outcome, rule
from chatlib.core.rules.rooms import LONGEST_KEY, remove_if_deserted, strike_off
from chatlib.core.world import World

LONGEST_TOPIC = 390
"""Bytes: with all that stands before it, it fits into a line of IRC."""

LONGEST_REASON = 300
"""Bytes, for the same reason."""

MOST_MEMBERS = 99_999_999
"""The highest limit that can be set: far more than there will ever be."""

FLAGS = "mnst"


def check_speaker(room: Room, user: User, outside: bool = False) -> None:
    """Refusal if the user may not say something in this room now. `outside`: see commands.Send."""
    member = user.uid in room.members
    if member and "m" not in room.modes and not room.masks:
        return
    if not member and not (outside and room.open and "n" not in room.modes and not room.realm):
        raise Refusal(Reason.NOT_MEMBER, room.name)
    if room.operated_by(user.uid) or user.uid in room.voiced:
        return
    if "m" in room.modes:
        raise Refusal(Reason.MODERATED, room.name)
    if banned(room, user):
        raise Refusal(Reason.BANNED, room.name)


def check_operator(room: Room, user: User) -> None:
    """Refusal(NOT_MEMBER or NOT_OPERATOR)."""
    if user.uid not in room.members:
        raise Refusal(Reason.NOT_MEMBER, room.name)
    if not room.operated_by(user.uid):
        raise Refusal(Reason.NOT_OPERATOR, room.name)


@rule(commands.Kick)
def kick(world: World, asker: User, command: commands.Kick) -> Outcome:
    room = world.room(command.room)
    check_operator(room, asker)
    whom = world.user(command.user)
    if whom.uid not in room.members:
        raise Refusal(Reason.NOT_THERE, whom.name)
    seq = world.stamp(command)
    strike_off(world, whom, room)
    if whom.realm:
        room.abroad[whom.realm] -= 1
    departures.kicked(world, whom, room)
    reason = text.brief(command.reason, LONGEST_REASON)
    kicked = events.Kicked(
        command.cid, seq, room.rid, room.name, asker.uid, asker.name, whom.uid, whom.name, reason or asker.name
    )
    remove_if_deserted(world, room)
    return [kicked]


@rule(commands.SetTopic)
def set_topic(world: World, asker: User, command: commands.SetTopic) -> Outcome:
    room = world.room(command.room)
    if asker.uid not in room.members:
        raise Refusal(Reason.NOT_MEMBER, room.name)
    if ("t" in room.modes or room.realm) and not room.operated_by(asker.uid):
        raise Refusal(Reason.NOT_OPERATOR, room.name)
    words = text.brief(command.text, LONGEST_TOPIC)
    change = events.Message(0, 0, world.told, room.rid, room.name, asker.uid, asker.name, text=words, event="topic")
    seq = world.keep(change)
    remember_topic(world, change)
    return [
        events.TopicChanged(command.cid, seq, room.rid, room.name, asker.uid, asker.name, words, world.told),
    ]


def remember_topic(world: World, change: events.Message) -> None:
    """The topic of the room is what this says, from now on."""
    room = world.state.rooms.get(change.rid)
    if room is not None and change.event == "topic":
        room.topic = Topic(change.text, change.sender, change.at) if change.text else None


@rule(commands.SetModes)
def set_modes(world: World, asker: User, command: commands.SetModes) -> Outcome:
    """Does what it can of it; what it cannot, and why, is part of the answer."""
    room = world.room(command.room)
    check_operator(room, asker)
    changes: list[tuple[bool, str, str]] = []
    refused: list[tuple[Reason, str]] = []
    seq = world.stamp(command)
    if not room.operators:
        room.operators[asker.uid] = None  # its maker, who stays one even if the room is closed
    for change in command.changes:
        try:
            done = _change(world, room, asker, *change)
        except Refusal as refusal:
            refused.append((refusal.reason, refusal.subject))
            continue
        if done is not None:
            changes.append((*change[:2], done))
    return [
        events.ModesChanged(command.cid, seq, room.rid, room.name, asker.uid, asker.name, changes, refused),
    ]


def _change(world: World, room: Room, asker: User, on: bool, letter: str, about: str) -> str | None:
    """Makes one change; its parameter as others are told, None if nothing has changed. Refusal."""
    if letter == "i":
        changed, room.open = room.open == on, not on
        return "" if changed else None
    if letter in FLAGS:
        changed = (letter in room.modes) != on
        room.modes = "".join(sorted({*room.modes, letter} if on else set(room.modes) - {letter}))
        return "" if changed else None
    if letter == "k":
        return _set_key(room, on, about)
    if letter == "l":
        return _set_limit(room, on, about)
    if letter in "ov":
        return _set_status(world, room, on, letter, about)
    return _set_mask(world, room, asker, on, letter, about)


def _set_key(room: Room, on: bool, key: str) -> str | None:
    if on and (not key or len(key) > LONGEST_KEY or not key.isprintable() or "," in key or key.split() != [key]):
        raise Refusal(Reason.BAD_KEY, room.name)
    if (not on and not room.key) or (on and key == room.key):
        return None
    room.key, before = (key if on else ""), room.key
    return key if on else before


def _set_limit(room: Room, on: bool, number: str) -> str | None:
    before = room.limit
    if not on:
        room.limit = 0
        return "" if before else None
    if not (number.isascii() and number.isdigit()) or not 0 < int(number[:20]) <= MOST_MEMBERS:
        return None
    room.limit = int(number)
    return str(room.limit) if room.limit != before else None


def _set_status(world: World, room: Room, on: bool, letter: str, name: str) -> str | None:
    user = world.user(name)
    if user.uid not in room.members:
        raise Refusal(Reason.NOT_THERE, user.name)
    kept = room.operators if letter == "o" else room.voiced
    if (user.uid in kept) == on:
        return None
    if on:
        kept[user.uid] = None
    else:
        del kept[user.uid]
    return user.name


def _set_mask(world: World, room: Room, asker: User, on: bool, letter: str, mask: str) -> str | None:
    if len(mask) > LONGEST_MASK:
        raise Refusal(Reason.TOO_MANY_MASKS, mask[:LONGEST_MASK])
    mask = normal(text.clean(mask))
    kept = room.masks.setdefault(letter, {})
    key = next((one for one in kept if names.key(one) == names.key(mask)), "")
    if not on:
        if not key:
            return None
        del kept[key]
        return key
    if key:
        return None
    if len(kept) >= MOST_MASKS:
        raise Refusal(Reason.TOO_MANY_MASKS, mask)
    kept[mask] = (asker.name, world.now)
    if letter == "b":  # which is newer than any invitation that there is
        for uid in [uid for uid in room.invited if banned(room, world.state.users[uid])]:
            world.uninvite(room, uid)
    return mask
