"""NickServ, which is the server's own: how a nick becomes an account, and how one logs in without SASL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatlib.core import commands, events, names
from chatlib.core.rules.moderation.masks import HOME
from chatlib.dialects.irc.spelling import SERVICE, nick, source

if TYPE_CHECKING:
    from chatlib.dialects.base import Ask
    from chatlib.dialects.irc.dialect import Irc, Request
    from chatlib.dialects.irc.lines import Line

HELP = (
    "REGISTER <password>: makes your nick an account",
    "IDENTIFY [<account>] <password>: logs in; then NICK <account> makes you that account",
)


def for_service(target: str) -> bool:
    return names.key(target) == names.key(SERVICE)


def nickserv(irc: Irc, line: Line) -> Ask:
    return said_to_service(irc, line, " ".join(line.params))


def said_to_service(irc: Irc, line: Line, text: str) -> Ask:
    verb, *words = text.split() or ["HELP"]
    match verb.upper(), len(words):
        case "REGISTER", 1 | 2:
            command = commands.Register(name=irc.user)
            return irc.ask(command, line, "REGISTER", step="nickserv", password=words[0], lasting=True)
        case "IDENTIFY" | "ID" | "LOGIN", 1 | 2:
            account = words[0] if len(words) == 2 else irc.user
            return irc.ask(commands.Identify(name=account), line, step="nickserv", password=words[-1])
    return irc.say(*(irc.service_notice(words) for words in HELP))


def register(irc: Irc, line: Line) -> Ask:
    """draft/account-registration."""
    account, _, password = line.params[:3]
    if not irc.user:
        words = "Register the connection first"
        return irc.say(irc.fail("REGISTER", "COMPLETE_CONNECTION_REQUIRED", account, text=words))
    if account not in ("*", nick(irc.user)) and names.key(account) != names.key(irc.user):
        words = "An account has the name of its nick"
        return irc.say(irc.fail("REGISTER", "ACCOUNT_NAME_MUST_BE_NICK", account, text=words))
    return irc.ask(commands.Register(name=irc.user), line, step="register", password=password, lasting=True)


def logged_in(irc: Irc, account: str) -> str:
    me = source(irc.user) if irc.user else f"{irc.nick or '*'}!{irc.ident or '*'}@{HOME}"
    return irc.numeric("900", me, nick(account), text=f"You are now logged in as {nick(account)}")


DONE = {"ask": "your question is passed on without your name", "vote": "your vote is counted"}


def done(irc: Irc, event: events.Done, request: Request) -> list[str]:
    """Registered, or identified; or asked, or voted (see classroom)."""
    if request.verb in ("TAGMSG", "REDACT"):
        return []
    if request.step in ("ask", "vote"):
        return [f":{irc.host} NOTICE {nick(irc.user)} :{request.about[:64]}: {DONE[request.step]}"]
    irc.account = account = event.subject
    if request.step == "sasl":
        return [logged_in(irc, account), irc.numeric("903")]
    if request.step == "register":
        words = f"Account {nick(account)} is made"
        return [f":{irc.host} REGISTER SUCCESS {nick(account)} :{words}", logged_in(irc, account)]
    if request.about == "REGISTER":
        words = f"Account {nick(account)} is registered. You are now identified for {nick(account)}."
    else:
        words = f"You are now identified for {nick(account)}."
        if names.key(account) != names.key(irc.user):
            words += f" NICK {nick(account)} makes you that account."
    return [irc.service_notice(words), logged_in(irc, account)]
