"""How the state process of a node begins: with what its journal has, in the order that its seat gives it."""

import time
import unicodedata
from collections.abc import Callable
from hashlib import blake2b

from chatlib.core import commands
from chatlib.core.chat import Chat
from chatlib.core.cluster.standing import Standing
from chatlib.core.limits import Limits
from chatlib.state.cluster.order import LocalOrder, Order
from chatlib.state.cluster.seat import Seat
from chatlib.state.errors import Incomplete
from chatlib.state.journal.acknowledged_offsets import AcknowledgedOffsets
from chatlib.state.journal.journal import Journal
from chatlib.state.journal.recovery import replayed, write_down

LOG = "ruang/log/"
"""Begins the keys of all nodes' entries, each of which has one."""


def take_seat(journal: Journal, acknowledged: AcknowledgedOffsets, limits: Limits, now: float, seat: Seat) -> Chat:
    """The chat as the journal has it, for a node of a cluster, which goes on in the order behind its standing. A
    journal that comes from elsewhere becomes the beginning of the cluster. Raises Incomplete.
    """
    chat = replayed(journal, limits)
    state = chat.state
    if state.standing.cluster != seat.cluster:
        journal.renumber_outgoing(int(now * 1e6))
        written = {s.cid: acknowledged.written(s.cid, s.worker) for s in state.sessions.values()}
        for node in (0, *state.standing.nodes):
            chat.apply(commands.Restart(written=written, node=node), max(now, state.now))
        state.standing = Standing(seat.cluster, seat.founded, now=state.now)
        write_down(chat, journal)
        journal.save(state)
    elif journal.damage:
        raise Incomplete(journal.damage[0])
    return chat


def opened(seat: Seat | None, standing: Standing) -> Callable[[Callable[[], None]], Order]:
    """To be called with what is to ring when there is something to be taken, behind the `standing`."""
    if seat is None:
        return lambda ring: LocalOrder()
    from chatlib.state.cluster.etcd_log import EtcdLog  # with all of HTTP, which a server on its own does not need
    from chatlib.state.cluster.etcd_order import EtcdOrder

    known = standing.nodes.get(seat.node)
    # Of two lives of this process the second has the higher number, whatever its clock says.
    run = max(int(time.time() * 1e6), known.run + 1 if known else 1)

    def open_(ring: Callable[[], None]) -> Order:
        def log(make: Callable[[], bytes | None]) -> EtcdLog:
            return EtcdLog(seat.etcd, f"{LOG}{seat.node}", LOG, standing.position, make, ring)

        return EtcdOrder(seat.node, run, log)

    return open_


def bounds(limits: Limits) -> str:
    """What nodes must agree on, in a few letters: else they would decide otherwise over the same."""
    from importlib.metadata import version  # as seldom

    names = (unicodedata.unidata_version, version("confusable-homoglyphs"))  # which are alike, and which look alike
    return blake2b(repr((limits, names)).encode(), digest_size=8).hexdigest()
