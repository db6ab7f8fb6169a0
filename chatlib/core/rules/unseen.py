"""What no device of an account has got: a device may hear some of its rooms only (Session.entered), or lag.

Of each room, User.unseen says up to which SEQ the devices of the account have got everything, as far as is known; where
it says nothing, that is User.pushed. A device is given everything from its base on. What it has got when it leaves
counts if nothing is between that base and what was got before.
"""

from chatlib.core.model import Session, User
from chatlib.core.world import World


def marks(world: World, user: User) -> dict[int, int]:
    """For a device that comes: from where on the rooms are missed of which none of the others is given that."""
    return {rid: mark for rid, mark in user.unseen.items() if not _given(world, user, rid, mark)}


def begins(world: World, user: User, rid: int, since: int) -> None:
    """A device is there, or the user has come into the room: up to here everything was got."""
    if user.secret and rid in user.rooms:
        user.unseen.setdefault(rid, since)


def ended(world: World, user: User, session: Session, written: int) -> None:
    """A device has left, which had got what there was up to `written`."""
    for rid, mark in list(user.unseen.items()):
        if _hears(session, rid) and not user.unread and _base(session, rid) <= mark:
            user.unseen[rid] = mark = max(mark, _got(session, rid, written))
        if not user.cids and mark >= user.pushed:
            del user.unseen[rid]


def _hears(session: Session, rid: int) -> bool:
    return session.pushes and (session.entered is None or rid in session.entered)


def _given(world: World, user: User, rid: int, mark: int) -> bool:
    """Whether one of the user's devices is given all of the room behind the mark."""
    sessions = (world.state.sessions[cid] for cid in user.cids)
    return any(_hears(session, rid) and _base(session, rid) <= mark for session in sessions)


def _base(session: Session, rid: int) -> int:
    return session.marks.get(rid, session.after) if session.entered is None else session.entered[rid][0]


def _got(session: Session, rid: int, written: int) -> int:
    """What came with the entry was got with its answer, or not at all."""
    return written if session.entered is None or written >= session.entered[rid][1] else 0
