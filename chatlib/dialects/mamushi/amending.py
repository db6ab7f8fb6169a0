"""What is done with messages that were said, in the dialect `mamushi`: what can be asked, and what is told of it."""

from typing import Any

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.dialects.base import Ask
from chatlib.dialects.mamushi.fields import Reader, flag, number, optional, text

DENIED = frozenset({Reason.NOT_OPERATOR, Reason.NOT_YOURS, Reason.TOO_LATE})
"""Reasons that say: the right is missing."""


def _edit(request: dict[str, Any]) -> Ask:
    return Ask(commands.Amend(seq=number(request, "SEQ"), what="edit", text=text(request, "CONTENT")))


def _delete(request: dict[str, Any]) -> Ask:
    return Ask(commands.Amend(seq=number(request, "SEQ"), what="delete", text=optional(request, "REASON")))


def _react(request: dict[str, Any]) -> Ask:
    what = "react" if flag(request, "ON", True) else "unreact"
    return Ask(commands.Amend(seq=number(request, "SEQ"), what=what, text=text(request, "CONTENT")))


def _pin(request: dict[str, Any]) -> Ask:
    return Ask(commands.Amend(seq=number(request, "SEQ"), what="pin" if flag(request, "ON", True) else "unpin"))


def _pins(request: dict[str, Any]) -> Ask:
    return Ask(commands.Pins(room=text(request, "RECEIVER").strip()))


def _report(request: dict[str, Any]) -> Ask:
    return Ask(commands.Report(seq=number(request, "SEQ"), reason=optional(request, "REASON")))


READERS: dict[str, Reader] = {
    "EDIT": _edit,
    "DELETE": _delete,
    "REACT": _react,
    "PIN": _pin,
    "PINS": _pins,
    "REPORT": _report,
}
"""By FLAG."""

PUSHES = {
    "edit": "EDITED",
    "delete": "DELETED",
    "react": "REACTED",
    "unreact": "REACTED",
    "pin": "PINNED",
    "unpin": "PINNED",
}
"""CODEs, by what was done."""


def pushed(event: events.Amendment) -> tuple[str, dict[str, Any]]:
    """The CODE of the push, and what it says beside who did it."""
    fields: dict[str, Any] = {"RECEIVER": event.receiver} if event.to else {"ROOM": event.room}
    fields |= {"SEQ": event.about, "TIME": round(event.at, 3)}
    match event.what:
        case "edit":
            fields["CONTENT"] = event.text
        case "delete":
            fields |= {"AUTHOR": event.author, **({"REASON": event.reason} if event.reason else {})}
        case "react" | "unreact":
            fields |= {"CONTENT": event.text, "ON": event.what == "react"}
        case "pin" | "unpin":
            fields["ON"] = event.what == "pin"
    return PUSHES[event.what], fields


def reported(event: events.Reported) -> dict[str, Any]:
    fields: dict[str, Any] = {"ROOM": event.room} if event.room else {}
    return fields | {"SEQ": event.about, "AUTHOR": event.author, "CONTENT": event.text, "REASON": event.reason}


def of_message(message: events.Message) -> dict[str, Any]:
    """What is told of a message beside what it says: what it answers, and what became of it."""
    fields: dict[str, Any] = {}
    if (reply := message.reply) is not None:
        fields["REPLY"] = {"SEQ": reply.seq, "SENDER": reply.sender}
        if reply.text:
            fields["REPLY"]["CONTENT"] = reply.text
    if (revision := message.revision) is not None:
        if revision.edited:
            fields["EDITED"] = round(revision.edited, 3)
        if revision.deleted:
            fields["DELETED"] = revision.deleted
        if revision.reactions:
            fields["REACTIONS"] = revision.reactions
    return fields
