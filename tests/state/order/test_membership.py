"""What nodes are told of each other, and when one of them has to stop."""

import random
import threading
import time

import pytest

from chatlib.core import commands, events
from chatlib.core.cluster.standing import PATIENCE, UNHEARD
from chatlib.state.cluster import checkpoints, clocks
from chatlib.state.cluster.entry import Own
from chatlib.state.cluster.order import Out
from chatlib.state.manager import Apart, Silent
from chatlib.state.order import membership

from .test_cluster_order import Node, SharedLog, settle


@pytest.fixture
def nodes(tmp_path):
    """Three that have joined."""
    clock, shared = [1_000_000.0], SharedLog()
    made = [Node(number, tmp_path, shared, random.Random(1), clock) for number in (1, 2, 3)]
    settle(made)
    yield made
    for node in made:
        node.close()


def raised(node) -> str:
    """Why it stops, when it follows what is there."""
    node.order.all = True
    with pytest.raises(Out) as out:
        node.sequencer._turn()
    return out.value.reason


def rejoined(node, **other) -> None:
    """Begins anew, and knows something else than before."""
    node.die()
    node.begin(goes_on=False)
    for name, value in other.items():
        setattr(node.sequencer.membership, f"_{name}", value)
    item = node.sequencer.membership.join()
    node.order.unsent.clear()
    node.order._number = 0
    node.order.propose([item], 1_000_000.0, 1_000_000.0)
    node.order.send()


def test_who_allows_something_else_is_out_and_the_others_go_on(nodes):
    rejoined(nodes[2], bounds="other")
    assert raised(nodes[2]) == "bounds"
    for node in nodes[:2]:
        node.turn()
    assert nodes[0].sequencer.chat.state.standing.living == [1, 2, 3], "as long as it is not given up"


def test_who_knows_older_rules_than_are_in_force_is_out(nodes, monkeypatch):
    monkeypatch.setattr(membership, "RULES_VERSION", 0)
    assert nodes[0].sequencer.chat.state.rules > 0
    rejoined(nodes[1])
    assert raised(nodes[1]) == "rules"


def test_newer_rules_come_into_force_when_the_last_one_knows_them(nodes, monkeypatch):
    before = nodes[0].sequencer.chat.state.rules
    monkeypatch.setattr(membership, "RULES_VERSION", before + 1)
    for number, node in enumerate(nodes, 1):
        assert nodes[0].sequencer.chat.state.rules == before
        node.die()
        node.begin(goes_on=number != 2)
        settle(nodes)
    assert [node.sequencer.chat.state.rules for node in nodes] == [before + 1] * 3


def stopped(nodes) -> list[tuple[int, str]]:
    """Who is out, and why, after all have compared their states several times; nobody is listened to who is."""
    out: dict[int, str] = {}
    for _ in range(9):
        for node in nodes:
            node.order.all = True
            if node.number not in out:
                node.tick()
                try:
                    node.sequencer._turn()
                except Out as why:
                    out[node.number] = why.reason
                    node.order.unsent.clear()
            while node.order.unsent:
                node.order.send()
    return sorted(out.items())


def test_the_one_whose_state_differs_is_out(nodes, monkeypatch):
    monkeypatch.setattr(checkpoints, "EVERY", 6)
    assert stopped(nodes) == []
    nodes[0].sequencer.chat.state.next_uid += 1
    assert stopped(nodes) == [(1, "differs")]


def test_of_two_that_differ_the_lower_number_is_right(nodes, monkeypatch):
    monkeypatch.setattr(checkpoints, "EVERY", 6)
    nodes[0].sequencer._items.append(nodes[0].sequencer.membership.leave())
    settle(nodes)
    nodes[1].sequencer.chat.state.next_uid += 1
    assert stopped(nodes[1:]) == [(3, "differs")]


def test_who_was_given_up_is_evicted_once(nodes):
    for _ in range(PATIENCE + 1):
        for node in nodes[:2]:
            node.tick()
        settle(nodes[:2])
    assert nodes[0].sequencer.chat.state.standing.living == [1, 2]
    assert raised(nodes[2]) == "evicted"
    nodes[2].die()
    nodes[2].begin(goes_on=False)
    settle(nodes)
    assert nodes[2].reasons == []
    assert nodes[0].sequencer.chat.state.standing.living == [1, 2, 3]


def test_connections_of_a_node_that_leaves_are_gone_and_those_of_others_are_not(nodes):
    for node in nodes[:2]:
        node.ask([commands.Guest(_cid(node), name=f"tamu{node.number}", worker=node.line.worker, session="t")])
    settle(nodes)
    assert len(nodes[2].sequencer.chat.state.sessions) == 2
    nodes[0].sequencer._items.append(nodes[0].sequencer.membership.leave())
    settle(nodes)
    assert nodes[0].sequencer.membership.has_left.is_set()
    assert [s.cid for s in nodes[2].sequencer.chat.state.sessions.values()] == [_cid(nodes[1])]


def _cid(node) -> int:
    return node.number << 40 | 1


