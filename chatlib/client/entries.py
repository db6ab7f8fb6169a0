"""What is shown in a conversation, before it is decided how."""

import time
from typing import Literal
from zlib import crc32

import msgspec

from chatlib.core.text import clean

Kind = Literal["message", "notice", "info", "error"]
COLOURS = ("#0087d7", "#00875f", "#d75f00", "#af5fd7", "#d7005f", "#5f8700", "#af8700", "#875fff", "#008787", "#d75f87")
"""Neither light nor dark: they can be read on black and on white."""

MARKS: dict[Kind, str] = {"message": "", "notice": "* ", "error": "! ", "info": ""}
STYLES: dict[Kind, str] = {"message": "", "notice": "ansibrightblack", "error": "ansired", "info": ""}


class Entry(msgspec.Struct):
    """One thing to show. `at`: unix seconds; `sender` only of messages; `where` if it stands outside its own window."""

    kind: Kind
    text: str
    at: float = 0.0
    sender: str = ""
    mine: bool = False
    where: str = ""
    seq: int = 0


def colour(name: str) -> str:
    """A person's colour: the same in every window, on every machine."""
    return COLOURS[crc32(name.casefold().encode()) % len(COLOURS)]


def printable(text: str) -> str:
    """Without anything that a terminal could take for a command, or an eye for something else; lines stay lines."""
    return "\n".join(map(one_line, text.split("\n")))


def one_line(text: str) -> str:
    """Printable, and nothing that could be taken for a line of its own: names, titles, reasons."""
    return clean(text.replace("\n", " ")).replace("\n", " ")


def plain(entry: Entry) -> str:
    """The entry without any decoration. Each of its lines says whose it is: none can be taken for somebody else's."""
    head = _head(entry)
    if entry.kind == "message":
        head = f"{clock(entry.at)} {head}{one_line(entry.sender)}: "
    return "\n".join(head + MARKS[entry.kind] + line for line in _lines(entry))


def styled(entry: Entry) -> list[tuple[str, str]]:
    """The same as (style, text) fragments."""
    head = [("ansibrightblack", _head(entry))] if entry.where else []
    if entry.kind == "message":
        sender = colour(entry.sender) + (" bold" if not entry.mine else "")
        head = [("ansibrightblack", clock(entry.at) + " "), *head, (sender, one_line(entry.sender)), ("", ": ")]
    mark, style = MARKS[entry.kind], STYLES[entry.kind]
    return [part for line in _lines(entry) for part in (*head, (style, f"{mark}{line}\n"))]


def _head(entry: Entry) -> str:
    return f"[{one_line(entry.where)}] " if entry.where else ""


def _lines(entry: Entry) -> list[str]:
    return printable(entry.text).split("\n")


def clock(at: float) -> str:
    """The time of day, with the date if it was another day."""
    then, now = time.localtime(at), time.localtime()
    return time.strftime("%H:%M" if then[:3] == now[:3] else "%Y-%m-%d %H:%M", then)
