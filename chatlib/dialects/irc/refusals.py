"""Why something was not done, by the numerics of what was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatlib.core import events
from chatlib.core.errors import Reason
from chatlib.core.rules.amendments import OWN_WITHIN
from chatlib.dialects.irc.spelling import is_channel, nick

if TYPE_CHECKING:
    from chatlib.dialects.irc.dialect import Irc, Request

NUMERICS: dict[Reason, str] = {
    Reason.BAD_NAME: "479",
    Reason.NAME_IS_USER: "479",
    Reason.NAME_IS_ROOM: "479",
    Reason.LOOKS_ALIKE: "479",
    Reason.UNKNOWN_USER: "401",
    Reason.UNKNOWN_ROOM: "403",
    Reason.UNKNOWN_TARGET: "401",
    Reason.USER_OFFLINE: "401",
    Reason.EMPTY: "412",
    Reason.TOO_LONG: "417",
    Reason.TOO_FAST: "263",
    Reason.NOT_MEMBER: "442",
    Reason.NOT_INVITED: "473",
    Reason.WRONG_KEY: "475",
    Reason.BANNED: "474",
    Reason.ROOM_FULL: "471",
    Reason.MODERATED: "404",
    Reason.MUTED: "404",
    Reason.SLOW: "404",
    Reason.ACCOUNTS_ONLY: "477",
    Reason.NOT_OPERATOR: "482",
    Reason.NOT_THERE: "441",
    Reason.ALREADY_MEMBER: "443",
    Reason.BAD_KEY: "525",
    Reason.TOO_MANY_MASKS: "478",
    Reason.TOO_MANY_ROOMS: "405",
    Reason.UNKNOWN_REALM: "402",
    Reason.REALM_AWAY: "402",
    Reason.NO_SESSION: "451",
    Reason.ALREADY_LOGGED_IN: "462",
    Reason.WRONG_PASSWORD: "464",
}
"""Where no verb has another one; all others are 400."""

OF_VERBS: dict[tuple[str, Reason], str] = {
    ("PRIVMSG", Reason.NOT_MEMBER): "404",
    ("PRIVMSG", Reason.BANNED): "404",
    ("TAGMSG", Reason.NOT_MEMBER): "404",
    ("TAGMSG", Reason.BANNED): "404",
    ("NICK", Reason.NAME_IS_USER): "433",
    ("NICK", Reason.NAME_IS_ROOM): "433",
    ("NICK", Reason.BAD_NAME): "432",
    ("NICK", Reason.LOOKS_ALIKE): "432",
    ("NICK", Reason.BANNED): "437",
}

ABOUT_ROOMS = frozenset({"403", "404", "405", "442", "471", "473", "474", "475", "477", "478", "479", "482", "525"})
OF_REDACT = {Reason.UNKNOWN_MESSAGE: "UNKNOWN_MSGID", Reason.TOO_LATE: "REDACT_WINDOW_EXPIRED"}
"""Codes of draft/message-redaction; all others are REDACT_FORBIDDEN."""

TRIES = 30
"""Refused nicks after which a connection is closed: some clients try the next one as fast as the line goes."""

SILENT = frozenset({"NOTICE"})
"""Verbs whose failures nobody is told of (RFC 1459, section 4.4.2): programs would answer each other."""


def refused(irc: Irc, event: events.Refused, request: Request) -> list[str]:
    return refusal(irc, event.reason, event.subject, request)


def refusal(irc: Irc, reason: Reason, subject: str, request: Request) -> list[str]:
    if request.step == "registration":
        return _registration(irc, reason)
    if request.step == "sasl":
        return [irc.numeric("907" if reason is Reason.ALREADY_LOGGED_IN else "904")]
    if request.step == "register":
        return [_register(irc, reason)]
    if request.step == "nickserv":
        return [irc.service_notice(_in_words(irc, reason, subject))]
    if request.verb in ("CHATHISTORY", "MARKREAD"):
        return [_standard(irc, reason, request)]
    if request.verb == "REDACT":
        return [_redact(irc, reason, request)]
    if request.verb in SILENT:
        return []
    if request.verb == "NAMES":
        return [irc.numeric("366", request.about[:64])] if request.about else []
    if request.verb == "WHO":
        return [irc.numeric("315", request.about[:64])]
    number = OF_VERBS.get((request.verb, reason)) or NUMERICS.get(reason)
    if number is None:
        return [irc.numeric("400", request.verb, text=_plainly(reason, subject))]
    return [irc.numeric(number, *_about(number, reason, subject, request))]


def _about(number: str, reason: Reason, subject: str, request: Request) -> list[str]:
    params = request.params
    if request.verb == "NICK":
        return [params[0][:64]]
    if number == "401":
        known = isinstance(request.about, str) and request.about and request.verb != "KICK"
        asked = request.about if known else nick(subject)
        return [asked[:64]]
    if number == "441":
        return [nick(subject), (request.about or params[0])[:64]]
    if number == "443":
        return [nick(subject), params[1][:64]]
    if number == "478":
        return [params[0][:64], "b"]
    if number == "263":
        return [request.verb]
    if number == "402":
        return [subject[:64]]
    if number in ABOUT_ROOMS:
        if isinstance(request.about, str) and request.about:
            return [request.about[:64]]
        if request.verb == "INVITE" and request.about:
            return [request.about[1][:64]]
        return [next((param for param in params if is_channel(param)), params[0] if params else "*")[:64]]
    return []


def _registration(irc: Irc, reason: Reason) -> list[str]:
    """The nick, or the password, was refused: another one may come, within reason."""
    irc.refused += 1
    asked = irc.nick
    if reason in (Reason.WRONG_PASSWORD, Reason.UNKNOWN_USER):
        irc.closing = True
        return [irc.numeric("464"), "ERROR :Password incorrect"]
    if reason is Reason.BANNED:
        irc.closing = True
        return [irc.numeric("465"), "ERROR :Closing link: banned"]
    if reason is Reason.ACCOUNTS_ONLY:
        irc.closing = True
        return ["ERROR :Closing link: only accounts come in now (SASL, or PASS account:password)"]
    if reason is Reason.TOO_FAST or irc.refused >= TRIES:
        irc.closing = True
        return [f"ERROR :{'Too many connections, please wait' if reason is Reason.TOO_FAST else 'Too many tries'}"]
    irc.nick = ""
    taken = reason in (Reason.NAME_IS_USER, Reason.NAME_IS_ROOM)
    return [irc.numeric("433" if taken else "432", asked[:64])]


def _redact(irc: Irc, reason: Reason, request: Request) -> str:
    target, message = (word[:64] for word in request.about)
    code = OF_REDACT.get(reason, "REDACT_FORBIDDEN")
    window = (str(int(OWN_WITHIN)),) if reason is Reason.TOO_LATE else ()
    return irc.fail("REDACT", code, target or "*", message or "*", *window, text="That message cannot be deleted")


def _register(irc: Irc, reason: Reason) -> str:
    account = nick(irc.user)
    if reason in (Reason.NAME_IS_USER, Reason.NAME_IS_ROOM):
        return irc.fail("REGISTER", "ACCOUNT_EXISTS", account, text="That account exists")
    if reason in (Reason.TOO_FAST, Reason.TOO_MANY_ACCOUNTS):
        return irc.fail("REGISTER", "TEMPORARILY_UNAVAILABLE", account, text="Too many accounts, try again later")
    return irc.fail("REGISTER", "UNKNOWN_ERROR", account, text=_plainly(reason, account))


def _standard(irc: Irc, reason: Reason, request: Request) -> str:
    if request.verb == "MARKREAD":
        return irc.fail("MARKREAD", "INVALID_PARAMS", request.about[:64], text="No such target")
    if reason is Reason.TOO_FAST:
        return irc.fail("CHATHISTORY", "MESSAGE_ERROR", *(request.params[:2]), text="Too fast, try again later")
    verb, target = request.about if request.about else ("TARGETS", "*")
    return irc.fail("CHATHISTORY", "INVALID_TARGET", verb, target[:64], text="Messages could not be retrieved")


def _in_words(irc: Irc, reason: Reason, subject: str) -> str:
    match reason:
        case Reason.WRONG_PASSWORD:
            return "Password incorrect."
        case Reason.UNKNOWN_USER:
            return f"There is no account {nick(subject)}."
        case Reason.NAME_IS_USER:
            return f"{nick(subject)} is registered already."
        case Reason.ALREADY_LOGGED_IN:
            return "You are logged in already."
    return f"That could not be done ({_plainly(reason, subject)})."


def _plainly(reason: Reason, subject: str) -> str:
    return f"{reason.replace('-', ' ')}{f': {subject}' if subject else ''}"
