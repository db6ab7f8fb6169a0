"""The end of a turn: what it made is committed, and only then told to the workers."""

from collections.abc import Callable

from chatlib.state.journal.journal import Journal
from chatlib.state.order.applier import Applier
from chatlib.state.order.group_sync import GroupSync, Told
from chatlib.state.order.workers.line import Lines, WorkerLine
from chatlib.state.order.workers.pipes import Pipes


class Publisher:
    """With `syncing` nothing is told before it is on the disk. `lost` is called with the line of a worker that is gone
    or takes nothing, `given_up` with that of one for which nobody comes any more. `in_cluster`: the journal is to know
    how far the order was followed; `kept` is the position that it has.
    """

    def __init__(
        self,
        applier: Applier,
        journal: Journal,
        lines: Lines,
        pipes: Pipes,
        syncing: GroupSync | None,
        in_cluster: bool,
        lost: Callable[[WorkerLine], None],
        given_up: Callable[[WorkerLine], None],
    ) -> None:
        self._applier = applier
        self._journal = journal
        self._lines = lines
        self._pipes = pipes
        self._syncing = syncing
        self._in_cluster = in_cluster
        self._lost = lost
        self._given_up = given_up
        self.kept = applier.chat.state.standing.position
        self.ring: Callable[[], None] = lambda: None  # called when other realms have something to be told

    def publish(self) -> None:
        """All that was applied since the last time."""
        applier = self._applier
        chat, observer = applier.chat, applier.observer
        outgoing, seq = chat.take_outgoing(), chat.state.seq
        applier.keep(outgoing)
        told = []
        for line in self._lines.values():
            if line.has_news:
                if observer:
                    observer.packed(line)
                told.append((line, line.pack(seq)))
        if observer:
            observer.commits()
        standing = chat.state.standing if self._in_cluster else None
        if self._journal.commit(standing) and standing:
            self.kept = standing.position
        if observer:
            observer.stored()
        if outgoing:
            self.ring()
        if told and self._syncing:
            self._syncing.hold(told)
        elif told:
            self._tell_all(told)

    def synced(self) -> None:
        """Tells what has come to the disk meanwhile."""
        if self._syncing and (told := self._syncing.take()):
            self._tell_all(told)

    def sync(self) -> None:
        """Where that was asked for: everything is on the disk, and told, without waiting for others."""
        if self._syncing:
            self._journal.sync()
            self._tell_all(self._syncing.take_all())

    def save(self) -> None:
        """The log begins anew with the state as it is; everything was published."""
        self.sync()
        state = self._applier.chat.state
        if self._journal.save(state):
            self.kept = state.standing.position
        self.sync()

    def tell(self, line: WorkerLine, payload: bytes) -> None:
        if line.channel and not self._pipes.tell(line, payload):
            self._lost(line)

    def _tell_all(self, told: Told) -> None:
        for line, payload in told:
            if line.live:
                self.tell(line, payload)
            elif line.overfull:
                self._given_up(line)
        if self._applier.observer:
            self._applier.observer.told()
