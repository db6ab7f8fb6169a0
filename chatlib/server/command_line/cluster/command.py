"""`server.py cluster`: a whole cluster on one machine, for a lesson."""

import argparse
import asyncio
import os
import shutil
import sys
from contextlib import closing
from pathlib import Path

from chatlib.lang import LANGUAGES, guess
from chatlib.server.command_line import CLUSTER, arguments
from chatlib.server.command_line.cluster import ports
from chatlib.server.command_line.cluster.ensemble import Ensemble
from chatlib.server.command_line.cluster.programs import Plan
from chatlib.server.command_line.cluster.texts import TEXTS as OWN
from chatlib.server.command_line.data_directory import PRIVATE, DataDirectory
from chatlib.server.command_line.usage_errors import Parser
from chatlib.server.console import Console
from chatlib.server.texts import TEXTS, ServerError

SIZES = (1, 3, 5)
"""With an even number no more members may fail than with one less."""


def main(argv: list[str]) -> int:
    """Until a signal ends it. Its exit status."""
    own, options = _parse(argv)
    with closing(Console(own.lang, texts=TEXTS[own.lang] | OWN[own.lang])) as console:
        try:
            _run(own, [*options, "--lang", own.lang], console)
        except ServerError as error:
            print(f"ruang: {console.text(error.key, **error.values)}", file=sys.stderr)
            return 1
    return 0


def _run(own: argparse.Namespace, options: list[str], console: Console) -> None:
    if not shutil.which("etcd"):
        raise ServerError("etcd_needed")
    os.umask(PRIVATE)
    data = own.data.expanduser().absolute()
    held = DataDirectory(data)
    try:
        plan = Plan(own.port, data, ports.kept(data, own.nodes, range(own.port, own.port + own.nodes)), options)
        asyncio.run(_serve(plan, console))
    finally:
        held.release()


async def _serve(plan: Plan, console: Console) -> None:
    await Ensemble(plan, console).run()


def _parse(argv: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """And what is for every node."""
    p = Parser(
        prog=f"server.py {CLUSTER}",
        allow_abbrev=False,
        usage="%(prog)s [--help] N PORT --data DIR [--lang LANG] [option of the server ...]",
        description="Ruang: a cluster on this machine, to be looked at and hurt. N members of etcd and N nodes, on PORT"
        " and the ports behind it; what the nodes say is shown.",
        epilog="While it runs, type: list, or start, kill, stop (SIGSTOP) or cont and a number, with etcd before the"
        " number for a member of etcd. All other options are those of the server, for every node.",
    )
    p.add_argument("nodes", metavar="N", type=arguments.number(1, max(SIZES)), choices=SIZES, help="1, 3 or 5")
    p.add_argument("port", metavar="PORT", type=arguments.port, help="of the first node; the next has the next")
    p.add_argument("--data", metavar="DIR", type=Path, required=True, help="where all of them keep what they have")
    p.add_argument("--lang", choices=LANGUAGES, default=guess(), help="(default: by locale)")
    own, options = p.parse_known_args(argv)
    for number in range(own.nodes):  # what cannot be is said before anything begins
        arguments.parse([str(own.port + number), *options])
    return own, options
