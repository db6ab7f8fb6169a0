"""When the user is away without having said so: when for a time no window of his was looked at."""

import asyncio
from collections.abc import Awaitable, Callable


class Absence:
    """`after` gives the seconds, 0: never. `tell` is given whether he is away, whenever that changes."""

    def __init__(self, after: Callable[[], int], tell: Callable[[bool], Awaitable[None]]) -> None:
        self._after, self._tell = after, tell
        self._looks: set[str] = set()  # which windows have the keyboard, as their terminals say
        self._touched = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._telling: set[asyncio.Task] = set()
        self.said = False  # by himself: he comes back when he says so
        self.away = False

    def looks(self, window: str, focused: bool) -> None:
        (self._looks.add if focused else self._looks.discard)(window)
        self.touched()

    def renamed(self, old: str, new: str) -> None:
        """The window is called otherwise."""
        if old in self._looks:
            self._looks = self._looks - {old} | {new}

    def touched(self) -> None:
        """Something was typed, or a window got or lost the keyboard."""
        self._touched = asyncio.get_running_loop().time()
        if self.away:
            self._become(away=False)
        if self._timer is None:
            self.begin()

    def begin(self) -> None:
        """Also when the time has just been set."""
        self.close()
        if self._after():
            self._timer = asyncio.get_running_loop().call_at(self._touched + self._after(), self._look)

    def close(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def _look(self) -> None:
        self._timer = None
        if not self._after() or self.away:
            return
        now = asyncio.get_running_loop().time()
        if self._looks:
            self._touched = now
        if now - self._touched < self._after():
            self.begin()
        elif not self.said:
            self._become(away=True)

    def _become(self, away: bool) -> None:
        self.away = away
        task = asyncio.get_running_loop().create_task(self._tell(away))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)
