"""Who has which place among the processes, for whoever wants to see them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from chatlib.server.ipc.orders import Counted, Place
from chatlib.server.supervisor.handles import ProcessHandle
from chatlib.server.supervisor.state_process_manager import StateProcessManager
from chatlib.state import fork_server

if TYPE_CHECKING:
    from chatlib.server.supervisor.process_pool import ProcessPool


def pids(pool: ProcessPool, state: StateProcessManager) -> dict[str, object]:
    """For the console, at the start: who is what. A spare is told of when it is ready."""
    workers = " ".join(str(worker.pid) for worker in pool.workers.values())
    return {"supervisor": os.getpid(), "state": state.pid, "workers": workers, "others": str(pool.specialists)}


def worker_place(number: int) -> str:
    return f"worker {number}"


def places(
    pool: ProcessPool, state: StateProcessManager, workers: int, died: Mapping[str, tuple[int, int]]
) -> list[Place]:
    """All of them, of so many workers. `died`: by place, the process that died there last, and when (monotonic
    nanoseconds).
    """

    def place(name: str, kind: str, process: ProcessHandle | None, status: str = "serves") -> Place:
        pid, at = died.get(name, (0, 0))
        if process is None:
            return Place(name, kind, pid, "gone", 0, at)
        return Place(name, kind, process.pid, status, len(process.connections), at)

    def others() -> Iterator[Place]:
        for number in range(1, workers + 1):
            yield place(worker_place(number), "worker", pool.workers.get(number))
        yield place("spare", "spare", pool.spare, "waits" if pool.spare and pool.spare.ready else "begins")
        for name in pool.specialists.to_renew():
            yield place(name, "specialist", pool.specialists.there.get(name))

    def of_state(name: str, pid: int | None, status: str) -> Place:
        before, at = died.get(name, (0, 0))
        return Place(name, name, pid or before, status if pid else "gone", 0, at)

    forker = fork_server.pid()
    return [
        Place("supervisor", "supervisor", os.getpid(), "serves", 0, 0),
        of_state("state", state.living() and state.pid, "serves"),
        of_state("standby", state.spare_pid, "waits"),
        *others(),
        *([Place("forker", "forker", forker, "waits", 0, 0)] if forker else []),
    ]


def overview(pool: ProcessPool, state: StateProcessManager, workers: int) -> Counted:
    """Those of the moment, of so many workers, and how often one of a kind was replaced because it had died."""
    restarts = {"state": state.restarts, **dict.fromkeys(("worker", *pool.specialists.kinds), 0), **pool.restarts}
    return Counted(places(pool, state, workers, {}), restarts)
