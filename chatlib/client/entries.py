"""What is shown in a conversation, before it is decided how."""

import time
import unicodedata
from typing import Literal
from zlib import crc32

import msgspec

Kind = Literal["message", "notice", "info", "error"]
COLOURS = ("#0087d7", "#00875f", "#d75f00", "#af5fd7", "#d7005f", "#5f8700", "#af8700", "#875fff", "#008787", "#d75f87")
"""Neither light nor dark: they can be read on black and on white."""


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
    """Without anything that a terminal could take for a command; the server has seen to it already."""
    return "".join(c for c in text if c in "\t\n" or unicodedata.category(c) not in ("Cc", "Cs"))


def plain(entry: Entry) -> str:
    """The entry as a line without any decoration."""
    head = f"[{entry.where}] " if entry.where else ""
    if entry.kind == "message":
        return printable(f"{clock(entry.at)} {head}{entry.sender}: {entry.text}")
    mark = {"notice": "* ", "error": "! ", "info": ""}[entry.kind]
    return printable(f"{head}{mark}{entry.text}")


def styled(entry: Entry) -> list[tuple[str, str]]:
    """The entry as (style, text) fragments."""
    head = [("ansibrightblack", f"[{printable(entry.where)}] ")] if entry.where else []
    if entry.kind == "message":
        sender = colour(entry.sender) + (" bold" if not entry.mine else "")
        return [
            ("ansibrightblack", clock(entry.at) + " "),
            *head,
            (sender, printable(entry.sender)),
            ("", f": {printable(entry.text)}\n"),
        ]
    style = {"notice": "ansibrightblack", "error": "ansired", "info": ""}[entry.kind]
    return [*head, (style, plain(Entry(entry.kind, entry.text)) + "\n")]


def clock(at: float) -> str:
    """The time of day, with the date if it was another day."""
    then, now = time.localtime(at), time.localtime()
    return time.strftime("%H:%M" if then[:3] == now[:3] else "%Y-%m-%d %H:%M", then)
