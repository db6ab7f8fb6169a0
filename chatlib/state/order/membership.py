"""This node among the others of its cluster: what entries of the order say of nodes, rather than of the chat."""

import threading
from collections.abc import Callable, Collection

from chatlib.core import commands
from chatlib.core.cluster.numbers import node_of
from chatlib.core.cluster.standing import Standing
from chatlib.core.model import RULES_VERSION
from chatlib.state.cluster.checkpoints import Checkpoints
from chatlib.state.cluster.clocks import Clocks
from chatlib.state.cluster.entry import Entry, Join, Leave, Tick
from chatlib.state.cluster.order import Order, Out
from chatlib.state.journal.acknowledged_offsets import AcknowledgedOffsets
from chatlib.state.journal.journal import Journal
from chatlib.state.manager import Apart, News, Silent
from chatlib.state.order.applier import Applier

KEPT_BEHIND = 10_000
"""Entries that stay in the order though all have them, for a node that comes back soon: minutes of a busy class."""

TRIM_EVERY = 1_000
"""Entries after which it is worth while to trim the order."""

SILENT_AFTER = 5.0
"""Seconds without an answer of etcd after which whoever runs the server is told: a new leader takes less."""

FAREWELL = 2.0
"""Seconds that the others get to take note that this node leaves."""


class Membership:
    """`bounds`: what must be equal on all nodes; `goes_on`: see entry.Join; `tell`: see StateService; `workers`:
    of this node, by their numbers. Raises Out.
    """

    def __init__(
        self,
        order: Order,
        applier: Applier,
        journal: Journal,
        acknowledged: AcknowledgedOffsets,
        bounds: str,
        goes_on: bool,
        tell: Callable[[News], None],
        workers: Collection[int],
    ) -> None:
        self._order = order
        self._applier = applier
        self._journal = journal
        self._acknowledged = acknowledged
        self._bounds = bounds
        self._goes_on = goes_on
        self._tell = tell
        self._workers = workers
        self._marks: dict[int, int] = {}
        self._silent = self._was_silent = False
        self.joined = not order.node
        # Who asked for what comes before it has joined is gone with the node's last life, and others have the numbers.
        applier.silent = not (self.joined or goes_on)
        self.has_left = threading.Event()
        self._trimmed = 0
        self._clocks, self._checkpoints = Clocks(order.node), Checkpoints(order.node)

    @property
    def _standing(self) -> Standing:
        return self._applier.chat.state.standing

    @property
    def holds_links(self) -> bool:
        """Whether it is this node that talks to other realms."""
        return self._standing.holder == self._order.node

    def join(self) -> Join:
        """What this process says first of all."""
        return Join(self._goes_on, RULES_VERSION, self._bounds, {} if self._goes_on else self._written())

    def leave(self) -> Leave:
        return Leave(self._written())

    def figures(self) -> dict[str, int | dict[str, int]]:
        """As of StateService.figures; none of a server on its own."""
        standing = self._standing
        if not self._order.node:
            return {}
        return {
            "cluster_position": standing.position,
            "cluster_entries": standing.count,
            "cluster_silent_seconds": int(self._order.quiet_for),
            "cluster_node_lives": {str(number): int(node.lives) for number, node in standing.nodes.items()},
            "cluster_missed_ticks": {str(number): node.missed for number, node in standing.nodes.items()},
            "cluster_kept_position": {str(number): node.kept for number, node in standing.nodes.items()},
        }

    def listen(self) -> None:
        """Says when the order is not to be had, and when it is again."""
        silent = self._order.quiet_for > SILENT_AFTER
        # Looked at twice: who was stopped for so long has to listen first.
        if silent is not self._silent and silent is self._was_silent:
            self._silent = silent
            self._tell(Silent(silent))
        self._was_silent = silent

    def tick(self, kept: int) -> Tick:
        """`kept`: the position that the journal has."""
        count, digest = self._checkpoints.latest
        # Those of the tick before: who lags by no more than a second has got that much, too.
        written, self._marks = self._marks, {worker: self._acknowledged.of_worker(worker) for worker in self._workers}
        return Tick(kept, count, digest, written)

    def is_own(self, entry: Entry) -> bool:
        """Whether this very process has said it."""
        return entry.run == self._order.run and entry.node == self._order.node

    def admits(self, position: int, entry: Entry) -> bool:
        """Whether anything of this entry counts, which is followed now."""
        standing = self._standing
        standing.position = position
        self._applier.now = standing.now = max(standing.now, entry.now)
        if type(entry.items[0]) is Join:
            if not self._on_join(entry, entry.items[0]):
                return False
        elif not standing.accepts(entry.node, entry.run, entry.number):
            return False
        standing.count += 1
        return True

    def on_tick(self, entry: Entry, tick: Tick) -> None:
        standing, holder = self._standing, self._standing.holder
        for dead in standing.ticks(entry.node, tick.kept, tick.written):
            self._end(dead, self._last_written(dead), holder)
            self._order.forget(dead)
            if dead == self._order.node and self.joined:  # else a predecessor was
                raise Out("evicted")
        if ahead := self._clocks.ticked(entry.node, entry.told):
            self._tell(Apart(entry.node, ahead))
        if tick.digest:
            self._checkpoints.compare(entry.node, tick.count, tick.digest, standing.living)
        if standing.living[:1] == [self._order.node]:
            upto = standing.needed_from - KEPT_BEHIND
            if upto >= self._trimmed + TRIM_EVERY:
                self._trimmed = upto
                self._order.trim(upto)

    def on_leave(self, entry: Entry, leave: Leave) -> None:
        holder = self._standing.holder
        self._standing.leaves(entry.node)
        self._end(entry.node, leave.written, holder)
        if self.is_own(entry):
            self.has_left.set()

    def check(self) -> None:
        """All of an entry was taken."""
        self._checkpoints.look(self._applier.chat.state)

    # ------------------------------------------------------------------- joining

    def _on_join(self, entry: Entry, join: Join) -> bool:
        standing, state = self._standing, self._applier.chat.state
        is_own = self.is_own(entry)
        refused = "rules" if join.rules < state.rules else ""
        refused = refused or standing.joins(entry.node, entry.run, join.goes_on, join.rules, join.bounds)
        if refused and is_own and refused != "old":  # which it is if it was put twice
            raise Out("evicted" if refused == "dead" else refused)
        if refused:
            return False
        if not join.goes_on:
            self._end(entry.node, join.written, standing.holder)
            # Other realms remember our last number, which must not be used again whoever talks to them.
            self._journal.renumber_outgoing(int(self._applier.now * 1e6))
        self._applier.apply(commands.Upgrade(rules=standing.rules))
        if is_own:
            self.joined, self._applier.silent = True, False
        return True

    def _end(self, node: int, written: dict[int, int], holder: int) -> None:
        """Its connections are gone; so are links to other realms, if it was the `holder`."""
        self._applier.apply(commands.Restart(node=node, written=written))
        for realm in list(self._applier.chat.state.linked) if node == holder else ():
            self._applier.apply(commands.Linked(realm=realm, up=False))

    def _last_written(self, node: int) -> dict[int, int]:
        """By connection, as the node itself said while it was heard."""
        by_worker, sessions = self._standing.nodes[node].written, self._applier.chat.state.sessions.values()
        return {one.cid: by_worker.get(one.worker, 0) for one in sessions if node_of(one.cid) == node}

    def _written(self) -> dict[int, int]:
        sessions = self._applier.chat.state.sessions.values()
        own = [session for session in sessions if node_of(session.cid) == self._order.node]
        return {one.cid: self._acknowledged.written(one.cid, one.worker) for one in own}
