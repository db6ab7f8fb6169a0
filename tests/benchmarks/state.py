"""The state alone: microseconds of CPU for a message, by how many come in one turn.

    python -m tests.benchmarks.state [--profile]

Everything between a batch in the pipe of a worker and what that worker is told counts, the append to the log
included; the worker and the process that makes the view of the log are not there.
"""

import argparse
import cProfile
import os
import pstats
import tempfile
import time
from collections.abc import Callable
from multiprocessing import Pipe
from pathlib import Path

from chatlib.core import commands
from chatlib.core.limits import Limits
from chatlib.state.channel import Channel
from chatlib.state.frames import Batch, Hello, decode_from_state, encode
from chatlib.state.journal.acknowledged_offsets import AcknowledgedOffsets
from chatlib.state.journal.journal import Journal
from chatlib.state.journal.recovery import begin
from chatlib.state.layout import MARKS
from chatlib.state.order.sequencer import Sequencer
from chatlib.state.order.workers.line import new
from chatlib.state.redo import make_files

USERS = 200
TURNS = (1, 2, 16, 200)
MESSAGES = 60_000
TEXT = "x" * 60


class State:
    """A sequencer with a worker at the other end of its pipe, driven turn by turn. All users are its guests."""

    def __init__(self, data: Path) -> None:
        journal, acknowledged = Journal(data), AcknowledgedOffsets(data / MARKS)
        chat = begin(journal, acknowledged, Limits(message=4096), time.time())
        lines = new({1: make_files("told")})
        self.sequencer = Sequencer(journal, acknowledged, chat, lines, lambda _: None, print)
        ours, theirs = Pipe()
        self.channel = Channel(ours)
        self.line = lines[1]
        self.sequencer.attach(1, theirs)
        self.batches = self.told = 0
        self.channel.send(encode(Hello(0, [])))
        self.turn()
        guests = [commands.Guest(cid, name=f"k{cid}", worker=1, dialect="pm") for cid in range(1, USERS + 1)]
        self.ask([*guests, commands.CreateRoom(1, room="kelas")])
        self.ask([commands.JoinRoom(cid, room="kelas") for cid in range(2, USERS + 1)])

    def payload(self, asked: list[commands.Command]) -> bytes:
        self.batches += 1
        return encode(Batch(self.batches, self.told, asked))

    def ask(self, asked: list[commands.Command]) -> None:
        self.channel.send(self.payload(asked))
        self.turn()
        self.drain()

    def turn(self) -> None:
        self.sequencer._read(self.line)
        self.sequencer._turn()

    def drain(self) -> None:
        """The worker hears what it is told."""
        while self.line.channel.waiting:
            self._hear()
            self.line.channel.flush()
        self._hear()

    def _hear(self) -> None:
        for payload in self.channel.receive():
            self.told = getattr(decode_from_state(payload), "number", self.told)


def private(cid: int, number: int) -> commands.Command:
    """Users in pairs, as in a room of people who talk to each other."""
    return commands.Send(cid, to=f"k{cid % USERS + 1 if cid % 2 else cid - 1}", text=f"{number} {TEXT}", kind="user")


def lobby(cid: int, number: int) -> commands.Command:
    return commands.Send(cid, to="lobby", text=f"{number} {TEXT}")


def room(cid: int, number: int) -> commands.Command:
    return commands.Send(cid, to="kelas", text=f"{number} {TEXT}", kind="room")


def measure(state: State, make: Callable[[int, int], commands.Command], size: int) -> float:
    """Microseconds for each message."""
    spent, sent = 0.0, 0
    turns = min(MESSAGES // size, 8000)
    for turn in range(turns):
        payload = state.payload([make((turn * size + i) % USERS + 1, turn) for i in range(size)])
        state.channel.send(payload)
        while state.channel.waiting:
            state.channel.flush()
        begun = time.process_time_ns()
        state.turn()
        spent += time.process_time_ns() - begun
        sent += size
        state.drain()
    return spent / sent / 1000


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--profile", action="store_true", help="where the time goes, at turns of 200")
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as data:
        state = State(Path(data))
        if a.profile:
            profile = cProfile.Profile()
            profile.runcall(measure, state, private, 200)
            pstats.Stats(profile).sort_stats("tottime").print_stats(30)
            return
        print("turns of    ", *(f"{size:>7}" for size in TURNS))
        for name, make in (("private", private), ("room", room), ("lobby", lobby)):
            print(f"{name:12}", *(f"{measure(state, make, size):7.1f}" for size in TURNS), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
