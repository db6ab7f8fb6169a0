"""How others come in: what the console says of it at the start, and `server.py qr`."""

import argparse
import re
import sys

from chatlib.lang import LANGUAGES, guess
from chatlib.server.addresses import is_loopback, reached_at
from chatlib.server.command_line import QR, qr_code
from chatlib.server.command_line.arguments import ANYWHERE, port
from chatlib.server.command_line.usage_errors import Parser
from chatlib.server.console import Console
from chatlib.server.options import Options

PYTHON = ".venv/bin/python"
"""Which runs the client on a machine that was set up as the README says."""

HERE = "127.0.0.1"


def page(host: str, port: int) -> str:
    """The address for browsers. Without TLS, also where the server speaks it: a certificate that it has made itself
    would be a warning to everybody.
    """
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def announce(options: Options, console: Console) -> None:
    """Where it is open, and how other machines get there."""
    others, first = reached_at(options.host), options.listen[0].port
    ports = ", ".join(f"{p.port} ({p.dialect})" if p.dialect else str(p.port) for p in options.listen)
    own = page(others[0] if others else options.host if is_loopback(options.host) else HERE, first)
    console.say("started", ports=ports, page=own, workers=options.workers, data=options.data)
    for address in others:
        console.say("connect", command=f"{PYTHON} client.py {address} {first}")
    if options.lab:
        console.say("lab_here", "warning", page=f"{page(HERE, first)}lab")
        if others:
            console.say("lab_there", "warning", page=f"{page(others[0], first)}lab?token={options.lab}")
    if options.qr and others and console.is_terminal:
        console.draw(qr_code.rows(own))


def main(argv: list[str]) -> int:
    """`server.py qr`: the page's address, and on a terminal the code again. Its exit status."""
    options = _parse(argv)
    console = Console(options.lang)
    found = [options.host] if options.host != ANYWHERE else reached_at(options.host)
    complaint = ""
    if not found:
        complaint = console.text("no_network")
    else:
        own = page(found[0], options.port)
        print(own, flush=True)
        if console.is_terminal and not console.draw(qr_code.rows(own)):
            complaint = console.text("no_place")
    console.close()
    if complaint:
        print(f"ruang: {complaint}", file=sys.stderr)
    return 1 if complaint else 0


def _parse(argv: list[str]) -> argparse.Namespace:
    p = Parser(prog=f"server.py {QR}", description="Ruang: shows the QR code of a server's page.")
    p.add_argument("port", metavar="PORT", type=port, help="of the server")
    p.add_argument("--host", metavar="ADDRESS", type=host, default=ANYWHERE,
                   help="where others reach this machine (default: it looks)")  # fmt: skip
    p.add_argument("--lang", choices=LANGUAGES, default=guess(), help="(default: by locale)")
    return p.parse_args(argv)


def host(text: str) -> str:
    """As long as a name can be."""
    if not re.fullmatch(r"[\w.:-]{1,253}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no address")
    return text
