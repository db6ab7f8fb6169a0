"""A connection as its predecessor's record and the kernel have it."""

import socket

from chatlib.server.ipc.orders import Handover
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.takeover.kernel_counters import consumed, written
from chatlib.server.worker.takeover.record import Remembered


def restore(
    order: Handover, sock: socket.socket, specialists: frozenset[str], known: Remembered, seq: int, had: int
) -> Connection:
    """It was given what there is up to `seq`, and got what there is up to `had`; nothing is read or written here.

    What it hears is still to be told to the fanout: `known.profile.rooms`.
    """
    conn = Connection(order.cid, sock, order.address, order.pinned, order.onward(specialists))
    conn.cut = known.cut
    try:
        taken = consumed(sock)
        conn.inlet.consume(max(0, known.taken - taken))
        rest = known.unwritten(written(sock))
    except OSError:
        taken, rest = known.taken, []  # it is broken, and will be found so
    conn.consumed = conn.answered = max(taken, known.taken)
    conn.outlet.go_on(known.given, rest, seq, had)
    if profile := known.profile:
        conn.speaks(profile.dialect, profile.terminated, profile.memory)
        conn.uid, conn.behind, conn.seen, conn.wants_more = (
            profile.uid, profile.behind, profile.seen, profile.wants_more,
        )  # fmt: skip
        conn.had = conn.seen if conn.behind else None
    return conn
