"""How a server takes its place in its cluster, before its processes begin."""

import secrets
import select
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from chatlib.server.cluster import bootstrap
from chatlib.server.cluster.etcd_versions import fault_of
from chatlib.server.cluster.peers import NoPeer, Peers
from chatlib.server.console import Console
from chatlib.server.options import Cluster, Options
from chatlib.server.supervisor.signals import Signals
from chatlib.server.texts import ServerError
from chatlib.state.cluster.etcd_client import EtcdClient, EtcdError, Value
from chatlib.state.layout import BEHIND, CLUSTER, is_there

KEY = "ruang/cluster"
"""In etcd: which cluster it is."""

ANSWER_WITHIN = 2.0
"""Seconds for etcd at the start."""

AGAIN = 0.5
"""Seconds between two tries."""


class Founding(msgspec.Struct):
    """The cluster `name` (an id) was begun by the node `founder`, and is there to be joined once it is `founded`. What
    nodes ask of each other is signed with the `key`.
    """

    name: str
    key: str
    founder: int
    founded: bool = False


_decode = msgspec.json.Decoder(Founding).decode


def enter(options: Options, console: Console, signals: Signals) -> Options:
    """The options with what is to be known of the cluster, once the data directory has what the others have. It waits
    for etcd, and for another node where it needs one. ServerError.
    """
    cluster = options.cluster
    with closing(EtcdClient(cluster.etcd, ANSWER_WITHIN)) as client:
        # Of those who have nothing only one begins a cluster: else who has something might come too late.
        may_found = is_there(options.data) or cluster.own == min(cluster.nodes)
        found, founding, version = _founding(client, cluster, may_found, console, signals)
        nodes = " ".join(f"{number}={node.host}:{node.port}" for number, node in sorted(cluster.nodes.items()))
        console.say("cluster", node=cluster.own, nodes=nodes, etcd=client.url, version=version)
        if fault := fault_of(version):
            console.say("etcd_fault", "warning", version=version, issue=fault.issue, better=fault.better)
        cluster = cluster._replace(name=founding.name, key=founding.key, founded=found.created)
        founds = founding.founder == cluster.own and not founding.founded
        _prepare(options.data, cluster, founds, console, signals)
        if founds:
            with suppress(EtcdError):  # at the next start, then
                client.put(KEY, msgspec.json.encode(msgspec.structs.replace(founding, founded=True)))
    return options._replace(cluster=cluster)


def _founding(
    client: EtcdClient, cluster: Cluster, may_found: bool, console: Console, signals: Signals
) -> tuple[Value, Founding, str]:
    """What etcd has of it, and etcd's version."""
    mine = msgspec.json.encode(Founding(secrets.token_hex(8), secrets.token_hex(32), cluster.own))
    told: set[str] = set()
    while True:
        try:
            if found := client.create(KEY, mine) if may_found else client.get(KEY):
                return found, _decode(found.data), client.status().version
            waits_for = "cluster_first"
        except EtcdError:
            waits_for = "cluster_silent"
        if waits_for not in told:
            console.say(waits_for, "warning", node=min(cluster.nodes))
        told.add(waits_for)
        _pause(signals)


def _prepare(data: Path, cluster: Cluster, founds: bool, console: Console, signals: Signals) -> None:
    """The directory belongs to the cluster, and has a journal that goes on from where others can take it."""
    with suppress(FileNotFoundError):
        if (data / CLUSTER).read_text("utf-8") != cluster.name:
            raise ServerError("cluster_other", data=data)
        if not (data / BEHIND).exists():
            return
        founds = False
    if founds:
        console.say("cluster_founded", data=data)
    elif is_there(data) and not (data / BEHIND).exists():
        raise ServerError("cluster_other", data=data)
    else:
        console.say("cluster_asks")
        console.say("cluster_took", node=_bootstrap(data, cluster, signals))
    (data / CLUSTER).write_text(cluster.name, "utf-8")
    (data / BEHIND).unlink(missing_ok=True)


def _bootstrap(data: Path, cluster: Cluster, signals: Signals) -> int:
    """Takes the journal from another node, as soon as there is one; which one."""
    peers, archive = Peers(cluster), data / "bootstrap.tar"
    while True:
        archive.unlink(missing_ok=True)
        try:
            node = peers.fetch_backup(archive)
            bootstrap.take(archive, data)
            return node
        except NoPeer:
            _pause(signals)
        finally:
            archive.unlink(missing_ok=True)


def _pause(signals: Signals) -> None:
    """Or the end, if that is wanted."""
    ready, _, _ = select.select([signals], [], [], AGAIN)
    if ready and signals.read()[0]:
        raise ServerError("cluster_ended")
