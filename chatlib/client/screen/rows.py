"""Rows on the screen: made for the width there is, by a function that knows nothing of terminals."""

from collections.abc import Callable

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.controls import UIContent, UIControl
from prompt_toolkit.mouse_events import MouseEvent, MouseEventType
from prompt_toolkit.output.vt100 import Vt100_Output

from chatlib.client.view.layout import Row

LINK, END = "\x1b]8;id={id:x};{url}\x1b\\", "\x1b]8;;\x1b\\"


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


def fragments(row: Row) -> StyleAndTextTuples:
    """As prompt_toolkit draws them."""
    found: StyleAndTextTuples = []
    for style, text, url in row:
        if not url:
            found.append((style, text))
            continue
        link = LINK.format(id=hash(url) & 0xFFFFFFFF, url=url)
        for char in text:
            found += [("[ZeroWidthEscape]", link), (style, char)]
    return found


class LinkingOutput(Vt100_Output):
    """Ends a link behind each character of it: only cells that have changed are written, and the one behind a link may
    not be among them.
    """

    _link = False

    def write_raw(self, data: str) -> None:
        self._link = self._link or data.startswith("\x1b]8;id=")
        super().write_raw(data)

    def write(self, data: str) -> None:
        super().write(data)
        if self._link:
            self._link = False
            super().write_raw(END)
