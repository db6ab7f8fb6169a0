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
        self._known: dict[int, Collection[int]] = {}

    def has_changed(self) -> None:
        """Somebody came or went, perhaps: something else was done than to say something."""
        self._known.clear()

    def of(self, event: events.Event, worker: int) -> Collection[int]:
        """Numbers of workers: that of the connection that asked (0 if none did), and those of the audience."""
        if isinstance(event, events.Message):
            # Who hears a user or a room does not change as long as things are only said.
            key = -event.to if event.to else event.rid
            found = self._known.get(key)
            if found is None:
                found = self._known[key] = self._of_message(event)
            return found if worker in found or not event.cid else {*found, worker}
        if isinstance(event, TO_ONE) and event.to:
            concerned = (event.to, event.uid) if isinstance(event, events.Amendment) else (event.to,)
            return self._with_asker(self._serving(concerned), event, worker)
        if isinstance(event, events.Push):
            room = self._state.rooms.get(event.rid)
            if room is None or len(room.members) > MANY:
                return self._everybody
            # Whoever has just left must hear of it too, to stop listening.
            found = self._serving((*room.members, event.uid, getattr(event, "whom_uid", 0)))
            return self._with_asker(found, event, worker)
        if isinstance(event, events.Expelled):
            return (event.worker,)
        if isinstance(event, events.Parted):
            return {worker, event.worker}
        if isinstance(event, events.Moved) or worker:
            return (worker,)
        # An answer that comes late, of another realm; whoever looks after that connection now will know.
        return self._everybody if event.cid else ()

    def _of_message(self, event: events.Message) -> Collection[int]:
        if event.to:
            return self._serving((event.to,))
        room = self._state.rooms.get(event.rid)
        return self._everybody if room is None or len(room.members) > MANY else self._serving(room.members)

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
