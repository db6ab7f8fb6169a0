"""What somebody types into a window that came up under his fingers was meant for another one."""

import time
from collections.abc import Callable

FIRST = 1.0
"""Seconds from the moment in which the keyboard was taken, and of a pause that ends what was being typed."""


class Guard:
    """`stray` is given what was not meant for this window; without it there is nothing to guard."""

    def __init__(self, stray: Callable[[str], None] | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stray = stray
        self._clock = clock
        self._until = 0.0
        self._begun = False

    def begin(self) -> None:
        """The window is there."""
        self._begun = self._stray is not None
        self._until = self._clock() + FIRST

    def focus(self) -> None:
        """The window gets the keyboard: right after it came up nobody has asked for that."""
        if self.stands:
            self._until = self._clock() + FIRST

    @property
    def stands(self) -> bool:
        return self._begun and self._clock() < self._until

    def catch(self, text: str) -> None:
        """A key, or a paste. As long as it goes on without a pause it is one sentence."""
        self._until = self._clock() + FIRST
        if self._stray and text.isprintable():
            self._stray(text)
