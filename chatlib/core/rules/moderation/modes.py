"""Rules: what holds in a room, and in the lobby."""

from chatlib.core import commands, events, names, text
from chatlib.core.deeds import Listing
from chatlib.core.errors import Reason, Refusal
from chatlib.core.masks import LONGEST_MASK, MOST_MASKS, banned, fits, full_name, holds, normal
from chatlib.core.model import Room, User
from chatlib.core.rules import Outcome, rule
from chatlib.core.rules.moderation.authority import (
    ADDRESSES,
    LONGEST_REASON,
    LONGEST_SLOW,
    check_operator,
    check_protected,
    note_deed,
    place,
    runs,
)
from chatlib.core.rules.moderation.expulsion import put_off, put_out
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
    out: Outcome = []
    for on, letter, about in command.changes:
        try:
            done = _change(world, room, asker, on, letter, about, seconds, reason)
        except Refusal as refusal:
            refused.append((refusal.reason, refusal.subject))
            continue
        if done is not None:
            changes.append((on, letter, done))
            note_deed(world, room, asker, letter, done, on=on, seconds=seconds if on else 0.0, reason=reason)
            if on and letter == "b" and command.expel:
                out += _expel(world, room, asker, done, command, seconds, reason)
    told = events.ModesChanged(command.cid, seq, room.rid, room.name, asker.uid, asker.name, changes, refused)
    told.seconds, told.reason, told.modes, told.slow = seconds, reason, room.modes, room.slow
    return [told, *out]


def _expel(
    world: World, room: Room, asker: User, mask: str, command: commands.SetModes, seconds: float, reason: str
) -> Outcome:
    """Whoever this mask bans goes at once."""
    out: Outcome = []
    uids = world.state.online if room is world.state.lobby else room.members
    for whom in [world.state.users[uid] for uid in uids]:
        called = {full_name(name) for name in (whom.name, whom.known_as) if name}
        if runs(world, room, whom) or not any(fits(mask, one) for one in called):
            continue
        if not banned(room, whom, world.now):  # but for an exception
            continue
        if room.rid:
            out.append(put_out(world, room, asker, whom, reason))
            continue
        if command.address:
            _list_addresses(world, room, asker, whom, seconds, reason)
        out += put_off(world, asker, whom, reason, seconds, banned=True)
    return out


def _list_addresses(world: World, lobby: Room, asker: User, whom: User, seconds: float, reason: str) -> None:
    """Nobody comes in any more from where this user is connected."""
    kept = lobby.masks.setdefault(ADDRESSES, {})
    for cid in whom.cids:
        address = world.state.sessions[cid].address
        if address and len(kept) < MOST_MASKS:
            kept[address] = Listing(asker.name, world.now, _until(world, seconds), reason, whom.name)


def _until(world: World, seconds: float) -> float:
    return world.now + seconds if seconds else 0.0


def _change(
    world: World, room: Room, asker: User, on: bool, letter: str, about: str, seconds: float, reason: str
) -> str | None:
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
        return _set_status(world, room, on, letter, about)
    return _set_mask(
        world, room, asker, on, letter, about, Listing(asker.name, world.now, _until(world, seconds), reason)
    )


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


def _set_status(world: World, room: Room, on: bool, letter: str, name: str) -> str | None:
    user = world.user(name)
    if room.rid and user.uid not in room.members:
        raise Refusal(Reason.NOT_THERE, user.name)
    if not room.rid and letter == "o":
        return _set_admin(user, on)
    kept = room.operators if letter == "o" else room.voiced
    if (user.uid in kept) == on:
        return None
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


def _set_mask(world: World, room: Room, asker: User, on: bool, letter: str, mask: str, listing: Listing) -> str | None:
    if len(mask) > LONGEST_MASK:
        raise Refusal(Reason.TOO_MANY_MASKS, mask[:LONGEST_MASK])
    meant = world.named(mask)
    mask = normal(meant.name if isinstance(meant, User) else text.clean(mask))
    kept = room.masks.setdefault(letter, {})
    for one in [one for one, old in kept.items() if not holds(old, world.now)]:
        del kept[one]
    key = next((one for one in kept if names.key(one) == names.key(mask)), "")
    if not on:
        return _unlist(room, letter, key) if key else _drop_empty(room, letter)
    if key and (kept[key].until, kept[key].reason) == (listing.until, listing.reason):
        return None
    if len(kept) >= MOST_MASKS and not key:
        raise Refusal(Reason.TOO_MANY_MASKS, mask)
    if letter in "bq" and isinstance(meant, User):
        check_protected(asker, meant)
    kept[key or mask] = listing
    if letter == "b":  # which is newer than any invitation that there is
        for uid in [uid for uid in room.invited if banned(room, world.state.users[uid], world.now)]:
            world.uninvite(room, uid)
    return key or mask


def _unlist(room: Room, letter: str, mask: str) -> str:
    """Takes the mask away, and the addresses that are listed for the same user."""
    del room.masks[letter][mask]
    addresses = room.masks.get(ADDRESSES, {})
    if letter == "b":
        for one in [one for one, listing in addresses.items() if fits(mask, full_name(listing.whom))]:
            del addresses[one]
        _drop_empty(room, ADDRESSES)
    _drop_empty(room, letter)
    return mask


def _drop_empty(room: Room, letter: str) -> None:
    if not room.masks.get(letter):
        room.masks.pop(letter, None)
