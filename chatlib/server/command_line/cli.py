"""The command line of the server."""

import argparse
import ipaddress
import socket
import sys
from pathlib import Path

import psutil

from chatlib import __version__
from chatlib.core import sizes
from chatlib.core.model import Limits
from chatlib.dialects.detection import DIALECTS
from chatlib.lang import LANGUAGES, guess
from chatlib.server.command_line import crash_log, demo, maintenance, roster
from chatlib.server.command_line.data_directory import DataDirectory
from chatlib.server.command_line.parser import Parser
from chatlib.server.console import LEVELS, Console
from chatlib.server.options import Identity, Listen, Options, default_data, default_workers
from chatlib.server.specialists.realms import peers
from chatlib.server.specialists.tls import certificate
from chatlib.server.supervisor import descriptors
from chatlib.server.supervisor.listeners import Listeners
from chatlib.server.supervisor.loop import Loop
from chatlib.server.supervisor.signals import Signals
from chatlib.server.supervisor.state_process_manager import StateProcessManager
from chatlib.server.supervisor.supervisor import Supervisor
from chatlib.server.texts import ServerError
from chatlib.server.worker.inlet import PEEKS
from chatlib.state.journal.acknowledged_offsets import WORKERS
from chatlib.state.journal.maintenance import CERTIFICATE
from chatlib.state.processes import CRASHES, record_crash

DAY = 86400.0
"""Seconds."""


def main(argv: list[str] | None = None) -> int:
    """Serves until it is told to end, or looks after the data. The exit status: 0, 1 if it could not, 2 for a bad
    command line."""
    descriptors.occupy_standard()
    argv = sys.argv[1:] if argv is None else argv
    if argv and argv[0] in maintenance.COMMANDS:
        return maintenance.main(argv)
    options = parse(argv)
    if options.demo:
        demo.stage([sys.argv[0], *argv])
    console = Console(options.lang, options.log_level)
    try:
        serve(options, console)
    except ServerError as error:
        failure = error
    except Exception as error:
        record_crash(options.data / CRASHES)
        failure = ServerError("crashed", error=f"{type(error).__name__}: {error}", log=options.data / CRASHES)
    else:
        return 0
    finally:
        console.close()
    print(f"ruang: {console.text(failure.key, **failure.values)}", file=sys.stderr)
    return 1


def serve(options: Options, console: Console) -> None:
    """Raises ServerError."""
    accounts = roster.read(options.roster) if options.roster else {}
    if options.peers:
        options = options._replace(keys=peers.keys(options.peer_key, options.peers))
    signals = Signals()
    descriptors.raise_limit()
    data = DataDirectory(options.data)
    try:
        with crash_log.collecting(options.data / CRASHES):
            run(options, console, signals, accounts)
    finally:
        data.release()


def run(options: Options, console: Console, signals: Signals, accounts: dict[str, str]) -> None:
    """Opens everything, and serves until a signal says otherwise. `accounts`: passwords by name. Raises ServerError."""
    fingerprint = certificate.prepare(options.tls) if options.tls else ""
    listeners = Listeners(options.host, options.listen, options.connections, options.per_address)
    loop = Loop()
    try:
        state = StateProcessManager(options, console, loop)
        try:
            peers.federate(options.realm, options.peers, state.living().service, options.data)
        except ServerError:
            state.stop(orderly=True)
            raise
    except ServerError:
        listeners.close()
        raise
    if accounts:
        console.say("roster", count=roster.enrol(accounts, state.living().service))
    announce(options, console)
    if fingerprint:
        console.say("tls", fingerprint=fingerprint)
    supervisor = Supervisor(options, console, loop, listeners, state, signals)
    if options.demo:
        demo.start(options.listen[0].port, options.lang, console)
    supervisor.run()


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


# ------------------------------------------------------------------- command line


