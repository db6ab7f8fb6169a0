"""What is asked of the server itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatlib.core import commands
from chatlib.dialects.irc.welcome import VERSION, isupport

if TYPE_CHECKING:
    from chatlib.dialects.base import Ask
    from chatlib.dialects.irc.dialect import Irc
    from chatlib.dialects.irc.lines import Line

INFO = (
    "Ruang: a chat system for networking classes and small communities.",
    "One port speaks the protocols of five course projects, and IRC.",
    "Channels are rooms, #lobby is everybody; a nick with a password is an account (HELP REGISTER).",
)


def ping(irc: Irc, line: Line) -> Ask:
    if not line.params:
        return irc.say(irc.numeric("461", "PING") if irc.user else irc.numeric("409"))
    return irc.say(f":{irc.host} PONG {irc.host} :{line.params[-1]}")


def pong(irc: Irc, line: Line) -> None:
    return None


def motd(irc: Irc, line: Line) -> Ask:
    return _of_this_server(irc, line, irc.numeric("422"))


def version(irc: Irc, line: Line) -> Ask:
    return _of_this_server(irc, line, f":{irc.host} 351 {irc.user} {VERSION} {irc.host} :IRC on Ruang", *isupport(irc))


def admin(irc: Irc, line: Line) -> Ask:
    lines = (
        irc.numeric("256", irc.host),
        f":{irc.host} 257 {irc.user} :Ruang",
        f":{irc.host} 258 {irc.user} :Whoever started the server runs it",
        f":{irc.host} 259 {irc.user} :Ask in #lobby",
    )
    return _of_this_server(irc, line, *lines)


def info(irc: Irc, line: Line) -> Ask:
    return _of_this_server(irc, line, *(f":{irc.host} 371 {irc.user} :{text}" for text in INFO), irc.numeric("374"))


def links(irc: Irc, line: Line) -> Ask:
    return irc.tell(f":{irc.host} 364 {irc.user} {irc.host} {irc.host} :0 Ruang", irc.numeric("365", "*"))


def lusers(irc: Irc, line: Line) -> Ask:
    return irc.ask(commands.Count(), line)


def time_(irc: Irc, line: Line) -> Ask:
    return irc.ask(commands.Count(), line)


def oper(irc: Irc, line: Line) -> Ask:
    return irc.say(irc.numeric("491"))


def forbidden(irc: Irc, line: Line) -> Ask:
    return irc.say(irc.numeric("481"))


def _of_this_server(irc: Irc, line: Line, *lines: str) -> Ask:
    """Unless another one is asked for: there are no others."""
    asked = line.param(0)
    if asked and asked.lower() != irc.host.lower() and asked.lower() != irc.user.lower():
        return irc.say(irc.numeric("402", asked[:64]))
    return irc.tell(*lines)
