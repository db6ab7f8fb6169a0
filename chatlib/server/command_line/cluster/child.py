"""A program of the cluster: it runs, is killed, stopped, and started again."""

import asyncio
import ctypes
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path

LONGEST_LINE = 64 * 1024
"""Bytes; a longer one is left out."""

_PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


class Child:
    """One program, whatever process runs it. `name` is for people, and `about` says what else they may like to know.

    What it says goes to the file `log`, or if there is none to `show`, line by line. `ended` is called with the process
    id and the exit code, which is negative for a signal.
    """

    def __init__(
        self,
        name: str,
        about: str,
        command: list[str],
        ended: Callable[[int, int], None],
        log: Path | None = None,
        show: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.name = name
        self.about = about
        self.is_stopped = False
        self._command = command
        self._ended = ended
        self._log = log
        self._show = show
        self._process: Process | None = None
        self._tasks: set[asyncio.Task] = set()
        self._gone = asyncio.Event()
        self._gone.set()

    @property
    def pid(self) -> int:
        """0 while it does not run."""
        return 0 if self._gone.is_set() else self._process.pid

    async def start(self) -> None:
        """OSError. It ends when we do, however that is. It leads a process group of its own, for Ctrl-C to pass it by;
        and of our session, so that whoever of the group is stopped then goes on, and finds out.
        """
        with self._log.open("ab") if self._log else nullcontext(PIPE) as output:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=DEVNULL,
                stdout=output,
                stderr=STDOUT,
                limit=LONGEST_LINE,
                process_group=0,
                preexec_fn=_tie(os.getpid()),
            )
        self._gone.clear()
        self.is_stopped = False
        self._do(self._await(self._process))
        if self._process.stdout:
            self._do(self._hear(self._process.stdout))

    def send(self, number: signal.Signals) -> None:
        """A signal to all of its processes; to one that does not run, to nobody."""
        with suppress(ProcessLookupError):  # it has just ended
            if self.pid:
                os.killpg(self.pid, number)
        self.is_stopped = number == signal.SIGSTOP or (self.is_stopped and number != signal.SIGCONT)

    async def end(self, patience: float) -> None:
        """Asks it to, and after so many seconds does not ask."""
        if not self.pid:
            return
        self.send(signal.SIGCONT)
        with suppress(ProcessLookupError):
            self._process.terminate()  # what is to become of its own processes it knows
        try:
            await asyncio.wait_for(self._gone.wait(), patience)
        except TimeoutError:
            self.send(signal.SIGKILL)
            await self._gone.wait()

    def _do(self, work) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _await(self, process: Process) -> None:
        code = await process.wait()
        self._gone.set()
        self._ended(process.pid, code)

    async def _hear(self, output: asyncio.StreamReader) -> None:
        while True:
            try:
                line = await output.readline()
            except ValueError:
                continue
            if not line:
                return
            self._show(line.decode("utf-8", "replace").rstrip("\r\n"))


def _tie(parent: int) -> Callable[[], None] | None:
    """To be called in a child, before it becomes another program."""

    def tie() -> None:
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it has ended before it could be tied to
            os._exit(1)

    return tie if _prctl else None
