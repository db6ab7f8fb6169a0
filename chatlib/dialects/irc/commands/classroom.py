"""What a class needs: hands, questions without a name, votes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatlib.core import commands, events
from chatlib.dialects.base import Question
from chatlib.dialects.irc.spelling import channel, nick, room_name, user_name

if TYPE_CHECKING:
    from chatlib.dialects.base import Ask
    from chatlib.dialects.irc.dialect import Irc, Request
    from chatlib.dialects.irc.lines import Line


def hand(irc: Irc, line: Line) -> Ask:
    up = line.param(1).lower() != "off"
    return irc.ask(commands.Raise(room=room_name(line.params[0]), up=up), line, line.params[0])


def call(irc: Irc, line: Line) -> Ask:
    return irc.ask(commands.Call(room=room_name(line.params[0]), user=user_name(line.param(1))), line, line.params[0])


def question(irc: Irc, line: Line) -> Ask:
    return irc.ask(Question(room=room_name(line.params[0]), text=line.params[1]), line, line.params[0], step="ask")


def vote(irc: Irc, line: Line) -> Ask:
    number = line.param(1)
    choice = int(number) if number.isascii() and number.isdecimal() and len(number) < 3 else -1
    return irc.ask(commands.Vote(room=room_name(line.params[0]), choice=choice), line, line.params[0], step="vote")


# ------------------------------------------------------------------------- answers


def hands(irc: Irc, event: events.HandsChanged | events.Hands, request: Request) -> list[str]:
    called = getattr(event, "called", "")
    words = f"{nick(called)} is called" if called else waiting(event)
    return [f":{irc.host} NOTICE {nick(irc.user)} :{channel(event.room)}: {words}"]


def waiting(event: events.HandsChanged | events.Hands) -> str:
    return f"hands up: {', '.join(map(nick, event.hands))}" if event.hands else "no hands are up"
