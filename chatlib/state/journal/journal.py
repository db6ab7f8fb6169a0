"""The journal: every change in its order. One writer, which is the sequencer.

The log is the promise: what was committed stands there. What was said is found again by the view, which follows the log
(view/feeding.py, in another process), and by the tail for what has not come so far.
"""

import os
import shutil
import sqlite3
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import msgspec

from chatlib.core.cluster.standing import Standing
from chatlib.core.events import Amendment
from chatlib.core.model import State
from chatlib.core.world import Kept, Outgoing, last_seq
from chatlib.state.errors import JournalError
from chatlib.state.journal import migration
from chatlib.state.journal.disk_space import RESERVE
from chatlib.state.journal.outbox import Outbox
from chatlib.state.layout import LOG, OUTBOX, VIEW
from chatlib.state.log import turn
from chatlib.state.log.log import Log
from chatlib.state.log.reader import LogReader
from chatlib.state.view import database
from chatlib.state.view.feeding import BULK
from chatlib.state.view.history import History
from chatlib.state.view.tail import Tail

_encode = msgspec.msgpack.Encoder().encode
_decode_state = msgspec.msgpack.Decoder(State).decode

MOST_BEHIND = 200_000
"""Changes that the view need not have yet. They are in memory; more than a second of the heaviest traffic."""

MOST_BYTES_BEHIND = 64 << 20
"""Of the log, the same."""

LOOK_EVERY = 8192
"""Changes after which it is looked at how far the view is."""


