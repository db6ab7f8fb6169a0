"""What a node proposes becomes entries, one at a time; what comes back is taken by all."""

import pytest

from chatlib.core import commands
from chatlib.state.cluster.entry import Asked, Join, Own, Tick
from chatlib.state.cluster.etcd_order import AT_ONCE, MOST_UNDER_WAY, EtcdOrder
from chatlib.state.cluster.order import Out


class Log:
    """What is put is there at once, for all nodes, when `put` is called."""

    def __init__(self, make, values):
        self.make, self.values, self.seen = make, values, 0
        self.failure, self.quiet_for, self.woken, self.trimmed = None, 0.0, 0, 0

    def wake(self):
        self.woken += 1

    def put(self, most=1000):
        while most and (value := self.make()) is not None:
            self.values.append(value)
            most -= 1

    def taken(self):
        found = [(n + 1, self.values[n]) for n in range(self.seen, len(self.values))]
        self.seen = len(self.values)
        return found

    def trim(self, position):
        self.trimmed = position

    def close(self):
        pass


@pytest.fixture
def orders():
    values = []
    return [EtcdOrder(node, 7, lambda make: Log(make, values)) for node in (1, 2)]


def send(text, number=1):
    return Asked(257, number, [commands.Send(1, to="lobby", text=text)])


def test_what_waits_goes_as_one_entry_and_comes_to_all(orders):
    first, second = orders
    first.propose([send("a")], 1.0, 2.0)
    first.propose([send("b", 2), Own(None, 3)], 3.0, 4.0)
    first._log.put()
    for order in orders:
        ((position, entry),) = order.taken()
        assert (position, entry.node, entry.run, entry.number, entry.now, entry.told) == (1, 1, 7, 1, 3.0, 4.0)
        assert entry.items == [send("a"), send("b", 2), Own(None, 3)]
    assert second.taken() == []


def test_a_join_stands_alone(orders):
    order = orders[0]
    order.propose([Join(False, 3, "b")], 1.0, 1.0)
    order.propose([Tick()], 2.0, 2.0)
    order._log.put()
    assert [(e.number, len(e.items), type(e.items[0])) for _, e in order.taken()] == [(1, 1, Join), (2, 1, Tick)]


def test_who_has_too_much_under_way_says_nothing_more(orders):
    order = orders[0]
    assert not order.is_full
    order.propose([send("x" * (MOST_UNDER_WAY + 1))], 1.0, 1.0)
    assert order.is_full
    order._log.put()
    assert order.is_full, "it has no place yet that is known here"
    order.taken()
    assert not order.is_full


def test_what_is_large_comes_in_pieces(orders):
    order = orders[0]
    order.propose([send("x" * (5 << 20))], 1.0, 1.0)
    order._log.put(3)
    assert order.taken() == []
    order._log.put()
    ((position, entry),) = order.taken()
    assert position == len(order._log.values) > 4
    assert entry.items == [send("x" * (5 << 20))]


def test_much_is_taken_in_parts(orders):
    first, second = orders
    for _ in range(AT_ONCE + 5):
        first.propose([Tick()], 1.0, 1.0)
        first._log.put()
    assert len(second.taken()) == AT_ONCE
    assert second.is_ready
    assert len(second.taken()) == 5
    assert not second.is_ready


def test_the_failure_of_the_log_is_raised(orders):
    orders[0]._log.failure = Out("behind")
    with pytest.raises(Out, match="behind"):
        orders[0].taken()
