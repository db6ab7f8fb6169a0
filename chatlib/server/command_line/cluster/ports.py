"""Where the members of etcd listen: ports that are found once and then kept, since members know each other by them."""

import socket
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import msgspec

from chatlib.server.texts import ServerError

HERE = "127.0.0.1"

FILE = "etcd-ports.json"


class Ports(NamedTuple):
    """Of one member: for those who ask it, and for the other members."""

    client: int
    peer: int


def kept(data: Path, count: int, others: range) -> list[Ports]:
    """Those that the directory has, or new ones that are free now and not among `others`. ServerError."""
    path = data / FILE
    try:
        if path.exists():
            found = msgspec.json.decode(path.read_bytes(), type=list[Ports])
        else:
            found = _free(count, others)
            half = path.with_suffix(".new")
            half.write_bytes(msgspec.json.encode(found))
            half.rename(path)
    except (OSError, msgspec.MsgspecError) as error:
        raise ServerError("ports_bad", path=path, reason=getattr(error, "strerror", None) or error) from None
    if len(found) != count:
        raise ServerError("other_size", data=data, count=len(found))
    return found


def _free(count: int, others: range) -> list[Ports]:
    """All are held until the last is found, so that none is given twice."""
    with ExitStack() as held:
        free: list[int] = []
        while len(free) < 2 * count:
            sock = held.enter_context(socket.socket())
            sock.bind((HERE, 0))
            port = sock.getsockname()[1]
            if port not in others:
                free.append(port)
    return [Ports(*pair) for pair in zip(free[::2], free[1::2], strict=True)]
