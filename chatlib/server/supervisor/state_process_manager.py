"""The supervisor's state process, and the spare that takes its place."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import active_children

from chatlib.server.cluster.ending import out
from chatlib.server.console import Console
from chatlib.server.options import Options
from chatlib.server.supervisor.loop import Loop
from chatlib.server.supervisor.restarts.restart_policy import HUNG, RestartPolicy, why
from chatlib.server.supervisor.signals import held
from chatlib.server.texts import ServerError
from chatlib.state.cluster.seat import Seat
from chatlib.state.errors import Incomplete, JournalError
from chatlib.state.layout import CRASHES
from chatlib.state.manager import Apart, Damaged, Ended, OtherRelease, Silent, StateProcess
from chatlib.state.redo import make_files

Tried = Callable[[str], None]
"""Called with "", or with what is to be said on the console of why it failed."""


class StateProcessManager:
    """Owns them. `restarts`: how often a new one has taken the place of one that died."""

    def __init__(self, options: Options, console: Console, loop: Loop) -> None:
        self._options = options
        self._console = console
        self._loop = loop
        self._policy, self._spare_policy = RestartPolicy(), RestartPolicy()
        self._spare: StateProcess | None = None
        self._renewed: Callable[[], None] | None = None
        self.restarts = 0
        self.died: Callable[[int], None] = lambda pid: None
        self.opened: Callable[[], None] = lambda: None  # called once a successor is open, before workers are told
        self._out = ""  # why this node takes part in its cluster no more
        self._bell, self._ringer = socket.socketpair()
        self._lock = threading.Lock()
        self._made: list[tuple[StateProcess | str, Tried | None]] = []
        self._stopped = False
        self._logs = [make_files(f"told-{number}") for number in range(1, options.workers + 1)]
        with held():
            self._state = StateProcess(self._logs)
        try:
            self._open(goes_on=False)
        except JournalError as error:
            self._state.kill()
            raise self._unusable(error) from None

    def has_joined(self) -> bool:
        """Whether what is asked of it is answered: a node of a cluster waits for the others. ServerError, or Anew."""
        try:
            return self._state.service.joined()
        except (EOFError, OSError):
            with suppress(EOFError):
                self._hear()
            if self._out:
                raise out(self._out, self._options.data) from None
            raise ServerError("give_up", what="state", log=self._options.data / CRASHES) from None

    def start(self, replaced: Callable[[], None]) -> None:
        self._replaced = replaced
        self._loop.watch(self._bell, self._on_made)
        self._loop.watch(self._state.lifeline, self._on_lifeline)
        threading.Thread(target=self._watch, daemon=True).start()
        self._loop.after(0, self._prepare)  # not before whoever waits to be served

    def living(self) -> StateProcess | None:
        """The one that serves; None if it has just died."""
        return self._state if self._state.alive else None

    @property
    def pid(self) -> int:
        return self._state.pid

    @property
    def spare_pid(self) -> int | None:
        """That of the one that stands by."""
        return self._spare and self._spare.pid

    def try_spare(self, tried: Tried) -> None:
        """Makes a spare that has imported the program afresh, and calls `tried`."""
        self._prepare(tried, fresh=True)

    def renew(self, renewed: Callable[[], None]) -> None:
        """The spare takes the place of the one that serves; then calls `renewed`."""
        self._renewed = renewed
        self._state.kill()

    def stop(self, orderly: bool) -> None:
        """Whatever was acknowledged is in the journal already, orderly or not."""
        with self._lock:
            self._stopped = True
            made = [self._spare, *(spare for spare, _ in self._made)]
            spares = [spare for spare in made if isinstance(spare, StateProcess)]
        for spare in spares:
            spare.kill()
        if orderly:
            self._state.stop()
        else:
            self._state.kill()
        for child in active_children():
            child.kill()  # a spare that is just being made, perhaps: Python would wait for it

    def _open(self, goes_on: bool) -> None:
        options = self._options
        cluster = options.cluster
        seat = Seat(cluster.name, cluster.own, cluster.etcd, cluster.founded) if cluster else None
        self._state.service.open(options.data, options.sync, options.limits, goes_on, seat)
        self._policy.begins(time.monotonic())
        self._heard_at = time.monotonic()

    def _unusable(self, error: JournalError) -> Exception:
        if isinstance(error, Incomplete):
            return out("differs", self._options.data)
        return ServerError("data_bad", data=self._options.data, reason=error)

    def _pause(self, exitcode: int, failure: ServerError | None = None) -> None:
        """After a death, as long as the policy says: without the state there is nothing else to do.

        In the end raises the `failure`, or that it dies again and again.
        """
        wait = self._policy.ends(time.monotonic(), exitcode)
        if wait is None:
            raise failure or ServerError("give_up", what="state", log=self._options.data / CRASHES)
        time.sleep(wait)

    def _take_spare(self) -> None:
        """Or a new one, if there is none that lives."""
        self._collect()
        if self._spare:
            self._loop.unwatch(self._spare.lifeline)
        self._state, self._spare = self._spare or self._state, None
        while True:
            self._heard_at = time.monotonic()  # whoever hangs over this is to be found hung
            try:
                self._open(goes_on=True)
                return
            except Incomplete as error:
                self._state.kill()
                raise self._unusable(error) from None
            except JournalError as error:
                self._state.kill()  # there may be room on the disk later
                self._pause(1, self._unusable(error))
            except Exception:  # it has died, or stumbled over what it found; the crash log has it
                self._pause(self._state.kill())
            self._state = self._new_state()

    def _new_state(self) -> StateProcess:
        while True:
            try:
                with held():
                    return StateProcess(self._logs)
            except OtherRelease:
                raise ServerError("other_release_ends") from None
            except Exception:
                self._pause(1)

    # --------------------------------------------------------------------- spare

    def _prepare(self, tried: Tried | None = None, fresh: bool = False) -> None:
        """A spare that has imported everything, made in a thread: that takes long, and others may die meanwhile."""
        self._spare_policy.begins(time.monotonic())
        try:
            threading.Thread(target=self._make_spare, args=(tried, fresh), daemon=True).start()
        except RuntimeError:  # the system gives no thread
            self._tell_made("not_renewed", tried)

    def _make_spare(self, tried: Tried | None, fresh: bool) -> None:
        spare: StateProcess | str
        try:
            with held():
                spare = StateProcess(self._logs, fresh)
        except OtherRelease:
            spare = "other_release"
        except Exception:
            spare = "not_renewed"
        self._tell_made(spare, tried)

    def _tell_made(self, spare: StateProcess | str, tried: Tried | None) -> None:
        with self._lock:
            if not self._stopped:
                self._made.append((spare, tried))
                self._ringer.send(b"!")
                return
        if isinstance(spare, StateProcess):
            spare.kill()  # it comes too late: at the end everybody would wait for it

    def _on_made(self) -> None:
        self._bell.recv(64)
        self._collect()

    def _collect(self) -> None:
        """The spares that were made are here, or it is known that they could not be."""
        with self._lock:
            made, self._made = self._made, []
        for spare, tried in made:
            if isinstance(spare, StateProcess):
                self._keep(spare)
            if tried:
                tried(spare if isinstance(spare, str) else "")
            elif spare == "other_release":
                self._console.say("other_release", "error")
            elif isinstance(spare, str):
                self._lose_spare(exitcode=1)

    def _keep(self, spare: StateProcess) -> None:
        if self._spare:
            self._loop.unwatch(self._spare.lifeline)
            self._spare.kill()
        self._spare = spare
        self._loop.watch(spare.lifeline, self._on_spare_lifeline)
        self._console.say("spare_ready", what="state", pid=spare.pid)

    def _on_spare_lifeline(self) -> None:
        """It has nothing to say."""
        try:
            self._spare.heard()
        except EOFError:
            spare, self._spare = self._spare, None
            self._loop.unwatch(spare.lifeline)
            code = spare.kill()
            self._console.say("spare_died", what="state", pid=spare.pid, why=why(code, self._console))
            self._lose_spare(code)

    def _lose_spare(self, exitcode: int) -> None:
        """Who serves is not affected. One that dies of its start is tried again later and later, and then no more."""
        wait = self._spare_policy.ends(time.monotonic(), exitcode)
        if wait is None:
            self._console.say("no_spare", "error", log=self._options.data / CRASHES)
        else:
            self._loop.after(wait, self._prepare)

    # -------------------------------------------------------------------- watch

    def _on_lifeline(self) -> None:
        try:
            self._hear()
        except EOFError:
            self._on_death()

    def _hear(self) -> None:
        for news in self._state.heard():
            self._heard_at = time.monotonic()
            if isinstance(news, str):
                self._console.say("trouble", "error", what="state", pid=self._state.pid, text=news)
            elif isinstance(news, Damaged):
                self._console.say("data_damaged", "error", reason=news.reason)
            elif isinstance(news, Ended):
                self._out = news.reason
            elif isinstance(news, Silent):
                self._console.say("cluster_silent" if news.silent else "cluster_answers", "warning")
            elif isinstance(news, Apart):
                self._console.say("cluster_apart", "warning", node=news.node, seconds=round(news.seconds))
            elif news is not None:
                self._console.say("disk_full" if news else "disk_free", "warning")

    def _on_death(self) -> None:
        self._heard_at = float("inf")  # it cannot be killed any more
        self._loop.unwatch(self._state.lifeline)
        code = self._state.kill()
        self.died(self._state.pid)
        self._state.lifeline.close()
        if self._out:
            raise out(self._out, self._options.data)
        renewed, self._renewed = self._renewed, None
        if not renewed:
            self._console.say("state_died", "warning", pid=self._state.pid, why=why(code, self._console))
            self.restarts += 1
        self._pause(code)
        self._take_spare()
        self._loop.watch(self._state.lifeline, self._on_lifeline)
        self._console.say("process_replaced", what="state", pid=self._state.pid)
        self.opened()
        self._replaced()
        self._prepare()
        if renewed:
            renewed()

    def _watch(self) -> None:
        """In a thread: whoever asks a hung state something hangs as well, the supervisor too."""
        while True:
            time.sleep(1.0)
            if time.monotonic() - self._heard_at > HUNG:
                self._heard_at = float("inf")
                self._console.say("hung", "warning", what="state", pid=self._state.pid)
                with suppress(ProcessLookupError):  # it has just died by itself
                    os.kill(self._state.pid, signal.SIGKILL)
