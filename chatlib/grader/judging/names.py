"""Names that nobody has had: a server may keep those of an earlier case, or of an earlier run."""

import re
from collections.abc import Iterator, Mapping

RUN_LETTERS = "bcdfghjklmnpqrstvwxz23456789"
"""No vowels: what is made of them is part of no word."""

RUN_LENGTH = 4

_STEM = 3
"""With the run and two digits that makes nine characters, the longest nick of RFC 2812."""

_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789"


class Names:
    """The names of one case, each made of the beginning of its word: `ani` becomes `anixk7bab`.

    `run`: RUN_LENGTH of RUN_LETTERS, others in each run. `numbers` goes on from case to case. `fixed`: names that
    a word has in every case, as where users cannot register.
    """

    def __init__(self, run: str, numbers: Iterator[int], fixed: Mapping[str, str]) -> None:
        self._numbers = numbers
        self._run = run
        self._fresh = re.compile(rf"{run}[a-z0-9]{{2}}", re.IGNORECASE)
        self._made = dict(fixed)

    def __getitem__(self, word: str) -> str:
        """The name for that word, always the same within a case."""
        if word not in self._made:
            self._made[word] = word[:_STEM] + self._run + _two_digits(next(self._numbers))
        return self._made[word]

    def all(self) -> list[str]:
        return list(self._made.values())

    def concerns_others(self, line: str) -> bool:
        """Is it about somebody of an earlier case, and nobody of this one? Who left may be told of late."""
        return bool(self._fresh.search(line)) and not any(name in line.lower() for name in self._made.values())


def _two_digits(number: int) -> str:
    high, low = divmod(number, len(_DIGITS))
    return _DIGITS[high % len(_DIGITS)] + _DIGITS[low]
