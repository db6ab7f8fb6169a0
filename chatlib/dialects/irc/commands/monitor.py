"""MONITOR (IRCv3): names whose coming and going a client wants to hear of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatlib.core import commands, events, names
from chatlib.dialects.irc.lines import wrapped
from chatlib.dialects.irc.spelling import nick, source, user_name
from chatlib.dialects.irc.welcome import MOST_WATCHED

if TYPE_CHECKING:
    from chatlib.dialects.base import Ask
    from chatlib.dialects.irc.dialect import Irc, Request
    from chatlib.dialects.irc.lines import Line


def monitor(irc: Irc, line: Line) -> Ask | None:
    verb = line.params[0].upper()
    targets = [target for target in line.param(1).split(",") if target]
    match verb:
        case "+":
            return _add(irc, line, targets)
        case "-":
            gone = {names.key(user_name(target)) for target in targets}
            irc.watched = [key for key in irc.watched if key not in gone]
            return irc.say(lasting=True)
        case "C":
            irc.watched = []
            return irc.say(lasting=True)
        case "L":
            head = f":{irc.host} 732 {nick(irc.user)} :"
            return irc.say(*wrapped(head, [nick(key) for key in irc.watched], ","), irc.numeric("733", text="End"))
        case "S":
            return irc.ask(commands.LookMany(names=list(irc.watched)), line, [nick(key) for key in irc.watched])
    return irc.say(irc.numeric("461", "MONITOR"))


def _add(irc: Irc, line: Line, targets: list[str]) -> Ask | None:
    watched, told, full = list(irc.watched), [], []
    for target in targets:
        key = names.key(user_name(target))
        if key not in watched:
            if len(watched) >= MOST_WATCHED:
                full.append(target)
                continue
            watched.append(key)
        told.append(target)
    irc.watched = watched
    asks = []
    if told:
        command = commands.LookMany(names=[user_name(target) for target in told])
        asks.append(irc.ask(command, line, told, lasting=True))
    if full:
        asks.append(irc.say(irc.numeric("734", str(MOST_WATCHED), ",".join(full)[:300])))
    return irc.all(asks)


def statuses(irc: Irc, event: events.Found, request: Request) -> list[str]:
    """Who of those that are watched is there by now."""
    there = {names.key(one.name): one for one in event.people if one.online}
    here, away = [], []
    for target in request.about:
        one = there.get(names.key(user_name(target)))
        here.append(source(one.name)) if one else away.append(target)
    me = nick(irc.user)
    return wrapped(f":{irc.host} 730 {me} :", here, ",") + wrapped(f":{irc.host} 731 {me} :", away, ",")
