"""What all processes of the server have in common: a name for whoever looks from outside, and a file for complaints."""

import contextlib
import os
import signal
import threading
import time
import traceback
from multiprocessing.process import BaseProcess
from pathlib import Path

NICENESS = 10

DEAF_TO = (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else []))
"""Signals that may go to everybody: the supervisor sees to what they mean."""


def ignore_signals() -> None:
    """For a child process, first of all."""
    for number in DEAF_TO:
        signal.signal(number, signal.SIG_IGN)


def set_process_name(name: str) -> None:
    """As `ps` and `top` show it (Linux); at most 15 characters."""
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(name)


def step_back() -> None:
    """On Linux a thread can be nicer than its process: chat goes first."""
    with contextlib.suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def record_crash(path: Path) -> None:
    """Appends the exception that is being handled; a traceback is for the file, not for anybody's screen."""
    with contextlib.suppress(OSError), open(path, "a", encoding="utf-8") as file:
        traceback.print_exc(file=file)


def reap(process: BaseProcess) -> int:
    """Waits for the end of a child process; its exit code."""
    process.join()
    while process.exitcode is None:
        time.sleep(0.001)  # a thread that has just started another child has asked the system, and not yet noted it
    return process.exitcode
