"""Up to where one has read, and who is writing, in the dialect `mamushi`."""

from typing import Any

from chatlib.core import commands, events
from chatlib.core.formats import timestamps
from chatlib.dialects.base import Ask
from chatlib.dialects.mamushi.fields import BadRequest, Reader, text

TYPING = "+typing"
"""The tag by which clients of IRC tell it (IRCv3)."""


def _read(request: dict[str, Any]) -> Ask:
    """Without a TIME it is asked for."""
    at = request.get("TIME")
    if at is not None and (isinstance(at, bool) or not isinstance(at, int | float) or not 0 <= at < 2**33):
        raise BadRequest("TIME harus berupa detik")
    # A little later than it says: times are told in milliseconds.
    written = "" if at is None else timestamps.written(at + 0.0005)
    return Ask(commands.MarkRead(target=text(request, "RECEIVER").strip(), at=written))


def _unread(request: dict[str, Any]) -> Ask:
    return Ask(commands.Backlog())


def _typing(request: dict[str, Any]) -> Ask:
    state = text(request, "CONTENT").strip().lower()
    if state not in ("active", "paused", "done"):
        raise BadRequest("CONTENT harus active, paused atau done")
    return Ask(commands.Tag(to=text(request, "RECEIVER").strip(), tags={TYPING: state}))


READERS: dict[str, Reader] = {"READ": _read, "UNREAD": _unread, "TYPING": _typing}
"""By FLAG."""


def time(written: str) -> float:
    """0 for never."""
    return timestamps.read(written) or 0 if written else 0


def unread(event: events.Unread) -> list[dict[str, Any]]:
    return [
        {"ROOM" if is_room else "RECEIVER": name, "COUNT": count, "MENTIONS": called, "TIME": time(at)}
        for name, is_room, count, called, at in event.found
    ]


def marked(event: events.Marked) -> dict[str, Any]:
    return {"ROOM" if event.is_room else "RECEIVER": event.target, "TIME": time(event.at)}


def typing(event: events.Tagged) -> dict[str, Any]:
    """Nothing, if these are other tags."""
    if TYPING not in event.tags:
        return {}
    where = {"RECEIVER": event.receiver} if event.to else {"ROOM": event.room}
    return where | {"CONTENT": event.tags[TYPING]}
