"""What takes long, in threads: nobody else may wait for it."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

THREADS = 2
NICENESS = 10


class Jobs:
    """`post` hands a call to the worker's loop: every `done` is called there, with what its job returned."""

    def __init__(self, post: Callable[[Callable[[], None]], None]) -> None:
        self._post = post
        self._pool = ThreadPoolExecutor(THREADS, "jobs", initializer=_step_back)

    def run(self, job: Callable[[], object], done: Callable[[object], None]) -> None:
        def work() -> None:
            try:
                result = job()
            except Exception as error:
                failure = error  # is raised in the loop, where somebody sees it
                self._post(lambda: _raise(failure))
            else:
                self._post(lambda: done(result))

        self._pool.submit(work)

    def stop(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


def _raise(error: Exception) -> None:
    raise error


def _step_back() -> None:
    """On Linux a thread can be nicer than its process: chat goes first."""
    with suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
