"""The options of `replay`, read and checked."""

import argparse
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chatlib.core.names import LOBBY
from chatlib.server.addresses import host_and_port
from chatlib.server.command_line.replay import moments
from chatlib.server.command_line.replay.cast import VERSIONS

TIMES = "2026-11-30T09:00, a day alone, or 09:00 alone"


def add(p: argparse.ArgumentParser) -> None:
    # fmt: off
    p.add_argument("data", metavar="DATA", type=Path, help="the data directory of the server, which may run meanwhile")
    p.add_argument("--from", dest="since", metavar="TIME", required=True, type=_read(moments.read, "a time"),
                   help=f"where it begins: {TIMES} (today)")
    p.add_argument("--to", dest="until", metavar="TIME", type=_read(moments.read, "a time"),
                   help="where it ends, the same way; 09:00 alone is of the day of --from (default: where it ends)")
    p.add_argument("--room", metavar="ROOM", default=LOBBY, help="(default: %(default)s)")
    p.add_argument("--speed", metavar="N", type=_read(_positive, "a number above 0"), default=1.0,
                   help="so many times as quick as it was (default: 1)")
    p.add_argument("--idle", metavar="SECONDS", type=_read(_positive, "a number above 0"), default=5.0,
                   help="no pause is longer (default: 5)")
    place = p.add_mutually_exclusive_group()
    place.add_argument("--into", metavar="HOST:PORT", type=_read(host_and_port, "HOST:PORT"),
                       help="tell it in a new room of that server, not in this terminal")
    place.add_argument("--cast", metavar="FILE", type=Path, help="write it as a recording for asciinema")
    p.add_argument("--cast-version", type=int, choices=VERSIONS, default=VERSIONS[0],
                   help="of asciicast (default: %(default)s, which asciinema 2 knows as well)")
    # fmt: on


def _read(read: Callable[[str], Any], what: str) -> Callable[[str], Any]:
    """As `read`, with a line for the user instead of its ValueError."""

    def checked(text: str) -> Any:
        try:
            return read(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not {what}") from None

    return checked


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < math.inf:
        raise ValueError(text)
    return number
