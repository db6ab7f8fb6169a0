"""Who comes, and as whom: CAP, PASS, NICK, USER, AUTHENTICATE; and QUIT."""

from __future__ import annotations

import binascii
from base64 import b64decode
from hmac import compare_digest
from typing import TYPE_CHECKING

from chatlib.core import commands, names
from chatlib.core.errors import Refusal
from chatlib.dialects.irc import capabilities
from chatlib.dialects.irc.spelling import user_name

if TYPE_CHECKING:
    from chatlib.dialects.base import Ask
    from chatlib.dialects.irc.dialect import Irc
    from chatlib.dialects.irc.lines import Line

LONGEST_IDENT = 20
"""Characters of what USER says first, which nobody checks."""

LONGEST_CHUNK, LONGEST_SASL = 400, 1200
"""Bytes of one AUTHENTICATE (IRCv3, sasl), and of all of them: names and passwords are far shorter."""

LONGEST_NAK = 300
"""Characters of a request that are repeated (IRCv3 wants a hundred of them)."""


def cap(irc: Irc, line: Line) -> Ask | None:
    verb, *more = line.params
    me = irc.user or "*"
    match verb.upper():
        case "LS":
            version = int(more[0]) if more and more[0].isdecimal() and len(more[0]) < 9 else 301
            irc.negotiating = irc.negotiating or not irc.user
            if version >= 302:
                irc.caps |= capabilities.Cap.CAP_NOTIFY
            return irc.say(f":{irc.host} CAP {me} LS :{capabilities.offered(version)}", lasting=True)
        case "LIST":
            return irc.say(f":{irc.host} CAP {me} LIST :{capabilities.active(irc.caps)}")
        case "REQ":
            irc.negotiating = irc.negotiating or not irc.user
            return _request(irc, " ".join(more), me, bare=not line.colon)
        case "END":
            irc.negotiating = False
            return register(irc, line)
    return irc.say(irc.numeric("410", verb[:50]))


def _request(irc: Irc, wanted: str, me: str, bare: bool) -> Ask:
    words = wanted.split()
    caps = capabilities.changed(irc.caps, words)
    if caps is None:
        return irc.say(f":{irc.host} CAP {me} NAK :{' '.join(words)[:LONGEST_NAK]}", lasting=True)
    irc.caps = caps
    # npm's irc, which asks without a colon, goes on only if a blank follows; rcirc only if none does.
    blank = " " if bare and words == ["sasl"] else ""
    return irc.say(f":{irc.host} CAP {me} ACK :{' '.join(dict.fromkeys(words))}{blank}", lasting=True)


def password(irc: Irc, line: Line) -> Ask | None:
    if irc.user:
        return irc.say(irc.numeric("462"))
    irc.secret = line.params[-1]
    return irc.say(lasting=True)


def nick_(irc: Irc, line: Line) -> Ask | None:
    wanted = line.param(0)
    if not wanted:
        return irc.say(irc.numeric("431"))
    if irc.user:
        return irc.ask(commands.Rename(name=user_name(wanted)), line)
    try:
        names.check(wanted, irc=True)
    except Refusal:
        return irc.say(irc.numeric("432", wanted.split()[0][:64] if wanted.split() else "*"))
    irc.nick = wanted
    return register(irc, line)


def user(irc: Irc, line: Line) -> Ask | None:
    if irc.user:
        return irc.say(irc.numeric("462"))
    if not line.params[0].strip() or not line.params[3].strip():
        return irc.say(irc.numeric("461", "USER"))
    ident = "".join(char for char in line.params[0] if char.isalnum() or char in "_-.")[:LONGEST_IDENT]
    irc.ident, irc.realname = ident or "user", line.params[3]
    return register(irc, line)


def register(irc: Irc, line: Line) -> Ask | None:
    """Begins the session if everything is there that it needs."""
    if irc.user or irc.negotiating or not irc.nick or not irc.ident:
        return irc.say(lasting=True)
    if irc.password and not compare_digest(irc.secret.encode(), irc.password.encode()):
        irc.closing = True
        return irc.say(irc.numeric("464"), "ERROR :Password incorrect")
    details = commands.Details(irc.ident, irc.realname, enters=True)
    account, colon, secret = irc.secret.partition(":")
    if irc.account:
        account, secret = irc.account, None
    elif not (account and colon):
        account, secret = "", None  # the password of some other server
    if account and names.key(account) == names.key(irc.nick):
        return irc.ask(commands.Enter(name=account, details=details), line, step="registration", password=secret)
    command = commands.Guest(name=irc.nick, account=account, details=details)
    return irc.ask(command, line, step="registration", password=secret, account=account)


def authenticate(irc: Irc, line: Line) -> Ask | None:
    said = line.params[0]
    if said == "*":
        irc.sasl = None
        return irc.say(irc.numeric("906"), lasting=True)
    if irc.sasl is None:
        if said.upper() != "PLAIN":
            return irc.say(irc.numeric("908", "PLAIN"), irc.numeric("904"))
        irc.sasl = ""
        return irc.say("AUTHENTICATE +", lasting=True)
    if len(said) > LONGEST_CHUNK or len(irc.sasl) + len(said) > LONGEST_SASL:
        too_long = len(said) > LONGEST_CHUNK
        irc.sasl = None
        return irc.say(irc.numeric("905" if too_long else "904"), lasting=True)
    if said != "+":
        irc.sasl += said
    if len(said) == LONGEST_CHUNK:
        return irc.say(lasting=True)
    response, irc.sasl = irc.sasl, None
    return _log_in(irc, line, response)


def _log_in(irc: Irc, line: Line, response: str) -> Ask:
    try:
        _, account, secret = b64decode(response, validate=True).decode().split("\0")
    except (binascii.Error, ValueError):
        return irc.say(irc.numeric("904"), lasting=True)
    if not account or not secret:
        return irc.say(irc.numeric("904"), lasting=True)
    return irc.ask(commands.Identify(name=account), line, step="sasl", password=secret)


def quit_(irc: Irc, line: Line) -> Ask:
    if irc.user:
        return irc.ask(commands.Exit(reason=f"Quit: {line.param(0)}" if line.param(0) else "Quit"), line)
    irc.closing = True
    return irc.say("ERROR :Closing link")
