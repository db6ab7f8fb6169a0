"""Lines out of bytes."""

import re

MOST = 256 * 1024
"""Bytes that one party may send in one case. The longest honest one needs some thousands; more is a flood."""

MOST_LINES = 4096
"""Each is looked at anew whenever something comes."""

_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[=>()][A-Z0-9]?|[A-Z])")


class Framing:
    """Collects what comes. Programs that never end a line are read by their pauses: see `settle`."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.flooded = False
        self._rest = b""
        self._total = 0

    @property
    def unfinished(self) -> bool:
        return bool(self._rest)

    def feed(self, data: bytes) -> None:
        self._total += len(data)
        self.flooded = self.flooded or self._total > MOST or len(self.lines) > MOST_LINES
        if not self.flooded:
            *lines, self._rest = (self._rest + data).split(b"\n")
            self._add(*lines)

    def settle(self) -> None:
        """What has come without a line end is a line, for nothing has followed."""
        self._add(self._rest)
        self._rest = b""

    def _add(self, *lines: bytes) -> None:
        self.lines += [text for text in map(plain, lines) if text]


def plain(line: bytes) -> str:
    """Without colours, blanks at its ends, and whatever else is not to be seen."""
    text = _ESCAPES.sub("", line.decode("utf-8", "replace"))
    return "".join(char if char.isprintable() else " " for char in text).strip()