def test_the_lowest_node_that_lives_trims_what_all_have(nodes, monkeypatch):
    monkeypatch.setattr(membership, "KEPT_BEHIND", 5)
    monkeypatch.setattr(membership, "TRIM_EVERY", 1)
    trimmed = []
    for node in nodes:
        monkeypatch.setattr(node.order, "trim", lambda upto, node=node: trimmed.append((node.number, upto)))
    for number in range(12):
        nodes[0].sequencer._items.append(_made(number))
        settle(nodes)
    for node in nodes:
        node.tick()
    settle(nodes)
    standing = nodes[0].sequencer.chat.state.standing
    assert {number for number, _ in trimmed} == {1}
    assert trimmed[-1][1] <= min(node.kept for node in standing.nodes.values()) - 5


def _made(number: int):
    return Own(commands.Register(name=f"akun{number}", secret="x", address=f"10.0.0.{number}"))


def test_a_clock_that_is_far_from_ours_is_told_of_once(nodes, monkeypatch):
    news = []
    monkeypatch.setattr(nodes[0].sequencer.membership, "_tell", news.append)
    for _ in range(clocks.ENOUGH + 5):
        for node in nodes:
            node.clock[0] = 1_000_000.0 + (60.0 if node is nodes[1] else 0.0)
            node.sequencer._look_at_clock()
            node.tick()
            node.sequencer._turn()
            node.order.send()
    settle(nodes)
    assert news == [Apart(2, 60.0)]


def test_it_is_said_once_that_the_order_is_silent_and_once_that_it_is_not(nodes, monkeypatch):
    news, node = [], nodes[0]
    monkeypatch.setattr(node.sequencer.membership, "_tell", news.append)
    for quiet in (0.0, 9.0, 0.0, 9.0, 9.0, 10.0, 0.0, 0.0, 0.0):
        node.order.quiet_for = quiet
        node.sequencer.membership.listen()
    assert news == [Silent(True), Silent(False)]


# ---------------------------------------------------------- who comes from a silent node


def account(nodes, node, name, **written):
    """Registered, and logged in at this node, by which it was written to up to some SEQ."""
    node.sequencer._items.append(Own(commands.Register(name=name, secret="x")))
    node.ask([commands.Enter(_cid(node), name=name, worker=node.line.worker, session="t1")])
    settle(nodes)


def gone_silent(nodes, node):
    """So many ticks of the others have come that its clients may look for another node."""
    for _ in range(UNHEARD + 1):
        for other in nodes:
            if other is not node:
                other.tick()
        settle([other for other in nodes if other is not node])


def test_who_comes_in_elsewhere_while_his_node_is_silent_finds_what_came_since(nodes):
    first, second, third = nodes
    account(nodes, first, "ani")
    account(nodes, third, "budi")
    seen = first.sequencer.chat.state.seq
    first.acknowledged.worker(1, seen)
    for _ in range(2):  # what is said is what was so at the tick before
        first.tick()
        settle(nodes)
    gone_silent(nodes, first)
    third.ask([commands.Send(_cid(third), to="ani", text="sejak itu")])
    settle([second, third])
    second.line.news.clear()
    second.ask([commands.Enter(_cid(second), name="ani", worker=second.line.worker, session="t2")])
    told = []
    pack = second.line.pack
    second.line.pack = lambda seq: (told.extend(second.line.news), pack(seq))[1]
    settle([second, third])
    (missed,) = [one for one in told if isinstance(one, events.CatchUp)]
    assert [message.text for message in missed.messages] == ["sejak itu"]
    first.line.pack, pack = lambda seq: (told.extend(first.line.news), pack(seq))[1], first.line.pack
    settle(nodes)
    assert [one.ended for one in told if isinstance(one, events.Parted)] == [_cid(first)], "it is back, and hears of it"
    assert len({node.state for node in nodes}) == 1


def test_who_is_at_a_node_that_is_heard_stays(nodes):
    account(nodes, nodes[0], "ani")
    nodes[1].ask([commands.Enter(_cid(nodes[1]), name="ani", worker=nodes[1].line.worker, session="t2")])
    settle(nodes)
    assert len(nodes[2].sequencer.chat.state.sessions) == 2


# ------------------------------------------------------------------ what cannot be kept


@pytest.mark.parametrize("why", ["view", "disk"])
def test_a_node_that_cannot_keep_up_follows_nobody_for_so_long(nodes, monkeypatch, why):
    first, second, third = nodes
    cannot = [True]
    if why == "view":
        monkeypatch.setattr(first.sequencer._backpressure, "holds", lambda: cannot[0])
    else:
        monkeypatch.setattr(first.sequencer._space, "enough", lambda: not cannot[0])
    second.sequencer._items.append(Own(commands.Register(name="ani", secret="x")))
    settle([second, third])
    first.order.all = True
    loop = threading.Thread(target=first.sequencer.run)
    loop.start()
    for _ in range(3):
        first.sequencer.call(lambda: None)
    before = first.sequencer.call(lambda: len(first.sequencer.chat.state.users))
    cannot[0] = False
    end = time.monotonic() + 20.0
    while not first.sequencer.call(lambda: first.sequencer.chat.state.users):
        assert time.monotonic() < end
    first.sequencer.call(lambda: setattr(first.sequencer, "_running", False))
    loop.join()
    assert before == 0
