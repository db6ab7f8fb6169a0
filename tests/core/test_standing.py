"""Who takes part in the order of a cluster."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from chatlib.core.cluster.standing import PATIENCE, UNHEARD, Node, Standing


def three() -> Standing:
    standing = Standing("k")
    for number in (1, 2, 3):
        assert standing.joins(number, 10, False, 3, "b") == ""
    return standing


@given(st.lists(st.tuples(st.sampled_from([9, 10, 11]), st.integers(0, 12)), max_size=60))
def test_of_a_run_each_entry_counts_once_and_in_its_turn(said):
    standing, expected = three(), 2
    for run, number in said:
        counts = run == 10 and number == expected
        assert standing.accepts(1, run, number) is counts
        expected += counts
    assert standing.nodes[1].number == expected - 1


def test_who_has_not_joined_or_is_gone_says_nothing():
    standing = three()
    assert not standing.accepts(4, 1, 2)
    standing.leaves(1)
    assert not standing.accepts(1, 10, 2)


def test_a_successor_takes_over_and_its_predecessor_is_not_heard_any_more():
    standing = three()
    assert standing.accepts(1, 10, 2)
    assert standing.joins(1, 11, True, 3, "b") == ""
    assert not standing.accepts(1, 10, 3)
    assert standing.accepts(1, 11, 2)
    assert standing.joins(1, 11, True, 3, "b") == "old"
    assert standing.joins(1, 9, True, 3, "b") == "old"


def test_connections_outlive_a_process_but_not_a_node_that_was_given_up():
    standing = three()
    standing.leaves(2)
    assert standing.joins(2, 11, True, 3, "b") == "dead"
    assert standing.joins(2, 12, False, 3, "b") == ""
    assert standing.living == [1, 2, 3]


def test_what_must_be_equal_is_what_those_have_who_live():
    standing = three()
    assert standing.joins(3, 11, False, 3, "other") == "bounds"
    standing.leaves(1)
    standing.leaves(2)
    assert standing.joins(3, 12, False, 3, "other") == "", "nobody else is there"
    assert standing.joins(1, 13, False, 3, "b") == "bounds"


def test_who_does_not_tick_is_given_up_by_the_ticks_of_the_others():
    standing = three()
    for _ in range(PATIENCE):
        assert standing.ticks(1, 0, {}) == []
        assert standing.ticks(2, 0, {}) == []
    assert standing.ticks(1, 0, {}) == [3]
    assert standing.living == [1, 2]
    assert standing.ticks(2, 0, {}) == []


def test_who_is_not_heard_for_a_moment_is_told_apart():
    standing = three()
    for _ in range(UNHEARD):
        standing.ticks(1, 0, {})
        standing.ticks(2, 0, {})
    assert standing.unheard == []
    standing.ticks(1, 0, {})
    assert standing.unheard == [3]
    standing.ticks(3, 0, {770: 5})
    assert standing.unheard == []
    assert standing.nodes[3].written == {770: 5}


def test_one_alone_gives_nobody_up_who_ticks_now_and_then():
    standing = three()
    for _ in range(200):
        standing.ticks(1, 0, {})
        standing.ticks(2, 0, {})
        standing.ticks(3, 0, {})
    assert standing.living == [1, 2, 3]


def test_rules_are_those_that_all_know_who_live():
    standing = three()
    standing.joins(2, 11, True, 4, "b")
    standing.joins(3, 11, True, 5, "b")
    assert standing.rules == 3
    standing.leaves(1)
    assert standing.rules == 4


def test_entries_are_needed_by_the_slowest_of_those_who_live():
    standing = three()
    for number, kept in ((1, 50), (2, 20), (3, 40)):
        standing.ticks(number, kept, {})
    assert standing.needed_from == 20
    standing.leaves(2)
    assert standing.needed_from == 40
    assert Standing().needed_from == 0


def test_who_talks_to_other_realms_does_so_while_it_lives():
    standing = three()
    assert standing.holder == 1
    standing.leaves(1)
    assert standing.holder == 2
    standing.joins(1, 11, False, 3, "b")
    assert standing.holder == 2
    assert Standing().holder == 0


def test_it_survives_where_states_are_kept():
    standing = three()
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(standing), type=Standing) == standing
    assert standing.nodes[1] == Node(10, rules=3)
