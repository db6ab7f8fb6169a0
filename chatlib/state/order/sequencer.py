"""The one order of everything: a loop that reads the workers' batches and tells them what came of it.

Whatever came in during one turn is applied in the order of arrival, committed as one
record of the log, and only then told to anybody.
"""

import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import TypeVar

from chatlib.core import commands, events
from chatlib.core.chat import Chat
from chatlib.core.errors import Reason
from chatlib.core.rules import Fetch, Outcome
from chatlib.core.world import Outgoing
from chatlib.state.frames import Batch, Hello, decode_from_worker
from chatlib.state.journal.acknowledged_offsets import AcknowledgedOffsets
from chatlib.state.journal.disk_space import DiskSpace
from chatlib.state.journal.journal import Journal
from chatlib.state.order.admission import admitted
from chatlib.state.order.audience import Audience
from chatlib.state.order.backpressure import BREATH, Backpressure
from chatlib.state.order.calls import Calls
from chatlib.state.order.clock import Clock
from chatlib.state.order.group_sync import GroupSync, Told
from chatlib.state.order.line import Lines, WorkerLine
from chatlib.state.order.observer import Observer
from chatlib.state.order.pipes import Pipes
from chatlib.state.order.replies import Replies
from chatlib.state.tracing.board import Board

T = TypeVar("T")

HOUSEKEEPING = 1.0
"""Seconds between looks at what time alone has changed."""

LOOK_EVERY = 256
"""Changes after which the disk is looked at in between: that many of the longest messages are a part of its reserve."""


