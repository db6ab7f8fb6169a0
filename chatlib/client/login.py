"""Who, where, and with which password: asked in the terminal, one after the other, the server first."""

import asyncio
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app

from chatlib.client.discovery import Lookup
from chatlib.client.entries import one_line
from chatlib.client.preferences import Preferences
from chatlib.client.session.dial import NoTls, NotRuang, WrongServer, look_up, reach
from chatlib.client.session.pins import Pins
from chatlib.client.session.session import LoginFailed, Session, connect
from chatlib.client.words.os_errors import why as why_not
from chatlib.client.words.refusals import why
from chatlib.client.words.texts import Words

PASSWORD = "RUANG_PASSWORD"
"""The environment variable with the password, for scripts: it is never on the command line."""

KEYRING = "ruang"
"""The service under which the system's keyring has passwords."""


class NoWay(Exception):
    """The client cannot begin; the text says why."""


class Server(NamedTuple):
    """`tls`: its fingerprint is remembered, if none is given."""

    host: str
    port: int
    tls: bool = False
    fingerprint: str = ""

    @property
    def shown(self) -> str:
        return f"{self.host} {self.port}"


def server(text: str) -> tuple[str, int]:
    """HOST PORT, or HOST:PORT; an address of IPv6 may stand in brackets, and must before a colon. ValueError."""
    found = re.fullmatch(r"\s*(\[[^\]\s]+\]|[^\s:]+|[^\s\[\]]+(?=\s))(?:\s+|:)(\d{1,5})\s*", text)
    if not found or not 1 <= int(found[2]) <= 65535:
        raise ValueError(f"no server: {text}")
    return found[1].strip("[]"), int(found[2])


async def ask_server(preferences: Preferences, tls: bool, words: Words) -> Server:
    """The one of the last time is proposed, and spoken to as it was then: who was met by TLS is never met without.

    Others that are found meanwhile are listed above the question. What they say of themselves decides no more than that
    TLS is tried: known is only whose fingerprint is remembered.
    """
    last, lookup = preferences.settings, Lookup()
    while True:
        answer = await _ask_looking(lookup, last.server, words)
        with suppress(ValueError):
            found = lookup.choice(answer)
            host, port = (found.host, found.port) if found else server(answer)
            same = f"{host} {port}" == last.server
            known = tls or (same and last.tls) or bool(found and found.tls) or _pinned(host, port)
            return Server(host, port, known, last.fingerprint if same else "")
        print(words("bad_server"))


async def _ask_looking(lookup: Lookup, proposal: str, words: Words) -> str:
    """Nobody waits for the looking: the question is there at once, and its answer ends it."""
    looking = asyncio.create_task(lookup.run(lambda: get_app().invalidate()))
    try:
        return (await ask(lambda: _question(lookup, proposal, words))).strip() or proposal
    finally:
        looking.cancel()
        await asyncio.wait([looking])


def _question(lookup: Lookup, proposal: str, words: Words) -> str:
    """Below the servers that were found until now."""
    rows = [
        words("found_tls" if one.tls else "found", number=number, host=one.host, port=one.port, name=one.name)
        for number, one in enumerate(lookup.found, 1)
    ]
    if rows:
        head = words("found_here")
    elif lookup.failure:
        known = isinstance(lookup.failure, OSError)
        head = words("no_looking", why=why_not(lookup.failure, words) if known else lookup.failure)
    else:
        head = words("found_none" if lookup.over else "looking")
    question = words("ask_server_found" if rows else "ask_server")
    return "\n".join([head, *rows, f"{question} [{one_line(proposal)}]: " if proposal else f"{question}: "])


def _pinned(host: str, port: int) -> bool:
    with suppress(OSError):
        return bool(Pins().find(host, port))
    return False


async def log_in(where: Server, name: str, preferences: Preferences, words: Words) -> Session:
    """Asks for what it needs to know, once the server has been reached. Raises NoWay."""
    fingerprint = await _fingerprint(where, words)
    try:
        if not fingerprint:
            await reach(where.host, where.port)
        return await _admitted(where, fingerprint, name, preferences, words)
    except OSError as error:
        raise _unreachable(where, words, error) from None
    except WrongServer as wrong:
        text = words("wrong_server", host=where.host, port=where.port, expected=wrong.expected, found=wrong.found)
        raise NoWay(text if where.fingerprint else text + words("forget_server", path=Pins().path)) from None


