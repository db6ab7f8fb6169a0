"""The processes as the system sees them: how busy they are, and how much memory is theirs."""

import time
from typing import Any

import psutil

from chatlib.server.ipc.orders import Place

MEMORY_EVERY = 5.0
"""Seconds between two looks at a process's memory: the system counts its pages for that."""


class Meter:
    """Keeps what it has to know of a process from one look to the next."""

    def __init__(self) -> None:
        self._known: dict[int, psutil.Process] = {}
        self._memory: dict[int, int] = {}
        self._looked = float("-inf")

    def measure(self, places: list[Place]) -> list[dict[str, Any]]:
        """As viewers get them. CPU is that since the last look."""
        looks = time.monotonic() >= self._looked + MEMORY_EVERY
        if looks:
            self._looked = time.monotonic()
        found = [self._measured(place, looks) for place in places]
        living = {place.pid for place in places}
        for known in (self._known, self._memory):
            for pid in known.keys() - living:
                del known[pid]
        return found

    def _measured(self, place: Place, looks: bool) -> dict[str, Any]:
        cpu, memory, status = None, None, place.status
        if status != "gone":
            try:
                process = self._known.get(place.pid)
                if process is None:
                    process = self._known[place.pid] = psutil.Process(place.pid)
                cpu = process.cpu_percent()
                if looks or place.pid not in self._memory:
                    self._memory[place.pid] = _own_memory(process)
                memory = self._memory[place.pid]
                if process.status() == psutil.STATUS_STOPPED:
                    status = "stopped"
            except psutil.Error:  # it has just ended, of which the next places tell
                pass
        return {
            "place": place.name,
            "kind": place.kind,
            "pid": place.pid,
            "cpu": cpu,
            "memory": memory,
            "status": status,
            "connections": place.connections,
        }


def _own_memory(process: psutil.Process) -> int:
    """Shared pages count in parts, where the system tells."""
    full = process.memory_full_info()
    return getattr(full, "pss", full.rss)
