"""What was said before: CHATHISTORY, and up to where it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatlib.core import commands, events
from chatlib.core.formats import timestamps
from chatlib.dialects.irc import pushes
from chatlib.dialects.irc.capabilities import Cap
from chatlib.dialects.irc.lines import LONGEST_LINE, pieces, tagged
from chatlib.dialects.irc.spelling import channel, conversation, nick
from chatlib.dialects.irc.welcome import MOST_HISTORY

if TYPE_CHECKING:
    from chatlib.dialects.base import Ask
    from chatlib.dialects.irc.dialect import Irc, Request
    from chatlib.dialects.irc.lines import Line

PLAIN = 50
"""Messages that HISTORY and SEARCH give."""

EVERYWHERE = "*"
"""As the target of a search: in all that one may read."""

MOST_DIGITS = 18
"""Of a number: what fits into SQLite's."""

TICK = 0.001
"""Seconds: what times are written in."""


class _Bad(Exception):
    """What was asked for cannot be; the text says why."""


def chathistory(irc: Irc, line: Line) -> Ask:
    verb, *more = (*line.params, "")
    verb = verb.upper()
    needed = {"TARGETS": 3, "LATEST": 3, "BEFORE": 3, "AFTER": 3, "AROUND": 3, "BETWEEN": 4}.get(verb)
    if needed is None:
        return irc.say(irc.fail("CHATHISTORY", "INVALID_PARAMS", verb[:32] or "*", text="No such subcommand"))
    if len(line.params) - 1 < needed:
        return irc.say(irc.fail("CHATHISTORY", "INVALID_PARAMS", verb, text="Insufficient parameters"))
    try:
        if verb == "TARGETS":
            return _targets(irc, line)
        command = _wanted(verb, more)
        command.events = bool(irc.caps & Cap.EVENT_PLAYBACK)
        return irc.ask(command, line, (verb, line.params[1]))
    except _Bad as bad:
        return irc.say(irc.fail("CHATHISTORY", "INVALID_PARAMS", verb, text=str(bad)))


def _wanted(verb: str, more: list[str]) -> commands.History:
    target, reference = more[:2]
    limit = _limit(more[3 if verb == "BETWEEN" else 2])
    peer, kind = conversation(target)
    command = commands.History(peer=peer, limit=limit, kind=kind)
    match verb:
        case "LATEST":
            if reference != "*":
                _after(command, reference)
            command.forward = False
        case "BEFORE":
            _before(command, reference)
            command.forward = False
        case "AFTER":
            _after(command, reference)
            command.forward = True
        case "AROUND":
            _before(command, reference)
            command.around = True
        case "BETWEEN":
            first, second = reference, more[2]
            command.forward = _moment(first) <= _moment(second)
            _after(command, first if command.forward else second)
            _before(command, second if command.forward else first)
    return command


def _limit(count: str) -> int:
    if not (count.isascii() and count.isdecimal()) or len(count) > MOST_DIGITS or not int(count):
        raise _Bad("The limit is no number")
    return min(int(count), MOST_HISTORY)


def _reference(written: str) -> tuple[str, float]:
    kind, _, value = written.partition("=")
    if kind == "msgid" and value.isdecimal() and len(value) <= MOST_DIGITS:
        return kind, int(value)
    if kind == "timestamp" and (at := timestamps.read(value)) is not None:
        return kind, at
    raise _Bad("No such message")


def _moment(written: str) -> float:
    return _reference(written)[1]


def _before(command: commands.History, written: str) -> None:
    kind, value = _reference(written)
    if kind == "msgid":
        command.before = int(value)
    else:
        command.times = (value, command.times[1])


def _after(command: commands.History, written: str) -> None:
    kind, value = _reference(written)
    if kind == "msgid":
        command.after = int(value)
    else:
        command.times = (command.times[0], round(value + TICK, 3))


def _targets(irc: Irc, line: Line) -> Ask:
    first, second, count = line.params[1:4]
    limit = _limit(count)
    bounds = sorted((_reference(first), _reference(second)), key=lambda one: one[1])
    if any(kind != "timestamp" for kind, _ in bounds):
        raise _Bad("Two times are needed")
    command = commands.Correspond(after=round(bounds[0][1] + TICK, 3), before=bounds[1][1])
    command.limit = limit
    return irc.ask(command, line)


def plain(irc: Irc, line: Line) -> Ask:
    target, count = line.params[0], line.param(1)
    limit = min(int(count), MOST_HISTORY) if count.isdecimal() and len(count) < 9 else PLAIN
    peer, kind = conversation(target)
    return irc.ask(commands.History(peer=peer, limit=limit, kind=kind), line, ("LATEST", target))


def search(irc: Irc, line: Line) -> Ask:
    target, words = line.params[0], line.params[1]
    name = "" if target == EVERYWHERE else conversation(target)[0]
    return irc.ask(commands.Search(typed=words, where=name, limit=PLAIN), line, target)


def markread(irc: Irc, line: Line) -> Ask:
    target, at = line.param(0), line.param(1)
    if not target:
        return irc.say(irc.fail("MARKREAD", "NEED_MORE_PARAMS", text="Missing parameters"))
    known = timestamps.read(at.removeprefix("timestamp=")) if at.startswith("timestamp=") else None
    if at and known is None:
        return irc.say(irc.fail("MARKREAD", "INVALID_PARAMS", target, text="Invalid timestamp"))
    name, kind = conversation(target)
    at = "" if known is None else timestamps.written(known)
    return irc.ask(commands.MarkRead(target=name, at=at, kind=kind), line, target)


# ------------------------------------------------------------------------- answers


def page(irc: Irc, event: events.Page, request: Request) -> list[str]:
    return played(irc, request.about[1], event.messages)


def played(irc: Irc, target: str, messages: list[events.Message]) -> list[str]:
    """What was said, as it was told, in a batch for those who know what that is."""
    if not irc.caps & Cap.BATCH:
        return [line for one in messages for line in pushes.played(one, irc.caps, irc.host)]
    caps = irc.caps & ~Cap.MULTILINE
    inner = [line for one in messages for line in pushes.played(one, caps, irc.host, batch="history")]
    return [f":{irc.host} BATCH +history chathistory {target}", *inner, f":{irc.host} BATCH -history"]


def found(irc: Irc, event: events.Matched, request: Request) -> list[str]:
    """As notices: no client must take them for what is said now."""
    me, lines = nick(irc.user), []
    for one in reversed(event.messages):
        where = nick(one.receiver) if one.to else channel(one.room)
        head = f":{irc.host} NOTICE {me} :{timestamps.written(one.at)} {where} <{nick(one.sender)}> "
        for text in one.text.split("\n"):
            lines += [head + piece for piece in pieces(text, LONGEST_LINE - 2 - len(head.encode()))]
    more = ", and there may be older ones" if event.before else ""
    return [*lines, f":{irc.host} NOTICE {me} :{len(event.messages)} messages found{more}"]


def targets(irc: Irc, event: events.Correspondents, request: Request) -> list[str]:
    tags = {"batch": "targets"}
    inner = [
        tagged(
            tags, f":{irc.host} CHATHISTORY TARGETS {channel(name) if is_room else nick(name)} {timestamps.written(at)}"
        )
        for name, is_room, at in event.found
    ]
    return [f":{irc.host} BATCH +targets draft/chathistory-targets", *inner, f":{irc.host} BATCH -targets"]


def marked(irc: Irc, event: events.Marked, request: Request) -> list[str]:
    return [pushes.marked(event, irc.host)]
