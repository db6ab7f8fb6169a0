"""The one order of everything: a loop that reads the workers' batches and tells them what came of it.

Whatever came in during one turn gets its place in the order, behind what was there before. What has its place is
applied, committed as one record of the log, and only then told to anybody. A server on its own is the order itself,
and does all that in one turn; the nodes of a cluster have theirs from etcd (state/cluster/).
"""

import time
from collections.abc import Callable, Collection
from concurrent.futures import Future
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import TypeVar

from chatlib.core import commands
from chatlib.core.chat import Chat
from chatlib.core.rules import Outcome
from chatlib.state.cluster.entry import Asked, Entry, Item, Leave, Own, Tick, touches_outbox
from chatlib.state.cluster.order import LocalOrder, Order
from chatlib.state.frames import Batch, Hello, decode_from_worker
from chatlib.state.journal.acknowledged_offsets import AcknowledgedOffsets
from chatlib.state.journal.disk_space import DiskSpace
from chatlib.state.journal.journal import Journal
from chatlib.state.manager import News
from chatlib.state.order.admission import admitted
from chatlib.state.order.applier import Applier
from chatlib.state.order.backpressure import BREATH, Backpressure
from chatlib.state.order.calls import Calls
from chatlib.state.order.clock import Clock
from chatlib.state.order.group_sync import GroupSync
from chatlib.state.order.membership import FAREWELL, Membership
from chatlib.state.order.observer import Observer
from chatlib.state.order.publisher import Publisher
from chatlib.state.order.tickets import Then, Tickets
from chatlib.state.order.workers.line import Lines, WorkerLine
from chatlib.state.order.workers.pipes import Pipes
from chatlib.state.tracing.board import Board

T = TypeVar("T")

HOUSEKEEPING = 1.0
"""Seconds between looks at what time alone has changed."""

LOOK_EVERY = 256
"""Changes after which the disk is looked at in between: that many of the longest messages are a part of its reserve."""

SAVE_EVERY = 10_000
"""Entries of a cluster's order after which the state is saved though nothing has happened: a node that begins anew
would ask for all of them."""


