"""Which workers have somebody to tell of an event."""

from collections.abc import Collection

from chatlib.core import events
from chatlib.core.model import State
from chatlib.state.frames import TO_ONE

FOR_A_ROOM = (events.Message, events.Push)

MANY = 32
"""Members of a room beyond which all workers are told, instead of finding out which ones are concerned."""


def concerned(state: State, event: events.Event, worker: int, everybody: Collection[int]) -> Collection[int]:
    """Numbers of workers: that of the connection that asked (0 if none did), and those of the audience.

    `everybody` are all workers; who is named beside them has gone.
    """
    if isinstance(event, TO_ONE) and event.to:
        found = _serving(state, [event.to])
    elif isinstance(event, FOR_A_ROOM):
        room = state.rooms.get(event.rid)
        if room is None or len(room.members) > MANY:
            return everybody
        # Whoever has just left must hear of it too, to stop listening.
        found = _serving(state, [*room.members, event.uid, getattr(event, "whom_uid", 0)])
    elif isinstance(event, events.Parted):
        return {worker, event.worker}
    elif isinstance(event, events.Moved) or worker:
        return [worker]
    else:
        # An answer that comes late, of another realm; whoever looks after that connection now will know.
        return everybody if event.cid else []
    if event.cid:
        found.add(worker)
    return found


def _serving(state: State, uids: list[int]) -> set[int]:
    """The workers that these users are connected to."""
    users = (state.users[uid] for uid in uids if uid in state.users)
    return {state.sessions[cid].worker for user in users for cid in user.cids}
