"""What both orders promise: this process alone, and a log that several write to."""

import pytest

from chatlib.core import commands
from chatlib.state.cluster.entry import Asked, Own, Tick
from chatlib.state.cluster.etcd_order import EtcdOrder
from chatlib.state.cluster.order import LocalOrder

from .test_etcd_order import Log


@pytest.fixture(params=["local", "etcd"])
def order(request):
    """It, and what makes what was proposed have its place."""
    if request.param == "local":
        return LocalOrder(), lambda: None
    made = EtcdOrder(1, 7, lambda make: Log(make, []))
    return made, made._log.put


def items(order):
    return [item for _, entry in order.taken() for item in entry.items]


def test_nothing_comes_that_was_not_proposed(order):
    order, settle = order
    settle()
    assert order.taken() == []
    assert (order.is_ready, order.is_full) == (False, False)
    assert order.quiet_for == 0.0


def test_what_was_proposed_comes_once_in_its_order(order):
    order, settle = order
    first = [Asked(257, 1, [commands.Send(1, to="lobby", text="a")]), Own(commands.Tick(), 3)]
    order.propose(first, 1.0, 2.0)
    order.propose([Tick()], 1.0, 2.0)
    settle()
    assert items(order) == [*first, Tick()]
    assert order.taken() == []


def test_it_bears_its_times_and_who_said_it(order):
    order, settle = order
    order.propose([Tick()], 5.0, 6.0)
    settle()
    ((_, entry),) = order.taken()
    assert (entry.now, entry.told, entry.node, entry.run) == (5.0, 6.0, order.node, order.run)


def test_what_is_forgotten_or_trimmed_changes_nothing_of_what_comes(order):
    order, settle = order
    order.propose([Tick()], 1.0, 1.0)
    order.forget(2)
    order.trim(3)
    settle()
    assert items(order) == [Tick()]
    order.close()
