"""The other realms as whoever runs the server names them: where they are, and the keys that are shared with them."""

from pathlib import Path

from chatlib.core import names
from chatlib.core.errors import Refusal
from chatlib.server.addresses import host_and_port
from chatlib.server.options import Node, Peer
from chatlib.server.texts import ServerError

SHORTEST_KEY = 16
"""Characters. Whoever dials gets something to try short keys on, at leisure."""


def realm(text: str) -> str:
    """The name of a realm, as others compare it; ValueError."""
    try:
        return names.key(names.check(text))
    except Refusal:
        raise ValueError(f"{text!r} is no name for a realm") from None


def peer(text: str) -> Peer:
    """From NAME=HOST:PORT or NAME=tls:HOST:PORT, with more of HOST:PORT behind commas; ValueError."""
    name, _, places = text.partition("=")
    try:
        found = [Node(*host_and_port(place)) for place in places.removeprefix("tls:").split(",")]
    except ValueError:
        raise ValueError(f"{text!r} is not NAME=HOST:PORT or NAME=tls:HOST:PORT") from None
    return Peer(realm(name), found, places.startswith("tls:"))


def keys(path: Path, peers: list[Peer]) -> dict[str, str]:
    """The key for each peer, from lines of `NAME KEY`, or from one line with a KEY for all. ServerError."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ServerError("keys_unreadable", path=path, reason=getattr(error, "strerror", None) or error) from None
    rows = {number: line.split() for number, line in enumerate(lines, 1) if line.strip() and line.strip()[0] != "#"}
    found: dict[str, str] = {}
    for number, words in rows.items():
        if len(words) > 2 or (len(words) == 1 and len(rows) > 1):
            raise ServerError("keys_columns", path=path, line=number)
        if len(words[-1]) < SHORTEST_KEY:
            raise ServerError("keys_short", path=path, line=number, least=SHORTEST_KEY)
        for name in [words[0]] if len(words) == 2 else [peer.name for peer in peers]:
            found[names.key(name)] = words[-1]
    for one in peers:
        if one.name not in found:
            raise ServerError("keys_missing", path=path, realm=one.name)
    return {one.name: found[one.name] for one in peers}
