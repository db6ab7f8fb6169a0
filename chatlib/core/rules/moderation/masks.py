"""Masks: patterns of who is meant, as `name!name@home`, with "*" for any letters and "?" for one."""

from chatlib.core import names
from chatlib.core.deeds import Listing
from chatlib.core.model import Room, User

LONGEST_MASK = 140
"""Characters: two names and a home of the longest, and what stands between them."""

MOST_MASKS = 100
"""In one list of a room: a teacher who bans one after the other should ban all, and invite some."""

HOME = "ruang"
"""Stands behind the "@" of whoever is no user of another realm."""


def full_name(name: str) -> str:
    """What masks are held against. Nothing of it can be chosen but the name: addresses are nobody's business."""
    local, realm = names.split(name)
    return f"{name}!{local}@{realm or HOME}"


def normal(mask: str) -> str:
    """The mask with all three parts."""
    name, bang, rest = mask.partition("!")
    if not bang and "@" in mask:
        name, rest = "*", mask
    user, _, home = rest.partition("@")
    return f"{name or '*'}!{user or '*'}@{home or '*'}"[:LONGEST_MASK]


def fits(mask: str, text: str) -> bool:
    """Without regard to case. The time it takes is bounded by the product of the lengths, whatever the mask is."""
    mask, text = names.key(mask), names.key(text)
    at = in_mask = 0
    star, retry = -1, 0
    while at < len(text):
        if in_mask < len(mask) and mask[in_mask] == "*":
            star, retry = in_mask, at
            in_mask += 1
        elif in_mask < len(mask) and mask[in_mask] in ("?", text[at]):
            at, in_mask = at + 1, in_mask + 1
        elif star >= 0:
            retry += 1
            at, in_mask = retry, star + 1
        else:
            return False
    return mask[in_mask:].strip("*") == ""


def listed(room: Room, which: str, user: User, now: float) -> Listing | None:
    """The first mask in that list of the room that holds and means this user, by its name or its account."""
    if not (masks := room.masks.get(which)):
        return None
    called = {full_name(name) for name in (user.name, user.known_as) if name}
    for mask, listing in masks.items():
        if holds(listing, now) and any(fits(mask, name) for name in called):
            return listing
    return None


def holds(listing: Listing, now: float) -> bool:
    return not listing.until or now < listing.until


def banned(room: Room, user: User, now: float) -> Listing | None:
    return _but_for_exceptions(room, "b", user, now)


def muted(room: Room, user: User, now: float) -> Listing | None:
    return _but_for_exceptions(room, "q", user, now)


def _but_for_exceptions(room: Room, which: str, user: User, now: float) -> Listing | None:
    found = listed(room, which, user, now)
    return found if found and not listed(room, "e", user, now) else None
