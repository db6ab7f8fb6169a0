"""The store of a node: what it has others have as well before anybody hears of it, and what it has not it gets."""

import hashlib
import threading
import time
import uuid
from collections.abc import Iterable
from pathlib import Path

from chatlib.server.options import Cluster
from chatlib.state.journal.content_store import Store

AGAIN = 5.0
"""Seconds for which a node that did not answer is not asked."""


SMALL = 32 * 1024
"""Bytes: so large may be what workers read between two lines of a client; all nodes get it at once."""


class SharedStore(Store):
    """May be used by several threads; `keep` and `find` may take seconds."""

    def __init__(self, data: Path, cluster: Cluster) -> None:
        from chatlib.server.cluster.peers import Peers  # with all of HTTP, which a server on its own does not need

        super().__init__(data)
        self._peers = Peers(cluster)
        self._silent: dict[int, float] = {}
        self._lock = threading.Lock()

    def keep(self, partial: Path, digest: str) -> bool:
        everywhere, done = partial.stat().st_size <= SMALL, False
        super().keep(partial, digest)
        for number in self._asked():
            answered, kept = self._peers.give(number, digest, self.content(digest))
            self._note(number, answered)
            done = done or kept
            if done and not everywhere:
                break
        return done

    def find(self, digest: str, size: int) -> Path:
        path = self.content(digest)
        if path.exists():
            return path
        for number in self._asked():
            partial = self.partial(uuid.uuid4().hex)
            try:
                answered, came = self._peers.take(number, digest, size, partial)
                self._note(number, answered)
                if came and is_right(partial, digest):
                    super().keep(partial, digest)
                    return path
            finally:
                partial.unlink(missing_ok=True)
        raise FileNotFoundError(digest)

    def _asked(self) -> Iterable[int]:
        now = time.monotonic()
        return [number for number in self._peers.numbers if self._silent.get(number, 0.0) <= now]

    def _note(self, number: int, answered: bool) -> None:
        with self._lock:
            self._silent[number] = 0.0 if answered else time.monotonic() + AGAIN


def opened(data: Path, cluster: Cluster | None) -> Store:
    """The store of a server: of a node, if it is one. OSError."""
    return SharedStore(data, cluster) if cluster else Store(data)


def is_right(path: Path, digest: str) -> bool:
    """Whether this is the content with this SHA-256. OSError."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest
