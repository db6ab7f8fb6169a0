"""What is shown in a conversation, before it is decided how."""

import time
from typing import Literal

import msgspec

from chatlib.core.text import clean

Kind = Literal["message", "notice", "presence", "call", "poll", "info", "error", "picture", "day", "new"]
"""`call`: something that can be answered, as an invitation or a file. `presence`: somebody came or went. `picture`: the
text is the path of a file. `day`, `new`: a line across, which a screen makes itself."""

MARKS: dict[Kind, str] = {"notice": "* ", "presence": "* ", "call": "* ", "poll": "* ", "error": "! "}

QUOTED = "┌ "
"""Before what a message answers, which stands above it."""


class Bar(msgspec.Struct, frozen=True):
    """How many have chosen one of the answers of a poll; `chosen`: the user has."""

    answer: str
    count: int
    chosen: bool = False


class Entry(msgspec.Struct):
    """One thing to show. `at`: unix seconds; `sender` of messages, and who a presence is about.

    `change` of a presence: "came", "went", "joined" or "left". `urgent`: said to the user alone, or about him.
    `gone`: a message that was deleted; the text says so. `quote`: what it answers; `tail`: what has become of it.

    What has a `seq` can be shown anew, and a message be selected. Of a poll, which has `bars`, that is the client's own
    number, and it is `gone` when it has ended.
    """

    kind: Kind
    text: str
    at: float = 0.0
    sender: str = ""
    mine: bool = False
    seq: int = 0
    change: str = ""
    urgent: bool = False
    gone: bool = False
    quote: str = ""
    tail: str = ""
    bars: list[Bar] = []

    @property
    def is_news(self) -> bool:
        """Whether it counts as not read where nobody looks."""
        return self.urgent or (self.kind in ("message", "poll") and not self.mine)

    def is_same(self, other: "Entry") -> bool:
        """Whether it is the same thing, perhaps as it has become."""
        return (self.kind, self.seq) == (other.kind, other.seq)


def printable(text: str) -> str:
    """Without anything that a terminal could take for a command, or an eye for something else; lines stay lines."""
    return "\n".join(map(one_line, text.split("\n")))


def one_line(text: str) -> str:
    """Printable, and nothing that could be taken for a line of its own: names, titles, reasons."""
    return clean(text.replace("\n", " ")).replace("\n", " ")


def plain(where: str, entry: Entry) -> str:
    """The entry without any decoration; `where` is named unless empty. Each of its lines says whose it is: none can be
    taken for somebody else's.
    """
    head = f"[{one_line(where)}] " if where else ""
    if entry.kind == "message":
        head = f"{clock(entry.at)} {head}{one_line(entry.sender)}: "
    text = f"{QUOTED}{one_line(entry.quote)}\n" if entry.quote else ""
    text += printable(entry.text) + (f"  {one_line(entry.tail)}" if entry.tail else "")
    text += "".join(f"  {number}) {one_line(bar.answer)}" for number, bar in enumerate(entry.bars, 1))
    return "\n".join(head + MARKS.get(entry.kind, "") + line for line in text.split("\n"))


def clock(at: float) -> str:
    """The time of day, with the date if it was another day."""
    then, now = time.localtime(at), time.localtime()
    return time.strftime("%H:%M" if then[:3] == now[:3] else "%Y-%m-%d %H:%M", then)
