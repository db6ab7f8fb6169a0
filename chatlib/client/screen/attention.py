"""Being noticed: the bell, a title with what is unread, the flag of a multiplexer's window, a notification."""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from prompt_toolkit.output import Output

from chatlib.client.entries import Entry, one_line
from chatlib.client.screen import signals
from chatlib.client.view.look import Look, When

LOOKING = 20.0
"""Seconds for which a terminal that does not tell counts as looked at after a key was pressed in it."""

RENAME = 0.2
"""Seconds for which names of tmux's window are gathered."""

PAUSE = 2.0
"""Seconds between two bells or notifications: a flood must not be one of noises."""


class Attention:
    """Of one terminal. `title` is what its window is called; `seen` is called when somebody looks at it again, and
    `focused` when the terminal says whether it has the keyboard.
    """

    def __init__(
        self,
        title: str,
        look: Look,
        environment: Mapping[str, str],
        seen: Callable[[], None] = lambda: None,
        focused: Callable[[bool], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.title = title
        self.look = look
        self.unread = 0
        self._manners = signals.manners(environment)
        self._seen, self._on_focus, self._clock = seen, focused, clock
        self._focused: bool | None = None  # None: the terminal has never said
        self._touched = clock()
        self._rung = -PAUSE
        self._renaming: asyncio.TimerHandle | None = None
        self._restoring: list[str] = []
        self._output: Output  # both from `begin` on
        self._screen_looked: Callable[[], None]
        self._running = False

    def call(self, title: str) -> None:
        """The window has another name."""
        self.title = title
        self._show_title()

    def begin(self, output: Output, looked: Callable[[], None]) -> None:
        """`looked` is called as `seen` is."""
        self._output, self._screen_looked = output, looked

    def start(self) -> None:
        self._running = True
        self._restoring = signals.restoring(self._manners)
        self._write(signals.FOCUS_ON)
        self._show_title()

    def stop(self) -> None:
        if self._running:
            self._running = False
            self._write(signals.FOCUS_OFF)
            if self._renaming:
                self._renaming.cancel()
            signals.call(self._restoring)

    @property
    def looked_at(self) -> bool:
        if self._focused is None:
            return not self._manners.in_background and self._clock() - self._touched < LOOKING
        return self._focused

    def focus(self, focused: bool) -> None:
        self._focused = focused
        self._on_focus(focused)
        if focused:
            self._looked()

    def touched(self) -> None:
        """A key was pressed here."""
        self._touched = self._clock()
        self._manners = self._manners._replace(in_background=False)
        if self._focused is not False:
            self._looked()

    def heard(self, entry: Entry, shown: bool) -> bool:
        """Something has come; `shown`: where it can be seen if anybody looks. Whether nobody does."""
        if not entry.is_news:
            return False
        if shown and self.looked_at:
            self._seen()
            return False
        self.unread += 1
        self._show_title()
        self._ring(entry)
        return True

    def read(self) -> None:
        """What was not read is no news any more."""
        if self.unread:
            self.unread = 0
            self._show_title()
        self._screen_looked()

    def _looked(self) -> None:
        self.read()
        self._seen()

    def _ring(self, entry: Entry) -> None:
        if not self._running or self._clock() - self._rung < PAUSE:
            return
        if _is(entry, self.look.bell):
            self._rung = self._clock()
            self._write("\a")
        if _is(entry, self.look.desktop):
            self._rung = self._clock()
            notified = self._manners.notify(one_line(f"{entry.sender} — {self.title}"), one_line(entry.text)[:200])
            if isinstance(notified, str):
                self._write(notified)
            elif notified:
                signals.run(notified)

    def _show_title(self) -> None:
        if not self._running:
            return
        title = self._shown_title()
        with suppress(OSError):  # a terminal that is gone
            self._output.set_title(title)
        self._write(self._manners.title(title))
        if self._renaming is None and self._manners.pane:
            self._renaming = asyncio.get_running_loop().call_later(RENAME, self._rename)

    def _rename(self) -> None:
        """A window of tmux, which takes two processes: only the last of several names counts."""
        self._renaming = None
        signals.run(*self._manners.rename(self._shown_title()))

    def _shown_title(self) -> str:
        return (f"* ({self.unread}) " if self.unread else "") + one_line(self.title)

    def _write(self, data: str) -> None:
        with suppress(OSError):  # a terminal that is gone
            self._output.write_raw(data)
            self._output.flush()


def _is(entry: Entry, when: When) -> bool:
    return when == "all" or (when == "mentions" and entry.urgent)
