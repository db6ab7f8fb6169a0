"""Turns that wait until the log is on the disk, for `--sync full`: one sync for all that came during the last one."""

import os
import threading
from collections.abc import Callable
from queue import SimpleQueue

from chatlib.state.order.workers.line import WorkerLine

Told = list[tuple[WorkerLine, bytes]]


class GroupSync:
    """`descriptor` gives one of the log, to be closed here; `ring` is called in a thread when `take` has something.

    A sync that fails is the end of the process, by `failed`: what the disk has is not known any more.
    """

    def __init__(self, descriptor: Callable[[], int], ring: Callable[[], None], failed: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._ring = ring
        self._failed = failed
        self._waiting: Told = []
        self._under_way: Told = []
        self._done = threading.Event()
        self._busy = False
        self._orders: SimpleQueue[int | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._thread.start()

    def hold(self, told: Told) -> None:
        """To be told once everything is on the disk that is in the log by now."""
        self._waiting += told
        self._begin()

    def take(self) -> Told:
        """What can be told, in order."""
        if not self._done.is_set():
            return []
        self._done.clear()
        self._busy = False
        told, self._under_way = self._under_way, []
        self._begin()
        return told

    def take_all(self) -> Told:
        """The caller has synced the log: everything can be told."""
        told, self._under_way, self._waiting = self._under_way + self._waiting, [], []
        return told

    def stop(self) -> None:
        self._orders.put(None)
        self._thread.join()

    def _begin(self) -> None:
        if self._waiting and not self._busy:
            self._busy = True
            self._under_way, self._waiting = self._waiting, []
            self._orders.put(self._descriptor())

    def _run(self) -> None:
        while (descriptor := self._orders.get()) is not None:
            try:
                _sync(descriptor)
            except OSError:
                self._failed()
                return
            finally:
                os.close(descriptor)
            self._done.set()
            self._ring()


_sync = getattr(os, "fdatasync", os.fsync)
