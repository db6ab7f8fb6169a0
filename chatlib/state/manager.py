"""The state process, seen from outside: a multiprocessing Manager, the proxy to what it serves, and its lifeline.

Nothing of the rules is imported here: the supervisor, which needs none, stays small and begins soon.
"""

import contextlib
import secrets
import sys
from multiprocessing.connection import Connection
from multiprocessing.managers import BaseManager, MakeProxyType
from multiprocessing.reduction import send_handle
from typing import NamedTuple

from chatlib.state import fork_server
from chatlib.state.processes import reap
from chatlib.state.redo import Files
from chatlib.state.release import RELEASE

SERVICE = "chatlib.state.service"
"""The module that the process runs."""


WATCH, UNWATCH = 0, -1
"""Over the lifeline, where else a worker's number stands: the board follows, or is not needed any more."""


class Damaged(NamedTuple):
    """The journal is, for this reason; what can be read of it is served."""

    reason: str


class Ended(NamedTuple):
    """This node takes part in its cluster no more, and ends in a moment; see cluster/order.Out."""

    reason: str


class Silent(NamedTuple):
    """Whether the order is not to be had, for now."""

    silent: bool


class Apart(NamedTuple):
    """The clock of this other node is so many seconds ahead of ours."""

    node: int
    seconds: float


News = bool | str | Damaged | Ended | Silent | Apart | None


class StateProxy(
    MakeProxyType(
        "Served",
        (
            "agrees", "appoint", "arrive", "delivered", "federate", "figures", "holds_links", "hush", "joined",
            "known", "linked", "look", "open", "register", "ring_at", "stop", "submit",
        ),
    )
):  # fmt: skip
    """Calls these methods of the process's StateService, and raises what they raise; EOFError or OSError if it is gone.

    To be handed to other processes, which then reach it themselves.
    """


class StateManager(BaseManager):
    """The state process and the proxy to it."""

    @classmethod
    def _run_server(cls, *how: object) -> None:
        with contextlib.suppress(BrokenPipeError):  # the supervisor was killed while it waited for this process
            super()._run_server(*how)


def _served() -> object:
    from chatlib.state import service  # in the state process only

    return service.served


StateManager.register("service", callable=_served, proxytype=StateProxy)


def _address() -> str | None:
    """For a Manager, so that it leaves no file behind when it is killed: Linux has names without files."""
    return f"\0ruang-{secrets.token_hex(16)}" if sys.platform == "linux" else None


class OtherRelease(Exception):
    """The program has been replaced by one whose processes hand each other something else."""


class StateProcess:
    """The supervisor's handle. A spare, with everything imported, until its `service` is told to open.

    `logs`: of what each worker is told, by numbers from 1. `fresh`: it imports the program as it is now. Raises OSError
    or EOFError if it dies before that, and OtherRelease if it has imported another program than we have.
    """

    def __init__(self, logs: list[Files], fresh: bool = False) -> None:
        context = fork_server.FRESH if fresh else fork_server.context()
        self._manager = StateManager(_address(), ctx=context)
        self.lifeline, theirs = context.Pipe()
        try:
            self._manager.start(fork_server.run_module, (SERVICE, theirs, len(logs), RELEASE))
        finally:
            theirs.close()
        self.service: StateProxy = self._manager.service()
        self.pid: int = self._manager._process.pid
        if not self.service.agrees():
            self.kill()
            raise OtherRelease
        for log in logs:
            for file in log:
                send_handle(self.lifeline, file, self.pid)

    @property
    def alive(self) -> bool:
        return self._manager._process.is_alive()

    def heard(self) -> list[News]:
        """What it told over the lifeline. EOFError once it is gone, and all of that was heard."""
        heard = []
        try:
            while self.lifeline.poll():
                heard.append(self.lifeline.recv())
        except (EOFError, OSError):
            if not heard:
                raise EOFError from None
        return heard

    def attach(self, number: int, pipe: Connection) -> None:
        """Worker `number` talks over this pipe from now on. OSError if the process has just died.

        Not by a proxy: those would fetch the descriptor from us in a thread, which complains aloud if nobody comes.
        """
        self.lifeline.send(number)
        send_handle(self.lifeline, pipe.fileno(), self.pid)

    def watch(self, board: int | None) -> None:
        """Gives it the descriptor of the board; None: nobody looks on any more. OSError if it has just died."""
        self.lifeline.send(WATCH if board is not None else UNWATCH)
        if board is not None:
            send_handle(self.lifeline, board, self.pid)

    def stop(self) -> None:
        """Orderly: everything is saved."""
        with contextlib.suppress(Exception):  # whatever it stumbles over: all that was acknowledged is kept already
            self.service.stop()
        self.kill()

    def kill(self) -> int:
        """Ends what is left of it, at once; its exit code. Its lifeline says so as well."""
        self._manager._process.kill()
        return reap(self._manager._process)
