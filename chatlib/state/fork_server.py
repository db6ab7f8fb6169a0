"""How the server's processes begin: as forks of one that has imported the program, `multiprocessing`'s fork server.

It holds none of our pipes, so nobody inherits one of a sibling's. Where it cannot be, every process is spawned.
"""

import gc
import importlib
import os
import signal
import sys
from contextlib import suppress
from multiprocessing import forkserver, get_context, resource_tracker
from multiprocessing.context import BaseContext

FRESH = get_context("spawn")
"""For a process that is to import the program as it is now."""

UNKNOWN = 255
"""The exit code of a process whose fork server has ended, or hangs. None of ours ends with it by itself."""

_forked: BaseContext | None = None
_spawn = forkserver.util.spawnv_passfds


def start(preload: list[str]) -> None:
    """To be called once, while signals are held, before there are threads. `preload`: the modules that it imports.

    The first one is a fork of this process, which imports all but the first of them before: they share what they have
    imported. It goes on without its descriptors.
    """
    global _forked
    # Else a process would be started that tidies up semaphores and shared memory; we have none. It would also let
    # signals through while they are held.
    resource_tracker._resource_tracker._fd = os.open(os.devnull, os.O_WRONLY)
    if sys.platform != "linux":
        return
    from chatlib.state.forked_process import ForkContext  # other systems have no such thing

    forkserver.set_forkserver_preload(preload)
    # Its socket has no place, as under a TMPDIR of a very long name; or the system has no pidfds.
    with suppress(AttributeError, OSError):
        os.close(os.pidfd_open(os.getpid()))
        for module in preload[1:]:
            importlib.import_module(module)
        gc.freeze()  # what is imported stays: no collection has to look at it, and to touch it
        forkserver.util.spawnv_passfds = _fork
        try:
            forkserver.ensure_running()
        finally:
            forkserver.util.spawnv_passfds = _execute
        _forked = ForkContext()


def _fork(_: object, command: list[str], descriptors: list[int]) -> int:
    """In place of starting Python with a command line: the same code is run in a fork of this process."""
    sys.stdout.flush()
    sys.stderr.flush()
    if pid := os.fork():
        return pid
    try:
        signal.set_wakeup_fd(-1)
        kept = [0, 1, 2, *sorted(descriptors)]
        for one, following in zip(kept, [*kept[1:], os.sysconf("SC_OPEN_MAX")], strict=True):
            os.closerange(one + 1, following)
        exec(command[-1], {})
    finally:
        os._exit(0)  # also where it fails, which it does when whoever asks it for a process is killed in the middle


def _execute(program: object, command: list[str], descriptors: list[int]) -> int:
    """As it was, but that a fork server imports what we would. Python up to 3.13 lets it look into the current
    directory first, and then at what is installed: another Ruang, if any.
    """
    *options, code = command
    if "multiprocessing.forkserver" in code:
        code = f"import sys; sys.path[:] = {sys.path}; {code}"
    return _spawn(program, [*options, code], descriptors)


def run_module(module: str, *args: object) -> None:
    """For a new process: calls the `main` of a module that whoever starts the process need not import."""
    importlib.import_module(module).main(*args)


def context() -> BaseContext:
    """Of a process that may begin with the program as it was when the server began."""
    return _forked or FRESH


def renew() -> None:
    """From now on processes begin with the program as it is now. As `start`, while signals are held."""
    if _forked:
        kill()
        forkserver._forkserver._stop()
        with suppress(OSError):  # else the next one who is needed begins it
            forkserver.ensure_running()


def pid() -> int | None:
    """That of the one there is."""
    return forkserver._forkserver._forkserver_pid


def kill() -> None:
    """Ends it. Who was forked from it goes on, and the next one who is to be makes another one necessary."""
    if living := pid():
        with suppress(ProcessLookupError):
            os.kill(living, signal.SIGKILL)


def give_up() -> None:
    """It did not survive what it was asked for: from now on everybody is spawned."""
    global _forked
    _forked = None
