"""What is said of a cluster's nodes on the command line."""

import pytest

from chatlib.server.command_line.cluster.nodes import cluster, nodes, urls
from chatlib.server.options import Cluster, Node


def test_a_node_has_the_port_of_this_one_unless_it_says_another():
    assert nodes("1=10.0.0.1,2=10.0.0.2:9001, 3=[fd00::3]:9002,4=fd00::4", 9000) == {
        1: Node("10.0.0.1", 9000),
        2: Node("10.0.0.2", 9001),
        3: Node("fd00::3", 9002),
        4: Node("fd00::4", 9000),
    }


@pytest.mark.parametrize(
    "text", ["", "1", "0=a", "256=a", "x=a", "1=", "1=a,1=b", "1=a,2=a", "1=a,2=a:9000", "1=a:0", "1=a:70000"]
)
def test_what_names_no_nodes(text):
    with pytest.raises(ValueError, match=r"NODE=HOST|twice"):
        nodes(text, 9000)


def test_this_node_is_the_one_with_the_port_and_an_address_of_this_machine():
    named = nodes("1=203.0.113.7,2=127.0.0.1,3=127.0.0.1:9001", 9000)
    assert cluster(named, ["http://127.0.0.1:2379"], 9000) == Cluster(2, named, ["http://127.0.0.1:2379"])


@pytest.mark.parametrize(("text", "why"), [("1=203.0.113.7", "none"), ("1=127.0.0.1,2=127.0.0.2", "more than one")])
def test_a_node_that_is_not_to_be_told(text, why):
    with pytest.raises(ValueError, match=why):
        cluster(nodes(text, 9000), [], 9000)


def test_members_of_etcd():
    assert urls("http://a:2379, https://b:2379/") == ["http://a:2379", "https://b:2379"]
    with pytest.raises(ValueError, match="etcd"):
        urls("a:2379")