class Journal:
    """Opens what is in the directory `data`, or makes it. JournalError if it cannot be used.

    Use it from one thread; `history` reads what was appended. What was appended is safe from the death of the process
    after `commit`, and from a power cut once the log is synced. `damage`: what the log has lost. `words_taken`: the log
    has words that somebody took back; it loses them by a `save`.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        try:
            migration.migrate(data)
            is_new = not ((data / VIEW).exists() and (data / VIEW).stat().st_size)
            with ExitStack() as opened:
                # It is only read here; but to close one that has made the file, in order to open another, takes time.
                self._view = opened.enter_context(closing(database.create(data / VIEW)))
                self._outbox = opened.enter_context(closing(Outbox(data / OUTBOX)))
                self._log = opened.enter_context(closing(Log(data / LOG)))
                self._found = self._log.open()
                self._opened = opened.pop_all()
        except (OSError, sqlite3.Error) as error:
            raise JournalError(f"{data}: {error}") from error
        self._tail = Tail()
        self.history = History(self._view, self._tail)
        self._kept: list[Kept] = []
        self.words_taken = False
        self._outgoing: list[Outgoing] = []
        self._looked = 0
        self._behind: deque[tuple[int, int]] = deque()  # of each turn that the view has not: its SEQ, and bytes
        self._bytes_behind = 0
        self.damage = self._log.damage
        if is_new and self._found and self._found[0].seq:
            self.damage.append(f"{data / VIEW}: it is gone, and with it what the log has no more")

    # ----------------------------------------------------------------- write

    def append(self, kept: list[Kept], outgoing: Iterable[Outgoing] = ()) -> None:
        """Adds changes to the turn, and what other realms must be told of them."""
        if kept:
            self._tail.add(kept)
            self._kept += kept
        self._outgoing += outgoing

    def commit(self, standing: Standing | None = None) -> bool:
        """Ends the turn, after which the node of a cluster stands there; whether there was anything to be kept.
        OSError if there is no room for it: then the process must end.
        """
        if not self._kept:
            return False
        kept, self._kept = self._kept, []
        outgoing, self._outgoing = self._outgoing, []
        payload, seq = turn.encode(kept, outgoing, standing), last_seq(kept[-1])
        self._log.append(seq, payload)
        self._behind.append((seq, len(payload)))
        self._bytes_behind += len(payload)
        if outgoing:
            self._outbox.put(seq, turn.decode(payload).outgoing)
        self._looked += 1 + seq - kept[0].seq
        if self._looked >= LOOK_EVERY:
            self.look()
        return True

    def descriptor(self) -> int:
        """Of the log, for whoever syncs it in a thread; the caller closes it."""
        return self._log.descriptor()

    def sync(self) -> None:
        """What was committed outlives a power cut. OSError if that failed."""
        self._log.sync()

    def look(self) -> None:
        """What the view has by now need not be kept in memory."""
        self._looked = 0
        with suppress(sqlite3.Error):  # who asks for something that cannot be read is told, and so is the operator
            upto = database.upto(self._view)
            self._tail.forget(upto)
            while self._behind and self._behind[0][0] <= upto:
                self._bytes_behind -= self._behind.popleft()[1]

    @property
    def behind(self) -> int:
        """Changes that the view had not when it was looked at last."""
        return self._tail.count

    @property
    def is_behind(self) -> bool:
        """Whether the view has more to catch up with than it should."""
        return self.behind > MOST_BEHIND or self._bytes_behind > MOST_BYTES_BEHIND

    @property
    def is_full(self) -> bool:
        """The state is to be saved."""
        return self._log.is_full

    def save(self, state: State) -> bool:
        """A new segment of the log begins with the state, so that what came before need not be played again.

        False if there is no room for it: then all goes on as before, and it is put off. Everything must have been
        committed.
        """
        encoded = _encode(state)
        with suppress(OSError, sqlite3.Error):
            # The log may let go of what it has now.
            if shutil.disk_usage(self.data).free > len(encoded) + RESERVE and self._outbox.sync():
                self._log.begin(state.seq, encoded)
                self.words_taken = False
                return True
        self._log.put_off()
        return False

    def undelivered(self, realm: str, lane: int, upto: int) -> int:
        """How much the outbox still keeps of this."""
        return self._outbox.undelivered(realm, lane, upto)

    def delivered(self, realm: str, lane: int, upto: int) -> int:
        """The outbox need not keep this any more; returns how much that was."""
        return self._outbox.delivered(realm, lane, upto)

    def renumber_outgoing(self, least: int) -> None:
        """No number below this one is given to an entry of the outbox any more."""
        self._outbox.renumber(least)

    def withdraw(self, user: str = "", room: str = "") -> None:
        """Other realms are not told any more what this user said, or what was said in this room."""
        if user:
            self._outbox.withdraw(user)
        if room:
            self._outbox.withdraw_room(room)
        self._outbox.compact()

    def close(self) -> None:
        self._opened.close()

    # ------------------------------------------------------------------ read

    @property
    def viewed(self) -> int:
        """The SEQ up to which the view has everything."""
        return database.upto(self._view)

    def waiting(self) -> Counter[str]:
        """How many entries of the outbox wait for each realm."""
        return self._outbox.waiting()

    def load(self) -> tuple[State, Iterator[Kept]]:
        """The state that was saved last, and what has changed since, in order. To be called once, first of all."""
        found, self._found = self._found, None
        try:
            upto = database.upto(self._view)
        except sqlite3.Error as error:
            raise JournalError(f"{self.data / VIEW}: {error}") from error
        if found is None:
            if upto:
                raise JournalError(f"{self.data / LOG}: {os.strerror(2)}")
            self._log.begin(0, _encode(State()))
            return State(), iter(())
        state, turns = _decode_state(found[0].payload), [turn.decode(record.payload) for record in found[1:]]
        for one in turns:
            state.standing = one.standing or state.standing
        self._outbox.rewind(found[-1].seq)
        for record, one in zip(found[1:], turns, strict=True):
            if one.outgoing and record.seq > self._outbox.upto:
                self._outbox.put(record.seq, one.outgoing)
        self.words_taken = any(isinstance(one, Amendment) for turn_ in turns for one in turn_.kept)
        reader = LogReader(self.data / LOG, upto)
        while records := reader.read(BULK):
            for record in records:
                self._tail.add(turn.decode(record.payload).kept)
        return state, (one for turn_ in turns for one in turn_.kept)
