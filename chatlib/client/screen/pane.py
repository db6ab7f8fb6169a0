"""A conversation on the screen: a view of its history, which keys and the wheel of a mouse move."""

from collections.abc import Callable

from prompt_toolkit.mouse_events import MouseEvent, MouseEventType

from chatlib.client.screen.rows import Rows
from chatlib.client.view.history import History
from chatlib.client.view.layout import Row

WHEEL = 3
"""Rows at a time."""


class Pane(Rows):
    """`history` gives the one to look at. `below` messages stand under what is shown."""

    def __init__(self, history: Callable[[], History]) -> None:
        super().__init__(self._view)
        self._history = history
        self._width, self.height = 80, 24
        self.below = 0

    def _view(self, width: int, height: int) -> list[Row]:
        self._width, self.height = width, height
        view = self._history().view(width, height)
        self.below = view.below
        blank: list[Row] = [[]] * (height - len(view.rows))  # what there is stands at the bottom, where it is typed
        return [*blank, *view.rows]

    def preferred_height(self, width: int, max_available_height: int, *_: object) -> int:
        return max_available_height

    def mouse_handler(self, mouse_event: MouseEvent) -> object:
        if mouse_event.event_type == MouseEventType.SCROLL_UP:
            self.scroll(-WHEEL)
        elif mouse_event.event_type == MouseEventType.SCROLL_DOWN:
            self.scroll(WHEEL)
        else:
            return NotImplemented
        return None

    def scroll(self, rows: int) -> None:
        self._history().scroll(rows, self._width, self.height)

    def page(self, step: int) -> None:
        self.scroll(step * max(self.height - 2, 1))

    def select(self, step: int) -> None:
        """The next message that way."""
        self._history().select(step, self._width, self.height)

    def begin(self) -> None:
        self._history().begin(self._width, self.height)

    def end(self) -> None:
        self._history().end()
