"""The one order of everything: a loop that reads the workers' batches and tells them what came of it.

Whatever came in during one turn is applied in the order of arrival, committed as one
transaction, and only then told to anybody.
"""

import selectors
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from socket import socketpair

from chatlib.core import commands, events
from chatlib.core.chat import Chat
from chatlib.core.model import Limits
from chatlib.core.presence import due
from chatlib.core.realms.requests import overdue
from chatlib.core.rules import Fetch, FilesFor, Letters, Missed, Outcome, RoomLetters
from chatlib.state.channel import TO_ONE, Batch, Channel, Overfull, Told, decode_batch, encode
from chatlib.state.journal import Journal
from chatlib.state.marks import Marks

HOUSEKEEPING = 1.0
"""Seconds between looks at what time alone has changed."""

MANY = 32
"""Members of a room beyond which all workers are told, instead of finding out which ones are concerned."""


class Sequencer:
    """Owns the chat, the journal and the workers' pipes. `run` is the only thread that touches them."""

    def __init__(self, journal: Journal, marks: Marks, limits: Limits, clock: Callable[[], float] = time.time) -> None:
        self._journal = journal
        self._marks = marks
        self._clock = clock
        self.chat = recover(journal, marks, limits, clock())
        self._workers: dict[int, Channel] = {}
        self._done: dict[int, int] = {}
        self._told: dict[int, list[events.Event]] = defaultdict(list)
        self._selector = selectors.DefaultSelector()
        self._jobs: SimpleQueue[tuple[Callable, Future]] = SimpleQueue()
        self._bell, self._ringer = socketpair()
        for end in (self._bell, self._ringer):
            end.setblocking(False)
        self._selector.register(self._bell, selectors.EVENT_READ)
        self._running = True
        self.ring: Callable[[], None] = lambda: None  # called when other realms have something to be told

    # ---------------------------------------------- for the Manager's threads

    def call(self, job: Callable[[], object]) -> object:
        """Runs something inside the loop, between two turns, and returns what it returned."""
        future: Future = Future()
        self._jobs.put((job, future))
        with suppress(OSError):  # it rings already, or has just done this and ended
            self._ringer.send(b"!")
        return future.result()

    def stop(self) -> None:
        """Ends the loop, saves the state and closes the journal."""
        self.call(self._end)

    # ------------------------------------------------------ inside the loop

    def attach(self, number: int, connection: Connection) -> None:
        """A worker's pipe; a predecessor of that number is heard to its end first."""
        if number in self._workers:
            self._lose(number)
        channel = Channel(connection)
        self._workers[number] = channel
        self._done[number] = 0
        self._selector.register(channel.fileno(), selectors.EVENT_READ, number)

    def submit(self, *own: commands.Command) -> Outcome:
        """Commands of the server's own, as one transaction."""
        outcome = [event for command in own for event in self._apply(command, 0)]
        self._finish()
        return outcome

    def run(self) -> None:
        next_look = 0.0
        while self._running:
            ready = self._selector.select(HOUSEKEEPING)
            batches: list[tuple[int, Batch]] = []
            for key, mask in ready:
                if key.data is not None and mask & selectors.EVENT_READ:
                    batches += self._read(key.data)
            for number, batch in batches:
                for command in batch.commands:
                    self._apply(command, number)
                self._done[number] = batch.number
                self._told[number]  # even if there is nothing to tell: the batch is done
            # Afterwards: who is found dead here must not be mourned before its last words are heard.
            for key, mask in ready:
                if key.data in self._workers and mask & selectors.EVENT_WRITE:
                    self._flush(key.data)
            if self._clock() >= next_look:
                next_look = self._clock() + HOUSEKEEPING
                for command in due(self.chat, self._clock()) + overdue(self.chat, self._clock()):
                    self._apply(command, 0)
            self._finish()
            self._do_jobs()
        for end in (*self._workers.values(), self._selector, self._bell, self._ringer):
            end.close()

    def _do_jobs(self) -> None:
        with suppress(BlockingIOError):
            self._bell.recv(4096)
        while not self._jobs.empty():
            job, future = self._jobs.get()
            try:
                future.set_result(job())
            except Exception as error:
                future.set_exception(error)

    def _end(self) -> None:
        self._finish()
        self._journal.save(self.chat.state)
        self._journal.close()
        self._running = False

    # ------------------------------------------------------------- one command

    def _apply(self, command: commands.Command, worker: int) -> Outcome:
        outcome = self.chat.apply(command, self._clock())
        for item in outcome:
            event = self._complete(item) if isinstance(item, Fetch) else item
            for number in self._concerned(event, worker):
                self._told[number].append(event)
        return outcome

    def _complete(self, fetch: Fetch) -> events.Event:
        """Reads from the journal what a reply is to hold, the changes of this very turn included."""
        journal, wanted = self._journal, fetch.wanted
        journal.append(self.chat.take_changes())
        if isinstance(wanted, Missed):
            messages, more = journal.missed(wanted)
            seq = messages[-1].seq if more else self.chat.state.seq
            rooms = [] if more else list({events.LOBBY_ID: 0, **wanted.rooms})
            return events.CatchUp(fetch.cid, messages, wanted.invitations, more, seq, rooms)
        if isinstance(wanted, FilesFor):
            files = journal.files(wanted)
            if files:
                self._apply(commands.Fetched(uid=wanted.uid, what="files", upto=files[-1].seq), 0)
            return events.Files(fetch.cid, files)
        if isinstance(wanted, Letters):
            messages = journal.letters(wanted)
            fetched = commands.Fetched(uid=wanted.uid, what="inbox")
        elif isinstance(wanted, RoomLetters):
            messages = journal.room_letters(wanted)
            fetched = commands.Fetched(uid=wanted.uid, what="room", rid=wanted.rid)
        else:
            return events.Page(fetch.cid, fetch.about, journal.conversation(wanted))
        if messages:
            fetched.upto = messages[-1].seq
            self._apply(fetched, 0)
        return events.Page(fetch.cid, fetch.about, messages)

    def _concerned(self, event: events.Event, worker: int) -> set[int] | list[int]:
        """The workers to tell: that of the connection that asked, and those of the audience."""
        state = self.chat.state
        if isinstance(event, TO_ONE) and event.to:
            user = state.users.get(event.to)
            found = {state.sessions[cid].worker for cid in user.cids} if user else set()
        elif isinstance(event, events.Message | events.Push):
            room = state.rooms.get(event.rid)
            if room is None or len(room.members) > MANY:
                return list(self._workers)
            users = (state.users[uid] for uid in room.members)
            found = {state.sessions[cid].worker for user in users for cid in user.cids}
            # Whoever has just left must hear of it too, to stop listening.
            if event.uid in state.users:
                found |= {state.sessions[cid].worker for cid in state.users[event.uid].cids}
        elif isinstance(event, events.Parted):
            return {worker, event.worker}
        elif worker:
            return [worker]
        else:
            # An answer that comes late, of another realm; whoever looks after that connection now will know.
            return list(self._workers) if event.cid else []
        if event.cid:
            found.add(worker)
        return found

    # ---------------------------------------------------------------- the pipes

    def _read(self, number: int) -> list[tuple[int, Batch]]:
        try:
            return [(number, decode_batch(payload)) for payload in self._workers[number].receive()]
        except EOFError:
            self._lose(number)
            return []

    def _finish(self) -> None:
        """Commits, then tells; again if a worker was found dead meanwhile, which is news as well."""
        while True:
            if changes := self.chat.take_changes():
                self._journal.append(changes)
            if outgoing := self.chat.take_outgoing():
                self._journal.put_out(outgoing)
            self._journal.commit()
            if outgoing:
                self.ring()
            if not self._told:
                return
            told, self._told = self._told, defaultdict(list)
            for number, news in told.items():
                if number in self._workers:
                    self._tell(number, encode(Told(self._done[number], self.chat.state.seq, news)))

    def _tell(self, number: int, payload: bytes) -> None:
        channel = self._workers[number]
        try:
            channel.send(payload)
        except (OSError, Overfull):
            self._lose(number)
            return
        if channel.waiting:
            self._selector.modify(channel.fileno(), selectors.EVENT_READ | selectors.EVENT_WRITE, number)

    def _flush(self, number: int) -> None:
        channel = self._workers[number]
        try:
            channel.flush()
        except OSError:
            self._lose(number)
            return
        if not channel.waiting:
            self._selector.modify(channel.fileno(), selectors.EVENT_READ, number)

    def _lose(self, number: int) -> None:
        """A worker is gone: what it still said counts, and its connections are gone with it."""
        channel = self._workers.pop(number)
        self._selector.unregister(channel.fileno())
        with suppress(EOFError):
            while wait([channel], 0):
                for payload in channel.receive():
                    for command in decode_batch(payload).commands:
                        self._apply(command, 0)
        channel.close()
        for session in [s for s in self.chat.state.sessions.values() if s.worker == number]:
            self._apply(commands.Drop(session.cid, written=self._marks.written(session.cid, number)), 0)


def recover(journal: Journal, marks: Marks, limits: Limits, now: float) -> Chat:
    """The chat as the journal has it. All connections of the time before are gone."""
    state, changes = journal.load()
    chat = Chat(state, limits)
    for change in changes:
        chat.replay(change)
    written = {s.cid: marks.written(s.cid, s.worker) for s in chat.state.sessions.values()}
    chat.apply(commands.Restart(written=written), now)
    journal.append(chat.take_changes())
    journal.put_out(chat.take_outgoing())
    journal.commit()
    journal.save(chat.state)
    chat.waiting = journal.waiting()
    return chat
