"""Who waits for what comes of commands of the server's own."""

from collections.abc import Callable, Iterable

from chatlib.core import commands, events
from chatlib.core.rules import Outcome
from chatlib.state.cluster.entry import Own

Then = Callable[[Outcome], object]
"""Called with what came of all of one's commands, in order, once that is safe."""


class Tickets:
    """Belongs to the sequencer's loop."""

    def __init__(self) -> None:
        self._last = 0
        self._waiting: dict[int, tuple[list[events.Event], Then]] = {}
        self.due: list[int] = []  # all of these were noted, and those who wait are to be told

    def issue(self, asked: Iterable[commands.Command], then: Then) -> list[Own]:
        """The commands as they are to be proposed. Without any, it is waited for what was proposed before."""
        self._last += 1
        self._waiting[self._last] = ([], then)
        return [*(Own(command, self._last) for command in asked), Own(None, self._last)]

    def note(self, own: Own, outcome: Outcome) -> None:
        """This came of it, which this process has proposed."""
        if own.ticket in self._waiting:
            self._waiting[own.ticket][0].extend(outcome)
            if own.command is None:
                self.due.append(own.ticket)

    def settle(self) -> None:
        """All that was noted is safe."""
        due, self.due = self.due, []
        for ticket in due:
            outcome, then = self._waiting.pop(ticket)
            then(outcome)
