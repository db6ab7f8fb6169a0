"""How a server takes its place: who begins a cluster, and whose directory does not belong there."""

from types import SimpleNamespace

import pytest

from chatlib.server.cluster import entering
from chatlib.server.options import Cluster, Node
from chatlib.server.texts import ServerError
from chatlib.state.layout import BEHIND, CLUSTER, LOG
from tests.state.cluster.conftest import Ensemble

NODES = {1: Node("127.0.0.1", 9000), 2: Node("127.0.0.1", 9001)}


class Console:
    def __init__(self):
        self.said = []

    def say(self, key, level="info", **values):
        self.said.append(key)


@pytest.fixture(scope="module")
def etcd(tmp_path_factory):
    ensemble = Ensemble(1, tmp_path_factory.mktemp("etcd"))
    yield ensemble.urls
    ensemble.close()


@pytest.fixture
def enter(etcd, tmp_path, monkeypatch):
    """A node of this number, with an etcd that knows of no cluster at first; what it was told, and the directory."""
    monkeypatch.setattr(entering, "KEY", f"ruang/{tmp_path.name}")
    taken = []
    monkeypatch.setattr(entering, "_bootstrap", lambda data, cluster, signals: taken.append(cluster.own) or 1)

    def pause(signals):
        raise ServerError("cluster_ended")

    monkeypatch.setattr(entering, "_pause", pause)

    class Options(SimpleNamespace):
        def _replace(self, cluster):
            return cluster

    def enter_as(own, full=False, mark="", behind=False):
        data = tmp_path / str(own)
        (data / LOG).mkdir(parents=True, exist_ok=True)
        if full:
            (data / LOG / "00000001.log").write_bytes(b"x")
        if mark:
            (data / CLUSTER).write_text(mark)
        if behind:
            (data / BEHIND).touch()
        console = Console()
        cluster = entering.enter(Options(data=data, cluster=Cluster(own, NODES, etcd)), console, None)
        return cluster, console.said, data

    enter_as.taken = taken
    return enter_as


def test_the_lowest_number_begins_and_the_others_take_from_it(enter):
    first, said, data = enter(1)
    assert "cluster_founded" in said
    assert (data / CLUSTER).read_text() == first.name
    second, said, _ = enter(2)
    assert (second.name, second.key, second.founded) == (first.name, first.key, first.founded)
    assert said[-2:] == ["cluster_asks", "cluster_took"]
    assert enter.taken == [2]


def test_who_has_nothing_waits_for_it_unless_he_has_something(enter):
    with pytest.raises(ServerError, match="cluster_ended"):
        enter(2)
    assert "cluster_founded" in enter(2, full=True)[1]
    assert "cluster_took" in enter(1)[1]


def test_who_was_there_goes_on(enter):
    enter(1)
    enter(1, full=True)
    _, said, _ = enter(1, full=True)
    assert not {"cluster_founded", "cluster_asks"} & set(said)


def test_a_founder_that_lost_everything_begins_no_second_one(enter):
    _, _, data = enter(1)
    (data / CLUSTER).unlink()
    assert "cluster_took" in enter(1)[1]
    assert enter.taken == [1]


def test_a_directory_of_another_cluster_or_of_none_is_refused(enter):
    enter(1)
    with pytest.raises(ServerError, match="cluster_other"):
        enter(2, full=True)
    with pytest.raises(ServerError, match="cluster_other"):
        enter(2, mark="another")


def test_who_fell_behind_takes_everything_anew(enter):
    enter(1)
    _, said, data = enter(1, full=True, behind=True)
    assert "cluster_took" in said
    assert not (data / BEHIND).exists()
