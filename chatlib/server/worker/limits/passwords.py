"""Argon2id. Hashing is slow on purpose: it is a job for a thread (jobs.py)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's first choice for argon2id. 19 MiB, so that a storm of logins does not need gigabytes."""


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(password)


def check_password(secret: str, password: str) -> bool:
    """Whether this is the password that `secret` was made of."""
    try:
        return HASHER.verify(secret, password)
    except (VerificationError, InvalidHashError):
        return False
