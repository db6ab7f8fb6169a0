"""The contents of files, on disk: each one once, under its SHA-256, however many files have it.

Several processes use the same store. What a living file refers to is decided elsewhere; here the rest is swept away.
"""

import fcntl
import os
import re
import time
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from chatlib.state.log.log import sync_directory

DIRECTORY = "files"
"""In the data directory."""

SPARED = 60.0
"""Seconds: what was touched so recently is about to be referred to, and is not swept."""

_DIGEST = re.compile("[0-9a-f]{64}")


def is_digest(text: str) -> bool:
    """Whether it is a SHA-256, as the store writes it."""
    return bool(_DIGEST.fullmatch(text))


class Store:
    """Makes its directories, for their owner only. All methods raise OSError."""

    def __init__(self, data: Path) -> None:
        self.root = data / DIRECTORY
        self._partial = self.root / "partial"
        for directory in (self.root, self._partial):
            directory.mkdir(mode=0o700, exist_ok=True)

    def content(self, digest: str) -> Path:
        """Where the content with this SHA-256 is, if it is there."""
        if not is_digest(digest):
            raise FileNotFoundError(digest)
        return self.root / digest[:2] / digest

    def partial(self, name: object) -> Path:
        """Where the beginning of a content is gathered, until it is kept; `name` is the caller's."""
        return self._partial / str(name)

    def keep(self, partial: Path, digest: str) -> bool:
        """The partial is complete, and has this SHA-256: that is the caller's word. It stays until it is removed.

        So whoever is killed between this and the next step finds it again. False if another machine should have the
        content as well, and none was reached.
        """
        with open(partial, "rb") as file:
            os.fsync(file.fileno())
        content = self.content(digest)
        with self._locked():
            content.parent.mkdir(mode=0o700, exist_ok=True)
            with suppress(FileExistsError):
                os.link(partial, content)
            os.utime(content)
            for directory in (content.parent, self.root):
                sync_directory(directory)
        return True

    def touch(self, digest: str) -> None:
        """It is about to be referred to, and not swept before."""
        with suppress(FileNotFoundError):
            os.utime(self.content(digest))

    def put(self, content: bytes) -> str:
        """Keeps a small content; its SHA-256."""
        digest = sha256(content).hexdigest()
        partial = self.partial(uuid.uuid4().hex)  # others may put the same at this moment
        try:
            with open(partial, "wb", opener=private) as file:
                file.write(content)
            self.keep(partial, digest)
        finally:
            partial.unlink(missing_ok=True)
        return digest

    def find(self, digest: str, size: int) -> Path:
        """Where this content, of so many bytes, is, once it is here; FileNotFoundError if nobody has it."""
        path = self.content(digest)
        path.stat()
        return path

    def sweep(self, digests: Collection[str], partials: Collection[str], spared: float = SPARED) -> int:
        """Removes what is not among these, unless it was touched just now; how many bytes that gave back."""
        freed = 0
        with self._locked():
            before = time.time() - spared
            for path in (*self._contents(), *self._partial.iterdir()):
                known = partials if path.parent == self._partial else digests
                if path.name in known:
                    continue
                with suppress(FileNotFoundError):  # whoever gathered it has just removed it
                    status = path.stat()
                    if status.st_mtime <= before:
                        path.unlink()
                        freed += status.st_size if status.st_nlink == 1 else 0
        return freed

    def _contents(self) -> Iterator[Path]:
        return (path for path in self.root.glob("[0-9a-f][0-9a-f]/*") if is_digest(path.name))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with open(self.root / "lock", "w", opener=private) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def private(path: str, flags: int) -> int:
    """An opener: what is made belongs to its owner alone."""
    return os.open(path, flags, 0o600)
