"""Finding again what was said, in the words of `pm`: a command behind a slash."""

from datetime import datetime

from chatlib.core import commands, events
from chatlib.dialects.base import Readers
from chatlib.dialects.wording import each_line

EVERYWHERE = "*"
MOST = 20
"""Messages in one answer: what fits on a screen."""


def _search(where: str, word: str, rest: str) -> commands.Command | None:
    if not word:
        return None
    return commands.Search(typed=f"{word} {rest}".strip(), where="" if where == EVERYWHERE else where, limit=MOST)


READERS: Readers = {"/search": (_search, f"GRUP|USER|{EVERYWHERE} KATA")}
"""By verb."""


def answer(event: events.Matched) -> list[bytes]:
    """Lines, the oldest message first."""
    found = [each_line(f"[Cari] {when(one)} {one.sender}@{where(one)} : ", one) for one in reversed(event.messages)]
    more = ", masih ada yang lebih lama" if event.before else ""
    return [*found, f"[Cari] {len(event.messages)} pesan{more}".encode()]


def when(message: events.Message) -> str:
    """In the time of the server."""
    return datetime.fromtimestamp(message.at).strftime("%Y-%m-%d %H:%M")


def where(message: events.Message) -> str:
    return message.receiver or message.room
