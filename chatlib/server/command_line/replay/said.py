"""What was said in a room, found in what an export has."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from chatlib.core.names import LOBBY, key
from chatlib.core.text import clean


class NotARoom(Exception):
    """That is the name of a user."""


class UnknownRoom(Exception):
    """There is no such room, and nothing was ever said in one."""


class Said(NamedTuple):
    """`at`: unix seconds; the `text` may have several lines."""

    at: float
    who: str
    text: str


def said_in(
    room: str, items: Iterable[dict[str, Any]], since: float, until: float, file: Callable[[str], str]
) -> Iterator[Said]:
    """From `since` on and before `until`, in order. `items` are those of maintenance.export; `file` makes a text of the
    name of one. Raises NotARoom or UnknownRoom, the latter at the end.
    """
    wanted = key(room)
    known = wanted == LOBBY
    for item in items:
        match item:
            case {"kind": "account", "name": name} if key(name) == wanted:
                raise NotARoom
            case {"kind": "room", "name": name} if key(name) == wanted:
                known = True
            case {"kind": "message", "room": name} if key(name) == wanted:
                known = True
                if since <= item["time"] < until and item.keys().isdisjoint(("event", "deleted")):
                    text = file(item["text"]) if "file" in item else item["text"]
                    yield Said(item["time"], item["from"], text)
    if not known:
        raise UnknownRoom


def lines(who: str, text: str) -> list[str]:
    """Each says whose it is: none can be taken for somebody else's."""
    return [f"{who}: {clean(line)}" for line in text.split("\n")]


def parts(who: str, text: str, limit: int) -> list[str]:
    """The text in parts whose `lines` have no more than `limit` bytes together; none if the name leaves no room."""
    head = len(f"{who}: ".encode())
    found, size = [""], head
    for char in text:
        more = len(char.encode()) + (head if char == "\n" else 0)
        if size + more > limit:
            found.append("")
            size = head
            if char == "\n":
                continue  # a new part is a new line
        found[-1] += char
        size += more
    return found if head + 4 <= limit else []
