"""A sequencer on files of its own, a worker at the other end of its pipe, and a clock that the test sets."""

import os
import shutil
import threading
from collections.abc import Iterable
from itertools import chain
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import NamedTuple

import pytest

from chatlib.core import commands, events
from chatlib.core.limits import Limits
from chatlib.state.channel import Channel
from chatlib.state.frames import Batch, Hello, Resumed, Told, decode_from_state, encode
from chatlib.state.journal.acknowledged_offsets import AcknowledgedOffsets
from chatlib.state.journal.journal import Journal
from chatlib.state.journal.recovery import begin, recover
from chatlib.state.layout import MARKS
from chatlib.state.order.sequencer import Sequencer
from chatlib.state.order.workers.line import new, remembered
from chatlib.state.redo import Files, make_files

PATIENCE = 20.0
"""Seconds after which something that should have come will not come any more."""


class Worker:
    """What a worker is to the sequencer: it says hello, batches go out, what is told comes in.

    `told` is the number of the last tell that it has processed.
    """

    def __init__(self, number: int, connection: Connection) -> None:
        self.number = number
        self.connection = connection
        self.channel = Channel(connection)
        self.batches = 0
        self.told = 0
        self.frames: list[Resumed | Told] = []
        self.heard: list[events.Event] = []

    def join(self, told: int, cids: Iterable[int]) -> None:
        """Says hello, and takes up the numbers of those before it."""
        self.told = told
        self.channel.send(encode(Hello(told, list(cids))))
        self.resumed = self._next()
        self.batches = self.resumed.done

    def catch_up(self) -> None:
        """Hears what was told before it came."""
        while self.told < self.resumed.last:
            self.hear()

    def send(self, *asked: commands.Command) -> None:
        """One batch."""
        self.batches += 1
        self.channel.send(encode(Batch(self.batches, self.told, list(asked))))

    def ask(self, *asked: commands.Command) -> list[events.Event]:
        """Sends a batch; returns what was told since the last one, until this one is done."""
        self.send(*asked)
        heard: list[events.Event] = []
        done = 0
        while done < self.batches:
            told = self.hear()
            heard += told.events
            done = told.done
        return heard

    def reply(self, command: commands.Command) -> events.Event:
        """The one answer to a command."""
        (answer,) = [event for event in self.ask(command) if event.cid == command.cid]
        return answer

    def hear(self) -> Told:
        """The next thing told."""
        told = self._next()
        assert told.number == self.told + 1
        self.told = told.number
        self.heard += told.events
        return told

    def hear_of(self, kind: type[events.Event]) -> events.Event:
        """The next event of this kind."""
        while True:
            for event in self.hear().events:
                if isinstance(event, kind):
                    return event

    def enter(self, cid: int, name: str, **how) -> list[events.Event]:
        return self.ask(commands.Enter(cid, name=name, worker=self.number, session=f"s{cid}", **how))

    def die(self) -> None:
        self.channel.close()

    def _next(self) -> Resumed | Told:
        while not self.frames:
            assert wait([self.connection], PATIENCE), "nothing came"
            self.frames += map(decode_from_state, self.channel.receive())
        return self.frames.pop(0)


class StandingClock:
    """Both times are the one that the test sets."""

    def __init__(self, time: list[float]) -> None:
        self._time = time

    def now(self) -> float:
        return self._time[0]

    told = now


