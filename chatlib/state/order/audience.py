"""Which workers have somebody to tell of an event."""

from collections.abc import Collection, Iterable

from chatlib.core import events
from chatlib.core.model import State
from chatlib.state.frames import TO_ONE

MANY = 32
"""Members of a room beyond which all workers are told, instead of finding out which ones are concerned."""


class Audience:
    """`everybody` are all workers. Who is named beside them has gone."""

    def __init__(self, state: State, everybody: Collection[int]) -> None:
        self._state = state
        self._everybody = everybody
        self._of_rooms: dict[int, set[int]] = {}

    def has_changed(self) -> None:
        """Somebody came or went, perhaps: something else was done than to say something."""
        self._of_rooms.clear()

    def of(self, event: events.Event, worker: int) -> Collection[int]:
        """Numbers of workers: that of the connection that asked (0 if none did), and those of the audience."""
        state = self._state
        if type(event) is events.Message or isinstance(event, TO_ONE):
            if event.to:
                return self._with_asker(self._serving((event.to,)), event, worker)
        if type(event) is events.Message or isinstance(event, events.Push):
            room = state.rooms.get(event.rid)
            if room is None or len(room.members) > MANY:
                return self._everybody
            if type(event) is events.Message:
                found = self._of_rooms.get(event.rid)
                if found is None:
                    found = self._of_rooms[event.rid] = self._serving((*room.members, event.uid))
            else:
                # Whoever has just left must hear of it too, to stop listening.
                found = self._serving((*room.members, event.uid, getattr(event, "whom_uid", 0)))
            return self._with_asker(found, event, worker)
        if isinstance(event, events.Parted):
            return {worker, event.worker}
        if isinstance(event, events.Moved) or worker:
            return (worker,)
        # An answer that comes late, of another realm; whoever looks after that connection now will know.
        return self._everybody if event.cid else ()

    def _with_asker(self, found: set[int], event: events.Event, worker: int) -> Collection[int]:
        return found if not event.cid or worker in found else {*found, worker}

    def _serving(self, uids: Iterable[int]) -> set[int]:
        """The workers that these users are connected to."""
        users, sessions, found = self._state.users, self._state.sessions, set()
        for uid in uids:
            if (user := users.get(uid)) is not None:
                for cid in user.cids:
                    found.add(sessions[cid].worker)
        return found
