"""Rules: what holds in a room, and in the lobby."""

from chatlib.core import commands, events, text
from chatlib.core.deeds import Listing
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Room, User
from chatlib.core.rules import Outcome, rule
from chatlib.core.rules.moderation.authority import (
    LONGEST_REASON,
    LONGEST_SLOW,
    check_operator,
    check_protected,
    note_deed,
    place,
    runs,
)
from chatlib.core.rules.moderation.expulsion import put_off, put_out
from chatlib.core.rules.moderation.lists import change_list, list_addresses, mask_of
from chatlib.core.rules.moderation.masks import banned, fits, full_name
from chatlib.core.rules.rooms import LONGEST_KEY
from chatlib.core.world import World

MOST_MEMBERS = 99_999_999
"""The highest limit that can be set: far more than there will ever be."""

FLAGS = "imnRst"

IN_LOBBY = "mRWovbeq"
"""What can be said of the lobby: nobody is a member there, and everybody hears it. An "o" makes an admin."""

LONGEST_TIME = 10 * 365 * 86400.0
"""Seconds for which somebody is banned or muted, at most: what is longer is for good."""


@rule(commands.SetModes)
def set_modes(world: World, asker: User, command: commands.SetModes) -> Outcome:
    """Does what it can of it; what it cannot, and why, is part of the answer."""
    room = place(world, command.room)
    check_operator(world, room, asker)
    changes: list[tuple[bool, str, str]] = []
    refused: list[tuple[Reason, str]] = []
    seq = world.stamp(command)
    if room.rid and not room.operators and room.operated_by(asker.uid):
        room.operators[asker.uid] = None  # its maker, who stays one
    seconds = command.seconds if 0 < command.seconds <= LONGEST_TIME else 0.0
    reason = text.brief(command.reason, LONGEST_REASON)
    listing = Listing(asker.name, world.now, world.now + seconds if seconds else 0.0, reason)
    out: Outcome = []
    for on, letter, about in command.changes:
        try:
            done = _change(world, room, asker, on, letter, about, listing)
            if on and letter == "b" and (command.expel or not room.rid):
                out += _expel(world, room, asker, mask_of(world, about), listing, seconds, command.address)
        except Refusal as refusal:
            refused.append((refusal.reason, refusal.subject))
            continue
        if done is not None:
            changes.append((on, letter, done))
            note_deed(world, room, asker, letter, done, on=on, seconds=seconds if on else 0.0, reason=reason)
    told = events.ModesChanged(command.cid, seq, room.rid, room.name, asker.uid, asker.name, changes, refused)
    told.seconds, told.reason, told.modes, told.slow = seconds, reason, room.ruling, room.slow
    return [told, *out]


def _expel(
    world: World, room: Room, asker: User, mask: str, listing: Listing, seconds: float, address: bool
) -> Outcome:
    """Whoever this mask bans goes at once; of the server perhaps with where he came from. Refusal."""
    uids = room.members if room.rid else world.state.online
    banned_now: list[User] = []
    for whom in (world.state.users[uid] for uid in uids):
        called = {full_name(name) for name in (whom.name, whom.known_as) if name}
        meant = any(fits(mask, one) for one in called) and not runs(world, room, whom)
        if meant and banned(room, whom, world.now):  # but for an exception
            banned_now.append(whom)
    out: Outcome = []
    for whom in banned_now:
        if room.rid:
            out.append(put_out(world, room, asker, whom, listing.reason))
            continue
        if address:
            list_addresses(world, room, whom, listing)
        out += put_off(world, asker, whom, listing.reason, seconds, banned=True)
    return out


def _change(world: World, room: Room, asker: User, on: bool, letter: str, about: str, listing: Listing) -> str | None:
    """Makes one change; its parameter as others are told, None if nothing has changed. Refusal."""
    if not room.rid and letter not in IN_LOBBY:
        raise Refusal(Reason.NOT_HERE, room.name)
    if letter == "i" and (world.state.rules < 3 or not room.open):
        changed, room.open = room.open == on, not on
        return "" if changed else None
    if letter == "W":
        return _set_slow(room, on, about)
    if letter in FLAGS:
        changed = (letter in room.modes) != on
        room.modes = "".join(sorted({*room.modes, letter} if on else set(room.modes) - {letter}))
        return "" if changed else None
    if letter == "k":
        return _set_key(room, on, about)
    if letter == "l":
        return _set_limit(room, on, about)
    if letter in "ov":
        return _set_status(world, room, asker, on, letter, about)
    return change_list(world, room, asker, on, letter, about, listing)


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


def _set_slow(room: Room, on: bool, seconds: str) -> str | None:
    before = room.slow
    if not on:
        room.slow = 0
        return "" if before else None
    if not (seconds.isascii() and seconds.isdigit()) or not 0 < int(seconds[:20]) <= LONGEST_SLOW:
        return None
    room.slow = int(seconds)
    return seconds if room.slow != before else None


def _set_status(world: World, room: Room, asker: User, on: bool, letter: str, name: str) -> str | None:
    user = world.user(name)
    if room.rid and user.uid not in room.members:
        raise Refusal(Reason.NOT_THERE, user.name)
    if not room.rid and letter == "o":
        return _set_admin(user, on)
    kept = room.operators if letter == "o" else room.voiced
    if letter == "v" and room.called == user.uid:
        room.called = 0  # from now on it is a voice of its own
    if (user.uid in kept) == on:
        return None
    if letter == "o" and not on:
        check_protected(room, asker, user)
    if on:
        kept[user.uid] = None
    else:
        del kept[user.uid]
    return user.name


def _set_admin(user: User, on: bool) -> str | None:
    if not user.secret:
        raise Refusal(Reason.ACCOUNTS_ONLY, user.name)
    changed, user.admin = user.admin is not on, on
    return user.name if changed else None
