"""Who, where, and with which password: asked in the terminal, one after the other, the server first."""

import os
import sys
from contextlib import suppress
from typing import NamedTuple

from prompt_toolkit import PromptSession

from chatlib.client.entries import one_line
from chatlib.client.preferences import Preferences
from chatlib.client.session.dial import NoTls, WrongServer, look_up, reach
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
    """HOST PORT, or HOST:PORT. ValueError."""
    host, _, port = text.strip().replace(" ", ":").rpartition(":")
    host = host.strip(": []")
    if not host or not (port.isdecimal() and 1 <= int(port) <= 65535):
        raise ValueError(text)
    return host, int(port)


async def ask_server(preferences: Preferences, words: Words) -> Server:
    """The one of the last time is proposed. Raises NoWay."""
    while True:
        answer = await ask(words("ask_server"), default=preferences.settings.server)
        with suppress(ValueError):
            return Server(*server(answer))
        print(words("bad_server"))


async def log_in(where: Server, name: str, preferences: Preferences, words: Words) -> Session:
    """Asks for what it needs to know, once the server has been reached. Raises NoWay."""
    fingerprint = await _fingerprint(where, words)
    try:
        if not where.tls:
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
    password, register = os.environ.get(PASSWORD), False
    while True:
        if not name:
            name = await _ask_name(preferences, words) if asks else ""
        if not name:
            raise NoWay(words("closed"))
        if password is None and asks:
            password = _from_keyring(where, name, preferences, words) or await _ask_password(words)
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
        preferences.set(server=where.shown, name=session.user)
    except OSError as error:
        print(words("not_remembered", path=preferences.path, why=why_not(error, words)), file=sys.stderr)
    if password and preferences.settings.keyring:
        _into_keyring(where, session.user, password, words)


# --------------------------------------------------------------------------- keyring


def _account(where: Server, name: str) -> str:
    return f"{name}@{where.host}:{where.port}"


def _from_keyring(where: Server, name: str, preferences: Preferences, words: Words) -> str | None:
    if not preferences.settings.keyring:
        return None
    try:
        import keyring

        return keyring.get_password(KEYRING, _account(where, name))
    except Exception as error:
        print(words("keyring_missing", why=error), file=sys.stderr)
        return None


def _into_keyring(where: Server, name: str, password: str, words: Words) -> None:
    try:
        import keyring

        keyring.set_password(KEYRING, _account(where, name), password)
    except Exception as error:
        print(words("keyring_missing", why=error), file=sys.stderr)


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
    return NoWay(words("no_server", host=where.host, port=where.port, why=why_not(error, words)))


# ------------------------------------------------------------------------- questions


async def ask(question: str, hidden: bool = False, default: str = "") -> str:
    """KeyboardInterrupt for Ctrl-C and Ctrl-D."""
    try:
        return await PromptSession().prompt_async(question, is_password=hidden, default=default)
    except EOFError:
        raise KeyboardInterrupt from None


async def _agrees(question: str) -> bool:
    return (await ask(question)).strip().lower() in ("", "y", "ya", "yes")
