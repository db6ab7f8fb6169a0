"""What is done with messages that were said: REDACT, and reactions by tags (IRCv3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatlib.core import commands, events
from chatlib.dialects.irc import pushes
from chatlib.dialects.irc.capabilities import Cap
from chatlib.dialects.irc.spelling import conversation

if TYPE_CHECKING:
    from chatlib.dialects.base import Ask
    from chatlib.dialects.irc.dialect import Irc, Request
    from chatlib.dialects.irc.lines import Line

REACT, UNREACT, REPLY = "+draft/react", "+draft/unreact", "+draft/reply"

MOST_DIGITS = 15
"""Of a SEQ: more has no message."""


def redact(irc: Irc, line: Line) -> Ask:
    target, message, reason = line.param(0), line.param(1), line.param(2)
    command = commands.Amend(seq=number(message), what="delete", text=reason, where=conversation(target)[0])
    return irc.ask(command, line, (target, message))


def reaction(tags: dict[str, str]) -> commands.Amend | None:
    """What tags without a text say, if that is a reaction to a message."""
    about = number(tags.get(REPLY, ""))
    for tag, what in ((REACT, "react"), (UNREACT, "unreact")):
        if about and tags.get(tag):
            return commands.Amend(seq=about, what=what, text=tags[tag])
    return None


def number(message: str) -> int:
    """The SEQ by which a message goes; 0 for what is none."""
    return int(message) if message.isascii() and message.isdecimal() and len(message) <= MOST_DIGITS else 0


def amended(irc: Irc, event: events.Amendment, request: Request) -> list[str]:
    wanted = Cap.MESSAGE_REDACTION if event.what == "delete" else Cap.ECHO_MESSAGE
    return pushes.push(event, irc.caps, irc.host) if irc.caps & wanted else []
