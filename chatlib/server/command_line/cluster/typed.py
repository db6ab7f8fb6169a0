"""What is typed while a cluster runs."""

import asyncio
import os
import signal
from contextlib import suppress
from typing import NamedTuple

VERBS = ("start", "kill", "stop", "cont")

MOST_WAITING = 100
"""Lines: nobody types more while one is done. Of what a program types, more are left out."""

LONGEST = 1000
"""Bytes of a line that has no end yet."""

_INPUT = 0


class Order(NamedTuple):
    """What is to be done with whom: a node, or a member of etcd. `verb` "list" is about nobody."""

    verb: str
    kind: str = ""
    number: int = 0


def order(line: str, count: int) -> Order | None:
    """None if it is none: `list`, or `VERB [node|etcd] NUMBER`, with a number up to `count`."""
    match line.lower().split():
        case ["list"]:
            return Order("list")
        case [verb, number]:
            kind = "node"
        case [verb, "node" | "etcd" as kind, number]:
            pass
        case _:
            return None
    if verb not in VERBS or not (number.isdecimal() and 1 <= int(number) <= count):
        return None
    return Order(verb, kind, int(number))


class Keyboard:
    """Lines of standard input. It is read when there is something, in the event loop: a thread would hang in it at the
    end, and a terminal that were made non-blocking would be so for all who write there.
    """

    def __init__(self) -> None:
        self._lines: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self._rest = b""
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)  # who runs in the background has no keyboard, and goes on
        with suppress(OSError):  # a file, or nothing at all
            asyncio.get_running_loop().add_reader(_INPUT, self._read)

    async def line(self) -> str:
        return await self._lines.get()

    def _read(self) -> None:
        try:
            data = os.read(_INPUT, 4096)
        except OSError:
            data = b""
        if not data:
            asyncio.get_running_loop().remove_reader(_INPUT)
            return
        *lines, rest = (self._rest + data).split(b"\n")
        self._rest = rest[:LONGEST]
        for line in lines:
            with suppress(asyncio.QueueFull):
                self._lines.put_nowait(line.decode("utf-8", "replace"))
