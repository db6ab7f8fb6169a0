"""Rules: who runs what, who may speak where, and who may come to the server at all."""

from math import ceil

from chatlib.core import names
from chatlib.core.deeds import Deed, Listing
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Room, User
from chatlib.core.rules.moderation.masks import banned, holds, muted
from chatlib.core.world import World

LONGEST_REASON = 300
"""Bytes: with all that stands before it, it fits into a line of IRC."""

MOST_DEEDS = 200
"""In the list of one room: a lesson, and the one before."""

LONGEST_SLOW = 3600
"""Seconds between two messages of one speaker, at most."""

MOST_SPOKEN = 10_000
"""Speakers in rooms with a pace of their own who are remembered; then those are forgotten who may speak anyway."""

ADDRESSES = "a"
"""The list of the lobby in which addresses stand."""


def place(world: World, name: str) -> Room:
    """The room of this name, or the lobby; Refusal(UNKNOWN_ROOM or NOT_MEMBER)."""
    return world.state.lobby if world.key(name) == names.LOBBY else world.room(name)


def runs(world: World, room: Room, user: User) -> bool:
    """Whether the user says what holds in the room. Rooms by invitation are run by nobody, but those made in IRC."""
    return room.operated_by(user.uid) or (user.admin and room.open and not room.realm)


def check_operator(world: World, room: Room, user: User) -> None:
    """Refusal(NOT_MEMBER or NOT_OPERATOR)."""
    if runs(world, room, user):
        return
    if room.rid and user.uid not in room.members:
        raise Refusal(Reason.NOT_MEMBER, room.name)
    raise Refusal(Reason.NOT_OPERATOR, room.name)


def check_protected(room: Room, asker: User, whom: User) -> None:
    """Refusal if the user is the server's, or the owner of the room, and the asker is neither. In a room that IRC made
    all operators are equal.
    """
    owns = room.rid and not room.passing and whom.uid == room.creator and whom is not asker
    if (whom.admin or owns) and not asker.admin:
        raise Refusal(Reason.PROTECTED, whom.name)


def note_deed(world: World, room: Room, by: User, what: str, whom: str = "", **more: object) -> None:
    """`more`: as of Deed."""
    room.deeds.append(Deed(world.now, by.name, what, whom=whom, **more))
    del room.deeds[:-MOST_DEEDS]


# -------------------------------------------------------------------- speaking


def check_speaker(world: World, room: Room, user: User, outside: bool = False) -> None:
    """Refusal if the user may not say something in this room now. `outside`: see commands.Send."""
    member = not room.rid or user.uid in room.members
    if member and room.plain:
        return
    if not member and not (outside and room.enterable and "n" not in room.modes and not room.realm):
        raise Refusal(Reason.NOT_MEMBER, room.name)
    if runs(world, room, user) or user.uid in room.voiced:
        return
    if "m" in room.modes:
        raise Refusal(Reason.MODERATED, room.name)
    if banned(room, user, world.now):
        raise Refusal(Reason.BANNED, room.name)
    if listing := muted(room, user, world.now):
        raise Refusal(Reason.MUTED, room.name, ceil(max(0.0, listing.until - world.now)))


def check_pace(world: World, room: Room, user: User) -> None:
    """Refusal(SLOW) if it is too soon after the last thing that the user said there; this one counts from now on.

    Only a process remembers it: after a restart everybody may speak.
    """
    if not room.slow or runs(world, room, user):
        return
    spoken, now = world.spoken, world.now
    wait = spoken.get((room.rid, user.uid), 0.0) + room.slow - now
    if wait > 0:
        raise Refusal(Reason.SLOW, room.name, ceil(wait))
    if len(spoken) >= MOST_SPOKEN:
        for key in [key for key, at in spoken.items() if at + LONGEST_SLOW <= now]:
            del spoken[key]
    if len(spoken) < MOST_SPOKEN:
        spoken[room.rid, user.uid] = now


# ---------------------------------------------------------------- the server


def check_admitted(world: World, user: User, address: str = "") -> None:
    """Refusal if this user (of whom nothing need be known but its names), or who comes from there, is banned."""
    lobby = world.state.lobby
    if user.admin or not lobby.masks:
        return
    if banned(lobby, user, world.now) or _is_listed(world, address):
        raise Refusal(Reason.BANNED, lobby.name)


def check_guest(world: World, guest: User) -> None:
    """Refusal if guests do not come in now."""
    if "R" in world.state.lobby.modes and not guest.known_as:
        raise Refusal(Reason.ACCOUNTS_ONLY, names.LOBBY)


def _is_listed(world: World, address: str) -> bool:
    listing: Listing | None = world.state.lobby.masks.get(ADDRESSES, {}).get(address) if address else None
    return listing is not None and holds(listing, world.now)
