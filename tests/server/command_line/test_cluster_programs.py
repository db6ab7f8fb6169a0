"""What is planned for a cluster on one machine, and what is typed about it."""

import socket
from pathlib import Path

import pytest

from chatlib.lang import LANGUAGES
from chatlib.server.command_line import arguments
from chatlib.server.command_line.cluster import ports, texts
from chatlib.server.command_line.cluster.ports import Ports
from chatlib.server.command_line.cluster.programs import Plan
from chatlib.server.command_line.cluster.typed import Order, order
from chatlib.server.options import Node
from chatlib.server.texts import ServerError

PLAN = Plan(9000, Path("/tmp/kelas"), [Ports(7001, 7002), Ports(7003, 7004), Ports(7005, 7006)], ["--workers", "1"])


def test_a_node_is_a_server_that_understands_what_it_is_started_with() -> None:
    first, second, _ = (arguments.parse(PLAN.node_options(number)) for number in PLAN.numbers)
    assert (second.cluster.own, second.listen[0].port, second.data) == (2, 9001, Path("/tmp/kelas/node-2"))
    assert second.cluster.nodes == {n: Node("127.0.0.1", 8999 + n) for n in (1, 2, 3)}
    assert second.cluster.etcd == [f"http://127.0.0.1:{port}" for port in (7003, 7001, 7005)]
    assert second.workers == 1
    assert (first.qr, second.qr) == (True, False)


def test_all_members_are_told_of_all_members() -> None:
    told = [dict(option.lstrip("-").split("=", 1) for option in PLAN.etcd(number)[1:]) for number in PLAN.numbers]
    assert {one["initial-cluster"] for one in told} == {
        "ruang-1=http://127.0.0.1:7002,ruang-2=http://127.0.0.1:7004,ruang-3=http://127.0.0.1:7006"
    }
    assert [one["name"] for one in told] == ["ruang-1", "ruang-2", "ruang-3"]
    assert [one["listen-client-urls"] for one in told] == [PLAN.url(number) for number in PLAN.numbers]


def test_ports_stay_with_the_directory(tmp_path: Path) -> None:
    found = ports.kept(tmp_path, 3, range(9000, 9003))
    numbers = [number for both in found for number in both]
    assert len(set(numbers)) == 6
    for number in numbers:
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", number))
    assert ports.kept(tmp_path, 3, range(1, 65536)) == found


def test_a_directory_of_another_cluster_or_of_none(tmp_path: Path) -> None:
    ports.kept(tmp_path, 3, range(0))
    with pytest.raises(ServerError) as refused:
        ports.kept(tmp_path, 5, range(0))
    assert (refused.value.key, refused.value.values["count"]) == ("other_size", 3)
    (tmp_path / ports.FILE).write_text("[[1,")
    with pytest.raises(ServerError) as refused:
        ports.kept(tmp_path, 3, range(0))
    assert refused.value.key == "ports_bad"


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("list", Order("list")),
        (" KILL 2 ", Order("kill", "node", 2)),
        ("start node 3", Order("start", "node", 3)),
        ("stop etcd 1", Order("stop", "etcd", 1)),
        ("cont etcd 3", Order("cont", "etcd", 3)),
    ],
)
def test_what_can_be_typed(line: str, meant: Order) -> None:
    assert order(line, 3) == meant


@pytest.mark.parametrize(
    "line", ["", "kill", "kill 0", "kill 4", "kill two", "kill -1", "list 2", "halt 2", "kill etcd", "kill etcd 1 2"]
)
def test_what_is_no_order(line: str) -> None:
    assert order(line, 3) is None


def test_the_texts_are_there_in_each_language() -> None:
    first, *others = (texts.TEXTS[lang] for lang in LANGUAGES)
    assert all(other.keys() == first.keys() for other in others)
