"""The command line of the client."""

import argparse
import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from prompt_toolkit import PromptSession

from chatlib import __version__
from chatlib.client.entries import one_line, printable
from chatlib.client.files.downloads import default_folder
from chatlib.client.hub import Hub
from chatlib.client.refusals import why
from chatlib.client.session.dial import NoTls, WrongServer, look_up
from chatlib.client.session.pins import Pins, normal
from chatlib.client.session.session import LoginFailed, Session, connect
from chatlib.client.texts import Words
from chatlib.client.windows.screen import PlainScreen, Screen
from chatlib.lang import LANGUAGES, guess
from launcher import ENVIRONMENT, Opener, UnknownTerminal, choose, wanted

PASSWORD = "RUANG_PASSWORD"
"""The environment variable with the password, for scripts: it is never on the command line."""


class Options(NamedTuple):
    host: str
    port: int
    user: str
    terminal: str | None
    plain: bool
    lang: str
    downloads: Path
    tls: bool = False
    fingerprint: str = ""


class NoWay(Exception):
    """The client cannot begin; the text says why."""


def main(argv: list[str] | None = None) -> int:
    """Chats until the user leaves. The exit status: 0, 1 if that was not possible, or something that was typed was not
    done where nothing is drawn; 2 for a bad command line.
    """
    options = parse(argv)
    with suppress(AttributeError):  # somebody's own file in its place
        sys.stdout.reconfigure(errors="replace")  # what its encoding lacks must not end the showing
    with suppress(KeyboardInterrupt):
        try:
            return 0 if asyncio.run(chat(options)) else 1
        except NoWay as error:
            print(printable(str(error)), file=sys.stderr)
            return 1
    return 0


async def chat(options: Options) -> bool:
    """Whether all is as it was wanted. Raises NoWay."""
    words = Words(options.lang)
    try:
        opener = None if options.plain else choose(options.terminal)
    except UnknownTerminal as error:
        raise NoWay(words("bad_terminal", names=error)) from None
    session = await log_in(options, words)
    return await talk(session, options, words, opener)


async def talk(session: Session, options: Options, words: Words, opener: Opener | None) -> bool:
    """The lobby and everything that opens from it, until the user leaves. As `chat`."""
    inline = opener is None and not options.plain and wanted(options.terminal) != "none"
    hub = Hub(session, words, opener, inline, options.downloads)
    if options.plain:
        return await hub.run(PlainScreen(), "plain_welcome")
    toolbar = hub.toolbar if inline else None
    screen = Screen(hub.title, hub.prompt, hub.completions, hub.keys(), toolbar)
    screen.end_with_terminal()
    await hub.run(screen, "welcome")
    return True


# ----------------------------------------------------------------------------- login


async def log_in(options: Options, words: Words) -> Session:
    """Asks for what it needs to know. Raises NoWay."""
    host, port = options.host, options.port
    fingerprint = await _fingerprint(options, words)
    asks = sys.stdin.isatty()
    name, password = options.user, os.environ.get(PASSWORD)
    register = False
    while True:
        try:
            if not name:
                name = (await _ask(words("ask_name"))).strip() if asks else ""
                if not name:
                    raise NoWay(words("closed"))
            if password is None and asks:
                password = await _ask(words("ask_password"), hidden=True) or None
            return await connect(host, port, name, password, register=register, fingerprint=fingerprint)
        except OSError as error:
            raise _unreachable(options, words, error) from None
        except WrongServer as wrong:
            text = words("wrong_server", host=host, port=port, expected=wrong.expected, found=wrong.found)
            if not options.fingerprint:
                text += words("forget_server", path=Pins().path)
            raise NoWay(text) from None
        except LoginFailed as refusal:
            register = False
            if refusal.code == "USER_NONEXIST":
                register = not asks or await _agrees(words("ask_register", name=name))
                if register:
                    continue
            if not asks:
                raise NoWay(why(refusal, words)) from None
            print(one_line(why(refusal, words)))
            if refusal.code != "BAD_PASS":
                name = ""
            password = None


async def _fingerprint(options: Options, words: Words) -> str:
    """By which the server must be known; of one that is met for the first time, what it shows is remembered."""
    host, port = options.host, options.port
    if options.fingerprint or not options.tls:
        return options.fingerprint
    pins = Pins()
    try:
        known = pins.find(host, port)
    except OSError as error:
        raise NoWay(words("no_pins", path=pins.path, why=_why(error))) from None
    if known:
        return known
    try:
        found = await look_up(host, port)
    except OSError as error:
        raise _unreachable(options, words, error) from None
    try:
        pins.add(host, port, found)
    except OSError as error:
        raise NoWay(words("no_pins", path=pins.path, why=_why(error))) from None
    print(words("new_server", host=host, port=port, fingerprint=found, path=pins.path), file=sys.stderr)
    return found


def _unreachable(options: Options, words: Words, error: OSError) -> NoWay:
    if isinstance(error, NoTls):
        return NoWay(words("no_tls", host=options.host, port=options.port))
    return NoWay(words("no_server", host=options.host, port=options.port, why=_why(error)))


def _why(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)


async def _ask(question: str, hidden: bool = False) -> str:
    try:
        return await PromptSession().prompt_async(question, is_password=hidden)
    except EOFError:
        raise KeyboardInterrupt from None


async def _agrees(question: str) -> bool:
    return (await _ask(question)).strip().lower() in ("", "y", "ya", "yes")


# -------------------------------------------------------------------- command line


def parse(argv: list[str] | None = None) -> Options:
    """Ends the program with status 2 and one line for what cannot be."""
    p = _Parser(prog="client.py", description="Ruang: chat, with a terminal window for every conversation.")
    p.add_argument("host", metavar="HOST")
    p.add_argument("port", metavar="PORT", type=_port)
    p.add_argument("--user", metavar="NAME", default="", help=f"who you are; a password may be in ${PASSWORD}")
    p.add_argument("--terminal", metavar="NAME",
                   help=f"which terminal opens windows (python -m launcher lists them), `inline` for one window for "
                        f"all (default: ${ENVIRONMENT}, else the best one found)")  # fmt: skip
    p.add_argument("--tls", action="store_true", help="encrypt; the server's fingerprint is remembered the first time")
    p.add_argument("--fingerprint", metavar="HEX", type=_hex, help="encrypt, to this server only")
    p.add_argument("--plain", action="store_true", help="one line per event, nothing drawn (scripts, screen readers)")
    p.add_argument("--downloads", metavar="DIR", type=Path, default=default_folder(),
                   help="where files go that you accept (default: %(default)s)")  # fmt: skip
    p.add_argument("--lang", choices=LANGUAGES, default=guess(), help="(default: by locale)")
    p.add_argument("--version", action="version", version=f"Ruang {__version__}")
    a = p.parse_args(argv)
    # What is not typed by a person is not drawn for one.
    plain = a.plain or not sys.stdin.isatty()
    downloads = a.downloads.expanduser()
    return Options(a.host, a.port, a.user, a.terminal, plain, a.lang, downloads, a.tls, a.fingerprint or "")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:
        """One line, without the whole usage in front of it."""
        self.exit(2, f"{self.prog}: {message} (--help)\n")


def _hex(text: str) -> str:
    try:
        return normal(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no fingerprint: {error}") from None


def _port(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 65535")
    return int(text)
