"""The command line of the server."""

import argparse
import ipaddress
import resource
import socket
import sys
from contextlib import suppress
from pathlib import Path

import psutil

from chatlib import __version__
from chatlib.core.model import Limits
from chatlib.dialects.detection import DIALECTS
from chatlib.lang import LANGUAGES, guess
from chatlib.server import demo, roster
from chatlib.server.console import LEVELS, Console
from chatlib.server.doors import Doors
from chatlib.server.lock import DataDirectory
from chatlib.server.loop import Loop
from chatlib.server.messages import ServerError
from chatlib.server.options import Listen, Options, default_data, default_workers
from chatlib.server.signals import Signals
from chatlib.server.statekeeper import StateKeeper
from chatlib.server.supervisor import Supervisor
from chatlib.state.marks import WORKERS


def main(argv: list[str] | None = None) -> int:
    """Serves until it is told to end. The exit status: 0, 1 if it could not, 2 for a bad command line."""
    options = parse(argv)
    if options.demo:
        demo.stage([sys.argv[0], *(argv or sys.argv[1:])])
    console = Console(options.lang, options.log_level)
    try:
        serve(options, console)
    except ServerError as error:
        print(f"ruang: {console.text(error.key, **error.values)}", file=sys.stderr)
        return 1
    return 0


def serve(options: Options, console: Console) -> None:
    """Raises ServerError."""
    accounts = roster.read(options.roster) if options.roster else {}
    signals = Signals()
    raise_descriptor_limit()
    data = DataDirectory(options.data)
    try:
        doors = Doors(options.host, options.listen, options.connections, options.per_address)
        loop = Loop()
        try:
            state = StateKeeper(options, console, loop)
        except ServerError:
            doors.close()
            raise
        if accounts:
            console.say("roster", count=roster.enrol(accounts, state.service()))
        announce(options, console)
        supervisor = Supervisor(options, console, loop, doors, state, signals)
        if options.demo:
            demo.start(options.listen[0].port, options.lang, console)
        supervisor.run()
    finally:
        data.release()


def announce(options: Options, console: Console) -> None:
    """Where it is open, and how other machines get there."""
    ports = ", ".join(f"{p.port} ({p.dialect})" if p.dialect else str(p.port) for p in options.listen)
    console.say("started", ports=ports, workers=options.workers, data=options.data)
    calls = [f"python client.py {address} {options.listen[0].port}" for address in addresses(options.host)]
    if calls:
        console.say("connect", commands="  |  ".join(calls))


def addresses(host: str) -> list[str]:
    """Under which addresses other machines reach a server that is bound to `host`."""
    try:
        bound = ipaddress.ip_address(host)
    except ValueError:
        bound = None  # a name
    if bound is None or not bound.is_unspecified:
        return [] if bound and bound.is_loopback else [host]
    found = [a.address for interface in psutil.net_if_addrs().values() for a in interface if a.family == socket.AF_INET]
    return [address for address in found if not ipaddress.ip_address(address).is_loopback]


def raise_descriptor_limit() -> None:
    """As many open connections as the system lets us have."""
    with suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


# ------------------------------------------------------------------- command line


def parse(argv: list[str] | None = None) -> Options:
    """Ends the program with status 2 and one line for what cannot be."""
    limits = Limits()
    p = _Parser(
        prog="server.py",
        description="Ruang: a chat server for five course protocols on one port.",
        epilog="Everything that was acknowledged is kept in the data directory, whatever dies.",
    )
    # fmt: off
    p.add_argument("port", metavar="PORT", type=_port, help="where clients of every dialect connect")
    p.add_argument("--host", default="0.0.0.0", help="address to listen on (default: all of this machine's)")
    p.add_argument("--listen", metavar="PORT=DIALECT", type=_listen, action="append", default=[],
                   help=f"one more port, for one dialect only ({', '.join(DIALECTS)}); may be given more than once")
    p.add_argument("--data", metavar="DIR", type=Path, default=default_data(),
                   help="data directory (default: %(default)s)")
    p.add_argument("--roster", metavar="CSV", type=Path, help="make accounts for the name,password rows that have none")
    p.add_argument("--sync", choices=("normal", "full"), default="normal",
                   help="full: what was acknowledged outlives a power cut as well (default: %(default)s)")
    p.add_argument("--workers", metavar="N", type=_number(1, WORKERS - 1), default=default_workers(),
                   help="worker processes (default: one per core, at least two)")
    p.add_argument("--lang", choices=LANGUAGES, default=guess(), help="of this console (default: by locale)")
    p.add_argument("--log-level", choices=LEVELS, default="info", help="of this console (default: %(default)s)")
    p.add_argument("--demo", action="store_true", help="bring three scripted users along, with windows of their own")
    p.add_argument("--version", action="version", version=f"Ruang {__version__}")
    bounds = p.add_argument_group("limits")
    bounds.add_argument("--max-message", metavar="BYTES", type=_number(1, 32768), default=limits.message,
                        help="of text in one message (default: %(default)s)")
    bounds.add_argument("--burst", metavar="N", type=_number(1, 10**9), default=int(limits.burst),
                        help="messages of one session at once (default: %(default)s)")
    bounds.add_argument("--rate", metavar="N", type=_number(1, 10**9), default=int(limits.rate),
                        help="messages a second of one session after that (default: %(default)s)")
    bounds.add_argument("--max-connections", metavar="N", type=_number(1, 10**6), default=10000,
                        help="in all (default: %(default)s)")
    bounds.add_argument("--max-per-address", metavar="N", type=_number(1, 10**6), default=500,
                        help="connections from one address, this machine's own excepted (default: %(default)s)")
    bounds.add_argument("--max-accounts", metavar="N", type=_number(1, 10**6), default=limits.accounts_an_hour,
                        help="new ones an hour from one address, likewise (default: %(default)s)")
    # fmt: on
    a = p.parse_args(argv)
    return Options(
        listen=[Listen(a.port), *a.listen],
        host=a.host,
        data=a.data.expanduser().absolute(),
        workers=a.workers,
        sync=a.sync,
        roster=a.roster,
        lang=a.lang,
        log_level=a.log_level,
        limits=Limits(message=a.max_message, burst=a.burst, rate=a.rate, accounts_an_hour=a.max_accounts),
        connections=a.max_connections,
        per_address=a.max_per_address,
        demo=a.demo,
    )


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:
        """One line, without the whole usage in front of it."""
        self.exit(2, f"{self.prog}: {message} (--help)\n")


def _port(text: str) -> int:
    return _number(1, 65535)(text)


def _number(least: int, most: int):
    def read(text: str) -> int:
        if not (text.isdecimal() and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most}")
        return int(text)

    return read


def _listen(text: str) -> Listen:
    port, _, dialect = text.partition("=")
    if dialect not in DIALECTS:
        raise argparse.ArgumentTypeError(f"{text!r} is not PORT=DIALECT with one of {', '.join(DIALECTS)}")
    return Listen(_port(port), dialect)
