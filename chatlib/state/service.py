"""What the state process serves to the others of the server, and how it begins."""

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from pathlib import Path
from typing import TypeVar

from chatlib.core import commands, events
from chatlib.core.cluster import numbers
from chatlib.core.errors import Reason
from chatlib.core.limits import Limits
from chatlib.core.names import key
from chatlib.core.rules import Outcome
from chatlib.state.cluster.opening import bounds, opened, take_seat
from chatlib.state.cluster.order import Out
from chatlib.state.cluster.seat import Seat
from chatlib.state.errors import JournalError
from chatlib.state.journal.acknowledged_offsets import AcknowledgedOffsets
from chatlib.state.journal.journal import Journal
from chatlib.state.journal.recovery import begin, recover
from chatlib.state.layout import CRASHES, MARKS, VIEW
from chatlib.state.manager import UNWATCH, WATCH, Damaged, Ended, News
from chatlib.state.order.relay import Relay
from chatlib.state.order.sequencer import Sequencer
from chatlib.state.order.workers.line import new, remembered
from chatlib.state.processes import ignore_signals, record_crash, set_process_name
from chatlib.state.redo import Files
from chatlib.state.release import RELEASE
from chatlib.state.tracing.board import Board
from chatlib.state.view.inspection import Inspection

T = TypeVar("T")


class StateService:
    """Serves what is rare. Messages do not come this way: they go through the workers' own pipes.

    A spare until `open` is called. `release` is that of the supervisor's program. `tell` tells the supervisor that the
    disk is full (True) or has room again (False), what went wrong (in one line), that the journal is Damaged, or
    nothing (None), as a sign of life.
    """

    def __init__(self, tell: Callable[[News], None], release: int) -> None:
        self._tell = tell
        self._full = False
        self._release = release
        self._logs: dict[int, Files] = {}
        self._lent = threading.Event()

    def lend(self, logs: dict[int, Files]) -> None:
        """The redo logs of what workers are told, by the worker's number: nothing is opened before."""
        self._logs = logs
        self._lent.set()

    def open(self, data: Path, sync: str, limits: Limits, goes_on: bool, seat: Seat | None = None) -> None:
        """Opens the journal. `goes_on`: the server has been running, with workers whose connections live; `seat`: that
        of a node of a cluster.

        Raises JournalError if that cannot be.
        """
        self.crashes = data / CRASHES
        self._lent.wait()
        set_process_name("ruang-state")
        try:
            journal = Journal(data)
            self._acknowledged = AcknowledgedOffsets(data / MARKS)
            if seat:
                chat = take_seat(journal, self._acknowledged, limits, time.time(), seat)
            elif goes_on:
                chat = recover(journal, limits)
            else:
                chat = begin(journal, self._acknowledged, limits, time.time())
            node = seat.node if seat else 0
            lines = remembered(self._logs, chat.state.seq, node) if goes_on else new(self._logs, node)
        except (OSError, sqlite3.Error) as error:
            raise JournalError(str(error)) from None
        except JournalError:
            raise
        except Exception as error:
            record_crash(self.crashes)
            raise JournalError(f"{type(error).__name__}: {error} ({self.crashes})") from None
        for damage in journal.damage:
            self._tell(Damaged(damage))
        self._sequencer = Sequencer(
            journal,
            self._acknowledged,
            chat,
            lines,
            self._tell_and_note,
            self._crashed,
            full=sync == "full",
            failed=self._fail,
            order=opened(seat, chat.state.standing),
            bounds=bounds(limits) if seat else "",
            goes_on=goes_on,
        )
        self._node = node
        self._relay = Relay(self._sequencer, journal)
        self._journal = journal
        # A successor begins with what its predecessor has just worked with.
        self._inspection = None if goes_on else Inspection(data / VIEW, lambda why: self._tell(Damaged(why)))
        threading.Thread(target=self._run, name="sequencer", daemon=True).start()

    def agrees(self) -> bool:
        """Whether the supervisor's program hands over the same as the one that this process has imported."""
        return self._release == RELEASE

    def attach(self, number: int, connection: Connection) -> None:
        """Worker `number` talks over this pipe from now on."""
        worker = numbers.worker(self._node, number)
        self._sequencer.call(lambda: self._sequencer.attach(worker, connection))

    def watch(self, board: int | None) -> None:
        """Somebody looks on from now on, and this is the descriptor of the board; or nobody (None)."""
        shared = None
        if board is not None:
            shared = Board(board, len(self._logs))
            os.close(board)
        self._sequencer.call(lambda: self._sequencer.observe(shared))

    def joined(self) -> bool:
        """Whether what is asked is answered soon: a node of a cluster has to be one of its order first."""
        return self._sequencer.membership.joined

    def known(self, names: list[str]) -> list[str]:
        """Which of these names somebody has already."""
        chat = self._sequencer.chat
        return self._sequencer.call(lambda: [name for name in names if key(name) in chat.names])

    def register(self, name: str, secret: str) -> str:
        """Makes an account with a hashed password; returns why it could not, or nothing."""
        (answer,) = self.submit(commands.Register(name=name, secret=secret))
        return str(answer.reason) if isinstance(answer, events.Refused) else ""

    def appoint(self, name: str) -> str:
        """Makes an account one of the server's admins; returns why it could not, or nothing."""
        (answer,) = self.submit(commands.Appoint(name=name))
        return str(answer.reason) if isinstance(answer, events.Refused) else ""

    def hush(self) -> None:
        """In the lobby only those speak from now on who run the server, until one of them says otherwise."""
        self.submit(commands.Hush())

    def federate(self, realm: str, peers: list[str]) -> str:
        """From now on it is this realm, with these others; returns which one it is already, or nothing."""
        (answer,) = self.submit(commands.Federate(realm=realm, peers=peers))
        other = isinstance(answer, events.Refused) and answer.reason is Reason.UNKNOWN_REALM
        return answer.subject if other else ""

    def submit(self, command: commands.Command) -> Outcome:
        """Applies a command of the server's own; what came of it is committed."""
        return self._sequencer.submit(command)

    def look(self, question: Callable[..., T], *arguments: object) -> T:
        """What `question(chat, *arguments)`, a look-up of the core, finds. Its Refusal is raised here."""
        return self._sequencer.call(lambda: self._sequencer.look(question, *arguments))

    def figures(self) -> dict[str, int | dict[str, int]]:
        """Plain numbers, or some by a label, for whoever watches the server from outside (docs/metrics.md)."""
        return self._sequencer.call(self._figures)

    def _figures(self) -> dict[str, int | dict[str, int]]:
        state = self._sequencer.chat.state
        return {
            "sequence_number": state.seq,
            "accounts": sum(bool(user.secret) for user in state.users.values()),
            "users_online": len(state.online),
            "rooms": len(state.rooms),
            "view_behind_changes": self._journal.behind,
            "disk_full": int(self._full),
            "outbox_waiting": dict(state.waiting),
            **self._sequencer.membership.figures(),
        }

    # ------------------------------------------------------------ other realms

    def ring_at(self, bell: Connection) -> None:
        """Rings there when there is something new in the outbox; no realm counts as linked before it is said again."""
        self._relay.attach(bell)

    def holds_links(self) -> bool:
        """Whether links to other realms are this server's to hold: in a cluster one node does."""
        return self._sequencer.call(lambda: self._sequencer.membership.holds_links)

    def linked(self, realm: str, is_linked: bool) -> None:
        self._relay.linked(realm, is_linked)

    def arrive(
        self, realm: str, lane: int, arrived: list[tuple[int, bytes]], content: bool = False
    ) -> tuple[int, list[str]]:
        """See Relay.arrive; with an empty list it just says what was received before."""
        return self._relay.arrive(realm, lane, arrived, content)

    def delivered(self, realm: str, lane: int, upto: int) -> None:
        self._relay.delivered(realm, lane, upto)

    def stop(self) -> None:
        """Saves everything. Afterwards nothing else may be called."""
        if self._inspection:
            self._inspection.stop()
        self._sequencer.stop()
        self._acknowledged.close()

    def _tell_and_note(self, news: News) -> None:
        if isinstance(news, bool):
            self._full = news
        self._tell(news)

    def _crashed(self, error: Exception) -> None:
        record_crash(self.crashes)
        self._tell(f"{type(error).__name__}: {error}")

    def _run(self) -> None:
        try:
            self._sequencer.run()
        except Out as out:
            self._tell(Ended(out.reason))
            os._exit(70)
        except BaseException:
            self._fail()

    def _fail(self) -> None:
        """Nothing that was acknowledged is in doubt: the supervisor starts the process anew from the journal."""
        record_crash(self.crashes)
        os._exit(70)