class Sequencer:
    """Owns the chat, the journal and the workers' pipes. `run` is the only thread that touches them.

    `lines`: to all workers that there are. `tell` as in StateService; `crashed` is called with an exception
    that is being handled, and costs one command and not the process. With `full`, nothing is told before it is on the
    disk; if that fails, `failed` is called in a thread, and must not return.
    """

    def __init__(
        self,
        journal: Journal,
        acknowledged: AcknowledgedOffsets,
        chat: Chat,
        lines: Lines,
        tell: Callable[[bool | None], None],
        crashed: Callable[[Exception], None],
        clock: Clock | None = None,
        full: bool = False,
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        self._journal = journal
        self._acknowledged = acknowledged
        self._clock = clock or Clock(chat.state.now)
        self.chat = chat
        self._lines = lines
        self._audience = Audience(chat.state, lines)
        self._tell_supervisor = tell
        self._crashed = crashed
        self._space = DiskSpace(journal.data)
        self._full = False
        self._backpressure = Backpressure(journal)
        self._put_off: list[commands.Command] = []
        self._replies = Replies(journal.history, crashed)
        self._calls = Calls()
        self._pipes = Pipes(self._calls)
        self._syncing = GroupSync(journal.descriptor, self._calls.ring, failed) if full else None
        self._running = True
        self._look_at_clock()
        self.ring: Callable[[], None] = lambda: None  # called when other realms have something to be told
        self._observer: Observer | None = None

    # ---------------------------------------------- for the Manager's threads

    def call(self, job: Callable[[], object]) -> object:
        """Runs something inside the loop, between two turns, and returns what it returned."""
        return self._calls.call(job)

    def stop(self) -> None:
        """Ends the loop, saves the state and closes the journal."""
        self.call(self._end)

    # ------------------------------------------------------ inside the loop

    def attach(self, number: int, connection: Connection) -> None:
        """A worker's pipe; a predecessor of that number is heard to its end first."""
        line = self._lines[number]
        if line.channel:
            self._lose(line)
        self._pipes.attach(line, connection)

    def observe(self, board: Board | None) -> None:
        """From now on somebody looks on, or nobody any more."""
        self._observer = Observer(board, self.chat.state, self._lines, self._journal) if board else None

    def submit(self, *own: commands.Command) -> Outcome:
        """Commands of the server's own, in one turn; what came of them is safe."""
        self._look_at_clock()
        outcome = [event for command in own for event in self._apply(command, 0)]
        self._finish()
        self._sync()
        return outcome

    def look(self, question: Callable[..., T], *arguments: object) -> T:
        """What a look-up of the core finds by now."""
        self._look_at_clock()
        self.chat.now = self._now
        return question(self.chat, *arguments)

    def run(self) -> None:
        self._look_at_disk()
        next_look = 0.0
        while self._running:
            readable, writable, rung = self._pipes.wait(HOUSEKEEPING)
            self._look_at_clock()
            holds = self._backpressure.holds()
            for line in readable if not holds else ():
                self._read(line)
            # Afterwards: who is found dead here must not be mourned before its last words are heard.
            for line in writable:
                if line.channel and not self._pipes.flush(line):
                    self._lose(line)
            if time.monotonic() >= next_look:
                next_look = time.monotonic() + HOUSEKEEPING
                self._tell_supervisor(None)
                self._look_at_disk()
                self._journal.look()
                if not self._full:
                    self._apply(commands.Tick(), 0)
                if self._journal.words_taken:
                    self._finish()
                    self._save()
            elif self.chat.state.seq - self._looked >= LOOK_EVERY:
                self._look_at_disk()
            self._finish()
            if self._journal.is_full:
                self._save()
            if self._syncing and (told := self._syncing.take()):
                self._tell_all(told)
                self._finish()
            if rung:
                self._calls.run()
            if holds:
                time.sleep(BREATH)
        for line in self._lines.values():
            line.hang_up()
        self._pipes.close()
        self._calls.close()

    def _look_at_clock(self) -> None:
        """All that comes of one turn has the same times."""
        self._now, self._told = self._clock.now(), self._clock.told()

    def _look_at_disk(self) -> None:
        """Says when it is full and when it is not any more. Until then what would have to be kept is refused."""
        self._looked = self.chat.state.seq
        room = self._space.enough() and not self._backpressure.is_stuck
        if room is not self._full:
            return
        self._full = not self._full
        self._tell_supervisor(self._full)
        put_off, self._put_off = self._put_off, []
        for command in put_off:
            self._apply(command, 0)

    def _end(self) -> None:
        self._finish()
        self._save()
        if self._syncing:
            self._syncing.stop()
        self._journal.close()
        self._running = False

    def _save(self) -> None:
        self._sync()
        self._journal.save(self.chat.state)
        self._sync()

    def _sync(self) -> None:
        """Where that was asked for: everything is on the disk, and can be told, without waiting for others."""
        if self._syncing:
            self._journal.sync()
            self._tell_all(self._syncing.take_all())
            self._finish()  # the last words of whoever was found dead

    # ------------------------------------------------------------- one command

    def _apply(self, command: commands.Command, worker: int) -> Outcome:
        """What the rules make of it, which is news to whom it concerns. One that they stumble over is refused: it would
        come again to each successor.
        """
        if self._full and isinstance(command, commands.Drop | commands.Unread):
            self._put_off.append(command)  # nobody can refuse that a connection is gone, or was not told
            return []
        chat, before = self.chat, self.chat.state.seq
        try:
            outcome = chat.apply(command, self._now, self._told)
        except Exception as error:
            if chat.state.seq != before:
                raise  # it is half done: only the journal knows how things are
            self._crashed(error)
            outcome = [events.Refused(command.cid, Reason.FAULT)]
        if type(command) is not commands.Send:
            self._audience.has_changed()
        for item in outcome:
            if type(item) is events.Amendment and item.what in ("edit", "delete"):
                self._journal.words_taken = True
            event = self._complete(item, worker) if type(item) is Fetch else item
            if event is None:
                continue
            for number in self._audience.of(event, worker):
                if (line := self._lines.get(number)) is not None:
                    line.news.append(event)
        return outcome

    def _complete(self, fetch: Fetch, worker: int) -> events.Event | None:
        """The reply; None if it is given already."""
        self._keep()
        event, following = self._replies.complete(fetch, self.chat.state.seq)
        if event is None:
            self._apply(following, worker)
        elif following and not (self._full and type(following) is commands.Fetched):
            self._apply(following, 0)
        return event

    def _keep(self, outgoing: Iterable[Outgoing] = ()) -> None:
        kept = self.chat.take_changes()
        if self._observer:
            self._observer.kept(kept)
        self._journal.append(kept, outgoing)

    # ---------------------------------------------------------------- the pipes

    def _read(self, line: WorkerLine) -> None:
        try:
            frames = [decode_from_worker(payload) for payload in line.channel.receive()] if line.channel else []
        except EOFError:
            self._lose(line)
            return
        for frame in frames:
            self._on_batch(line, frame) if isinstance(frame, Batch) else self._on_hello(line, frame)

    def _on_batch(self, line: WorkerLine, batch: Batch) -> None:
        line.heard(batch.heard)
        if not batch.commands:
            return
        chat, number = self.chat, line.number
        if self._observer:
            self._observer.batch(number, batch)
        for command in batch.commands:
            if self._full:
                command = admitted(command, full=True)
            elif chat.polls(command):
                for own in chat.preceding(command, self._now):
                    self._apply(own, number)
            self._apply(command, number)
        line.done = batch.number
        line.answered = False  # even if there is nothing to tell: the batch is done

    def _on_hello(self, line: WorkerLine, hello: Hello) -> None:
        # What its predecessor asked for at the last is in what it is told first. It could not wait for other realms.
        living = set(hello.cids)
        for number in [n for n, request in self.chat.state.requests.items() if request.cid in living]:
            self._apply(commands.GiveUp(number=number), 0)
        self._finish()
        self._sync()
        for payload in line.greeting(hello.told):
            self._tell(line, payload)
        self._drop(line.number, living)

    def _drop(self, worker: int, living: Collection[int] = ()) -> None:
        """All of its sessions but those."""
        for session in [s for s in self.chat.state.sessions.values() if s.worker == worker and s.cid not in living]:
            self._apply(commands.Drop(session.cid, written=self._acknowledged.written(session.cid, worker)), 0)

    def _finish(self) -> None:
        """Commits, then tells; again if a worker was found dead meanwhile, whose last words are news as well."""
        while True:
            outgoing = self.chat.take_outgoing()
            self._keep(outgoing)
            told = [(line, self._pack(line)) for line in self._lines.values() if line.has_news]
            self._commit()
            if outgoing:
                self.ring()
            if not told:
                return
            if self._syncing:
                self._syncing.hold(told)
                return
            self._tell_all(told)

    def _commit(self) -> None:
        if self._observer:
            self._observer.commits()
        self._journal.commit()
        if self._observer:
            self._observer.stored()

    def _pack(self, line: WorkerLine) -> bytes:
        if self._observer:
            self._observer.packed(line)
        return line.pack(self.chat.state.seq)

    def _tell_all(self, told: Told) -> None:
        for line, payload in told:
            if line.live:
                self._tell(line, payload)
            elif line.overfull:
                self._give_up(line)
        if self._observer:
            self._observer.told()

    def _tell(self, line: WorkerLine, payload: bytes) -> None:
        if line.channel and not self._pipes.tell(line, payload):
            self._lose(line)

    def _lose(self, line: WorkerLine) -> None:
        """A worker is gone: what it still said counts. Its connections live on, and wait for its successor."""
        channel = line.channel
        self._pipes.detach(line)
        line.live = False
        with suppress(EOFError):
            while wait([channel], 0):
                for payload in channel.receive():
                    frame = decode_from_worker(payload)
                    if isinstance(frame, Batch):
                        self._on_batch(line, frame)
        line.hang_up()

    def _give_up(self, line: WorkerLine) -> None:
        """Nobody has come for so long that its connections must be gone."""
        self._drop(line.number)
        line.heard(line.told)