def parse(argv: list[str] | None = None) -> Options:
    """Ends the program with status 2 and one line for what cannot be."""
    limits = Limits()
    p = Parser(
        prog="server.py",
        description="Ruang: a chat server for five course protocols on one port.",
        epilog="Everything that was acknowledged is kept in the data directory, whatever dies. "
        f"Instead of PORT: {', '.join(maintenance.COMMANDS)} (each with a --help of its own).",
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
    p.add_argument("--tls-cert", metavar="PEM", type=Path, help="serve TLS as well, on the same ports")
    p.add_argument("--tls-key", metavar="PEM", type=Path, help="the key, if it is not in the same file")
    p.add_argument("--tls-self-signed", action="store_true",
                   help="the same, with a certificate that is made once and kept in the data directory")
    p.add_argument("--workers", metavar="N", type=_number(1, WORKERS - 1), default=default_workers(),
                   help="worker processes (default: one per core, at least two)")
    p.add_argument("--lang", choices=LANGUAGES, default=guess(), help="of this console (default: by locale)")
    p.add_argument("--log-level", choices=LEVELS, default="info", help="of this console (default: %(default)s)")
    p.add_argument("--demo", action="store_true", help="bring three scripted users along, with windows of their own")
    p.add_argument("--version", action="version", version=f"Ruang {__version__}")
    realms = p.add_argument_group("realms", "servers that are linked: user@REALM, room@REALM")
    realms.add_argument("--realm", metavar="NAME", type=_checked(peers.realm),
                        help="what others call this server")
    realms.add_argument("--peer", metavar="NAME=[tls:]HOST:PORT", type=_checked(peers.peer), default=[],
                        action="append", help="another realm and where it is; may be given more than once")
    realms.add_argument("--peer-key", metavar="FILE", type=Path,
                        help="NAME KEY on a line for each peer, or one KEY for all")
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
    bounds.add_argument("--max-file", metavar="SIZE", type=_size, default=limits.file,
                        help="of one file, as 500MiB (default: 100MiB)")
    bounds.add_argument("--max-files", metavar="SIZE", type=_size, default=limits.files_of_user,
                        help="of all files that a user has sent and that are still kept (default: 1GiB)")
    bounds.add_argument("--keep-files", metavar="DAYS", type=_number(0, 36500), default=30,
                        help="how long files are kept; 0: for ever (default: %(default)s)")
    # fmt: on
    a = p.parse_args(argv)
    data = a.data.expanduser().absolute()
    if a.peer and not (a.realm and a.peer_key):
        p.error("--peer needs --realm and --peer-key")
    if a.realm in (named := [peer.name for peer in a.peer]) or len(set(named)) < len(named):
        p.error("every --peer needs a name of its own")
    return Options(
        listen=[Listen(a.port), *a.listen],
        host=a.host,
        data=data,
        workers=a.workers,
        sync=a.sync,
        roster=a.roster,
        lang=a.lang,
        log_level=a.log_level,
        limits=Limits(
            message=a.max_message,
            burst=a.burst,
            rate=a.rate,
            accounts_an_hour=a.max_accounts,
            file=a.max_file,
            files_of_user=a.max_files,
            keep_files=a.keep_files * DAY if a.keep_files else float("inf"),
        ),
        connections=a.max_connections,
        per_address=a.max_per_address,
        demo=a.demo,
        tls=_identity(p, a, data),
        realm=a.realm or "",
        peers=a.peer,
        peer_key=a.peer_key,
    )


def _identity(parser: argparse.ArgumentParser, a: argparse.Namespace, data: Path) -> Identity | None:
    wanted = a.tls_self_signed or a.tls_cert
    if a.tls_self_signed and a.tls_cert:
        parser.error("--tls-self-signed and --tls-cert exclude each other")
    if a.tls_key and not a.tls_cert:
        parser.error("--tls-key needs --tls-cert")
    if wanted and not PEEKS:
        parser.error("TLS needs Linux here")
    if a.tls_self_signed:
        return Identity(data / CERTIFICATE, data / CERTIFICATE, own=True)
    return Identity(a.tls_cert, a.tls_key or a.tls_cert) if a.tls_cert else None


def _port(text: str) -> int:
    if text in maintenance.COMMANDS:
        raise argparse.ArgumentTypeError(f"{text} must come first, before all options")
    return _number(1, 65535)(text)


def _number(least: int, most: int):
    def read(text: str) -> int:
        if not (text.isdecimal() and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most}")
        return int(text)

    return read


def _checked(read):
    """As `read`, with what its ValueError says for the user."""

    def checked(text: str):
        try:
            return read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return checked


def _size(text: str) -> int:
    try:
        return sizes.read(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size, as 500MiB or 2GiB") from None


def _listen(text: str) -> Listen:
    port, _, dialect = text.partition("=")
    if dialect not in DIALECTS:
        raise argparse.ArgumentTypeError(f"{text!r} is not PORT=DIALECT with one of {', '.join(DIALECTS)}")
    return Listen(_port(port), dialect)
