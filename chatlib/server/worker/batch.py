"""What clients ask for in one turn goes to the state as one batch, which is kept until it is committed."""

from collections import deque
from collections.abc import Callable

from chatlib.core import commands
from chatlib.core.errors import Reason
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.takeover.record import Recorder
from chatlib.state.frames import Batch, Resumed, encode

HEARD_EVERY = 64
"""Tells after which the state is told that they need not be kept, if no batch has said so."""


class Batches:
    """`send` gives bytes to the state; what one cannot take any more is sent again to the next one, by `resume`."""

    def __init__(self, recorder: Recorder, send: Callable[[bytes], None]) -> None:
        self._recorder = recorder
        self._send = send
        self._batch: list[commands.Command] = []
        self._asking: dict[Connection, None] = {}
        self._number = 0
        self._heard = 0  # the number of the last tell that the state need not keep
        self._uncommitted: deque[tuple[int, list[Connection], bytes]] = deque()
        self._late: dict[Connection, None] = {}  # whose answer has not come with the commit
        self._resumed = False

    @property
    def empty(self) -> bool:
        """Whether the state knows everything."""
        return not self._batch and not self._uncommitted

    @property
    def gathered(self) -> int:
        """The number of the one that is sent next; 0 if there is nothing to be sent."""
        return self._number + 1 if self._batch else 0

    @property
    def under_way(self) -> tuple[int, int]:
        """How many the state has not answered, and of how many connections."""
        return len(self._uncommitted), sum(len(asking) for _, asking, _ in self._uncommitted)

    def put(self, conn: Connection, asked: list[commands.Command]) -> None:
        """Commands that a client waits for."""
        self._batch += asked
        self._asking[conn] = None

    def ask(self, command: commands.Command) -> None:
        """A command that nobody waits for."""
        self._batch.append(command)

    def send(self) -> None:
        """The turn is over."""
        if self._batch:
            self._number += 1
            self._heard = self._recorder.told
            payload = self._encoded()
            self._uncommitted.append((self._number, list(self._asking), payload))
            self._batch, self._asking = [], {}
            if self._resumed:  # else it is sent when the state has said which ones it has
                self._send(payload)
        elif self._resumed and self._recorder.told - self._heard >= HEARD_EVERY:
            self._heard = self._recorder.told
            self._send(encode(Batch(self._number, self._heard, [])))

    def _encoded(self) -> bytes:
        """What no frame can hold is refused: a worker that died of it would read it again in its next life."""
        try:
            return encode(Batch(self._number, self._heard, self._batch))
        except (OverflowError, ValueError):
            singly = (one for command in self._batch for one in commands.singly(command))
            self._batch = [one if _fits(one) else commands.Pass(one.cid, reason=Reason.FAULT) for one in singly]
            return encode(Batch(self._number, self._heard, self._batch))

    def pause(self) -> None:
        """The state is gone."""
        self._resumed = False

    def resume(self, frame: Resumed) -> None:
        """Another one is there, and has said what it has."""
        self._resumed = True
        self._number = max(self._number, frame.done)
        for number, _, payload in self._uncommitted:
            if number > frame.done:
                self._send(payload)

    def committed(self, upto: int) -> dict[Connection, None]:
        """Batches up to this number are safe: the connections that asked in them, or whose answer came late."""
        done = {conn: None for conn in self._late if not conn.waits}
        while self._uncommitted and self._uncommitted[0][0] <= upto:
            done |= dict.fromkeys(self._uncommitted.popleft()[1])
        return done

    def note_late(self, done: dict[Connection, None]) -> None:
        """Of those, who still waits for an answer is told of again."""
        self._late = {conn: None for conn in self._late | done if conn.waits and conn.fd >= 0}


def _fits(command: commands.Command) -> bool:
    try:
        encode(command)
    except (OverflowError, ValueError):
        return False
    return True
