"""The order of a cluster, from etcd: what a node proposes becomes entries in a log there, which all nodes follow."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import msgspec

from chatlib.state.cluster import entry
from chatlib.state.cluster.entry import Entry, Item, Join
from chatlib.state.cluster.pieces import Assembly, cut

MOST_IN_ENTRY = 4 << 20
"""Bytes of items that go into one entry, about; one that is larger goes alone."""

MOST_UNDER_WAY = 8 << 20
"""Bytes that were proposed and have no place yet. Beyond, workers are not heard: theirs wait in the pipe, and clients'
in the kernel.
"""

AT_ONCE = 256
"""Entries that are taken in one turn: what they make is committed together, and nobody waits longer for it."""


class Log(Protocol):
    """What is needed of an EtcdLog."""

    failure: Exception | None
    quiet_for: float

    def wake(self) -> None: ...
    def taken(self) -> list[tuple[int, bytes]]: ...
    def trim(self, position: int) -> None: ...
    def close(self) -> None: ...


class _Waiting(NamedTuple):
    size: int
    now: float
    told: float
    items: Sequence[bytes]
    alone: bool


class EtcdOrder:
    """An Order (see order.py). `open_log` makes the log with `make`, which gives it the next value to be put, in a
    thread of its own, and puts one after the other.

    Raises what the log failed with, by `taken`.
    """

    def __init__(self, node: int, run: int, open_log: Callable[[Callable[[], bytes | None]], Log]) -> None:
        self.node = node
        self.run = run
        self._lock = threading.Lock()
        self._waiting: deque[_Waiting] = deque()
        self._pieces: deque[bytes] = deque()
        self._number = 0
        self._under_way: deque[tuple[int, int]] = deque()  # the numbers of entries that were put, and their sizes
        self._size = 0
        self._assembly = Assembly()
        self._taken: deque[tuple[int, Entry]] = deque()
        self._log = open_log(self._make)

    def propose(self, items: list[Item], now: float, told: float) -> None:
        encoded = [entry.encode_item(item) for item in items]
        waiting = _Waiting(sum(map(len, encoded)), now, told, encoded, type(items[0]) is Join)
        with self._lock:
            self._waiting.append(waiting)
            self._size += waiting.size
        self._log.wake()

    def taken(self) -> list[tuple[int, Entry]]:
        if self._log.failure:
            raise self._log.failure
        for position, value in self._log.taken():
            if (whole := self._assembly.add(position, value)) is not None:
                self._taken.append((self._assembly.upto, whole))
        taken = [self._taken.popleft() for _ in range(min(AT_ONCE, len(self._taken)))]
        self._settle([one.number for _, one in taken if (one.node, one.run) == (self.node, self.run)])
        return taken

    @property
    def is_ready(self) -> bool:
        return bool(self._taken)

    @property
    def is_full(self) -> bool:
        return self._size > MOST_UNDER_WAY

    @property
    def quiet_for(self) -> float:
        return self._log.quiet_for

    def forget(self, node: int) -> None:
        self._assembly.forget(node)

    def trim(self, position: int) -> None:
        self._log.trim(position)

    def close(self) -> None:
        self._log.close()

    def _settle(self, numbers: list[int]) -> None:
        if not numbers:
            return
        with self._lock:
            while self._under_way and self._under_way[0][0] <= numbers[-1]:
                self._size -= self._under_way.popleft()[1]

    def _make(self) -> bytes | None:
        """The next value, in the log's thread: all that waits, as far as it fits."""
        with self._lock:
            if not self._pieces:
                self._begin_entry()
            return self._pieces.popleft() if self._pieces else None

    def _begin_entry(self) -> None:
        if not self._waiting:
            return
        size, items, last = 0, [], self._waiting[0]
        while self._waiting and (not items or (size + self._waiting[0].size <= MOST_IN_ENTRY and not last.alone)):
            last = self._waiting.popleft()
            size += last.size
            items += map(msgspec.Raw, last.items)
        self._number += 1
        self._under_way.append((self._number, size))
        whole = entry.encode(Entry(self.node, self.run, self._number, last.now, last.told, items))
        self._pieces.extend(cut(self.node, self.run, self._number, whole))
