"""What the Manager serves to the supervisor: the state process seen from outside."""

import contextlib
import os
import signal
import sqlite3
import threading
import traceback
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.managers import BaseManager
from pathlib import Path

from chatlib.core import commands, events
from chatlib.core.model import Limits
from chatlib.core.names import key
from chatlib.state.checkpoints import Checkpoints
from chatlib.state.journal import Journal, JournalError
from chatlib.state.marks import Marks
from chatlib.state.relay import Relay
from chatlib.state.sequencer import Sequencer

JOURNAL = "ruang.sqlite"
MARKS = "marks"
CRASHES = "crash.log"


class StateService:
    """Serves what is rare. Messages do not come this way: they go through the workers' own pipes."""

    def __init__(self, data: Path, sync: str, limits: Limits) -> None:
        self._journal = Journal(data / JOURNAL, sync)
        self._marks = Marks(data / MARKS)
        self._sequencer = Sequencer(self._journal, self._marks, limits)
        self._relay = Relay(self._sequencer, self._journal)
        self._checkpoints = Checkpoints(data / JOURNAL)
        self._crashes = data / CRASHES
        self._thread = threading.Thread(target=self._run, name="sequencer", daemon=True)
        self._thread.start()

    def attach(self, number: int, connection: Connection) -> None:
        """Worker `number` talks over this pipe from now on."""
        self._sequencer.call(lambda: self._sequencer.attach(number, connection))

    def known(self, names: list[str]) -> list[str]:
        """Which of these names somebody has already."""
        chat = self._sequencer.chat
        return self._sequencer.call(lambda: [name for name in names if key(name) in chat.names])

    def register(self, name: str, secret: str) -> str:
        """Makes an account with a hashed password; returns why it could not, or nothing."""
        command = commands.Register(name=name, secret=secret)
        (answer,) = self._sequencer.call(lambda: self._sequencer.submit(command))
        return str(answer.reason) if isinstance(answer, events.Refused) else ""

    # ------------------------------------------------------------ other realms

    def federate(self, realm: str, peers: list[str]) -> str:
        """This is the realm `realm` ("": none) with these peers; returns the other name that it has already, if any."""
        command = commands.Federate(realm=realm, peers=peers)
        (answer,) = self._sequencer.call(lambda: self._sequencer.submit(command))
        return answer.subject if isinstance(answer, events.Refused) else ""

    def ring_at(self, bell: Connection) -> None:
        """Rings there when there is something new in the outbox; no realm counts as linked before it is said again."""
        self._sequencer.call(lambda: self._relay.attach(bell))

    def linked(self, realm: str, is_linked: bool) -> None:
        self._sequencer.call(lambda: self._relay.linked(realm, is_linked))

    def arrive(self, realm: str, lane: int, arrived: list[tuple[int, bytes]]) -> tuple[int, list[str]]:
        """See Relay.arrive; with an empty list it just says what was received before."""
        return self._sequencer.call(lambda: self._relay.arrive(realm, lane, arrived))

    def delivered(self, realm: str, lane: int, upto: int) -> None:
        self._sequencer.call(lambda: self._relay.delivered(realm, lane, upto))

    def stop(self) -> None:
        """Saves everything. Afterwards nothing else may be called."""
        self._sequencer.stop()
        self._checkpoints.stop()
        self._marks.close()

    def _run(self) -> None:
        try:
            self._sequencer.run()
        except BaseException:
            # Nothing that was acknowledged is in doubt: the supervisor starts the process anew from the journal.
            record_crash(self._crashes)
            os._exit(70)


def record_crash(path: Path) -> None:
    """Appends the exception that is being handled; a traceback is for the file, not for anybody's screen."""
    with contextlib.suppress(OSError), open(path, "a", encoding="utf-8") as file:
        traceback.print_exc(file=file)


class StateManager(BaseManager):
    """The Manager of the card: the state process and the proxy to it."""


SERVED = ("attach", "known", "register", "federate", "ring_at", "linked", "arrive", "delivered", "stop")
"""What the proxies offer."""

_service: StateService | None = None


def _the_service() -> StateService | None:
    return _service


StateManager.register("service", callable=_the_service, exposed=SERVED)


def _begin(lifeline: Connection, data: Path, sync: str, limits: Limits) -> None:
    """Runs first in the state process. What goes wrong is said over the lifeline, not on the screen."""
    global _service
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the supervisor ends this process, last of all
    try:
        _service = StateService(data, sync, limits)
    except (JournalError, OSError, sqlite3.Error) as error:
        lifeline.send(str(error))
        os._exit(1)
    except BaseException as error:
        record_crash(data / CRASHES)
        lifeline.send(f"{type(error).__name__}: {error} ({data / CRASHES})")
        os._exit(1)
    threading.Thread(target=_die_with, args=(lifeline,), daemon=True).start()


def _die_with(lifeline: Connection) -> None:
    """A state process whose supervisor is gone ends itself."""
    with contextlib.suppress(EOFError, OSError):
        lifeline.recv()
    os._exit(1)


class StateProcess:
    """The supervisor's handle. Raises JournalError if the state cannot be opened."""

    def __init__(self, data: Path, sync: str, limits: Limits) -> None:
        context = get_context("spawn")
        self._manager = StateManager(ctx=context)
        self.lifeline, theirs = context.Pipe()
        try:
            self._manager.start(_begin, (theirs, data, sync, limits))
        except EOFError:
            raise JournalError(self.lifeline.recv() if self.lifeline.poll() else "the state process died") from None
        finally:
            theirs.close()
        self.service: StateService = self._manager.service()
        self.pid: int = self._manager._process.pid

    @property
    def alive(self) -> bool:
        # Nothing is ever said over the lifeline once the process has begun: what can be read is its end.
        return not self.lifeline.poll()

    def stop(self) -> None:
        """Orderly: everything is saved."""
        with contextlib.suppress(EOFError, OSError):
            self.service.stop()
            self._manager.shutdown()
        self.kill()

    def kill(self) -> None:
        """Ends what is left of it, at once."""
        self._manager._process.kill()
        self._manager._process.join()
        self.lifeline.close()
