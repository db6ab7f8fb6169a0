"""etcd as a log: values that are put under a prefix, in the order of their revisions."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

from chatlib.state.cluster.etcd_client import EtcdClient, EtcdError
from chatlib.state.cluster.etcd_watch import Compacted, EtcdWatch
from chatlib.state.cluster.order import Out

PUT_WITHIN = 0.7
"""Seconds for a put: then it is tried at the next member. With a leader it takes milliseconds; without one nobody
answers, and who tries often is there when one is elected."""

SILENCE = 1.0
"""Seconds of nothing new after which a member is asked whether it still knows what is new."""

PAUSE = 0.05
"""Seconds before the next member is tried."""

MOST_UNTAKEN = 64 << 20
"""Bytes that wait to be taken: an old node that catches up reads no faster than it applies."""


class EtcdLog:
    """Threads of its own: one puts, one watches. `make` is called in the first of them, after `wake`, for the next
    value that is to be put under `key`, until it returns None. `ring` is called when `taken` has something, or
    `failure` was set; nothing comes after that.

    One put is under way at a time, and is put again until a member says that it is there: so values of one log are
    never in another order, and none is left out, but some are there twice.
    """

    def __init__(
        self,
        urls: Sequence[str],
        key: str,
        prefix: str,
        after: int,
        make: Callable[[], bytes | None],
        ring: Callable[[], None],
    ) -> None:
        self.failure: Out | None = None
        self._urls = list(urls)
        self._key = key
        self._prefix = prefix
        self._position = after
        self._make = make
        self._ring = ring
        self._woken = threading.Event()
        self._room = threading.Condition()
        self._taken: deque[tuple[int, bytes]] = deque()
        self._size = 0
        self._trim = 0
        self._answered = time.monotonic()
        self._closed = False
        for target in (self._put_all, self._watch_all):
            threading.Thread(target=target, name="etcd", daemon=True).start()

    @property
    def quiet_for(self) -> float:
        """Seconds since a quorum of etcd has answered anything."""
        return time.monotonic() - self._answered

    def wake(self) -> None:
        self._woken.set()

    def taken(self) -> list[tuple[int, bytes]]:
        """Each with its revision; never blocks."""
        with self._room:
            taken, self._taken, self._size = list(self._taken), deque(), 0
            self._room.notify()
        return taken

    def trim(self, position: int) -> None:
        """What was up to there need not be kept; done when nothing else is to be."""
        self._trim = position
        self._woken.set()

    def close(self) -> None:
        self._closed = True
        self._woken.set()
        with self._room:
            self._room.notify()

    # ------------------------------------------------------------------- putting

    def _put_all(self) -> None:
        client = EtcdClient(self._urls, PUT_WITHIN)
        while not self._closed:
            self._woken.clear()
            while (value := self._make()) is not None and not self._closed:
                self._put(client, value)
            if self._trim:
                upto, self._trim = self._trim, 0
                with suppress(EtcdError):  # the next time, then
                    client.compact(upto)
            self._woken.wait()
        client.close()

    def _put(self, client: EtcdClient, value: bytes) -> None:
        while not self._closed:
            try:
                client.put(self._key, value)
            except EtcdError:
                time.sleep(PAUSE)
            else:
                self._answered = time.monotonic()
                return

    # ------------------------------------------------------------------ watching

    def _watch_all(self) -> None:
        urls = deque(self._urls)
        while not self._closed and self.failure is None:
            try:
                self._follow(urls[0])
            except Compacted:
                self._fail("behind")
            except (OSError, ValueError):
                urls.rotate(-1)
                time.sleep(PAUSE)

    def _follow(self, url: str) -> None:
        """What one member tells, until it does not know any more what is new."""
        client = EtcdClient([url], SILENCE)
        try:
            if client.newest(self._prefix)[0] < self._position:
                self._fail("lost")
                return
            watch = EtcdWatch(url, self._prefix, self._position, SILENCE)
            try:
                self._read(watch, client)
            finally:
                watch.close()
        finally:
            client.close()

    def _read(self, watch: EtcdWatch, client: EtcdClient) -> None:
        newest = 0
        while not self._closed:
            try:
                for revision, value in watch.read():
                    self._answered = time.monotonic()
                    self._take(revision, value)
            except TimeoutError:
                if newest > self._position:
                    raise ConnectionAbortedError("the member does not tell what is new") from None
                newest = client.newest(self._prefix)[1]
                self._answered = time.monotonic()

    def _take(self, revision: int, value: bytes) -> None:
        with self._room:
            if revision <= self._position:
                return
            self._room.wait_for(lambda: self._size < MOST_UNTAKEN or self._closed)
            self._position = revision
            self._taken.append((revision, value))
            self._size += len(value)
        self._ring()

    def _fail(self, reason: str) -> None:
        self.failure = Out(reason)
        self._ring()
