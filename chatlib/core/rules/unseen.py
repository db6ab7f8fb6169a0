"""What no device of an account has heard: a device may hear some of its rooms only (Session.entered).

Up to which SEQ a room was heard stands in User.unseen, where that is not User.pushed. While a device hears the room,
its own mark says from which SEQ on it was given everything.
"""

from chatlib.core.model import Session, User
from chatlib.core.world import World

NEVER = 2**62
"""A SEQ that is never written: what came before it is not sure to have been heard."""


def hears(session: Session, rid: int) -> bool:
    return session.pushes and (session.entered is None or rid in session.entered)


def heard(world: World, user: User, rid: int) -> bool:
    """Whether one of the user's devices hears this room by now."""
    return any(hears(world.state.sessions[cid], rid) for cid in user.cids)


def note_unheard(world: World, user: User, rid: int, since: int) -> None:
    """Nobody may hear this room from `since` on, though a device is there: what is said is missed."""
    if user.secret and rid in user.rooms and not heard(world, user, rid):
        user.unseen.setdefault(rid, since)


def marks(world: World, user: User) -> dict[int, int]:
    """For a device that comes: from where on the rooms are missed which none of the others hears."""
    return {rid: mark for rid, mark in user.unseen.items() if not heard(world, user, rid)}


def ended(world: World, user: User, session: Session, written: int) -> None:
    """A device has left, which had got what there was up to `written`. What one has got, all have got."""
    if not user.secret or not session.pushes or user.unread:
        return
    for rid in user.rooms:
        if not hears(session, rid):
            continue
        seen = _seen(session, rid, written)
        for cid in user.cids:
            _raise(world.state.sessions[cid], rid, seen)
        if heard(world, user, rid):
            continue
        seen = max(seen, user.unseen.get(rid, 0))
        if user.cids or seen < user.pushed:
            user.unseen[rid] = seen
        else:
            user.unseen.pop(rid, None)


def _seen(session: Session, rid: int, written: int) -> int:
    if session.entered is None:
        return max(session.marks.get(rid, session.after), written)
    mark, at = session.entered[rid]
    return max(mark, written) if written >= at else mark


def _raise(session: Session, rid: int, seen: int) -> None:
    if not hears(session, rid):
        return
    if session.entered is None:
        session.marks[rid] = max(session.marks.get(rid, session.after), seen)
    else:
        mark, at = session.entered[rid]
        session.entered[rid] = (max(mark, seen), at)
