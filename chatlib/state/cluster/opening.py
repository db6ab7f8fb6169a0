"""The order that a state process follows, by its seat."""

import time
import unicodedata
from collections.abc import Callable
from hashlib import blake2b

from chatlib.core.limits import Limits
from chatlib.core.standing import Standing
from chatlib.state.cluster.etcd_log import EtcdLog
from chatlib.state.cluster.etcd_order import EtcdOrder
from chatlib.state.cluster.order import LocalOrder, Order
from chatlib.state.cluster.seat import Seat

LOG = "ruang/log/"
"""Begins the keys of all nodes' entries, each of which has one."""


def opened(seat: Seat | None, standing: Standing) -> Callable[[Callable[[], None]], Order]:
    """To be called with what is to ring when there is something to be taken, behind the `standing`."""
    if seat is None:
        return lambda ring: LocalOrder()
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
    return blake2b(repr((limits, unicodedata.unidata_version)).encode(), digest_size=8).hexdigest()
