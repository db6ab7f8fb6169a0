"""The one-file client (plain.py) as a server hands it out: with that server's address in it."""

import re
from pathlib import Path

_PROGRAM = Path(__file__).with_name("plain.py").read_text("utf-8")
_ADDRESS = re.compile(r"^SERVER = .*$", re.MULTILINE)


def plain_client(host: str, port: int) -> bytes:
    """The program, which runs without arguments then.

    `host` is what this server was called by whoever asked, without a port or brackets. It may be any text: it becomes
    a literal, and nothing else of the program changes.
    """
    return _ADDRESS.sub(lambda _: f"SERVER = ({host!a}, {port:d})", _PROGRAM, count=1).encode()
