"""`server.py faults`: what is typed, and what is said of it."""

import argparse
import sys

from chatlib.core.text import clean
from chatlib.lang import guess
from chatlib.server.command_line import FAULTS
from chatlib.server.command_line.arguments import number
from chatlib.server.command_line.faults.table import Complaint, Table, Vanished
from chatlib.server.command_line.viewing import visit
from chatlib.server.command_line.viewing.frames import Fault, Order
from chatlib.server.console import Console
from chatlib.server.ipc.orders import ONCE
from chatlib.server.specialists.web.lab.faults import KINDS, MOST_DELAY, MOST_RATE, MOST_SECONDS
from chatlib.server.texts import ServerError

HEAL = "heal"

EXAMPLES = """\
kinds:
  delay        everything comes later: --delay MS, give or take --jitter MS
  rate         --rate BYTES pass in a second
  cut          nothing passes for --seconds N, then all of it
  half-open    the server has forgotten the connection, and tells nobody so
  reset        the connection is reset
  slow-reader  the other end reads --rate BYTES in a second
  split        every byte comes on its own
  join         all that comes within --delay MS comes in one piece

examples:
  server.py faults 9000                                      what is on
  server.py faults 9000 delay ani --delay 500 --jitter 100   until it is healed
  server.py faults 9000 rate all --rate 1000 --seconds 30
  server.py faults 9000 cut '#7' --seconds 5
  server.py faults 9000 half-open budi
  server.py faults 9000 heal 1                               the first one is over
  server.py faults 9000 heal                                 all are
"""


def main(argv: list[str]) -> int:
    """Its exit status."""
    options, order = _parse(argv)
    console = Console(options.lang or guess())
    return visit.run(_do(options, order, console), console)


async def _do(options: argparse.Namespace, order: Order | None, console: Console) -> int:
    """The exit status. Raises ServerError."""
    async with visit.visit(options, console) as (feed, hello):
        says, table = Console(visit.language(options, hello, console)), Table(feed, hello)
        try:
            for line in await _answer(table, order, says):
                print(line, flush=True)
        except Complaint as complaint:
            print(f"ruang: {clean(str(complaint))}", file=sys.stderr)
            return 1
        except Vanished:
            raise ServerError("faults_vanished", place=visit.place(options)) from None
    return 0


async def _answer(table: Table, order: Order | None, says: Console) -> list[str]:
    if order is None:
        return _lines(await table.on(), says) or [says.text("faults_none")]
    if order.do == HEAL:
        if not await table.heal(order.number):
            raise ServerError("faults_not_on", number=order.number)
        return [says.text("faults_healed", number=order.number) if order.number else says.text("faults_all_healed")]
    fault = await table.put(order)
    if fault.kind in ONCE:
        return [says.text("faults_done", kind=_typed(fault.kind), target=clean(fault.target))]
    return _lines([await table.counted(fault)], says)


def _lines(faults: list[Fault], says: Console) -> list[str]:
    """Number, target, kind, details, connections, seconds left: each as wide as it must be."""
    rows = [
        (
            str(one.number),
            clean(one.target),
            _typed(clean(one.kind)),
            clean(one.details),
            says.text("faults_connections", count=one.connections),
            says.text("faults_endless" if one.seconds is None else "faults_left", seconds=round(one.seconds or 0)),
        )
        for one in faults
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True) if width).rstrip()
            for row in rows]  # fmt: skip


def _typed(kind: str) -> str:
    return kind.replace("_", "-")


def _parse(argv: list[str]) -> tuple[argparse.Namespace, Order | None]:
    """None: what is on is wanted."""
    p = visit.parser(
        FAULTS,
        "what a bad network does to connections of a running server in lab mode.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    p.add_argument("kind", metavar="KIND", nargs="?", help=f"what is done, or {HEAL}; without it, what is on is told")
    p.add_argument("target", metavar="TARGET", nargs="?",
                   help=f"all, a user, or # and a connection's number; after {HEAL} a fault's number")  # fmt: skip
    p.add_argument("--delay", metavar="MS", type=number(1, MOST_DELAY), help="milliseconds")
    p.add_argument("--jitter", metavar="MS", type=number(0, MOST_DELAY), help="milliseconds more or less (default: 0)")
    p.add_argument("--rate", metavar="BYTES", type=number(1, MOST_RATE), help="a second")
    p.add_argument(
        "--seconds", metavar="N", type=number(0, MOST_SECONDS), help="until it ends by itself (default: never)"
    )
    options = p.parse_intermixed_args(argv)
    return options, _order(options, p)


def _order(options: argparse.Namespace, p: argparse.ArgumentParser) -> Order | None:
    numbers = {name: getattr(options, name) for name in ("delay", "jitter", "rate", "seconds")}
    given = {name: value for name, value in numbers.items() if value is not None}
    if options.kind in (None, HEAL):
        if given:
            p.error(f"--{next(iter(given))} needs a KIND of fault")
        if options.kind is None:
            return None
        try:
            return Order(HEAL, number=number(1, 10**9)(options.target) if options.target else 0)
        except argparse.ArgumentTypeError as error:
            p.error(f"{HEAL}: {error}")
    kind = options.kind.replace("-", "_")
    if kind not in KINDS:
        p.error(f"{options.kind!r} is no fault: {', '.join(map(_typed, KINDS))}")
    if options.target is None:
        p.error(f"{options.kind} needs a TARGET: all, a user, or # and a connection's number")
    takes = {*KINDS[kind]} if kind in ONCE else {*KINDS[kind], "seconds"}
    if wrong := [name for name in given if name not in takes]:
        p.error(f"{options.kind} has no --{wrong[0]}")
    needs = {"delay", "rate"} & takes | ({"seconds"} if kind == "cut" else set())
    if missing := sorted(name for name in needs if not given.get(name)):
        p.error(f"{options.kind} needs --{missing[0]}")
    if given.get("jitter", 0) > given.get("delay", 0):
        p.error("--jitter cannot be more than --delay")
    return Order("fault", target=options.target.strip(), kind=kind, **given)