served: StateService | None = None
"""That of this process."""


def main(lifeline: Connection, workers: int, release: int) -> None:
    """Runs first in the state process."""
    global served
    ignore_signals()  # the supervisor ends this process, last of all
    set_process_name("ruang-standby")

    def tell(news: News) -> None:
        with contextlib.suppress(OSError):  # the supervisor is gone, and so is this process in a moment
            lifeline.send(news)

    served = StateService(tell, release)
    threading.Thread(target=_listen, args=(served, lifeline, workers), daemon=True).start()


def _listen(service: StateService, lifeline: Connection, workers: int) -> None:
    """The supervisor brings logs for so many workers, then their pipes, and the board while somebody looks on.

    When it is gone, or a worker cannot be served, this process ends.
    """
    with contextlib.suppress(EOFError, OSError):
        service.lend({n: Files(recv_handle(lifeline), recv_handle(lifeline)) for n in range(1, workers + 1)})
    while True:
        try:
            order = lifeline.recv()
            handle = recv_handle(lifeline) if order != UNWATCH else None
        except (EOFError, OSError):
            os._exit(1)
        try:
            if order in (WATCH, UNWATCH):
                service.watch(handle)
            else:
                service.attach(order, Connection(handle))
        except Exception:
            record_crash(service.crashes)
            os._exit(70)
