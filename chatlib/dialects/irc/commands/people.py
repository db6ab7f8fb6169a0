"""Who is there, what is known of them, and what one says of oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatlib.core import commands, events, names
from chatlib.core.formats import timestamps
from chatlib.core.rules.moderation.masks import HOME
from chatlib.dialects.irc import pushes
from chatlib.dialects.irc.capabilities import Cap
from chatlib.dialects.irc.commands.monitor import statuses
from chatlib.dialects.irc.lines import wrapped
from chatlib.dialects.irc.spelling import channel, is_channel, nick, room_name, source, user_name
from chatlib.dialects.irc.welcome import MOST_TARGETS

if TYPE_CHECKING:
    from chatlib.dialects.base import Ask
    from chatlib.dialects.irc.dialect import Irc, Request
    from chatlib.dialects.irc.lines import Line

FIELDS = "tcuihsnfdlaor"
"""Of WHOX, in the order in which they are told (ircu's doc/readme.who)."""

# ----------------------------------------------------------------------- questions


def away(irc: Irc, line: Line) -> Ask:
    return irc.ask(commands.Describe(away=line.param(0)), line)


def setname(irc: Irc, line: Line) -> Ask:
    return irc.ask(commands.Describe(realname=line.params[0]), line)


def who(irc: Irc, line: Line) -> Ask:
    target = line.param(0) or "*"
    if is_channel(target):
        return irc.ask(commands.Look(room=room_name(target)), line, target)
    if "*" in target or "?" in target:
        return irc.ask(commands.Look(mask=target), line, target)
    return irc.ask(commands.Look(name=user_name(target)), line, target)


def whois(irc: Irc, line: Line) -> Ask | None:
    if not line.param(0):
        return irc.say(irc.numeric("431"))
    if len(line.params) > 1 and names.key(line.params[0]) not in (names.key(irc.host), names.key(line.params[1])):
        return irc.say(irc.numeric("402", line.params[0][:64]))
    targets = [target for target in line.params[-1].split(",")[:MOST_TARGETS] if target]
    return irc.all([irc.ask(commands.Look(name=user_name(target)), line, target) for target in targets])


def whowas(irc: Irc, line: Line) -> Ask:
    if not line.param(0):
        return irc.say(irc.numeric("431"))
    return irc.ask(commands.Look(name=user_name(line.params[0]), departed=True), line, line.params[0])


def userhost(irc: Irc, line: Line) -> Ask:
    return irc.ask(commands.LookMany(names=[user_name(target) for target in line.params[:5]]), line)


def ison(irc: Irc, line: Line) -> Ask:
    wanted = [user_name(word) for param in line.params for word in param.split()]
    return irc.ask(commands.LookMany(names=wanted), line)


# ------------------------------------------------------------------------- answers


def found(irc: Irc, event: events.Found, request: Request) -> list[str]:
    return ANSWERS[request.verb](irc, event, request)


def _who(irc: Irc, event: events.Found, request: Request) -> list[str]:
    fields = request.params[1] if len(request.params) > 1 else ""
    room = channel(event.subject) if is_channel(request.about) else "*"
    people = [] if fields == "o" else event.people
    people = [one for one in people if one.online]
    if "%" in fields:
        wanted, _, token = fields.partition("%")[2].partition(",")
        lines = [_whox(irc, one, room, wanted, token) for one in people]
    else:
        lines = [_who_line(irc, one, room) for one in people]
    return [*lines, irc.numeric("315", request.about)]


def _flags(irc: Irc, one: events.Person) -> str:
    status = one.status if irc.caps & Cap.MULTI_PREFIX else one.status[:1]
    return f"{'G' if one.away else 'H'}{'*' if one.admin else ''}{'B' if one.bot else ''}{status}"


def _who_line(irc: Irc, one: events.Person, room: str) -> str:
    where = f"{room} {one.ident or names.split(one.name)[0]} {_home(one)} {irc.host} {nick(one.name)}"
    return f":{irc.host} 352 {nick(irc.user)} {where} {_flags(irc, one)} :0 {one.realname or one.name}"


def _whox(irc: Irc, one: events.Person, room: str, wanted: str, token: str) -> str:
    values = {
        "t": token or "0", "c": room, "u": one.ident or names.split(one.name)[0], "i": "255.255.255.255",
        "h": _home(one), "s": irc.host, "n": nick(one.name), "f": _flags(irc, one), "d": "0", "l": "0",
        "a": nick(one.account) or "0", "o": "n/a", "r": f":{one.realname or one.name}",
    }  # fmt: skip
    told = [values[field] for field in FIELDS if field in wanted]
    return f":{irc.host} 354 {nick(irc.user)} {' '.join(told)}"


def _home(one: events.Person) -> str:
    return names.split(one.name)[1] or HOME


def _whois(irc: Irc, event: events.Found, request: Request) -> list[str]:
    me, asked = nick(irc.user), request.about
    if not event.people or not event.people[0].online:
        return [irc.numeric("401", asked[:64]), irc.numeric("318", asked[:64])]
    one = event.people[0]
    who = nick(one.name)
    ident = one.ident or names.split(one.name)[0]
    lines = [f":{irc.host} 311 {me} {who} {ident} {_home(one)} * :{one.realname or one.name}"]
    rooms = [f"{status if irc.caps & Cap.MULTI_PREFIX else status[:1]}{channel(room)}" for room, status in one.rooms]
    lines += wrapped(f":{irc.host} 319 {me} {who} :", rooms)
    lines.append(f":{irc.host} 312 {me} {who} {irc.host} :Ruang")
    if one.account:
        lines.append(irc.numeric("330", who, nick(one.account)))
    if one.admin:
        lines.append(irc.numeric("313", who))
    if one.bot:
        lines.append(irc.numeric("335", who))
    if one.away:
        lines.append(irc.numeric("301", who, text=one.away))
    return [*lines, irc.numeric("318", who)]


def _whowas(irc: Irc, event: events.Found, request: Request) -> list[str]:
    me, asked = nick(irc.user), request.about
    count = int(request.params[1]) if len(request.params) > 1 and request.params[1].isdecimal() else 0
    gone = event.departed[:count] if count else event.departed
    lines = []
    for one, at in gone:
        ident = one.ident or one.name
        lines.append(f":{irc.host} 314 {me} {nick(one.name)} {ident} {_home(one)} * :{one.realname or one.name}")
        lines.append(f":{irc.host} 312 {me} {nick(one.name)} {irc.host} :{timestamps.written(at)}")
    if not lines:
        lines.append(irc.numeric("406", asked[:64]))
    return [*lines, irc.numeric("369", asked[:64])]


def _userhost(irc: Irc, event: events.Found, request: Request) -> list[str]:
    told = []
    for one in event.people:
        if one.online:
            told.append(f"{nick(one.name)}={'-' if one.away else '+'}{source(one.name).partition('!')[2]}")
    return [irc.numeric("302", text=" ".join(told))]


def _ison(irc: Irc, event: events.Found, request: Request) -> list[str]:
    there = [nick(one.name) for one in event.people if one.online]
    return wrapped(f":{irc.host} 303 {nick(irc.user)} :", there) or [irc.numeric("303", text="")]


ANSWERS = {
    "WHO": _who,
    "WHOIS": _whois,
    "WHOWAS": _whowas,
    "USERHOST": _userhost,
    "ISON": _ison,
    "MONITOR": statuses,
}


def described(irc: Irc, event: events.Changed, request: Request) -> list[str]:
    """Of oneself: AWAY, SETNAME, MODE."""
    match request.verb:
        case "AWAY":
            return [irc.numeric("306" if event.person.away else "305")]
        case "SETNAME":
            irc.realname = event.person.realname
            return pushes.changed(event, irc.caps)
    changes, unknown = request.about
    line = f":{source(irc.user)} MODE {nick(irc.user)} {changes}"
    return [line, irc.numeric("501")] if unknown else [line]
