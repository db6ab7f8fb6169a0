"""Which pages are let in that come from another node."""

from types import SimpleNamespace

import pytest

from chatlib.server.options import Cluster, Node
from chatlib.server.specialists.web.other_nodes import OtherNodes

CLUSTER = Cluster(2, {1: Node("Kelas.example", 80), 2: Node("10.0.0.2", 9000), 3: Node("::1", 443)}, [])
OTHERS = OtherNodes(CLUSTER)


def test_origins_are_as_browsers_write_them() -> None:
    assert OTHERS.origins == {
        "http://kelas.example",
        "https://kelas.example:80",
        "http://10.0.0.2:9000",
        "https://10.0.0.2:9000",
        "http://[::1]:443",
        "https://[::1]",
    }
    assert CLUSTER.others == ["Kelas.example:80", "[::1]:443"]


def test_a_page_may_reach_all_whose_address_a_policy_can_name() -> None:
    places = ("Kelas.example:80", "10.0.0.2:9000")
    assert OTHERS.reached.split() == [f"{s}://{place}" for place in places for s in ("http", "https", "ws", "wss")]
    assert OtherNodes(None).reached == ""


@pytest.mark.parametrize(
    ("others", "path", "origin", "allowed"),
    [
        (OTHERS, "/files/7", "http://kelas.example", "http://kelas.example"),
        (OTHERS, "/files/7", "http://jauh.example", None),
        (OTHERS, "/files/7", None, None),
        (OTHERS, "/about", "http://kelas.example", None),
        (OtherNodes(None), "/files/7", "http://kelas.example", None),
    ],
)
def test_only_a_page_of_a_node_may_read_contents(
    others: OtherNodes, path: str, origin: str | None, allowed: str | None
) -> None:
    response = SimpleNamespace(headers={})
    others.allow(SimpleNamespace(path=path, headers={"Origin": origin} if origin else {}), response)
    assert response.headers.get("Access-Control-Allow-Origin") == allowed
