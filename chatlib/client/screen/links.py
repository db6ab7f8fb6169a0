"""Links that can be clicked (OSC 8), in a library that does not know of them."""

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.output.vt100 import Vt100_Output

from chatlib.client.view.layout import Row

LINK, END = "\x1b]8;id={id:x};{url}\x1b\\", "\x1b]8;;\x1b\\"


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
