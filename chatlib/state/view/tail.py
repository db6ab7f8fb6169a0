"""What was said of late: what the view may not have yet, kept in memory until it has."""

from collections import defaultdict, deque

from chatlib.core import events
from chatlib.core.world import Kept, last_seq
from chatlib.state.view.amending import amended
from chatlib.state.view.blocks import Place, place_of


class Tail:
    """Filled by the sequencer, turn by turn. Nobody may be asking: only then it is put in order by conversation."""

    def __init__(self) -> None:
        self._turns: deque[list[Kept]] = deque()
        self._said: dict[Place, list[events.Message]] = defaultdict(list)
        self._with: dict[int, set[Place]] = defaultdict(set)
        self._amendments: dict[int, list[events.Amendment]] = defaultdict(list)
        self._ordered = 0  # so many of the turns
        self.count = 0

    def add(self, kept: list[Kept]) -> None:
        """What a turn has made, in order."""
        self._turns.append(kept)
        self.count += _count(kept)

    def forget(self, upto: int) -> None:
        """The view has everything up to this SEQ."""
        turns = self._turns
        while turns and last_seq(turns[0][-1]) <= upto:
            self.count -= _count(turns.popleft())
            if self._ordered:
                self._said.clear()
                self._with.clear()
                self._amendments.clear()
                self._ordered = 0

    def messages(self, place: Place) -> list[events.Message]:
        """Those of a conversation, in order, as they are now. They may be the very ones that others were told."""
        self._order()
        return self.as_now(self._said.get(place, []))

    def message(self, seq: int) -> events.Message | None:
        """That of this SEQ, if it is here, as it is now."""
        for turn in reversed(self._turns):
            if turn[0].seq <= seq:
                found = [one for one in events.singly(turn) if one.seq == seq and isinstance(one, events.Message)]
                return self.as_now(found)[0] if found else None
        return None

    def places_of(self, uid: int) -> set[Place]:
        """The private conversations of a user in which something was said."""
        self._order()
        return self._with.get(uid, set())

    def as_now(self, messages: list[events.Message]) -> list[events.Message]:
        """Messages of the view, as they are after what was done with them of late."""
        self._order()
        if not self._amendments:
            return messages
        return [amended(one, self._amendments[one.seq]) if one.seq in self._amendments else one for one in messages]

    def _order(self) -> None:
        for number in range(self._ordered, len(self._turns)):
            for one in events.singly(self._turns[number]):
                if isinstance(one, events.Message):
                    place = place_of(one)
                    self._said[place].append(one)
                    if one.to:
                        self._with[one.uid].add(place)
                        self._with[one.to].add(place)
                elif isinstance(one, events.Amendment):
                    self._amendments[one.about].append(one)
        self._ordered = len(self._turns)


def _count(kept: list[Kept]) -> int:
    return 1 + last_seq(kept[-1]) - kept[0].seq
