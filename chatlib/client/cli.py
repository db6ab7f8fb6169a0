"""The command line of the client."""

import argparse
import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from chatlib import __version__
from chatlib.client.entries import Entry, plain, printable
from chatlib.client.files.downloads import default_folder
from chatlib.client.hub import Hub
from chatlib.client.login import PASSWORD, NoWay, Server, ask_server, log_in
from chatlib.client.preferences import BadFile, Preferences, default_path
from chatlib.client.screen.attention import Attention
from chatlib.client.screen.plain import PlainScreen
from chatlib.client.screen.screen import Screen
from chatlib.client.screen.terminal import this_one
from chatlib.client.session.pins import normal
from chatlib.client.session.protocol import LOBBY
from chatlib.client.session.session import Session
from chatlib.client.words.texts import Words
from chatlib.lang import LANGUAGES, guess
from launcher import ENVIRONMENT, Opener, UnknownTerminal, choose, wanted


class Options(NamedTuple):
    """`server` is None if it is to be asked for; `lang` is empty if nobody has said."""

    server: Server | None
    user: str
    terminal: str | None
    plain: bool
    lang: str
    downloads: Path
    settings: Path | None = None
    tls: bool = False


def main(argv: list[str] | None = None) -> int:
    """Chats until the user leaves. The exit status: 0, 1 if that was not possible, or something that was typed was not
    done where nothing is drawn; 2 for a bad command line.
    """
    options = parse(argv)
    with suppress(AttributeError):  # somebody's own file in its place
        sys.stdout.reconfigure(errors="replace")  # what its encoding lacks must not end the showing
    with suppress(KeyboardInterrupt):
        try:
            if asyncio.run(chat(options)):
                return 0
        except NoWay as error:
            print(printable(str(error)), file=sys.stderr)
        except BadFile as error:
            print(error.said(Words(options.lang or guess())), file=sys.stderr)
        return 1
    return 0


async def chat(options: Options) -> bool:
    """Whether all is as it was wanted. Raises NoWay or BadFile."""
    preferences = Preferences(None if options.plain else options.settings)
    words = Words(options.lang or preferences.settings.language or guess())
    try:
        opener = None if options.plain else _opener(options, preferences)
    except UnknownTerminal as error:
        raise NoWay(words("bad_terminal", names=error)) from None
    server = options.server or await ask_server(preferences, options.tls, words)
    session = await log_in(server, options.user, preferences, words)
    return await talk(session, options, words, opener, preferences)


def _opener(options: Options, preferences: Preferences) -> Opener | None:
    """UnknownTerminal for one that was named just now; what was remembered may be of another place."""
    if not (options.terminal or wanted()):
        with suppress(UnknownTerminal):
            return choose(preferences.settings.terminal or None)
    return choose(options.terminal)


async def talk(
    session: Session, options: Options, words: Words, opener: Opener | None, preferences: Preferences
) -> bool:
    """The lobby and everything that opens from it, until the user leaves. As `chat`."""
    hub = Hub(session, words, opener, preferences, options.downloads)
    if options.plain:
        done = await hub.run(PlainScreen(), "plain_welcome")
        return _all_well(hub) and done
    await hub.run(screen(hub), "welcome")
    return _all_well(hub)


def _all_well(hub: Hub) -> bool:
    """Says what is not, where nothing is drawn any more."""
    if hub.farewell:
        print(plain("", Entry("error", hub.farewell)), file=sys.stderr)
    if hub.unanswered:
        print(plain("", Entry("error", hub.words("unanswered", count=hub.unanswered))), file=sys.stderr)
    return not (hub.farewell or hub.unanswered)


def screen(hub: Hub) -> Screen:
    """The terminal in which the lobby is."""
    attention = Attention(f"Ruang — {hub.session.user}", hub.look, os.environ, hub.seen, hub.focused)
    made = Screen(
        LOBBY,
        hub.session.user,
        hub.words,
        attention,
        hub.names,
        hub.places,
        hub.keys(),
        hub.active,
        choose=hub.choose,
        terminal=this_one(os.environ),
    )
    made.end_with_terminal()
    return made


# -------------------------------------------------------------------- command line


def parse(argv: list[str] | None = None) -> Options:
    """Ends the program with status 2 and one line for what cannot be."""
    p = _Parser(prog="client.py", description="Ruang: chat, with a terminal window for every conversation.")
    p.add_argument("host", metavar="HOST", nargs="?",
                   help="the server; without it you are asked, and those of your network are listed")  # fmt: skip
    p.add_argument("port", metavar="PORT", type=_port, nargs="?")
    p.add_argument("--user", metavar="NAME", default="", help=f"who you are; a password may be in ${PASSWORD}")
    p.add_argument("--terminal", metavar="NAME",
                   help=f"which terminal opens windows (python -m launcher lists them), `inline` for one window for "
                        f"all (default: ${ENVIRONMENT}, else the best one found)")  # fmt: skip
    p.add_argument("--tls", action="store_true", help="encrypt; the server's fingerprint is remembered the first time")
    p.add_argument("--fingerprint", metavar="HEX", type=_hex, help="encrypt, to this server only")
    p.add_argument("--plain", action="store_true", help="one line per event, nothing drawn (scripts, screen readers)")
    p.add_argument("--downloads", metavar="DIR", type=Path, default=default_folder(),
                   help="where files go that you accept (default: %(default)s)")  # fmt: skip
    p.add_argument("--lang", choices=LANGUAGES, default="", help="(default: as set, else by locale)")
    p.add_argument("--settings", metavar="FILE", type=Path, default=default_path(),
                   help="where /set is remembered (default: %(default)s)")  # fmt: skip
    p.add_argument("--version", action="version", version=f"Ruang {__version__}")
    a = p.parse_args(argv)
    # What is not typed by a person, or not seen by one, is not drawn.
    seen = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    plain = a.plain or not seen
    server = None
    if a.host and a.port:
        server = Server(a.host, a.port, a.tls, a.fingerprint or "")
    elif a.host or plain or a.fingerprint:
        p.error("HOST and PORT are needed")
    return Options(server, a.user, a.terminal, plain, a.lang, a.downloads.expanduser(), a.settings.expanduser(), a.tls)


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
