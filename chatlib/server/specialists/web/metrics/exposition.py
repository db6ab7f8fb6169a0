"""The figures as Prometheus reads them: names, meanings and units of docs/metrics.md."""

from collections.abc import Iterator
from typing import NamedTuple

from prometheus_client import generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric

from chatlib import __version__
from chatlib.server.ipc.orders import Counted
from chatlib.server.specialists.web.metrics.measures import Disk, Usage

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Value = int | dict[str, int]


class OfState(NamedTuple):
    """How one of StateService.figures is told. `label`: what its parts are told apart by."""

    family: type[CounterMetricFamily | GaugeMetricFamily]
    name: str
    meaning: str
    label: str = ""


OF_STATE = {
    "sequence_number": OfState(CounterMetricFamily, "changes", "Changes kept so far: the number of the last (SEQ)."),
    "accounts": OfState(GaugeMetricFamily, "accounts", "Accounts of this server."),
    "users_online": OfState(GaugeMetricFamily, "users_online", "Accounts and guests that are online."),
    "rooms": OfState(GaugeMetricFamily, "rooms", "Rooms, the lobby not counted."),
    "view_behind_changes": OfState(GaugeMetricFamily, "view_behind_changes", "Changes that the view has not yet."),
    "disk_full": OfState(GaugeMetricFamily, "disk_full", "1 while nothing new is accepted for want of room, else 0."),
    "cluster_position": OfState(GaugeMetricFamily, "cluster_position", "The revision of etcd that was followed last."),
    "cluster_entries": OfState(CounterMetricFamily, "cluster_entries", "Entries of the order taken so far."),
    "cluster_silent_seconds": OfState(GaugeMetricFamily, "cluster_silent_seconds", "Since etcd answered last."),
    "cluster_node_lives": OfState(GaugeMetricFamily, "cluster_node_lives", "1 for a node that takes part.", "node"),
    "cluster_missed_ticks": OfState(
        GaugeMetricFamily, "cluster_missed_ticks", "Ticks of the others since a node's own.", "node"
    ),
    "cluster_kept_position": OfState(
        GaugeMetricFamily, "cluster_kept_position", "Up to where a node's journal needs nothing any more.", "node"
    ),
    "outbox_waiting": OfState(GaugeMetricFamily, "outbox_waiting", "Entries that a realm has not yet.", "realm"),
}

OF_PROCESS = ["kind", "process"]
"""Labels: what it is, and its place, which successors take."""


class Figures(NamedTuple):
    """Whatever could be had: None, or what is missing from a dictionary, could not. `usage` is by place."""

    counted: Counted | None
    usage: dict[str, Usage] | None
    state: dict[str, Value] | None
    disk: Disk | None

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("ruang_build", "The program.", {"version": __version__})
        if self.counted:
            yield from _of_processes(self.counted, self.usage or {})
        for name, value in (self.state or {}).items():
            yield _of_state(OF_STATE[name], value)
        if self.disk:
            yield GaugeMetricFamily("ruang_log_bytes", "Length of the log's segments.", self.disk.log)
            yield GaugeMetricFamily("ruang_data_free_bytes", "Free on the data directory's disk.", self.disk.free)

    def text(self) -> bytes:
        return generate_latest(self)


def _of_processes(counted: Counted, usage: dict[str, Usage]) -> Iterator[Metric]:
    connections = GaugeMetricFamily("ruang_connections", "Connections that a process looks after.", labels=OF_PROCESS)
    workers = GaugeMetricFamily("ruang_workers", "Workers that serve, and that stand by.", labels=["status"])
    restarts = CounterMetricFamily(
        "ruang_process_restarts", "Processes that died and were replaced; a reload does not count.", labels=["process"]
    )
    cpu = CounterMetricFamily("ruang_process_cpu_seconds", "CPU time, of user and system.", labels=OF_PROCESS)
    resident = GaugeMetricFamily("ruang_process_resident_memory_bytes", "Resident memory.", labels=OF_PROCESS)
    for place in counted.places:
        labels = [place.kind, place.name]
        if place.kind in ("worker", "specialist"):
            connections.add_metric(labels, place.connections)
        if used := usage.get(place.name):
            cpu.add_metric(labels, used.cpu)
            resident.add_metric(labels, used.resident)
    statuses = [(place.kind, place.status) for place in counted.places]
    workers.add_metric(["serving"], statuses.count(("worker", "serves")))
    workers.add_metric(["spare"], statuses.count(("spare", "waits")))
    for name, count in counted.restarts.items():
        restarts.add_metric([name], count)
    yield from (connections, workers, restarts, cpu, resident)
    if supervisor := usage.get("supervisor"):
        yield GaugeMetricFamily(
            "ruang_start_time_seconds", "When the server began, in unix seconds.", supervisor.started
        )


def _of_state(how: OfState, value: Value) -> Metric:
    if not how.label:
        return how.family(f"ruang_{how.name}", how.meaning, value)
    family = how.family(f"ruang_{how.name}", how.meaning, labels=[how.label])
    for label, part in value.items():
        family.add_metric([label], part)
    return family
