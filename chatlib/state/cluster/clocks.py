"""Whether the clocks of the nodes are together: ticks that stand side by side in the order were said about then."""

from collections import Counter

FAR = 4.0
"""Seconds between two that are too many: what is told has the time of where it was said."""

ENOUGH = 10
"""Ticks in a row that show it: one may have waited for a leader of etcd."""


class Clocks:
    """As the node `own` sees them."""

    def __init__(self, own: int) -> None:
        self._own = own
        self._told = 0.0
        self._compared: set[int] = set()  # nodes that have ticked since this one did
        self._apart: Counter[int] = Counter()  # of others, how many ticks in a row were far from ours

    def ticked(self, node: int, told: float) -> float:
        """A tick that was said at this time (unix seconds). By how much that node's clock is ahead, when this is to be
        told, which is once; else 0.
        """
        if node == self._own:
            self._told = told
            self._compared.clear()
            return 0.0
        if node in self._compared:
            return 0.0
        self._compared.add(node)
        ahead = told - self._told
        self._apart[node] = self._apart[node] + 1 if abs(ahead) >= FAR else 0
        return ahead if self._apart[node] == ENOUGH else 0.0
