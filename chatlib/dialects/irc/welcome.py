"""What a client is told first: who it is, where, and what the server can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatlib.core.names import MAX_LENGTH
from chatlib.core.rules.moderation.authority import LONGEST_REASON
from chatlib.core.rules.moderation.masks import MOST_MASKS
from chatlib.core.rules.moderation.topics import LONGEST_TOPIC
from chatlib.core.rules.people import LONGEST_SELF
from chatlib.core.rules.rooms import LONGEST_KEY
from chatlib.dialects.irc.lines import LONGEST_LINE
from chatlib.dialects.irc.modes import CHANNEL_MODES, MOST_CHANGES, USER_MODES
from chatlib.dialects.irc.spelling import nick, source

if TYPE_CHECKING:
    from chatlib.dialects.irc.dialect import Irc

NETWORK = "Ruang"
VERSION = "ruang"
MOST_TARGETS = 20
"""Targets of one line."""

MOST_WATCHED = 100
MOST_HISTORY = 200

TOKENS = (
    f"AWAYLEN={LONGEST_SELF}", "BOT=B", "CASEMAPPING=ascii", f"CHANNELLEN={MAX_LENGTH + 1}",
    "CHANMODES=beIq,k,lW,imnRst", "CHANTYPES=#", f"CHATHISTORY={MOST_HISTORY}", "ELIST=U", "EXCEPTS=e", "INVEX=I",
    f"KEYLEN={LONGEST_KEY}", f"KICKLEN={LONGEST_REASON}", f"LINELEN={LONGEST_LINE}", f"MAXLIST=beIq:{MOST_MASKS}",
    f"MAXTARGETS={MOST_TARGETS}", f"MODES={MOST_CHANGES}", f"MONITOR={MOST_WATCHED}", "MSGREFTYPES=msgid,timestamp",
    f"NAMELEN={LONGEST_SELF}", f"NETWORK={NETWORK}", f"NICKLEN={MAX_LENGTH}", "PREFIX=(ov)@+", "SAFELIST",
    f"TARGMAX=JOIN:{MOST_TARGETS},KICK:{MOST_TARGETS},NAMES:{MOST_TARGETS},NOTICE:{MOST_TARGETS},PART:{MOST_TARGETS},"
    f"PRIVMSG:{MOST_TARGETS},WHOIS:{MOST_TARGETS}",
    f"TOPICLEN={LONGEST_TOPIC}", "UTF8ONLY", "WHOX",
)  # fmt: skip
"""Nothing that is not done: clients use at once whatever stands here."""

A_LINE = 13
"""Tokens in one 005."""


def isupport(irc: Irc) -> list[str]:
    pages = [TOKENS[at : at + A_LINE] for at in range(0, len(TOKENS), A_LINE)]
    return [f":{irc.host} 005 {nick(irc.user)} {' '.join(page)} :are supported by this server" for page in pages]


def welcome(irc: Irc) -> list[str]:
    me = nick(irc.user)
    return [
        f":{irc.host} 001 {me} :Welcome to {NETWORK}, {source(irc.user)}",
        f":{irc.host} 002 {me} :Your host is {irc.host}, running {VERSION}",
        f":{irc.host} 003 {me} :What was said here is kept as long as the server's data",
        f":{irc.host} 004 {me} {irc.host} {VERSION} {USER_MODES} {CHANNEL_MODES}",
        *isupport(irc),
        irc.numeric("422"),
    ]
