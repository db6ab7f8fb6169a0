"""Rules: the lists of a room: who is banned, muted, excepted, or needs no invitation; of the lobby addresses, too."""

from msgspec.structs import replace

from chatlib.core import names, text
from chatlib.core.deeds import Listing
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Room, User
from chatlib.core.rules.moderation.authority import ADDRESSES, check_protected
from chatlib.core.rules.moderation.masks import LONGEST_MASK, MOST_MASKS, banned, fits, full_name, holds, normal
from chatlib.core.world import World


def mask_of(world: World, about: str) -> str:
    """What is written for somebody as a mask: of a name that is known, as it is shown. Refusal if it is too long."""
    if len(about) > LONGEST_MASK:
        raise Refusal(Reason.TOO_MANY_MASKS, about[:LONGEST_MASK])
    meant = world.named(about)
    return normal(meant.name if isinstance(meant, User) else text.clean(about))


def change_list(
    world: World, room: Room, asker: User, on: bool, letter: str, about: str, listing: Listing
) -> str | None:
    """Puts a mask there or takes it away; the mask, None if nothing has changed. What has expired is gone. Refusal."""
    mask = mask_of(world, about)
    _forget_expired(room, world.now)
    kept = room.masks.get(letter, {})
    key = next((one for one in kept if names.key(one) == names.key(mask)), "")
    if not on:
        return _unlist(room, letter, key or mask)
    if key and (kept[key].until, kept[key].reason) == (listing.until, listing.reason):
        return None
    if len(kept) >= MOST_MASKS and not key:
        raise Refusal(Reason.TOO_MANY_MASKS, mask)
    if letter in "bq" and isinstance(whom := world.named(about), User):
        check_protected(room, asker, whom)
    room.masks.setdefault(letter, {})[key or mask] = listing
    if letter == "b":
        for address in _addresses_of(room, mask):
            whose = room.masks[ADDRESSES][address].whom
            room.masks[ADDRESSES][address] = replace(listing, whom=whose)
        # It is newer than any invitation that there is.
        for uid in [uid for uid in room.invited if banned(room, world.state.users[uid], world.now)]:
            world.uninvite(room, uid)
    return key or mask


def list_addresses(world: World, lobby: Room, whom: User, listing: Listing) -> None:
    """Nobody comes in any more from where this user is connected. Refusal(TOO_MANY_MASKS)."""
    kept = lobby.masks.get(ADDRESSES, {})
    found = {address for cid in whom.cids if (address := world.state.sessions[cid].address)}
    if len(kept.keys() | found) > MOST_MASKS:
        raise Refusal(Reason.TOO_MANY_MASKS, whom.name)
    for address in sorted(found):
        lobby.masks.setdefault(ADDRESSES, {})[address] = replace(listing, whom=whom.name)


def _unlist(room: Room, letter: str, mask: str) -> str | None:
    """Takes the mask away, and the addresses that are listed for the same user."""
    there = room.masks.get(letter, {}).pop(mask, None) is not None
    for address in _addresses_of(room, mask) if letter == "b" else ():
        del room.masks[ADDRESSES][address]
        there = True
    _drop_empty(room)
    return mask if there else None


def _addresses_of(room: Room, mask: str) -> list[str]:
    listed = room.masks.get(ADDRESSES, {}).items()
    return [address for address, listing in listed if fits(mask, full_name(listing.whom))]


def _forget_expired(room: Room, now: float) -> None:
    for masks in room.masks.values():
        for mask in [mask for mask, listing in masks.items() if not holds(listing, now)]:
            del masks[mask]
    _drop_empty(room)


def _drop_empty(room: Room) -> None:
    for letter in [letter for letter, masks in room.masks.items() if not masks]:
        del room.masks[letter]
