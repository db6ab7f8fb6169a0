"""What is said: PRIVMSG, NOTICE, TAGMSG, and messages in several lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chatlib.core import commands, events
from chatlib.core.text import clean
from chatlib.dialects.irc import pushes
from chatlib.dialects.irc.capabilities import MULTILINE_BYTES, MULTILINE_LINES, Cap
from chatlib.dialects.irc.commands.amending import REPLY, number, reaction
from chatlib.dialects.irc.commands.services import for_service, said_to_service
from chatlib.dialects.irc.lines import LONGEST_LINE
from chatlib.dialects.irc.spelling import CTCP, conversation, nick, plain, source
from chatlib.dialects.irc.welcome import MOST_TARGETS

if TYPE_CHECKING:
    from chatlib.dialects.base import Ask
    from chatlib.dialects.irc.dialect import Irc, Request
    from chatlib.dialects.irc.lines import Line

_TAG = re.compile(r"\+[A-Za-z0-9./-]+")
MOST_TAGS = 20
"""Tags of one message that are passed on."""


def privmsg(irc: Irc, line: Line) -> Ask | None:
    return _say(irc, line, {})


def notice(irc: Irc, line: Line) -> Ask | None:
    return _say(irc, line, {"notice": ""})


def _say(irc: Irc, line: Line, tags: dict[str, str]) -> Ask | None:
    if "batch" in line.tags and irc.parts and line.tags["batch"] == irc.parts[0]:
        return _add(irc, line)
    silent = "notice" in tags  # programs would answer each other
    if not line.param(0):
        return None if silent else irc.say(irc.numeric("411"))
    if not line.param(1):
        return None if silent else irc.say(irc.numeric("412"))
    tags |= _for_others(irc, line.tags)
    targets = line.params[0].split(",")
    asks = [_to(irc, line, target, line.params[1], tags) for target in targets[:MOST_TARGETS] if target]
    if len(targets) > MOST_TARGETS and not silent:
        asks.append(irc.say(irc.numeric("407", targets[MOST_TARGETS][:64])))
    return irc.all(asks)


def _for_others(irc: Irc, tags: dict[str, str]) -> dict[str, str]:
    """Tags that clients tell each other."""
    if not irc.caps & Cap.MESSAGE_TAGS:
        return {}
    kept = [(key, clean(value)) for key, value in tags.items() if _TAG.fullmatch(key)]
    return dict(kept[:MOST_TAGS])


def _to(irc: Irc, line: Line, target: str, text: str, tags: dict[str, str], verb: str = "") -> Ask:
    if for_service(target):
        return irc.say() if line.verb == "NOTICE" else said_to_service(irc, line, text)
    head = f":{source(irc.user)} {verb or line.verb} {target} :"
    if not verb and len(head.encode()) + len(text.encode()) > LONGEST_LINE - 2:
        # The others would get two lines of it.
        return irc.say() if line.verb == "NOTICE" else irc.say(irc.numeric("417"))
    words, raw = plain(text)
    # What asks a program, or is a program's answer, is of no use to anybody later.
    passing = text.startswith(CTCP) and not text[1:].upper().startswith("ACTION")
    name, kind = conversation(target)
    command = commands.Send(to=name, text=words, kind=kind, tags={**tags, **raw} or None, passing=passing)
    command.outside = kind == "room"
    command.reply = number(tags.get(REPLY, ""))
    ask = irc.ask(command, line, target)
    if verb:
        ask.context = ask.context._replace(verb=verb)
    return ask


def tagmsg(irc: Irc, line: Line) -> Ask | None:
    tags = _for_others(irc, line.tags)
    if (command := reaction(tags)) is not None:
        return irc.ask(command, line, (line.params[0], str(command.seq)))
    asks = []
    for target in line.params[0].split(",")[:MOST_TARGETS]:
        name, kind = conversation(target)
        asks.append(irc.ask(commands.Tag(to=name, kind=kind, tags=tags), line, target))
    return irc.all(asks) if irc.caps & Cap.MESSAGE_TAGS else irc.say(irc.numeric("421", "TAGMSG"))


# ------------------------------------------------------- messages in several lines


def batch(irc: Irc, line: Line) -> Ask | None:
    sign, name = line.params[0][:1], line.params[0][1:]
    if not irc.caps & Cap.MULTILINE or sign not in "+-" or not name:
        return irc.say(irc.numeric("421", "BATCH"))
    if sign == "+":
        if line.param(1) != "draft/multiline" or not line.param(2):
            return irc.say(irc.fail("BATCH", "UNKNOWN_TYPE", line.param(1)[:64] or "*", text="No such type of batch"))
        label = line.tags.get("label", "") if irc.caps & Cap.LABELED_RESPONSE else ""
        irc.parts = [name, line.params[2], _for_others(irc, line.tags), "", "", label]
        return irc.say(lasting=True)
    if not irc.parts or irc.parts[0] != name:
        return irc.say(irc.fail("BATCH", "INVALID_REFTAG", name[:64], text="That batch is not open"))
    _, target, tags, verb, text, label = irc.parts
    irc.parts = []
    if not text.strip("\n"):
        ask = irc.say(irc.fail("BATCH", "MULTILINE_INVALID", text="Nothing was said"))
        return _lasting(ask, label)
    ask = _to(irc, line, target, text, {**tags, **({"notice": ""} if verb == "NOTICE" else {})}, verb or "PRIVMSG")
    return _lasting(ask, label)


def _lasting(ask: Ask, label: str) -> Ask:
    """It ends a batch, which began with this label."""
    ask.lasting, ask.context = True, ask.context._replace(label=label)
    return ask


def _add(irc: Irc, line: Line) -> Ask:
    """One line more of the message that is open."""
    name, target, tags, verb, text, label = irc.parts
    concat = "draft/multiline-concat" in line.tags
    longer = line.param(1) if not verb else f"{text}{'' if concat else chr(10)}{line.param(1)}"
    wrong: tuple[str, ...] = ()
    if (verb and verb != line.verb) or line.param(0) != target:
        wrong, words = ("MULTILINE_INVALID",), "All lines of a message have one verb and one target"
    elif len(longer.encode()) > MULTILINE_BYTES:
        wrong, words = ("MULTILINE_MAX_BYTES", str(MULTILINE_BYTES)), f"A message has {MULTILINE_BYTES} bytes at most"
    elif longer.count("\n") >= MULTILINE_LINES:
        wrong, words = ("MULTILINE_MAX_LINES", str(MULTILINE_LINES)), f"A message has {MULTILINE_LINES} lines at most"
    if wrong:
        irc.parts = []
        return _lasting(irc.say(irc.fail("BATCH", *wrong, text=words)), label)
    irc.parts = [name, target, tags, line.verb, longer, label]
    return irc.say(lasting=True)


# ------------------------------------------------------------------------- answers


def sent(irc: Irc, event: events.Message, request: Request) -> list[str]:
    lines = pushes.message(event, irc.caps, irc.host) if irc.caps & Cap.ECHO_MESSAGE else []
    if event.away and request.verb != "NOTICE":
        lines.append(irc.numeric("301", nick(event.receiver), text=event.away))
    return lines


def tagged(irc: Irc, event: events.Tagged, request: Request) -> list[str]:
    return pushes.push(event, irc.caps, irc.host) if irc.caps & Cap.ECHO_MESSAGE else []
