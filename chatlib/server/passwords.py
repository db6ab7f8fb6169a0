"""Argon2id, in threads: hashing is slow on purpose, and nobody else may wait for it."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's first choice for argon2id. 19 MiB, so that a storm of logins does not need gigabytes."""

THREADS = 2
NICENESS = 10

Done = Callable[[object], None]


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(password)


def check_password(secret: str, password: str) -> bool:
    """Whether this is the password that `secret` was made of."""
    try:
        return HASHER.verify(secret, password)
    except (VerificationError, InvalidHashError):
        return False


class Passwords:
    """`post` hands a call to the worker's loop: every `done` is called there."""

    def __init__(self, post: Callable[[Callable[[], None]], None]) -> None:
        self._post = post
        self._pool = ThreadPoolExecutor(THREADS, "passwords", initializer=_step_back)

    def hash(self, password: str, done: Done) -> None:
        self._run(lambda: hash_password(password), done)

    def check(self, secret: str, password: str, done: Done) -> None:
        self._run(lambda: check_password(secret, password), done)

    def stop(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self, job: Callable[[], object], done: Done) -> None:
        def work() -> None:
            try:
                result = job()
            except Exception as error:
                failure = error  # is raised in the loop, where somebody sees it
                self._post(lambda: _raise(failure))
            else:
                self._post(lambda: done(result))

        self._pool.submit(work)


def _raise(error: Exception) -> None:
    raise error


def _step_back() -> None:
    """On Linux a thread can be nicer than its process: chat goes first."""
    with suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
