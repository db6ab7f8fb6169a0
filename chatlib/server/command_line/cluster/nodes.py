"""The nodes of a cluster as whoever runs them names them, and which of them this one is."""

import re
import socket
from contextlib import closing

from chatlib.server.addresses import host_and_port
from chatlib.server.options import Cluster, Node

MOST = 255
"""Numbers of nodes have a byte of every connection's number."""


def nodes(text: str, port: int) -> dict[int, Node]:
    """From `1=HOST[:PORT],2=…`; where no port is given it is this one. ValueError."""
    found: dict[int, Node] = {}
    for word in text.split(","):
        number, _, place = word.strip().partition("=")
        if not (number.isdecimal() and 1 <= int(number) <= MOST and place):
            raise ValueError(f"{word!r} is not NODE=HOST or NODE=HOST:PORT, with a NODE from 1 to {MOST}")
        try:
            node = Node(*host_and_port(place if re.search(r"[^:]:\d+$|\]:\d+$", place) else f"{place}:{port}"))
        except ValueError:
            raise ValueError(f"{word!r} is not NODE=HOST or NODE=HOST:PORT") from None
        if int(number) in found or node in found.values():
            raise ValueError(f"{word!r} is named twice")
        found[int(number)] = node
    return found


def urls(text: str) -> list[str]:
    """Where members of etcd are asked, as `http://HOST:2379,…`. ValueError."""
    found = [word.strip().rstrip("/") for word in text.split(",")]
    for one in found:
        if not re.fullmatch(r"https?://[^/\s]+", one):
            raise ValueError(f"{one!r} is no address of an etcd member, as http://127.0.0.1:2379")
    return found


def cluster(nodes: dict[int, Node], etcd: list[str], port: int) -> Cluster:
    """This node is the one with the port, at an address of this machine. ValueError if it is none, or several are."""
    own = [number for number, node in nodes.items() if node.port == port and _is_here(node.host)]
    if len(own) != 1:
        named = ", ".join(f"{number}={node.host}:{node.port}" for number, node in nodes.items())
        raise ValueError(f"{'none' if not own else 'more than one'} of {named} is port {port} of this machine")
    return Cluster(own[0], nodes, etcd)


def _is_here(host: str) -> bool:
    """Whether it is an address of this machine: only those can be bound."""
    try:
        found = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)
    except OSError:
        return False
    for family, kind, protocol, _, address in found:
        try:
            with closing(socket.socket(family, kind, protocol)) as sock:
                sock.bind(address)
                return True
        except OSError:
            continue
    return False
