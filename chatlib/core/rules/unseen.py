"""What no device of an account has heard: a device may hear some of its rooms only (Session.entered)."""

from chatlib.core.model import Session, User
from chatlib.core.world import World


def hears(session: Session, rid: int) -> bool:
    return session.pushes and (session.entered is None or rid in session.entered)


def heard(world: World, user: User, rid: int) -> bool:
    """Whether one of the user's devices hears this room by now."""
    return any(hears(world.state.sessions[cid], rid) for cid in user.cids)


def note_unheard(world: World, user: User, rid: int, since: int) -> None:
    """Nobody may hear this room from `since` on, though a device is there: what is said is missed."""
    if user.secret and rid in user.rooms and not heard(world, user, rid):
        user.unseen.setdefault(rid, since)


def ended(world: World, user: User, session: Session, written: int) -> None:
    """A device has left, which had got what there was up to `written`."""
    for rid in list(user.unseen):
        if rid not in user.rooms:
            del user.unseen[rid]
    if not user.secret or not session.pushes:
        return
    for rid in user.rooms:
        if not hears(session, rid) or heard(world, user, rid):
            continue
        mark = session.marks.get(rid) if session.entered is None else session.entered[rid]
        seen = written if mark is None else max(mark, written)
        if user.cids or seen < user.pushed:
            user.unseen[rid] = seen
        else:
            user.unseen.pop(rid, None)
