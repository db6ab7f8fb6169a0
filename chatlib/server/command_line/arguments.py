"""The options of the server, read and checked."""

import argparse
import re
import secrets
from pathlib import Path

from chatlib import __version__, dialects
from chatlib.core.formats import sizes
from chatlib.core.limits import Limits
from chatlib.lang import LANGUAGES, guess
from chatlib.server.addresses import is_loopback
from chatlib.server.command_line import COMMANDS
from chatlib.server.command_line.cluster import nodes
from chatlib.server.command_line.usage_errors import Parser
from chatlib.server.options import (
    LEVELS,
    PEEKS,
    Allowance,
    Identity,
    Irc,
    Listen,
    Options,
    default_data,
    default_workers,
)
from chatlib.server.specialists.realms import peers
from chatlib.state.journal.acknowledged_offsets import WORKERS
from chatlib.state.layout import CERTIFICATE

DAY = 86400.0
"""Seconds."""

ANYWHERE = "0.0.0.0"
"""All addresses of this machine."""


def parse(argv: list[str] | None = None) -> Options:
    """Ends the program with status 2 and one line for what cannot be."""
    limits, allowance = Limits(), Allowance()
    p = Parser(
        prog="server.py",
        description="Ruang: a chat server for five course protocols on one port.",
        epilog="Everything that was acknowledged is kept in the data directory, whatever dies. "
        f"Instead of PORT: {', '.join(COMMANDS)} (each with a --help of its own).",
    )
    # fmt: off
    p.add_argument("port", metavar="PORT", type=port, help="where clients of every dialect connect")
    p.add_argument("--host", default=ANYWHERE, help="address to listen on (default: all of this machine's)")
    p.add_argument("--listen", metavar="PORT=DIALECT", type=_listen, action="append", default=[],
                   help=f"one more port, for one dialect only ({', '.join(dialects.NAMES)}); may be repeated")
    p.add_argument("--data", metavar="DIR", type=Path, default=default_data(),
                   help="data directory (default: %(default)s)")
    p.add_argument("--roster", metavar="CSV", type=Path, help="make accounts for the name,password rows that have none")
    p.add_argument("--admin", metavar="NAME", action="append", default=[],
                   help="an account that runs the server: its lobby and all open rooms; may be repeated")
    p.add_argument("--quiet", action="store_true", help="in the lobby only those speak who run the server")
    p.add_argument("--sync", choices=("normal", "full"), default="normal",
                   help="full: what was acknowledged outlives a power cut as well (default: %(default)s)")
    p.add_argument("--tls-cert", metavar="PEM", type=Path, help="serve TLS as well, on the same ports")
    p.add_argument("--tls-key", metavar="PEM", type=Path, help="the key, if it is not in the same file")
    p.add_argument("--tls-self-signed", action="store_true",
                   help="the same, with a certificate that is made once and kept in the data directory")
    p.add_argument("--workers", metavar="N", type=number(1, WORKERS - 1), default=default_workers(),
                   help="worker processes (default: one per core, at least two)")
    p.add_argument("--lang", choices=LANGUAGES, default=guess(), help="of this console (default: by locale)")
    p.add_argument("--log-level", choices=LEVELS, default="info", help="of this console (default: %(default)s)")
    p.add_argument("--irc-name", metavar="NAME", type=_irc_name, default="ruang",
                   help="what this server is called in IRC (default: %(default)s)")
    p.add_argument("--irc-password", metavar="WORD", default="", help="what clients of IRC must say first (PASS)")
    p.add_argument("--web-origin", metavar="URL", type=_origin, action="append", default=[],
                   help="a web site whose pages may connect as well (https://NAME[:PORT]); may be repeated")
    p.add_argument("--no-qr", action="store_true", help="no QR code of the page's address at the start")
    p.add_argument("--no-announce", action="store_true", help="clients of this network do not find the server (mDNS)")
    p.add_argument("--metrics", action="store_true",
                   help="serve figures at /metrics, as Prometheus reads them")
    p.add_argument("--demo", action="store_true", help="bring three scripted users along, with windows of their own")
    p.add_argument("--version", action="version", version=f"Ruang {__version__}")
    realms = p.add_argument_group("realms", "servers that are linked: user@REALM, room@REALM")
    realms.add_argument("--realm", metavar="NAME", type=_checked(peers.realm),
                        help="what others call this server")
    realms.add_argument("--peer", metavar="NAME=[tls:]HOST:PORT,...", type=_checked(peers.peer), default=[],
                        action="append", help="another realm and where its nodes are; may be given more than once")
    realms.add_argument("--peer-key", metavar="FILE", type=Path,
                        help="NAME KEY on a line for each peer, or one KEY for all")
    several = p.add_argument_group("cluster", "several machines with one order of everything; see docs/cluster.md")
    several.add_argument("--cluster", metavar="NODE=HOST,...",
                         help="all nodes, this one among them; HOST:PORT where the port is another one")
    several.add_argument("--etcd", metavar="URL,...", type=_checked(nodes.urls), default=[],
                         help="members of the etcd that the order comes from, this machine's own first")
    lessons = p.add_argument_group("lessons", "what nobody wants where it is not a lesson")
    lessons.add_argument("--lab", action="store_true",
                         help="lab mode: the projector (/lab), and what else is only for lessons")
    lessons.add_argument("--tls-keylog", metavar="FILE", type=Path,
                         help="write the keys of all encrypted connections there, for Wireshark (needs --lab)")
    bounds = p.add_argument_group("limits")
    bounds.add_argument("--max-message", metavar="BYTES", type=number(1, 32768), default=limits.message,
                        help="of text in one message (default: %(default)s)")
    bounds.add_argument("--burst", metavar="N", type=number(1, 10**9), default=int(allowance.burst),
                        help="messages of one session at once (default: %(default)s)")
    bounds.add_argument("--rate", metavar="N", type=number(1, 10**9), default=int(allowance.rate),
                        help="messages a second of one session after that (default: %(default)s)")
    bounds.add_argument("--max-connections", metavar="N", type=number(1, 10**6), default=10000,
                        help="in all (default: %(default)s)")
    bounds.add_argument("--max-per-address", metavar="N", type=number(1, 10**6), default=500,
                        help="connections from one address, this machine's own excepted (default: %(default)s)")
    bounds.add_argument("--max-accounts", metavar="N", type=number(1, 10**6), default=limits.accounts_an_hour,
                        help="new ones an hour from one address, likewise (default: %(default)s)")
    bounds.add_argument("--count-loopback", action="store_true",
                        help="what is limited by address is so for this machine's own as well")
    bounds.add_argument("--max-file", metavar="SIZE", type=_size, default=limits.file,
                        help="of one file, as 500MiB (default: 100MiB)")
    bounds.add_argument("--max-files", metavar="SIZE", type=_size, default=limits.files_of_user,
                        help="of all files that a user has sent and that are still kept (default: 1GiB)")
    bounds.add_argument("--keep-files", metavar="DAYS", type=number(0, 36500), default=30,
                        help="how long files are kept; 0: for ever (default: %(default)s)")
    # fmt: on
    a = p.parse_args(argv)
    data = a.data.expanduser().absolute()
    if a.peer and not (a.realm and a.peer_key):
        p.error("--peer needs --realm and --peer-key")
    if a.realm in (named := [peer.name for peer in a.peer]) or len(set(named)) < len(named):
        p.error("every --peer needs a name of its own")
    try:
        cluster = a.cluster and nodes.cluster(nodes.nodes(a.cluster, a.port), a.etcd, a.port)
    except ValueError as error:
        p.error(f"--cluster: {error}")
    if bool(a.cluster) is not bool(a.etcd):
        p.error("--cluster and --etcd need each other")
    return Options(
        listen=[Listen(a.port), *a.listen],
        host=a.host,
        data=data,
        workers=a.workers,
        sync=a.sync,
        roster=a.roster,
        admins=a.admin,
        quiet=a.quiet,
        lang=a.lang,
        log_level=a.log_level,
        limits=Limits(
            message=a.max_message,
            accounts_an_hour=a.max_accounts,
            file=a.max_file,
            files_of_user=a.max_files,
            keep_files=a.keep_files * DAY if a.keep_files else float("inf"),
        ),
        allowance=Allowance(a.burst, a.rate, a.count_loopback),
        connections=a.max_connections,
        per_address=a.max_per_address,
        demo=a.demo,
        # The demo's windows leave no room for it, and it is not for others.
        qr=not (a.no_qr or a.demo),
        announce=not (a.no_announce or a.demo or is_loopback(a.host)),
        irc=Irc(a.irc_name, a.irc_password),
        origins=a.web_origin,
        lab=secrets.token_urlsafe(12) if a.lab else "",
        tls=_identity(p, a, data),
        realm=a.realm or "",
        peers=a.peer,
        peer_key=a.peer_key,
        metrics=a.metrics,
        cluster=cluster or None,
    )


