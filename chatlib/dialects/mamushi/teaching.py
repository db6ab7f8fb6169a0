"""What a class needs, in the dialect `mamushi`: what can be asked, and what is told of it."""

from typing import Any

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.visits import Visit
from chatlib.dialects.base import Ask, Question
from chatlib.dialects.mamushi.fields import BadRequest, Reader, dictionary, flag, number, optional, text

DENIED = frozenset({Reason.NOT_OPERATOR, Reason.NOT_MEMBER})
"""Reasons that say: the right is missing."""


def _room(request: dict[str, Any]) -> str:
    return text(request, "RECEIVER").strip()


def _hand(request: dict[str, Any]) -> Ask:
    return Ask(commands.Raise(room=_room(request), up=flag(request, "ON", True)))


def _call(request: dict[str, Any]) -> Ask:
    return Ask(commands.Call(room=_room(request), user=optional(request, "CONTENT").strip()))


def _ask(request: dict[str, Any]) -> Ask:
    return Ask(Question(room=_room(request), text=text(request, "CONTENT")))


def _poll(request: dict[str, Any]) -> Ask:
    """Without a CONTENT it is asked for."""
    if request.get("CONTENT") is None:
        return Ask(commands.ShowPoll(room=_room(request)))
    wanted = dictionary(request) or {}
    options = wanted.get("OPTIONS")
    if not isinstance(options, list) or not all(isinstance(one, str) for one in options):
        raise BadRequest("CONTENT harus berisi QUESTION dan OPTIONS")
    return Ask(commands.OpenPoll(room=_room(request), question=text(wanted, "QUESTION"), options=options))


def _vote(request: dict[str, Any]) -> Ask:
    return Ask(commands.Vote(room=_room(request), choice=number(request, "CONTENT")))


def _groups(request: dict[str, Any]) -> Ask:
    wanted, command = request.get("CONTENT"), commands.MakeGroups(room=_room(request), name=optional(request, "NAME"))
    if isinstance(wanted, dict):
        lists = wanted.values()
        if not all(isinstance(names, list) and all(isinstance(one, str) for one in names) for names in lists):
            raise BadRequest("CONTENT harus berisi daftar nama tiap grup")
        command.groups = wanted
    else:
        command.count = number(request, "CONTENT")
    return Ask(command)


def _attendance(request: dict[str, Any]) -> Ask:
    return Ask(commands.Attendance(since=number(request, "FROM", -1), until=number(request, "TO", -1)))


READERS: dict[str, Reader] = {
    "HAND": _hand,
    "HANDS": lambda request: Ask(commands.ListHands(room=_room(request))),
    "CALL": _call,
    "ASK": _ask,
    "POLL": _poll,
    "VOTE": _vote,
    "END_POLL": lambda request: Ask(commands.EndPoll(room=_room(request))),
    "GROUPS": _groups,
    "ATTENDANCE": _attendance,
}
"""By FLAG."""


def answer(event: events.Event, flag_: str, user: str) -> tuple[Any, dict[str, Any]] | None:
    """As answers.answer; None if it is that of another request."""
    match event:
        case events.HandsChanged() if flag_ == "CALL":
            return event.called, {}
        case events.HandsChanged() | events.Hands() if flag_ == "HAND":
            return event.hands.index(user) + 1 if user in event.hands else 0, {}
        case events.Hands():
            return event.hands, {}
        case events.PollChanged():
            begun = {"SENDER": event.name, "VOTE": 0} if flag_ == "POLL" else {}
            return event.question, poll(event) | begun
        case events.PollShown():
            return event.question, poll(event) | {"SENDER": event.name, "VOTE": event.choice}
        case events.Done() if flag_ == "VOTE":
            return int(event.subject), {}
        case events.Done() if flag_ == "ASK":
            return "", {}
        case events.Attended():
            return list(map(_visit, event.visits)), {}
    return None


def _visit(one: Visit) -> dict[str, Any]:
    return {"WHO": one.name, "ACCOUNT": one.account, "CAME": round(one.came, 3), "WENT": round(one.went, 3)}


def poll(event: events.PollChanged | events.PollShown) -> dict[str, Any]:
    fields = {"ROOM": event.room, "QUESTION": event.question, "OPTIONS": event.options, "COUNTS": event.counts}
    return fields | {"OPEN": event.open}


def hands(event: events.HandsChanged) -> dict[str, Any]:
    return {"ROOM": event.room, "CONTENT": event.hands, **({"CALLED": event.called} if event.called else {})}
