"""What is told of what others do, in the dialect `mamushi`."""

from collections.abc import Callable
from typing import Any

from chatlib.core import events, names
from chatlib.dialects.mamushi import amending, moderation, reading, teaching
from chatlib.dialects.mamushi.responses import encode, message

Told = tuple[str, str, dict[str, Any]] | None
"""CODE, SENDER, and what is said besides; None if it is not told."""


def push(event: events.Event) -> bytes:
    """As Dialect.push."""
    if isinstance(event, events.Message):
        return encode(message(event))
    tell = PUSHES.get(type(event))
    told = tell(event) if tell else None
    if told is None:
        return b""
    code, sender, more = told
    return encode({"FLAG": "DATA", "CODE": code, "SENDER": sender, "TYPE": "TEXT", **more})


def _in_room(code: str, whom: str) -> Callable[[events.Push], Told]:
    """Of a push in a room, with what its attribute `whom` says as CONTENT."""
    return lambda event: (code, event.name, {"ROOM": event.room, "CONTENT": getattr(event, whom)})


def _joined(event: events.Joined) -> Told:
    return None if event.again else ("JOINED", event.name, {"ROOM": event.room, "CONTENT": event.name})


def _left(event: events.Left) -> Told:
    """Who does not hear the lobby any more is online all the same."""
    return None if event.room == names.LOBBY else ("LEFT", event.name, {"ROOM": event.room, "CONTENT": event.name})


def _kicked(event: events.Kicked) -> Told:
    return "LEFT", event.name, {"ROOM": event.room, "CONTENT": event.whom, "REASON": event.reason}


def _rules(event: events.ModesChanged) -> Told:
    return ("RULES", event.name, {"ROOM": event.room, **moderation.pushed(event)}) if event.changes else None


def _expelled(event: events.Expelled) -> Told:
    banned = {"BANNED": True} if event.banned else {}
    return "EXPELLED", event.by, banned | moderation.reasons(event.seconds, event.reason)


def _amended(event: events.Amendment) -> Told:
    code, fields = amending.pushed(event)
    return code, event.name, fields


def _typing(event: events.Tagged) -> Told:
    fields = reading.typing(event)
    return ("TYPING", event.name, fields) if fields else None


def _away(event: events.Changed) -> Told:
    return ("AWAY", event.name, {"CONTENT": event.person.away}) if event.what == "away" else None


PUSHES: dict[type[events.Event], Callable[[Any], Told]] = {
    events.Amendment: _amended,
    events.Came: lambda event: ("ONLINE", event.name, {}),
    events.Changed: _away,
    events.Declined: _in_room("DECLINED", "name"),
    events.Deleted: _in_room("LEFT", "members"),
    events.Expelled: _expelled,
    events.HandsChanged: lambda event: ("HANDS", event.name, teaching.hands(event)),
    events.Invitation: lambda event: ("INVITATION", event.sender, {"ROOM": event.room, "CONTENT": event.members}),
    events.Invited: _in_room("INVITED", "whom"),
    events.Joined: _joined,
    events.Kicked: _kicked,
    events.Left: _left,
    events.Marked: lambda event: ("READ", names.SERVER, reading.marked(event)),
    events.ModesChanged: _rules,
    events.Placed: _in_room("PLACED", "members"),
    events.PollChanged: lambda event: ("POLL", event.name, teaching.poll(event)),
    events.Renamed: lambda event: ("RENAMED", event.name, {"CONTENT": event.new}),
    events.Reported: lambda event: ("REPORTED", event.name, amending.reported(event)),
    events.Tagged: _typing,
    events.TopicChanged: _in_room("TOPIC", "text"),
    events.Went: lambda event: ("OFFLINE", event.name, {}),
}
"""By event: what is told of it."""
