"""What comes of a question: by its event, who writes the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from chatlib.core import events
from chatlib.core.formats import timestamps
from chatlib.dialects.irc import pushes, refusals
from chatlib.dialects.irc.capabilities import Cap
from chatlib.dialects.irc.commands import amending, channels, classroom, messages, people, services
from chatlib.dialects.irc.commands import history as histories
from chatlib.dialects.irc.spelling import nick, source
from chatlib.dialects.irc.welcome import welcome

if TYPE_CHECKING:
    from chatlib.dialects.irc.dialect import Irc, Request

    Writer = Callable[[Irc, events.Event, Request], list[str]]


def reply(irc: Irc, event: events.Event, request: Request) -> list[str]:
    return WRITERS[type(event)](irc, event, request)


def missed(irc: Irc, messages: list[events.Message]) -> list[str]:
    """Private messages that came while nobody was there, with their times."""
    return [line for message in messages for line in pushes.message(message, irc.caps, irc.host)]


def is_batch(lines: list[str]) -> bool:
    """Whether they are one batch, from its begin to its end."""
    words = lines[0].split(" ")
    return len(words) > 2 and words[1] == "BATCH" and lines[-1].split(" ")[-1] == f"-{words[2][1:]}"


def _welcome(irc: Irc, event: events.Welcome, request: Request) -> list[str]:
    irc.user, irc.nick, irc.secret = event.name, "", ""
    lines = welcome(irc)
    if irc.caps & Cap.READ_MARKER:
        marks = (events.Marked(target=room, at=at, is_room=True) for room, at in event.read.items())
        lines += [pushes.marked(mark, irc.host) for mark in marks]
    return lines


def _parted(irc: Irc, event: events.Parted, request: Request) -> list[str]:
    irc.closing = True
    return ["ERROR :Closing link"]


def _renamed(irc: Irc, event: events.Renamed | events.Moved, request: Request) -> list[str]:
    before, irc.user = irc.user, event.new
    return [f":{source(before)} NICK {nick(event.new)}"] if before != event.new else []


def _counts(irc: Irc, event: events.Counts, request: Request) -> list[str]:
    me = nick(irc.user)
    if request.verb == "TIME":
        return [f":{irc.host} 391 {me} {irc.host} :{timestamps.written(event.at)}"]
    users = f"There are {event.users - event.hidden} users and {event.hidden} invisible on 1 servers"
    return [
        f":{irc.host} 251 {me} :{users}",
        f":{irc.host} 252 {me} 0 :operator(s) online",
        f":{irc.host} 254 {me} {event.rooms} :channels formed",
        f":{irc.host} 255 {me} :I have {event.users} clients and 0 servers",
        f":{irc.host} 265 {me} :Current local users {event.users}",
        f":{irc.host} 266 {me} :Current global users {event.users}",
    ]


WRITERS: dict[type[events.Event], Writer] = {
    events.Amendment: amending.amended,
    events.Changed: people.described,
    events.Correspondents: histories.targets,
    events.Counts: _counts,
    events.Done: services.done,
    events.Entered: channels.entered,
    events.Found: people.found,
    events.Hands: classroom.hands,
    events.HandsChanged: classroom.hands,
    events.Invites: channels.invited,
    events.Kicked: channels.done_to_room,
    events.Left: channels.done_to_room,
    events.Listed: channels.channels_listed,
    events.Marked: histories.marked,
    events.Matched: histories.found,
    events.Message: messages.sent,
    events.Moved: _renamed,
    events.ModesChanged: channels.modes_changed,
    events.Names: channels.invitations,
    events.Page: histories.page,
    events.Parted: _parted,
    events.Refused: refusals.refused,
    events.Renamed: _renamed,
    events.Tagged: messages.tagged,
    events.TopicChanged: channels.done_to_room,
    events.View: channels.viewed,
    events.Welcome: _welcome,
}
