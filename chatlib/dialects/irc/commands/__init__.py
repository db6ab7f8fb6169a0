"""The table of what a client can ask for: who reads it, what it needs, and what it is good for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from chatlib.dialects.irc.commands import (
    amending,
    channels,
    classroom,
    history,
    messages,
    monitor,
    people,
    registration,
    server,
    services,
)

if TYPE_CHECKING:
    from chatlib.dialects.base import Ask
    from chatlib.dialects.irc.dialect import Irc
    from chatlib.dialects.irc.lines import Line

    Reader = Callable[[Irc, Line], Ask | None]


class Command(NamedTuple):
    """`least` parameters it needs, empty ones not counted; `early`: before registration, too."""

    read: Reader
    help: str
    least: int = 0
    early: bool = False


def help_(irc: Irc, line: Line) -> Ask:
    topic = line.param(0).upper()
    if topic and topic not in COMMANDS:
        return irc.say(f":{irc.host} 524 {irc.user} {topic[:50]} :No help about that")
    texts = [COMMANDS[topic].help] if topic else [command.help for command in COMMANDS.values()]
    about = topic or "*"
    lines = [f":{irc.host} 705 {irc.user} {about} :{text}" for text in texts]
    begin = f":{irc.host} 704 {irc.user} {about} :What can be asked for"
    return irc.tell(begin, *lines, f":{irc.host} 706 {irc.user} {about} :End of HELP")


COMMANDS: dict[str, Command] = {
    "CAP": Command(registration.cap, "CAP LS|LIST|REQ|END: capabilities (IRCv3)", 1, early=True),
    "PASS": Command(registration.password, "PASS <account>:<password>: before NICK and USER, to log in", 1, early=True),
    "NICK": Command(registration.nick_, "NICK <nick>: be called so", early=True),
    "USER": Command(registration.user, "USER <name> 0 * :<real name>: before anything else", 4, early=True),
    "AUTHENTICATE": Command(registration.authenticate, "AUTHENTICATE PLAIN: log in (SASL)", 1, early=True),
    "PING": Command(server.ping, "PING <text>: answered by PONG, after all that went before", early=True),
    "PONG": Command(server.pong, "PONG: not needed", early=True),
    "QUIT": Command(registration.quit_, "QUIT [:<reason>]: go", early=True),
    "JOIN": Command(
        channels.join, "JOIN <channel>[,<channel>…] [<key>…]: enter a room; one that is not there is made", 1
    ),
    "PART": Command(channels.part, "PART <channel>[,<channel>…] [:<reason>]: leave a room", 1),
    "KICK": Command(channels.kick, "KICK <channel> <nick> [:<reason>]: put somebody out of a room", 2),
    "TOPIC": Command(channels.topic, "TOPIC <channel> [:<text>]: what a room is about", 1),
    "NAMES": Command(channels.names_, "NAMES [<channel>…]: who is there"),
    "LIST": Command(channels.list_, "LIST [<channel>…|>N|<N]: rooms"),
    "INVITE": Command(channels.invite, "INVITE [<nick> <channel>]: ask somebody in; or who asked you"),
    "MODE": Command(channels.mode, "MODE <channel> [<changes>]: imnst, o and v nick, k key, l number, b e I mask", 1),
    "PRIVMSG": Command(messages.privmsg, "PRIVMSG <target>[,<target>…] :<text>: say something"),
    "NOTICE": Command(messages.notice, "NOTICE <target> :<text>: say something that no program answers"),
    "TAGMSG": Command(messages.tagmsg, "TAGMSG <target>: tags without a text (IRCv3)", 1),
    "REDACT": Command(amending.redact, "REDACT <target> <msgid> [:<reason>]: delete a message (IRCv3)", 2),
    "HAND": Command(classroom.hand, "HAND <channel> [off]: raise a hand, or lower it", 1),
    "CALL": Command(classroom.call, "CALL <channel> [<nick>]: give the floor to the next one, or to somebody", 1),
    "ASK": Command(classroom.question, "ASK <channel> :<question>: ask those who run it, without your name", 2),
    "VOTE": Command(classroom.vote, "VOTE <channel> <number>: vote in its poll", 2),
    "BATCH": Command(messages.batch, "BATCH +|-<name> …: a message in several lines (IRCv3)", 1),
    "AWAY": Command(people.away, "AWAY [:<reason>]: be away, or not any more"),
    "SETNAME": Command(people.setname, "SETNAME :<real name>: change it", 1),
    "WHO": Command(people.who, "WHO <channel|nick|mask> [%<fields>[,<token>]]: who is there, or is called so"),
    "WHOIS": Command(people.whois, "WHOIS <nick>: what is known of somebody"),
    "WHOWAS": Command(people.whowas, "WHOWAS <nick>: of somebody who has gone"),
    "USERHOST": Command(people.userhost, "USERHOST <nick>…: whether they are there, and away", 1),
    "ISON": Command(people.ison, "ISON <nick>…: who of them is there", 1),
    "MONITOR": Command(monitor.monitor, "MONITOR +|- <nick>,… | C | L | S: hear of their coming and going", 1),
    "CHATHISTORY": Command(history.chathistory, "CHATHISTORY LATEST <target> * <count> …: what was said (IRCv3)"),
    "HISTORY": Command(history.plain, "HISTORY <target> [<count>]: the last of what was said", 1),
    "SEARCH": Command(history.search, "SEARCH <target>|* :<words>: find what was said there, or anywhere", 2),
    "MARKREAD": Command(history.markread, "MARKREAD <target> [timestamp=…]: up to where it was read (IRCv3)"),
    "REGISTER": Command(services.register, "REGISTER * * <password>: make the nick an account", 3, early=True),
    "NICKSERV": Command(services.nickserv, "NICKSERV REGISTER|IDENTIFY|HELP …: accounts"),
    "NS": Command(services.nickserv, "NS: as NICKSERV"),
    "MOTD": Command(server.motd, "MOTD: the message of the day"),
    "LUSERS": Command(server.lusers, "LUSERS: how many there are"),
    "VERSION": Command(server.version, "VERSION: of the server"),
    "TIME": Command(server.time_, "TIME: of the server"),
    "ADMIN": Command(server.admin, "ADMIN: who runs it"),
    "INFO": Command(server.info, "INFO: what this is"),
    "LINKS": Command(server.links, "LINKS: the servers"),
    "HELP": Command(help_, "HELP [<command>]: this"),
    "HELPOP": Command(help_, "HELPOP: as HELP"),
    "OPER": Command(server.oper, "OPER: there are no IRC operators here", 2),
    "KILL": Command(server.forbidden, "KILL: for IRC operators, who are not here", 2),
    "REHASH": Command(server.forbidden, "REHASH: for IRC operators, who are not here"),
    "WALLOPS": Command(server.forbidden, "WALLOPS: for IRC operators, who are not here", 1),
}
