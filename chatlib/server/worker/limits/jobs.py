"""What takes long, in threads: nobody else may wait for it."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from chatlib.state.processes import step_back

THREADS = 2

Job = Callable[[], object]
Done = Callable[[object], None]


class Jobs:
    """`post` hands a call to the worker's loop: every `done` is called there, with what its job returned.

    Those for whom they are done come in turn, each with its oldest job: nobody waits for all that somebody else wants.
    """

    def __init__(self, post: Callable[[Callable[[], None]], None]) -> None:
        self._post = post
        self._pool = ThreadPoolExecutor(THREADS, "jobs", initializer=step_back)
        self._waiting: dict[str, deque[tuple[Job, Done]]] = {}
        self._running = 0

    def waiting(self, key: str) -> int:
        """How many jobs of this one have not begun yet."""
        return len(self._waiting.get(key, ()))

    def run(self, job: Job, done: Done, key: str = "") -> None:
        """From the loop; `key`: for whom."""
        self._waiting.setdefault(key, deque()).append((job, done))
        self._begin()

    def _begin(self) -> None:
        while self._waiting and self._running < THREADS:
            key = next(iter(self._waiting))
            jobs = self._waiting.pop(key)
            job, done = jobs.popleft()
            if jobs:
                self._waiting[key] = jobs  # behind all others
            self._running += 1
            self._pool.submit(self._work, job, done)

    def _work(self, job: Job, done: Done) -> None:
        try:
            result = job()
        except Exception as error:
            failure = error  # is raised in the loop, where somebody sees it
            self._post(lambda: self._end(lambda: _raise(failure)))
        else:
            self._post(lambda: self._end(lambda: done(result)))

    def _end(self, call: Callable[[], None]) -> None:
        self._running -= 1
        self._begin()
        call()

    def stop(self) -> None:
        self._waiting.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)


def _raise(error: Exception) -> None:
    raise error
