"""The order behind one face: what was said by this node, and by all, comes back in the one order in which it counts."""

from typing import Protocol

from chatlib.state.cluster.entry import Entry, Item


class Out(Exception):
    """This node takes part no more. `reason`:

    "evicted": others gave it up while it was silent; it may come back, with new connections.
    "behind": what it has to follow is not there any more. "differs": its state is not what the others have.
    "bounds", "rules": others allow what it does not; others know newer rules.
    "lost": the order ends before what this node has.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Order(Protocol):
    """Belongs to the sequencer's loop."""

    node: int
    run: int

    def propose(self, items: list[Item], now: float, told: float) -> None:
        """To be taken, after all that was proposed before, as of these times. Never blocks."""

    def taken(self) -> list[tuple[int, Entry]]:
        """What comes next, each with the position from which on the order is to be asked for if it was the last one
        that was followed. A part of it where there is much. Never blocks.
        """

    @property
    def is_ready(self) -> bool:
        """Whether `taken` has something."""

    @property
    def is_full(self) -> bool:
        """So much is under way that nothing more should be proposed for now."""

    @property
    def quiet_for(self) -> float:
        """Seconds since it was known to go on."""

    def forget(self, node: int) -> None:
        """Nothing that this node said counts any more."""

    def trim(self, position: int) -> None:
        """Nobody asks for anything up to there any more."""

    def close(self) -> None: ...


class LocalOrder:
    """A server on its own: what was proposed is taken at once."""

    node = run = 0
    is_full = False
    quiet_for = 0.0

    def __init__(self) -> None:
        self._entries: list[tuple[int, Entry]] = []

    def propose(self, items: list[Item], now: float, told: float) -> None:
        self._entries.append((0, Entry(0, 0, 0, now, told, items)))

    def taken(self) -> list[tuple[int, Entry]]:
        taken, self._entries = self._entries, []
        return taken

    @property
    def is_ready(self) -> bool:
        return bool(self._entries)

    def forget(self, node: int) -> None:
        pass

    def trim(self, position: int) -> None:
        pass

    def close(self) -> None:
        pass
