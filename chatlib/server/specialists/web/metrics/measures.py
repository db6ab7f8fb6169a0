"""What the system tells of the processes and of the disk."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from shutil import disk_usage
from typing import NamedTuple

import psutil

from chatlib.server.ipc.orders import Place
from chatlib.state.layout import LOG
from chatlib.state.log.log import segments


class Usage(NamedTuple):
    """Of one process: seconds, bytes, unix seconds."""

    cpu: float
    resident: int
    started: float


class Disk(NamedTuple):
    """Bytes."""

    log: int
    free: int


def usage(places: Iterable[Place]) -> dict[str, Usage]:
    """By place; without those that have just ended."""
    found = {}
    for place in places:
        if place.status != "gone":
            with suppress(psutil.Error):
                process = psutil.Process(place.pid)
                cpu, memory = process.cpu_times(), process.memory_info()
                found[place.name] = Usage(cpu.user + cpu.system, memory.rss, process.create_time())
    return found


def disk(data: Path) -> Disk:
    """OSError."""
    log = 0
    for segment in segments(data / LOG):
        with suppress(FileNotFoundError):  # the view has just taken the last of it
            log += segment.stat().st_size
    return Disk(log, disk_usage(data).free)
