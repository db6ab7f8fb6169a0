"""The one-file client (plain.py) as a server hands it out: with its addresses in it."""

import re
from collections.abc import Sequence
from pathlib import Path

_PROGRAM = Path(__file__).with_name("plain.py").read_text("utf-8")
_ADDRESSES = re.compile(r"^SERVERS = .*$", re.MULTILINE)


def plain_client(host: str, port: int, nodes: Sequence[tuple[str, int]] = ()) -> bytes:
    """The program, which runs without arguments then.

    `host` is what this server was called by whoever asked, without a port or brackets. It may be any text: it becomes
    a literal, and nothing else of the program changes. `nodes`: the others of a cluster.
    """
    addresses = ", ".join(f"({host!a}, {port:d})" for host, port in [(host, port), *nodes])
    return _ADDRESSES.sub(lambda _: f"SERVERS = [{addresses}]", _PROGRAM, count=1).encode()