class Sequencer:
    """Owns the chat, the journal and the workers' pipes. `run` is the only thread that touches them.

    `lines`: to all workers that there are. `tell` as in StateService; `crashed` is called with an exception
    that is being handled, and costs one command and not the process. With `full`, nothing is told before it is on the
    disk; if that fails, `failed` is called in a thread, and must not return. `bounds` and `goes_on`: see Membership;
    `order` is made with what rings when it has something.
    """

    def __init__(
        self,
        journal: Journal,
        acknowledged: AcknowledgedOffsets,
        chat: Chat,
        lines: Lines,
        tell: Callable[[News], None],
        crashed: Callable[[Exception], None],
        clock: Clock | None = None,
        full: bool = False,
        failed: Callable[[], None] = lambda: None,
        order: Callable[[Callable[[], None]], Order] = lambda ring: LocalOrder(),
        bounds: str = "",
        goes_on: bool = False,
    ) -> None:
        self._journal = journal
        self._acknowledged = acknowledged
        self._clock = clock or Clock(chat.state.now)
        self.chat = chat
        self._lines = lines
        self._tell_supervisor = tell
        self._space = DiskSpace(journal.data)
        self._full = self._stalls = False
        self._backpressure = Backpressure(journal)
        self._put_off: list[commands.Command] = []
        self._applier = Applier(chat, journal, lines, crashed, self._say)
        self._calls = Calls()
        self._pipes = Pipes(self._calls)
        self._tickets = Tickets()
        self._items: list[Item] = []  # of this turn, to be proposed
        self._order = order(self._calls.ring)
        self.membership = Membership(self._order, self._applier, journal, acknowledged, bounds, goes_on, tell, lines)
        self._saved = chat.state.standing.count
        self._syncing = GroupSync(journal.descriptor, self._calls.ring, failed) if full else None
        self._publisher = Publisher(
            self._applier, journal, lines, self._pipes, self._syncing, bool(self._order.node), self._lose, self._give_up
        )
        self._running = True
        self._look_at_clock()
        if self._order.node:
            self._order.propose([self.membership.join()], self._now, self._told)

    # ---------------------------------------------- for the Manager's threads

    def call(self, job: Callable[[], T]) -> T:
        """Runs something inside the loop, between two turns, and returns what it returned."""
        return self._calls.call(job)

    def when_told(self, ring: Callable[[], None]) -> None:
        """Called, inside the loop, whenever other realms have something to be told."""
        self._publisher.ring = ring

    def submit(self, *own: commands.Command) -> Outcome:
        """Commands of the server's own, in the order of everything; what came of them is safe."""
        outcome: Future[Outcome] = Future()
        self.call(lambda: self._say_own(own, outcome.set_result))
        return outcome.result()

    def stop(self) -> None:
        """Ends the loop, saves the state and closes the journal."""
        if self._order.node:
            self.call(lambda: self._items.append(self.membership.leave()))
            self.membership.has_left.wait(FAREWELL)
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
        self._applier.observer = Observer(board, self.chat.state, self._lines, self._journal) if board else None

    def look(self, question: Callable[..., T], *arguments: object) -> T:
        """What a look-up of the core finds by now."""
        self._look_at_clock()
        self.chat.now = self._now
        return question(self.chat, *arguments)

    def run(self) -> None:
        try:
            self._loop()
        finally:
            for line in self._lines.values():
                line.hang_up()
            self._pipes.close()
            self._calls.close()

    def _loop(self) -> None:
        self._look_at_disk()
        next_look = 0.0
        while self._running:
            hears = self.membership.joined and not self._order.is_full
            is_busy = bool(self._items) or (self._order.is_ready and not self._stalls)
            readable, writable, rung = self._pipes.wait(0.0 if is_busy else HOUSEKEEPING, hears)
            self._look_at_clock()
            holds = self._backpressure.holds()
            # What others say cannot be kept either: a node follows nobody for so long.
            self._stalls = (holds or self._full) and bool(self._order.node)
            for line in readable if not holds else ():
                self._read(line)
            # Afterwards: who is found dead here must not be mourned before its last words are heard.
            for line in writable:
                if line.channel and not self._pipes.flush(line):
                    self._lose(line)
            if time.monotonic() >= next_look:
                next_look = time.monotonic() + HOUSEKEEPING
                self._look_around()
            self._turn()
            if self.chat.state.seq - self._looked >= LOOK_EVERY:
                self._look_at_disk()
            self._publisher.synced()
            if rung:
                self._calls.run()
            if holds:
                time.sleep(BREATH)

    def _look_at_clock(self) -> None:
        """All that is proposed in one turn has the same times."""
        self._now, self._told = self._clock.now(), self._clock.told()

    def _look_around(self) -> None:
        self._tell_supervisor(None)
        self._look_at_disk()
        self._journal.look()
        self.membership.listen()
        if not self._full and self.membership.joined:
            self._items.append(self.membership.tick(self._publisher.kept))
        standing = self.chat.state.standing
        if self._journal.words_taken or standing.count - self._saved >= SAVE_EVERY:
            self._publisher.publish()
            self._save()

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
            self._say(command)

    def _end(self) -> None:
        self._turn()
        self._save()
        if self._syncing:
            self._syncing.stop()
        self._order.close()
        self._journal.close()
        self._running = False

    def _save(self) -> None:
        self._publisher.save()
        self._saved = self.chat.state.standing.count

    # ---------------------------------------------------------------- the order

    def _say(self, command: commands.Command) -> None:
        """A command of the server's own, for which nobody waits."""
        if self._full and isinstance(command, commands.Drop | commands.Unread):
            self._put_off.append(command)  # nobody can refuse that a connection is gone, or was not told
        else:
            self._items.append(Own(command))

    def _say_own(self, asked: Collection[commands.Command], then: Then) -> None:
        self._items += self._tickets.issue(asked, then)

    def _turn(self) -> None:
        """What was said gets its place, and what has its place is done."""
        if self._items:
            self._order.propose(self._items, self._now, self._told)
            self._items = []
        if not self._stalls:
            for position, entry in self._order.taken():
                self._take(position, entry)
        self._publisher.publish()
        if self._journal.is_full:
            self._save()
        if self._tickets.due:
            self._publisher.sync()
            self._tickets.settle()

    def _take(self, position: int, entry: Entry) -> None:
        applier, of_node = self._applier, bool(entry.node)
        if of_node and touches_outbox(entry):
            self._publisher.publish()  # what was put in before has its numbers before
        applier.now, applier.told = entry.now, entry.told
        if of_node and not self.membership.admits(position, entry):
            return
        for item in entry.items:
            kind = type(item)
            if kind is Asked:
                self._on_asked(item)
            elif kind is Own:
                outcome = applier.own(item.command) if item.command else []
                if self.membership.is_own(entry):
                    self._tickets.note(item, outcome)
            elif kind is Tick:
                applier.apply(commands.Tick())
                if of_node:
                    self.membership.on_tick(entry, item)
            elif kind is Leave:
                self.membership.on_leave(entry, item)
        if of_node:
            self.membership.check()

    def _on_asked(self, asked: Asked) -> None:
        applier, line = self._applier, self._lines.get(asked.worker)
        if line is None or applier.silent:
            applier.asked(asked.commands, asked.worker, asked.full)
            return
        if applier.observer:
            applier.observer.batch(line.number, asked)
        if asked.number <= line.done and self._order.node:
            applier.silent = True  # a predecessor has answered it, without a change that the journal would have to keep
        applier.asked(asked.commands, asked.worker, asked.full)
        applier.silent = False
        line.done = asked.number
        line.answered = False  # even if there is nothing to tell: the batch is done

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
        asked = admitted(batch.commands, self._full, self.chat.state.rules)
        if self._full:
            gone = [command for command in asked if type(command) is commands.Drop]
            asked = [command for command in asked if type(command) is not commands.Drop]
            for command in gone:
                self._say(command)
        self._items.append(Asked(line.worker, batch.number, asked, self._full))

    def _on_hello(self, line: WorkerLine, hello: Hello) -> None:
        """It is greeted behind all that its predecessor had asked for, which could not wait for other realms."""
        living, channel = set(hello.cids), line.channel
        waiting = [n for n, request in self.chat.state.requests.items() if request.cid in living]

        def greet(_: Outcome) -> None:
            if line.channel is not channel:
                return
            for payload in line.greeting(hello.told):
                self._publisher.tell(line, payload)
            self._drop(line.worker, living)

        self._say_own([commands.GiveUp(number=number) for number in waiting], greet)

    def _drop(self, worker: int, living: Collection[int] = ()) -> None:
        """All of its sessions but those."""
        for session in [s for s in self.chat.state.sessions.values() if s.worker == worker and s.cid not in living]:
            self._say(commands.Drop(session.cid, written=self._acknowledged.written(session.cid, worker)))

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
        self._drop(line.worker)
        line.heard(line.told)
