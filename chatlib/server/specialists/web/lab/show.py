"""All that there is to be seen while somebody looks on: read from the board, and made into frames for the viewers."""

import math
import os
import time
from collections.abc import Callable
from typing import Any

import msgspec

from chatlib.server.ipc.orders import Acted, Places, Said
from chatlib.server.specialists.control_channel import ControlChannel
from chatlib.server.specialists.web.lab.actions import Actions
from chatlib.server.specialists.web.lab.faults import FaultList
from chatlib.server.specialists.web.lab.journeys import Journeys
from chatlib.server.specialists.web.lab.ledger import Ledger
from chatlib.server.specialists.web.lab.processes import Meter
from chatlib.state.tracing import records
from chatlib.state.tracing.board import STATE, Board
from chatlib.state.tracing.ring import RingReader

EVERY = 0.2
"""Seconds between two looks at the board."""

TRACED = 5
"""Messages a second of which the way is shown: more than anybody can look at."""

QUEUES, CONNECTIONS, LEDGER, PROCESSES = 0.4, 1.0, 0.4, 1.0
"""Seconds between two frames of a kind."""

Frame = dict[str, Any]


class Show:
    """From the first viewer to the last. `tell` gives a frame to all of them, `words` has texts."""

    def __init__(
        self,
        board: int,
        workers: int,
        tell: Callable[[Frame], None],
        control: ControlChannel,
        words: Callable[[str], str],
    ) -> None:
        self._board = Board(board, workers)
        os.close(board)
        self._readers = [RingReader(ring) for ring in self._board.rings]
        self._workers = workers
        self._tell = tell
        self._words = words
        self._ledger, self._journeys, self._meter = Ledger(), Journeys(), Meter()
        self.actions = Actions(self._ledger, workers, self._board.served, control, tell)
        self.faults = FaultList(tell)
        self._places = Places([], 0.0, 0, 0, False)
        self._connections: dict[int, records.Connections] = {}
        self._told_at: dict[str, float] = {}
        self._before = (time.monotonic(), 0, 0)
        self._rates = (0.0, 0.0)
        self._adapted = self._before[:2]
        self._board.every = 1

    # ------------------------------------------------- what the supervisor tells

    def placed(self, places: Places) -> None:
        changed = [(one.name, one.pid, one.status) for one in places.places]
        is_new = changed != [(one.name, one.pid, one.status) for one in self._places.places]
        self._places = places
        self.actions.placed(places)
        if is_new:
            self._tell_processes()

    def said(self, said: Said) -> None:
        self._tell({"type": "event", "at": said.at, "level": said.level, "text": said.text})

    def acted(self, acted: Acted) -> None:
        self.actions.acted(acted, self._words(acted.refused) if acted.refused else "")

    # ------------------------------------------------------------------ the board

    def look(self) -> None:
        """To be called every EVERY seconds."""
        now = time.monotonic()
        for place, reader in enumerate(self._readers):
            for data in reader.take():
                self._take(place, data, now)
        self._count()
        for frame in self._journeys.take(now):
            self._tell(frame)
        self.actions.look()
        if self._is_time("connections", now, CONNECTIONS):
            for worker, one in sorted(self._connections.items()):
                shown = [
                    msgspec.structs.asdict(conn) | {"fault": self.faults.kind_of(conn.fault)} for conn in one.shown
                ]
                self._tell({"type": "connections", "worker": worker, "total": one.total, "shown": shown})
        if self._is_time("queues", now, QUEUES):
            self._tell_queues()
        if self._is_time("ledger", now, LEDGER):
            self._tell_ledger(now)
        if self._is_time("processes", now, PROCESSES):
            self._tell_processes()
            self.faults.tell_again(conn.fault for one in self._connections.values() for conn in one.shown)

    def _take(self, place: int, data: bytes, now: float) -> None:
        try:
            record = records.decode(data)
        except msgspec.MsgspecError:  # its writer has just died over it, perhaps
            return
        match record:
            case records.Connections():
                self._connections[place] = record
            case records.Audited():
                self._ledger.audited(place, record)
            case _:
                self._journeys.add(place, record, now)

    def _count(self) -> None:
        """What both sides have counted at the same moment: only if the state has not gone on meanwhile."""
        tallies = self._board.tallies
        state = tallies[STATE].read()
        workers = {number: tallies[number].read() for number in range(1, self._workers + 1)}
        if state and state == tallies[STATE].read():
            self._ledger.note(state, workers)
            self._adapt()

    def _adapt(self) -> None:
        """As many messages are traced as can be shown: of a storm at once fewer, and more again when it is over."""
        now, stored = time.monotonic(), self._ledger.stored
        at, before = self._adapted
        rate = (stored - before) / max(now - at, EVERY)
        wanted = max(1, math.ceil(rate / TRACED))
        if wanted > self._board.every or now - at >= 1.0:
            self._board.every = wanted
        if now - at >= 1.0:
            self._adapted = now, stored

    def _is_time(self, what: str, now: float, every: float) -> bool:
        if now < self._told_at.get(what, 0.0) + every:
            return False
        self._told_at[what] = now
        return True

    # ---------------------------------------------------------------- the viewers

    def _tell_processes(self) -> None:
        if not self._places.places:  # the supervisor has not told yet
            return
        self._tell({"type": "processes", "at": time.time(), "processes": self._meter.measure(self._places.places)})

    def _tell_queues(self) -> None:
        accounts = self._ledger.accounts
        workers = [
            {
                "worker": worker,
                "batches": one.batches,
                "lines": one.askers,
                "tells": max(0, accounts[worker].told - accounts[worker].heard) if worker in accounts else 0,
                "bytes": one.waiting,
                "lagging": one.lagging,
            }
            for worker, one in sorted(self._connections.items())
        ]
        self._tell({"type": "queues", "workers": workers, "view": self._ledger.behind})

    def _tell_ledger(self, now: float) -> None:
        at, stored, delivered = self._before
        ledger = self._ledger
        if now - at >= 1.0:
            self._rates = ((ledger.stored - stored) / (now - at), (ledger.delivered - delivered) / (now - at))
            self._before = (now, ledger.stored, ledger.delivered)
        rates = {"accepted": round(self._rates[0], 1), "delivered": round(self._rates[1], 1)}
        places = self._places
        known = {"since": places.since, "left": places.left, "disconnected": places.disconnected}
        self._tell({"type": "ledger", "per_second": rates} | known | ledger.frame())
