"""Channels: who is in them, what they are about, what holds there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatlib.core import commands, events, names
from chatlib.core.errors import Reason
from chatlib.dialects.irc import modes, pushes
from chatlib.dialects.irc.capabilities import Cap
from chatlib.dialects.irc.commands.history import played
from chatlib.dialects.irc.lines import wrapped
from chatlib.dialects.irc.refusals import refusal
from chatlib.dialects.irc.spelling import channel, is_channel, nick, room_name, source, user_name
from chatlib.dialects.irc.welcome import MOST_TARGETS

if TYPE_CHECKING:
    from chatlib.dialects.base import Ask
    from chatlib.dialects.irc.dialect import Irc, Request
    from chatlib.dialects.irc.lines import Line

MOST_DIGITS = 10
"""Of a number of members, its sign included: what has more fits into no frame to the state."""

# ----------------------------------------------------------------------- questions


def join(irc: Irc, line: Line) -> Ask | None:
    if line.params[0] == "0":
        return irc.say(irc.numeric("403", "0"))
    keys = line.param(1).split(",")
    asks = []
    for place, target in enumerate(line.params[0].split(",")[:MOST_TARGETS]):
        if not target:
            continue
        if not is_channel(target) or len(target) < 2:
            asks.append(irc.say(irc.numeric("403", target[:64])))
            continue
        command = commands.Attend(room=room_name(target), key=keys[place] if place < len(keys) else "")
        asks.append(irc.ask(command, line, target))
    return irc.all(_one_realm_at_a_time(irc, asks))


def _one_realm_at_a_time(irc: Irc, asks: list[Ask]) -> list[Ask]:
    """Another realm answers late, when other answers have come: such a question is asked alone."""
    if len(asks) < 2:
        return asks
    return [
        irc.say(irc.numeric("407", channel(ask.command.room), text="A channel of another realm is joined alone"))
        if names.AT in getattr(ask.command, "room", "")
        else ask
        for ask in asks
    ]


def part(irc: Irc, line: Line) -> Ask | None:
    targets = [target for target in line.params[0].split(",")[:MOST_TARGETS] if target]
    return irc.all([irc.ask(commands.Depart(room=room_name(one), reason=line.param(1)), line, one) for one in targets])


def kick(irc: Irc, line: Line) -> Ask | None:
    rooms = line.params[0].split(",")
    users = [user_name(user) for user in line.params[1].split(",")[:MOST_TARGETS] if user]
    if len(rooms) not in (1, len(users)):
        return irc.say(irc.numeric("461", "KICK"))
    if len(rooms) == 1:
        rooms *= len(users)
    asks = []
    for room, user in zip(rooms, users, strict=True):
        command = commands.Kick(room=room_name(room), user=user, reason=line.param(2))
        asks.append(irc.ask(command, line, room))
    return irc.all(asks)


def topic(irc: Irc, line: Line) -> Ask:
    room = room_name(line.params[0])
    if len(line.params) == 1:
        return irc.ask(commands.Survey(room=room), line)
    if names.key(room) == names.LOBBY:  # which is about nothing in particular
        return irc.say(irc.numeric("482", channel(names.LOBBY)))
    return irc.ask(commands.SetTopic(room=room, text=line.params[1]), line)


def names_(irc: Irc, line: Line) -> Ask | None:
    targets = [target for target in line.param(0).split(",")[:MOST_TARGETS] if target]
    if not targets:
        return irc.say(irc.numeric("366", "*"))
    ends = [""] * (len(targets) - 1) + [",".join(targets)]  # one for all of them
    return irc.all(
        [irc.ask(commands.Survey(room=room_name(one)), line, end) for one, end in zip(targets, ends, strict=True)]
    )


def list_(irc: Irc, line: Line) -> Ask:
    command = commands.ListChannels()
    for one in line.param(0).split(","):
        number = one[1:] if one[1:].isdecimal() and len(one) <= MOST_DIGITS else ""
        if number and one[0] == ">":
            command.least = int(number) + 1
        elif number and one[0] == "<":
            command.most = int(number) - 1
        elif is_channel(one):
            command.names.append(room_name(one))
    return irc.ask(command, line)


def invite(irc: Irc, line: Line) -> Ask:
    if not line.params:
        return irc.ask(commands.ListInvitations(), line)
    if len(line.params) < 2:
        return irc.say(irc.numeric("461", "INVITE"))
    who, where = line.params[:2]
    return irc.ask(commands.Invite(room=room_name(where), users=[user_name(who)]), line, (who, where))


def mode(irc: Irc, line: Line) -> Ask | None:
    target, *more = line.params
    if not is_channel(target):
        return _user_mode(irc, line, target, more[0] if more else "")
    room = room_name(target)
    if not more or not more[0].strip("+-"):
        return irc.ask(commands.Survey(room=room), line, "")
    asks: list[Ask] = []
    changes: list[tuple[bool, str, str]] = []
    for on, letter, param in modes.read(more[0], more[1:]):
        if letter not in modes.CHANNEL_MODES:
            asks.append(irc.say(irc.numeric("472", letter)))
        elif letter in modes.LISTS and not param:
            if not any(ask.context.about == letter for ask in asks if isinstance(ask.command, commands.Survey)):
                asks.append(irc.ask(commands.Survey(room=room), line, letter))
        elif param is None:
            asks.append(irc.say(irc.numeric("461", "MODE")))
        elif len(changes) < modes.MOST_CHANGES:
            changes.append((on, letter, user_name(param) if letter in modes.STATUSES else param))
    if changes:
        asks.append(irc.ask(commands.SetModes(room=room, changes=changes), line))
    return irc.all(asks)


def _user_mode(irc: Irc, line: Line, target: str, letters: str) -> Ask:
    if names.key(user_name(target)) != names.key(irc.user):
        return irc.say(irc.numeric("502"))
    if not letters:
        return irc.say(f":{irc.host} 221 {nick(irc.user)} +{irc.modes}")
    wanted = set(irc.modes)
    unknown = False
    for on, letter, _ in modes.read(letters, []):
        if letter in modes.USER_MODES:
            wanted = wanted | {letter} if on else wanted - {letter}
        elif letter not in "oOsw":  # which clients ask for out of habit, and which there are not
            unknown = True
    changes = [(True, one, "") for one in sorted(wanted - set(irc.modes))]
    changes += [(False, one, "") for one in sorted(set(irc.modes) - wanted)]
    if not changes:
        return irc.say(irc.numeric("501")) if unknown else irc.say()
    irc.modes = "".join(sorted(wanted))
    command = commands.Describe(bot="B" in wanted, hidden="i" in wanted)
    return irc.ask(command, line, (modes.spelled(changes), unknown), lasting=True)


# ------------------------------------------------------------------------- answers


def entered(irc: Irc, event: events.Entered, request: Request) -> list[str]:
    if event.already:
        return []
    lines = pushes.joined(irc.user, event.room, event.person, irc.caps & ~Cap.AWAY_NOTIFY)
    lines += _topic(irc, event) if event.topic else []
    if irc.caps & Cap.READ_MARKER:
        lines.append(pushes.marked(events.Marked(target=event.room, at=event.read, is_room=True), irc.host))
    lines += _names(irc, event)
    if event.missed:
        lines += played(irc, channel(event.room), event.missed)
    if event.more:
        words = f"More was said than that: HISTORY {channel(event.room)}, or CHATHISTORY"
        lines.append(f":{irc.host} NOTICE {channel(event.room)} :{words}")
    return lines


def viewed(irc: Irc, event: events.View, request: Request) -> list[str]:
    if request.verb == "NAMES":
        lines = _names(irc, event)[:-1]
        return [*lines, irc.numeric("366", request.about)] if request.about else lines
    if request.verb == "TOPIC":
        if event.topic_is_secret:
            return [irc.numeric("442", channel(event.room))]
        return _topic(irc, event) if event.topic else [irc.numeric("331", channel(event.room))]
    room, me = channel(event.room), nick(irc.user)
    if "s" in event.modes and not event.member:
        return [irc.numeric("442", room)]
    if request.about:
        numeric, end = modes.LISTS[request.about]
        masks = event.masks.get(request.about, [])
        where = f"{room} q" if request.about == "q" else room
        lines = [f":{irc.host} {numeric} {me} {where} {mask} {nick(by)} {int(at)}" for mask, by, at in masks]
        return [*lines, irc.numeric(end, *where.split(" "))]
    current = modes.current(event.modes, event.open, event.key, event.limit, event.slow)
    made = [f":{irc.host} 329 {me} {room} {int(event.made)}"] if event.made else []
    return [f":{irc.host} 324 {me} {room} {current}", *made]


def _topic(irc: Irc, event: events.View) -> list[str]:
    room = channel(event.room)
    return [
        irc.numeric("332", room, text=event.topic),
        f":{irc.host} 333 {nick(irc.user)} {room} {nick(event.topic_by) or irc.host} {int(event.topic_at)}",
    ]


def _names(irc: Irc, event: events.View) -> list[str]:
    room = channel(event.room)
    many = irc.caps & Cap.MULTI_PREFIX
    full = irc.caps & Cap.USERHOST_IN_NAMES
    listed = [f"{status if many else status[:1]}{source(who) if full else nick(who)}" for who, status in event.members]
    symbol = "@" if "s" in event.modes else "="
    lines = wrapped(f":{irc.host} 353 {nick(irc.user)} {symbol} {room} :", listed)
    return [*lines, irc.numeric("366", room)]


def channels_listed(irc: Irc, event: events.Listed, request: Request) -> list[str]:
    me = nick(irc.user)
    lines = [f":{irc.host} 322 {me} {channel(room)} {count} :{topic}" for room, count, topic in event.rooms]
    return [f":{irc.host} 321 {me} Channel :Users  Name", *lines, irc.numeric("323")]


def invited(irc: Irc, event: events.Invites, request: Request) -> list[str]:
    again = [name for reason, name in event.refused if reason is Reason.ALREADY_INVITED]
    lines = [f":{irc.host} 341 {nick(irc.user)} {nick(name)} {channel(event.room)}" for name in event.invited + again]
    for reason, name in event.refused:
        if name not in again:
            lines += refusal(irc, reason, name, request)
    return lines


def invitations(irc: Irc, event: events.Names, request: Request) -> list[str]:
    lines = [f":{irc.host} 336 {nick(irc.user)} {channel(room)}" for room in event.names]
    return [*lines, irc.numeric("337", text="End of INVITE list")]


def modes_changed(irc: Irc, event: events.ModesChanged, request: Request) -> list[str]:
    lines = pushes.push(event, irc.caps, irc.host)
    for reason, subject in event.refused:
        lines += refusal(irc, reason, subject, request)
    return lines


def done_to_room(irc: Irc, event: events.Push, request: Request) -> list[str]:
    """PART, KICK, TOPIC: who did it is told as the others are."""
    return pushes.push(event, irc.caps, irc.host)