def _identity(parser: argparse.ArgumentParser, a: argparse.Namespace, data: Path) -> Identity | None:
    wanted = a.tls_self_signed or a.tls_cert
    if a.tls_self_signed and a.tls_cert:
        parser.error("--tls-self-signed and --tls-cert exclude each other")
    if a.tls_key and not a.tls_cert:
        parser.error("--tls-key needs --tls-cert")
    if wanted and not PEEKS:
        parser.error("TLS needs Linux here")
    if a.tls_keylog and not a.lab:
        parser.error("--tls-keylog needs --lab: whoever has that file reads everything")
    if a.tls_keylog and not wanted:
        parser.error("--tls-keylog needs --tls-self-signed or --tls-cert")
    keylog = a.tls_keylog and a.tls_keylog.expanduser().absolute()
    if a.tls_self_signed:
        return Identity(data / CERTIFICATE, data / CERTIFICATE, own=True, keylog=keylog)
    return Identity(a.tls_cert, a.tls_key or a.tls_cert, keylog=keylog) if a.tls_cert else None


def port(text: str) -> int:
    if text in COMMANDS:
        raise argparse.ArgumentTypeError(f"{text} must come first, before all options")
    return number(1, 65535)(text)


def number(least: int, most: int):
    """A type for argparse: whole numbers from one to the other."""

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


def _irc_name(text: str) -> str:
    """One word of 63 letters at most, which could be the name of a host."""
    if not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,62})", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a server's name: letters, digits, '.' and '-', 63 at most")
    return text


def _origin(text: str) -> str:
    """As browsers write it: in small letters, without the port that is the usual one, and without a path."""
    found = re.fullmatch(r"(https?)://([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?/?", text.lower())
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not an origin, as https://kelas.example")
    scheme, host, port = found.groups("")
    return f"{scheme}://{host}{'' if port == {'http': ':80', 'https': ':443'}[scheme] else port}"


def _listen(text: str) -> Listen:
    number, _, dialect = text.partition("=")
    if dialect not in dialects.NAMES:
        raise argparse.ArgumentTypeError(f"{text!r} is not PORT=DIALECT with one of {', '.join(dialects.NAMES)}")
    return Listen(port(number), dialect)
