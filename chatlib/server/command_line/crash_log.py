"""Where everything goes that a process says on its standard error output: not to anybody's screen."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STDERR = 2


@contextmanager
def collecting(path: Path) -> Iterator[None]:
    """Meanwhile all of it, of this process and of its children, is appended to the file; none is left if it is empty.

    A child that cannot even import the program says so there: no code of ours could catch that.
    """
    screen = os.dup(STDERR)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    os.dup2(file, STDERR)
    try:
        yield
    finally:
        os.dup2(screen, STDERR)
        os.close(screen)
        if not os.fstat(file).st_size:
            path.unlink(missing_ok=True)
        os.close(file)
