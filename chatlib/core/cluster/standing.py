"""Who takes part in the order of a cluster, and how far it has been followed: the same on all of its nodes.

It follows from the entries of the order alone (state/cluster/entry.py). What is said here of a node's numbers is how a
replicated state machine keeps a client's requests from being done twice (Raft, the dissertation, 6.3).
"""

import msgspec

PATIENCE = 15
"""Ticks of each other node after which one that has not ticked is dead. Counted, not timed: while there is no quorum
nobody ticks, and nobody is declared dead."""


UNHEARD = 2
"""Ticks of each other node without one of its own after which a node's clients may be looking for another."""


class Node(msgspec.Struct):
    """A node that has joined. `run`: one life of its state process, they grow; `number`: its last entry in that.

    `missed`: ticks of the others since it ticked. `rules`: the newest version of the rules that it knows. `kept`: the
    position from which on it would ask for entries if it began anew. `written`: by worker, up to which SEQ its
    connections were written to, as it said with its last tick.
    """

    run: int
    number: int = 1
    missed: int = 0
    rules: int = 0
    kept: int = 0
    lives: bool = True
    written: dict[int, int] = {}


class Standing(msgspec.Struct):
    """`cluster`: whose order it is; "" for a server on its own. `position`: after which entry of it (as etcd counts).

    `count`: entries that were taken; `now`: the time of the last one. `bounds`: what must be equal on all nodes.
    `holder`: the node that talks to other realms, as long as it lives; 0 for a server on its own.
    """

    cluster: str = ""
    position: int = 0
    count: int = 0
    now: float = 0.0
    bounds: str = ""
    holder: int = 0
    nodes: dict[int, Node] = {}

    @property
    def living(self) -> list[int]:
        return sorted(number for number, node in self.nodes.items() if node.lives)

    @property
    def rules(self) -> int:
        """The newest version of the rules that all know who live."""
        return min((node.rules for node in self.nodes.values() if node.lives), default=0)

    @property
    def needed_from(self) -> int:
        """The position up to which nobody needs an entry any more who lives."""
        return min((node.kept for node in self.nodes.values() if node.lives), default=0)

    @property
    def unheard(self) -> list[int]:
        """Those that live, as far as is known, and have not ticked for a moment: who comes from there may have to."""
        most = UNHEARD * (len(self.living) - 1)
        return [number for number, node in self.nodes.items() if node.lives and node.missed > most]

    def accepts(self, number: int, run: int, entry: int) -> bool:
        """Whether this is the next entry of the node `number`: neither one that was there before, nor one behind a
        hole, nor the word of a process that has been replaced, or of a node that was given up.
        """
        node = self.nodes.get(number)
        if node is None or not node.lives or run != node.run or entry != node.number + 1:
            return False
        node.number = entry
        return True

    def joins(self, number: int, run: int, goes_on: bool, rules: int, bounds: str) -> str:
        """A process of this node takes part from now on; why it may not, or "". `goes_on`: its node has done so before,
        and was not given up meanwhile.
        """
        node = self.nodes.get(number)
        if node and run <= node.run:
            return "old"
        if goes_on and not (node and node.lives):
            return "dead"
        if [other for other in self.living if other != number] and bounds != self.bounds:
            return "bounds"
        self.bounds = bounds
        # Of a new one it is not known yet from where on it needs entries: none are given up before it has said so.
        self.nodes[number] = Node(run, rules=rules, kept=node.kept if node else 0)
        self._choose_holder()
        return ""

    def leaves(self, number: int) -> None:
        """It has no connections any more, and is not waited for."""
        self.nodes[number].lives = False
        self._choose_holder()

    def ticks(self, number: int, kept: int, written: dict[int, int]) -> list[int]:
        """A second has passed on this node. Returns those that have said nothing for so long that they are given up."""
        self.nodes[number].missed = 0
        self.nodes[number].kept = kept
        self.nodes[number].written = written
        others = [one for one in self.living if one != number]
        dead = []
        for other in others:
            node = self.nodes[other]
            node.missed += 1
            if node.missed > PATIENCE * len(others):
                self.leaves(other)
                dead.append(other)
        return dead

    def _choose_holder(self) -> None:
        if self.holder not in self.living:
            self.holder = next(iter(self.living), 0)
