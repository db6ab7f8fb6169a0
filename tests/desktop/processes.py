"""Programs that a scene starts, and what is left of them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
WITHIN = 20.0
"""Seconds for anything to happen."""


class Failed(Exception):
    """A scene did not go as it should; the text says what."""


def until(check: Callable[[], object], what: str, within: float = WITHIN) -> object:
    end = time.monotonic() + within
    while not (found := check()):
        if time.monotonic() > end:
            raise Failed(what)
        time.sleep(0.05)
    return found


@contextmanager
def running(*command: str, **environment: str) -> Iterator[subprocess.Popen]:
    """Ends it at the end, if it is there still."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env={**os.environ, **environment}, cwd=ROOT, **quiet)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@contextmanager
def server(port: int, data: Path, *options: str, **environment: str) -> Iterator[subprocess.Popen]:
    command = (sys.executable, str(ROOT / "server.py"), str(port), "--data", str(data), *options)
    with running(*command, **environment) as process:
        until(lambda: listening(port), "the server begins")
        yield process


def listening(port: int) -> bool:
    return any(one.laddr.port == port and one.status == "LISTEN" for one in psutil.net_connections("tcp"))


def with_words(*words: str) -> list[psutil.Process]:
    """Processes on whose command line all of these stand."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        line = " ".join(process.info["cmdline"] or ())
        if all(word in line for word in words):
            found.append(process)
    return found
