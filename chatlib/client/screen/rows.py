"""Rows on the screen: made for the width there is, by a function that knows nothing of terminals."""

from collections.abc import Callable

from prompt_toolkit.layout.controls import UIContent, UIControl
from prompt_toolkit.mouse_events import MouseEvent, MouseEventType

from chatlib.client.screen.links import fragments
from chatlib.client.view.layout import Row


class Rows(UIControl):
    """`rows` is given the columns and rows that there are; `clicked` the number of a row, and how many there were."""

    def __init__(
        self, rows: Callable[[int, int], list[Row]], clicked: Callable[[int, int], None] = lambda *_: None
    ) -> None:
        self._rows, self._clicked = rows, clicked
        self._height = 0

    def preferred_height(self, width: int, max_available_height: int, *_: object) -> int:
        return len(self._rows(width, max_available_height))

    def create_content(self, width: int, height: int) -> UIContent:
        self._height = height
        lines = [fragments(row) for row in self._rows(width, height)]
        return UIContent(lambda number: lines[number], line_count=len(lines), show_cursor=False)

    def mouse_handler(self, mouse_event: MouseEvent) -> object:
        if mouse_event.event_type != MouseEventType.MOUSE_UP:
            return NotImplemented
        self._clicked(mouse_event.position.y, self._height)
        return None