async def _admitted(where: Server, fingerprint: str, name: str, preferences: Preferences, words: Words) -> Session:
    """Until the server takes it, or nobody can be asked."""
    asks = sys.stdin.isatty()
    password, register, tried = os.environ.get(PASSWORD), False, ""
    while True:
        if not name:
            name = await _ask_name(preferences, words) if asks else ""
        if not name:
            raise NoWay(words("closed"))
        if password is None and asks:
            kept = _from_keyring(where, name, preferences) if tried != name else None
            tried = name  # a password that was wrong is not taken from there again
            password = kept or await _ask_password(words)
        try:
            session = await connect(
                where.host, where.port, name, password or None, register=register, fingerprint=fingerprint
            )
        except LoginFailed as refusal:
            register = False
            if refusal.code == "USER_NONEXIST":
                register = not asks or await _agrees(words("ask_register", name=name))
                if register:
                    continue
            if not asks:
                raise NoWay(why(refusal, words)) from None
            print(one_line(why(refusal, words)))
            name = name if refusal.code == "BAD_PASS" else ""
            password = None
        else:
            if asks:
                _remember(where, session, password, preferences, words)
            return session


async def _ask_name(preferences: Preferences, words: Words) -> str:
    while True:
        if name := (await ask(words("ask_name"), default=preferences.settings.name)).strip():
            return name


async def _ask_password(words: Words) -> str:
    return await ask(words("ask_password"), hidden=True)


def _remember(where: Server, session: Session, password: str | None, preferences: Preferences, words: Words) -> None:
    try:
        preferences.set(
            server=where.shown,
            tls=where.tls or bool(where.fingerprint),
            fingerprint=where.fingerprint,
            name=session.user,
        )
    except OSError as error:
        print(words("not_remembered", path=preferences.path, why=why_not(error, words)), file=sys.stderr)
    if password and preferences.settings.keyring:
        _into_keyring(where, session.user, password)


# --------------------------------------------------------------------------- keyring


def _account(where: Server, name: str) -> str:
    return f"{name}@{where.host}:{where.port}"


def _from_keyring(where: Server, name: str, preferences: Preferences) -> str | None:
    """None if it is not there, or no keyring is; whether there is one was said when it was asked for (/set)."""
    if not preferences.settings.keyring:
        return None
    with suppress(Exception):  # every backend has errors of its own
        import keyring

        return keyring.get_password(KEYRING, _account(where, name))
    return None


def _into_keyring(where: Server, name: str, password: str) -> None:
    with suppress(Exception):
        import keyring

        keyring.set_password(KEYRING, _account(where, name), password)


# ------------------------------------------------------------------------------- tls


async def _fingerprint(where: Server, words: Words) -> str:
    """By which the server must be known; of one that is met for the first time, what it shows is remembered."""
    host, port = where.host, where.port
    if where.fingerprint or not where.tls:
        return where.fingerprint
    pins = Pins()
    try:
        known = pins.find(host, port)
    except OSError as error:
        raise NoWay(words("no_pins", path=pins.path, why=why_not(error, words))) from None
    if known:
        return known
    try:
        found = await look_up(host, port)
    except OSError as error:
        raise _unreachable(where, words, error) from None
    try:
        pins.add(host, port, found)
    except OSError as error:
        raise NoWay(words("no_pins", path=pins.path, why=why_not(error, words))) from None
    print(words("new_server", host=host, port=port, fingerprint=found, path=pins.path), file=sys.stderr)
    return found


def _unreachable(where: Server, words: Words, error: OSError) -> NoWay:
    if isinstance(error, NoTls):
        return NoWay(words("no_tls", host=where.host, port=where.port))
    if isinstance(error, NotRuang):
        return NoWay(words("not_ruang", host=where.host, port=where.port))
    return NoWay(words("no_server", host=where.host, port=where.port, why=why_not(error, words)))


# ------------------------------------------------------------------------- questions


async def ask(question: str | Callable[[], str], hidden: bool = False, default: str = "") -> str:
    """A question that may change is called for. KeyboardInterrupt for Ctrl-C and Ctrl-D."""
    try:
        return await PromptSession().prompt_async(question, is_password=hidden, default=default)
    except EOFError:
        raise KeyboardInterrupt from None


async def _agrees(question: str) -> bool:
    return (await ask(question)).strip().lower() in ("", "y", "ya", "yes")