class House:
    """The state of one data directory, running in a thread. `goes_on`: that of a server whose workers live."""

    def __init__(self, data: Path, logs: dict[int, Files], clock: list[float], goes_on: bool, full: bool) -> None:
        self.clock = clock
        self.data = data
        self.logs = logs
        self.journal = Journal(data)
        self.acknowledged = AcknowledgedOffsets(data / MARKS)
        if goes_on:
            self.chat = recover(self.journal, Limits())
            lines = remembered(logs, self.chat.state.seq)
        else:
            self.chat = begin(self.journal, self.acknowledged, Limits(), clock[0])
            lines = new(logs)
        self.tidings: list[object] = []
        self.errors: list[Exception] = []
        self.sequencer = Sequencer(
            self.journal,
            self.acknowledged,
            self.chat,
            lines,
            self.tidings.append,
            self.errors.append,
            StandingClock(clock),
            full,
        )
        self.workers: list[Worker] = []
        self.thread = threading.Thread(target=self.sequencer.run, daemon=True)
        self.thread.start()
        self.running = True
        self.broken = False  # whether the loop is to have broken down

    def worker(self, number: int, told: int = 0, cids: Iterable[int] = ()) -> Worker:
        """A worker that has processed the tells up to `told`, and looks after these connections."""
        worker = self.silent_worker(number)
        worker.join(told, cids)
        return worker

    def silent_worker(self, number: int) -> Worker:
        """One that has not said hello."""
        ours, theirs = Pipe(duplex=True)
        self.workers.append(Worker(number, ours))
        self.sequencer.call(lambda: self.sequencer.attach(number, theirs))
        return self.workers[-1]

    def look_around(self, once: bool = False) -> None:
        """Time has passed, the disk was looked at, and what that brought about is done."""
        looks = len(self.tidings)
        while len([tiding for tiding in self.tidings[looks:] if tiding is None]) < 2 - once:
            self.call(lambda: None)

    def call(self, job):
        return self.sequencer.call(job)

    def register(self, *names: str) -> None:
        for name in names:
            self.sequencer.submit(commands.Register(name=name, secret="hash"))

    def stop(self) -> None:
        """Orderly. A loop that broke down fails the test here at the latest."""
        if not self.running:
            return
        self.running = False
        alive = self.thread.is_alive()
        if alive:
            self.sequencer.stop()
            self.thread.join(PATIENCE)
        else:
            self.journal.close()
        self.acknowledged.close()
        for worker in self.workers:
            worker.die()
        assert alive is not self.broken
        assert not self.thread.is_alive()
        assert not self.errors

    def killed(self) -> "Remains":
        """A copy of the files as they would be, were the process killed at this moment."""
        return self.call(self.copy)

    def copy(self) -> "Remains":
        """To be called inside the loop."""
        data = shutil.copytree(self.data, self.data.with_name(self.data.name + "-"))
        logs = make_logs()
        for number, log in self.logs.items():
            for file, copy in zip(log, logs[number], strict=True):
                os.pwrite(copy, os.pread(file, os.fstat(file).st_size, 0), 0)
        return Remains(data, logs)


class Remains(NamedTuple):
    """What a state process works on, and leaves. The logs are the server's, and gone with it."""

    data: Path
    logs: dict[int, Files]


def make_logs() -> dict[int, Files]:
    """For three workers."""
    return {number: make_files(f"told-{number}") for number in (1, 2, 3)}


@pytest.fixture(autouse=True)
def restless(monkeypatch):
    """The sequencer looks around many times a second."""
    monkeypatch.setattr("chatlib.state.order.sequencer.HOUSEKEEPING", 0.01)


@pytest.fixture
def clock() -> list[float]:
    return [1_000_000.0]


@pytest.fixture
def open_house(tmp_path, clock):
    """Opens a data directory, the same one again if no other is named, or what somebody left who was killed."""
    opened: list[House] = []
    here = tmp_path / "data"
    here.mkdir()

    def open_(what: Path | Remains = here, goes_on: bool = False, full: bool = False) -> House:
        data, logs = what if isinstance(what, Remains) else (what, make_logs())
        opened.append(House(data, logs, clock, goes_on, full))
        return opened[-1]

    yield open_
    for house in opened:
        house.stop()
        for file in chain(*house.logs.values()):
            os.close(file)


@pytest.fixture
def house(open_house) -> House:
    return open_house()


@pytest.fixture
def worker(house) -> Worker:
    return house.worker(1)
